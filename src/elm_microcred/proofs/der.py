"""DER, the encoding of certificates: read strictly, one element at a time, and written.

Only what certificates, revocation data and timestamps need, and only the one canonical spelling:
two readers never take the same bytes for two things. Elements are read when they are asked for,
so that a long list costs nothing until somebody walks it.

Spec: https://www.itu.int/rec/T-REC-X.690
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from elm_microcred.errors import ParseError

_SPEC: Final = "https://www.itu.int/rec/T-REC-X.690"

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OID: Final = 0x06
ENUMERATED: Final = 0x0A
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31

_TEXT: Final = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",  # TeletexString, in practice Latin-1
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}


def context(number: int, *, constructed: bool = True) -> int:
    """The tag of a context-specific element, such as `[0]`."""
    return (0xA0 if constructed else 0x80) | number


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what it is, and what it holds.

    Attributes:
        tag: Its identifier octet.
        content: Its bytes without tag and length.
        encoded: All its bytes.
    """

    tag: int
    content: bytes
    encoded: bytes

    def __iter__(self) -> Iterator[Element]:
        """The elements inside, in their order.

        Raises:
            ParseError: If the content is not a row of whole elements.
        """
        data, start = self.content, 0
        while start < len(data):
            element, start = _read(data, start)
            yield element

    def children(self, tag: int = SEQUENCE) -> list[Element]:
        """The elements inside, if this one has the tag that is asked for."""
        self.expect(tag)
        return list(self)

    def fields(self, least: int, most: int | None = None, *, tag: int = SEQUENCE) -> list[Element]:
        """The elements inside, if there are as many as are asked for.

        Args:
            least: So many at least.
            most: So many at most; any number if absent.
            tag: The tag of this element.

        Raises:
            ParseError: If the tag or the number is another.
        """
        parts = self.children(tag)
        if not least <= len(parts) <= (len(parts) if most is None else most):
            raise malformed(f"{len(parts)} fields", f"{least} fields or more")
        return parts

    @property
    def first(self) -> Element:
        """The first element inside a sequence."""
        return self.fields(1)[0]

    def expect(self, tag: int) -> Element:
        """This element, if it has that tag.

        Raises:
            ParseError: If it has another.
        """
        if self.tag != tag:
            raise malformed(f"tag {self.tag:#04x}", f"tag {tag:#04x}")
        return self

    @property
    def inner(self) -> Element:
        """The only element inside, as an explicit tag has it."""
        element, end = _read(self.content, 0)
        if end != len(self.content):
            raise malformed("more than one element", "one element")
        return element

    @property
    def oid(self) -> str:
        """An object identifier with dots."""
        return _oid(self.expect(OID).content)

    @property
    def integer(self) -> int:
        """A whole number, also one that is only enumerated."""
        if self.tag != ENUMERATED:
            self.expect(INTEGER)
        return _integer(self.content)

    @property
    def boolean(self) -> bool:
        """True or false."""
        if self.expect(BOOLEAN).content not in (b"\x00", b"\xff"):
            raise malformed(self.content[:4].hex(), "00 or ff")
        return self.content == b"\xff"

    @property
    def bits(self) -> bytes:
        """The bytes of a bit string; bits that do not fill a byte are zero."""
        return _bits(self.expect(BIT_STRING).content)

    @property
    def whole_bits(self) -> bytes:
        """The bytes of a bit string that is made of bytes, as signatures and keys are."""
        if self.expect(BIT_STRING).content[:1] != b"\x00":
            raise malformed(self.content[:4].hex(), "a bit string of whole bytes")
        return self.content[1:]

    @property
    def octets(self) -> bytes:
        """The bytes of an octet string."""
        return self.expect(OCTET_STRING).content

    @property
    def text(self) -> str:
        """The text of any kind of string.

        Raises:
            ParseError: If it is no string, or its bytes are not in its encoding.
        """
        encoding = _TEXT.get(self.tag)
        if encoding is None:
            raise malformed(f"tag {self.tag:#04x}", "a string")
        try:
            return self.content.decode(encoding)
        except UnicodeDecodeError as error:
            raise malformed(self.content[:16].hex(), encoding) from error

    @property
    def moment(self) -> datetime:
        """A point in time, aware, in UTC."""
        return _moment(self.tag, self.content)


