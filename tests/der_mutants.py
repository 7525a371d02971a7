"""DER with one element changed, everywhere in turn, its lengths mended around the change."""

from __future__ import annotations

from collections.abc import Iterator

from elm_microcred.errors import ParseError
from elm_microcred.proofs.der import NULL, OCTET_STRING, read, write

_CONSTRUCTED = 0x20
_BIT_STRING = 0x03


def mutants(encoded: bytes) -> Iterator[bytes]:
    """Each element in turn: with one inside more or less, empty, or of another kind."""
    element = read(encoded)
    tag, content = element.tag, element.content
    yield write(NULL)
    yield write(tag)
    yield write(OCTET_STRING if tag != OCTET_STRING else NULL, content)
    prefix, inside = _inside(tag, content)
    for place, part in enumerate(inside):
        before, after = b"".join(inside[:place]), b"".join(inside[place + 1 :])
        yield write(tag, prefix, before, after)
        yield write(tag, prefix, before, part, part, after)
        yield write(tag, prefix, before, part, write(NULL), after)
        for changed in mutants(part):
            yield write(tag, prefix, before, changed, after)


def _inside(tag: int, content: bytes) -> tuple[bytes, list[bytes]]:
    """The elements of a constructed element, or of DER that stands in a string."""
    begin = 1 if tag == _BIT_STRING and content[:1] == b"\0" else 0
    if not tag & _CONSTRUCTED and tag not in (_BIT_STRING, OCTET_STRING):
        return content, []
    try:
        return content[:begin], [part.encoded for part in read(write(0x30, content[begin:]))]
    except ParseError:
        return content, []
