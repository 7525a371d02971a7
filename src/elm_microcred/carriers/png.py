"""Badges in PNG pictures: chunks read and written one by one, no picture decoded.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#png and https://www.w3.org/TR/png-3/
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from elm_microcred.carriers.baked import OPEN_BADGES_2, OPEN_BADGES_3, Baked, malformed
from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORDS: Final = {b"openbadgecredential": OPEN_BADGES_3, b"openbadges": OPEN_BADGES_2}
"""Keyword of a text chunk to the generation of badge that stands in it."""

SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/#png"
_PNG: Final = "https://www.w3.org/TR/png-3/"
_HEADER: Final = struct.Struct(">I4s")
_SUM: Final = struct.Struct(">I")
_SIZE: Final = struct.Struct(">II")
_MOST: Final = 2**31 - 1
_TEXTS: Final = (b"iTXt", b"tEXt", b"zTXt")
_MOST_PIXELS: Final = 64 * 1024 * 1024


class Chunk(NamedTuple):
    """One chunk: its type, its data, and where it begins and ends in the file."""

    type: bytes
    data: bytes
    begin: int
    end: int


def chunks(content: bytes, limits: Limits) -> Iterator[Chunk]:
    """Every chunk of a PNG file, each with its length and sum checked.

    Raises:
        ParseError: If the file is no whole PNG (`IMAGE_MALFORMED`), or goes on after its end
            (`IMAGE_TRAILING_DATA`).
        LimitError: If it has too many chunks.
    """
    if not content.startswith(SIGNATURE):
        raise malformed("This is no PNG file.", found=content[:8].hex(" "), spec=_PNG)
    place, count, seen = len(SIGNATURE), 0, b""
    while seen != b"IEND":
        if place + 12 > len(content):
            raise malformed("The PNG file ends before its last chunk.", spec=_PNG)
        length, type_ = _HEADER.unpack_from(content, place)
        end = place + 12 + length
        if length > _MOST or end > len(content):
            raise malformed(
                "A chunk is longer than the file.",
                found=f"{shorten(type_.decode('latin-1'))}, {length} bytes",
                spec=_PNG,
            )
        if not type_.isalpha():
            raise malformed("A chunk has no type.", found=type_.hex(" "), spec=_PNG)
        (crc,) = _SUM.unpack_from(content, end - 4)
        if zlib.crc32(memoryview(content)[place + 4 : end - 4]) != crc:
            raise malformed(
                f"The sum of the chunk {type_.decode()} does not fit its data.",
                found=f"{crc:08x}",
                expected="the CRC-32 of type and data",
                remedy="Get the picture again: it was damaged or changed.",
                spec=_PNG + "#5CRC-algorithm",
            )
        count += 1
        if count > limits.members:
            raise LimitError(
                "LIMIT_MEMBERS", "The PNG file has too many chunks.", expected=f"≤ {limits.members}"
            )
        if (type_ == b"IHDR") != (count == 1) or (type_ == b"IHDR" and length != 13):
            raise malformed("A PNG file begins with its one header.", spec=_PNG)
        yield Chunk(type_, content[place + 8 : end - 4], place, end)
        place, seen = end, type_
    if place != len(content):
        raise ParseError(
            "IMAGE_TRAILING_DATA",
            "The file goes on after the end of the picture.",
            found=f"{len(content) - place} bytes after IEND",
            expected="nothing after the chunk IEND",
            remedy="Ask for the picture as it was issued: what follows its end is no part of it.",
            spec=_PNG + "#5DataRep",
        )


def read(content: bytes, limits: Limits) -> tuple[Baked, ...]:
    """Every badge in a PNG file, in order; compressed ones with a problem that says so.

    Raises:
        ParseError: If the file is no whole PNG, or a chunk with a badge is malformed.
        LimitError: If a chunk unfolds too far.
    """
    found = []
    for chunk in chunks(content, limits):
        if chunk.type in _TEXTS:
            keyword, separator, rest = chunk.data.partition(b"\0")
            generation = KEYWORDS.get(keyword)
            if generation and separator:
                found.append(_text(chunk.type, keyword, rest, generation, limits))
    return tuple(found)


def _text(type_: bytes, keyword: bytes, rest: bytes, generation: str, limits: Limits) -> Baked:
    place = f"{type_.decode()} {keyword.decode()}"
    problems: tuple[Problem, ...] = ()
    compressed = type_ == b"zTXt"
    if type_ == b"iTXt":
        if len(rest) < 4 or rest[0] > 1 or rest[1]:
            raise malformed(f"The chunk {place} has no valid compression flag.", spec=_PNG)
        compressed, rest = rest[0] == 1, rest[2:]
        parts = rest.split(b"\0", 2)
        if len(parts) != 3:
            raise malformed(f"The chunk {place} ends before its text.", spec=_PNG)
        rest = parts[2]
    elif compressed:
        if not rest or rest[0]:
            raise malformed(f"The chunk {place} has no valid compression method.", spec=_PNG)
        rest = rest[1:]
    if compressed:
        rest = inflate(rest, limits.decompressed_bytes, place)
        problems = (_compressed(place),)
    if type_ != b"iTXt":
        rest = _from_latin(rest)
    return Baked(rest.strip(b" \t\r\n"), generation, place, problems)


def _from_latin(text: bytes) -> bytes:
    """The text in UTF-8. Such chunks are Latin-1, yet many writers put UTF-8 into them."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text


