"""Pictures that stand in a credential, checked before anybody sees them."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterator
from typing import Final

from elm_microcred.carriers import image_problems
from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.rendering.views import Phrase, Picture

MOST_BYTES: Final = 2 * 1024 * 1024
"""A picture of more bytes is not shown."""
MOST_PIXELS: Final = 25_000_000
"""A picture of more pixels is not shown: it would cost the reader's memory."""
_SIDE: Final = 16_384
_DATA_URL: Final = re.compile(r"data:[a-z0-9.+/-]*(?P<base64>(?:;[^,;]*)*?;base64)?[^,]*,", re.I)
_JPEG_FRAMES: Final = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)))
_JPEG_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD8)))


def read_picture(
    address: str, alternative: Phrase, *, pointer: str, limits: Limits
) -> Picture | Problem:
    """The picture of a `data:` URL, or why it is not shown.

    Args:
        address: The address; anything but a `data:` URL would have to be fetched, and is not.
        alternative: What it shows, in words.
        pointer: Where it stands.
        limits: What it may cost.
    """
    if address[:5].lower() != "data:":
        return _refused(
            "The picture lies elsewhere, and nothing is fetched to show a credential.",
            pointer,
            address,
        )
    match = _DATA_URL.match(address)
    if match is None or not match["base64"]:
        return _refused("The picture is not in base64.", pointer, address)
    return decode_picture(address[match.end() :], alternative, pointer=pointer, limits=limits)


def decode_picture(
    text: str, alternative: Phrase, *, pointer: str, limits: Limits
) -> Picture | Problem:
    """The picture that base64 text is, or why it is not shown."""
    if len(text) > MOST_BYTES * 4 // 3 + 4:
        return _refused(
            "The picture is too long to be shown.", pointer, f"{len(text)} characters of base64"
        )
    try:
        content = base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (binascii.Error, ValueError):
        return _refused("The picture is not base64, as it says.", pointer, text)
    found = media_type(content)
    if found is None:
        return _refused("The bytes are those of no picture that is shown.", pointer, text[:16])
    try:
        problems = tuple(_problems(found, content, limits))
        width, height = size(found, content)
    except (ParseError, LimitError) as error:
        problems, width, height = error.problems, 0, 0
    if problems:
        return _refused(f"The picture is not safe to show: {problems[0].detail}", pointer, None)
    if width * height > MOST_PIXELS or max(width, height) > _SIDE:
        return _refused("The picture has too many pixels.", pointer, f"{width} × {height}")
    encoded = base64.b64encode(content).decode("ascii")
    return Picture(f"data:{found};base64,{encoded}", found, alternative, width, height)


def media_type(content: bytes) -> str | None:
    """What kind of picture bytes are, told by the bytes alone."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if head.startswith(b"<") and b"<svg" in content[:65536] else None


def _problems(kind: str, content: bytes, limits: Limits) -> Iterator[Problem]:
    if kind in ("image/png", "image/svg+xml"):
        yield from image_problems(content, limits=limits)


def size(kind: str, content: bytes) -> tuple[int, int]:
    """Width and height in pixels; zero where a drawing has none.

    Raises:
        ParseError: If the picture is cut off before it says them.
    """
    try:
        if kind == "image/png":
            return struct.unpack(">II", content[16:24])
        if kind == "image/gif":
            return struct.unpack("<HH", content[6:10])
        if kind == "image/jpeg":
            return _jpeg(content)
        if kind == "image/webp":
            return _webp(content)
    except (struct.error, IndexError) as error:
        raise ParseError("IMAGE_MALFORMED", "The picture is not whole.") from error
    return 0, 0


def _jpeg(content: bytes) -> tuple[int, int]:
    """Spec: https://www.w3.org/Graphics/JPEG/itu-t81.pdf#page=39 (frame header)."""
    place = 2
    while True:
        while content[place] == 0xFF:
            place += 1
        marker = content[place]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[place + 4 : place + 8])
            return width, height
        if marker in _JPEG_ALONE:
            place += 1
            continue
        (length,) = struct.unpack(">H", content[place + 1 : place + 3])
        if length < 2:
            raise ParseError("IMAGE_MALFORMED", "The picture is not whole.")
        place += 1 + length
        if content[place] != 0xFF:
            raise ParseError("IMAGE_MALFORMED", "The picture is not whole.")


def _webp(content: bytes) -> tuple[int, int]:
    """Spec: https://www.rfc-editor.org/rfc/rfc9649#section-2."""
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _refused(detail: str, pointer: str, found: str | None) -> Problem:
    return Problem(
        "RENDER_PICTURE_REFUSED",
        detail,
        pointer=pointer,
        found=None if found is None else shorten(found[:80]),
        expected="a PNG, JPEG, GIF, WebP or SVG picture inside the credential that is safe to show",
    )
