"""BER, the looser form in which some timestamp authorities write: made into DER, and read as that.

Elements may have no length but an end, or a length that is longer than it need be, and a string
may come in pieces. What is signed within is signed in DER, so that its signature fits what is
made here.

Spec: https://www.itu.int/rec/T-REC-X.690 (8.1)
"""

from __future__ import annotations

from typing import Final

from elm_microcred.proofs.der import OCTET_STRING, malformed, write

_CONSTRUCTED: Final = 0x20
_PIECES: Final = OCTET_STRING | _CONSTRUCTED
_NO_LENGTH: Final = 0x80
_END: Final = b"\x00\x00"
_DEEPEST: Final = 32


def to_der(data: bytes) -> bytes:
    """The one element that `data` holds, in DER; DER is given back as it is.

    The order of what stands in sets is kept, and so is the form of every value that is no octet
    string.

    Raises:
        ParseError: If it is not BER, anything follows, or it is nested too deeply.

    Spec: https://www.itu.int/rec/T-REC-X.690 (8.1.3, 8.7.3)
    """
    encoded, end = _converted(data, 0, len(data), 0)
    if end != len(data):
        raise malformed(f"{len(data) - end} bytes more", "one element and nothing behind it")
    return encoded


def _converted(data: bytes, start: int, most: int, depth: int) -> tuple[bytes, int]:
    """The element that begins at `start`, and where it ends: before `most`."""
    if depth > _DEEPEST:
        raise malformed(f"more than {_DEEPEST} levels", f"at most {_DEEPEST} levels")
    if start + 2 > most:
        raise malformed("the end of the bytes", "an element")
    tag, length = data[start], data[start + 1]
    if tag & 0x1F == 0x1F or tag == 0:
        raise malformed(f"tag {tag:#04x}", "a tag of one byte")
    begin = start + 2
    if length == _NO_LENGTH:
        if not tag & _CONSTRUCTED:
            raise malformed(f"tag {tag:#04x} without a length", "a length")
        parts, place = [], begin
        while data[place : place + 2] != _END:
            part, place = _converted(data, place, most, depth + 1)
            parts.append(part)
        if place + 2 > most:
            raise malformed("the end of the bytes", "the end of an element")
        return _whole(tag, parts), place + 2
    if length > _NO_LENGTH:
        size = length & 0x7F
        length = int.from_bytes(data[begin : begin + size], "big")
        begin += size
    end = begin + length
    if end > most:
        raise malformed(f"{max(most - begin, 0)} bytes", f"{length} bytes")
    if not tag & _CONSTRUCTED:
        return write(tag, data[begin:end]), end
    parts, place = [], begin
    while place < end:
        part, place = _converted(data, place, end, depth + 1)
        parts.append(part)
    return _whole(tag, parts), end


def _whole(tag: int, parts: list[bytes]) -> bytes:
    """The element around these elements; the pieces of a string are put together."""
    if tag != _PIECES:
        return write(tag, *parts)
    if any(part[0] != OCTET_STRING for part in parts):
        raise malformed("another element within an octet string", "octet strings")
    return write(OCTET_STRING, *map(_content, parts))


def _content(encoded: bytes) -> bytes:
    """The bytes of an element in DER without tag and length."""
    size = encoded[1] & 0x7F if encoded[1] & 0x80 else 0
    return encoded[2 + size :]