def _compressed(place: str) -> Problem:
    return Problem(
        "IMAGE_COMPRESSED",
        f"The badge in {place} is compressed, which the standard forbids: few readers find it.",
        expected="text that is not compressed",
        remedy="Bake the badge again.",
        spec=SPEC,
    )


def inflate(data: bytes, most: int, what: str) -> bytes:
    """Data unfolded, which must be whole, and no longer than `most`.

    Raises:
        ParseError: If it is no zlib stream, or not a whole one.
        LimitError: If it unfolds too far; no more than that is ever held.
    """
    stream = zlib.decompressobj()
    try:
        unfolded = stream.decompress(data, most + 1)
    except zlib.error as error:
        raise malformed(f"{what} is not compressed as it says: {error}.") from error
    if len(unfolded) > most:
        raise LimitError(
            "LIMIT_DECOMPRESSED", f"{what} unfolds too far.", expected=f"≤ {most} bytes"
        )
    if not stream.eof:
        raise malformed(f"{what} ends too soon.")
    return unfolded


def write(content: bytes, text: bytes, generation: str, limits: Limits) -> bytes:
    """The PNG file with a badge as its first chunk after the header, and no other badge."""
    keyword = next(word for word, of in KEYWORDS.items() if of == generation)
    plain = without(content, limits)
    header = next(chunks(plain, limits))
    badge = _chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text)
    return plain[: header.end] + badge + plain[header.end :]


def without(content: bytes, limits: Limits) -> bytes:
    """The PNG file without any badge."""
    kept = [SIGNATURE]
    for chunk in chunks(content, limits):
        is_badge = chunk.type in _TEXTS and chunk.data.partition(b"\0")[0] in KEYWORDS
        if not is_badge:
            kept.append(content[chunk.begin : chunk.end])
    return b"".join(kept)


def _chunk(type_: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(data, zlib.crc32(type_))
    return _HEADER.pack(len(data), type_) + data + _SUM.pack(crc)


def unsafe(content: bytes, limits: Limits) -> Iterator[Problem]:
    """What makes a PNG file unsafe to show: too many pixels, data that unfolds too far.

    Raises:
        ParseError: If the file is no whole PNG.
        LimitError: If it has too many chunks, or a text or profile unfolds too far.
    """
    pixels, seen = 0, False
    stream, unfolded, most = zlib.decompressobj(), 0, 0
    for chunk in chunks(content, limits):
        if chunk.type == b"IHDR":
            width, height = _SIZE.unpack_from(chunk.data)
            pixels = width * height
            if not 0 < pixels <= _MOST_PIXELS:
                yield Problem(
                    "IMAGE_PIXELS",
                    "The picture has more pixels than are ever shown, or none.",
                    found=f"{width} × {height}",
                    expected=f"1 to {_MOST_PIXELS} pixels",
                )
                return
            # Eight bytes a pixel are the most; a filter byte a line; interlacing adds lines.
            most = pixels * 8 + 8 * (height + 8)
        elif chunk.type == b"IDAT":
            seen = True
            data: bytes = chunk.data
            while data and not stream.eof:
                try:
                    unfolded += len(stream.decompress(data, 1 << 20))
                except zlib.error as error:
                    raise malformed(f"The picture's data are damaged: {error}.") from error
                data = stream.unconsumed_tail
                if unfolded > most:
                    raise LimitError(
                        "LIMIT_DECOMPRESSED",
                        "The picture unfolds to more than its pixels.",
                        expected=f"≤ {most} bytes",
                    )
        elif chunk.type in (b"iCCP", b"zTXt"):
            inflate(chunk.data.partition(b"\0")[2][1:], limits.decompressed_bytes, "A chunk")
        elif chunk.type == b"iTXt":
            rest = chunk.data.partition(b"\0")[2]
            if rest[:1] == b"\1":
                text = rest[2:].split(b"\0", 2)[-1]
                inflate(text, limits.decompressed_bytes, "A text")
    if not seen or not stream.eof:
        raise malformed("The PNG file holds no whole picture.", spec=_PNG)