def read(data: bytes) -> Element:
    """The one element that `data` holds.

    Raises:
        ParseError: If it is not DER, or anything follows.
    """
    element, end = _read(data, 0)
    if end != len(data):
        raise malformed(f"{len(data) - end} bytes more", "one element and nothing behind it")
    return element


def _read(data: bytes, start: int) -> tuple[Element, int]:
    try:
        tag, length = data[start], data[start + 1]
    except IndexError:
        raise malformed("the end of the bytes", "an element") from None
    if tag & 0x1F == 0x1F:
        raise malformed(f"tag {tag:#04x}", "a tag of one byte")
    begin = start + 2
    if length & 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[begin : begin + size], "big")
        begin += size
        if not 0 < size <= 4 or length < 0x80 or length >> 8 * (size - 1) == 0:
            raise malformed(data[start : start + 6].hex(), "a length in its shortest form")
    end = begin + length
    if end > len(data):
        raise malformed(f"{len(data) - begin} bytes", f"{length} bytes")
    return Element(tag, data[begin:end], data[start:end]), end


@lru_cache(maxsize=1024)
def _oid(content: bytes) -> str:
    if not content or content[-1] & 0x80 or len(content) > 64:
        raise malformed(content[:16].hex(), "an object identifier")
    arcs, value, fresh = [], 0, True
    for byte in content:
        if fresh and byte == 0x80:
            raise malformed(content[:16].hex(), "an object identifier in its shortest form")
        value = value << 7 | byte & 0x7F
        fresh = not byte & 0x80
        if fresh:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def _integer(content: bytes) -> int:
    if not content or (
        len(content) > 1 and (content[0] in (0, 0xFF)) and (content[0] ^ content[1]) < 0x80
    ):
        raise malformed(content[:16].hex(), "a whole number in its shortest form")
    return int.from_bytes(content, "big", signed=True)


def _bits(content: bytes) -> bytes:
    unused = content[0] if content else 8
    if unused > 7 or (unused and (len(content) == 1 or content[-1] & (1 << unused) - 1)):
        raise malformed(content[:16].hex(), "a bit string")
    return content[1:]


_UTC: Final = "%y%m%d%H%M%SZ"
_GENERALIZED: Final = "%Y%m%d%H%M%SZ"


@lru_cache(maxsize=1024)
def _moment(tag: int, content: bytes) -> datetime:
    text = content.decode("ascii", "replace")
    if tag not in (UTC_TIME, GENERALIZED_TIME):
        raise malformed(f"tag {tag:#04x}", "a time")
    whole, dot, fraction = text.removesuffix("Z").partition(".")
    size = 12 if tag == UTC_TIME else 14
    if (
        len(whole) != size
        or not whole.isascii()
        or not whole.isdigit()
        or not text.endswith("Z")
        or (dot and (tag == UTC_TIME or not fraction.isdigit() or fraction.endswith("0")))
    ):
        raise malformed(text, "a time in UTC, to the second")
    if tag == UTC_TIME:
        whole = ("19" if whole >= "50" else "20") + whole
    try:
        moment = datetime.strptime(whole + "Z", _GENERALIZED)
    except ValueError as error:
        raise malformed(text, "a time that can be") from error
    return moment.replace(microsecond=int((fraction or "0")[:6].ljust(6, "0")), tzinfo=UTC)


def malformed(found: str, expected: str) -> ParseError:
    """The error for bytes that are not DER, or not what is asked for."""
    return ParseError(
        "PARSE_DER",
        "The bytes are not DER, or not of the structure that is asked for.",
        found=found,
        expected=expected,
        spec=_SPEC,
    )


def write(tag: int, *parts: bytes) -> bytes:
    """The element of that tag around these bytes."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def write_integer(value: int) -> bytes:
    """A whole number in DER."""
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def write_oid(dotted: str) -> bytes:
    """An object identifier in DER."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for arc in (40 * first + second, *rest):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        content += bytes(reversed(septets))
    return write(OID, bytes(content))
