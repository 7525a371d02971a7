"""Pictures for the tests, made byte by byte: nothing of them is anybody else's."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(type_: bytes, data: bytes, *, crc: int | None = None) -> bytes:
    """One chunk of a PNG file; `crc` in place of the right sum."""
    sum_ = zlib.crc32(type_ + data) if crc is None else crc
    return struct.pack(">I", len(data)) + type_ + data + struct.pack(">I", sum_)


def header(width: int = 1, height: int = 1) -> bytes:
    """The header of a picture of eight bits a channel, in colour."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def text(content: bytes, *, keyword: bytes = b"openbadgecredential", flag: int = 0) -> bytes:
    """A badge in an iTXt chunk; `flag` 1 compresses it."""
    data = zlib.compress(content) if flag else content
    return chunk(b"iTXt", keyword + b"\0" + bytes([flag, 0]) + b"\0\0" + data)


def png(*between: bytes, after: bytes = b"", data: bytes | None = None) -> bytes:
    """A PNG picture of one pixel with chunks between its header and its data."""
    pixels = zlib.compress(b"\0\x10\x20\x30") if data is None else data
    body = b"".join([header(), *between, chunk(b"IDAT", pixels), chunk(b"IEND", b"")])
    return SIGNATURE + body + after


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path d="M0 0h1"/></svg>'
OB3 = "https://purl.imsglobal.org/ob/v3p0"


def svg(inside: str = "", *, before: str = "", attributes: str = "") -> bytes:
    """An SVG picture with something inside."""
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' xmlns:openbadges="{OB3}" {attributes}>{inside}<path d="M0 0h1"/></svg>'
    ).encode()
