"""Distinguished names: who a certificate is about, and whether two names are the same.

Spec: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from elm_microcred.proofs.der import SEQUENCE, SET, Element, read

COMMON_NAME = "2.5.4.3"
COUNTRY = "2.5.4.6"
ORGANIZATION = "2.5.4.10"
ORGANIZATION_IDENTIFIER = "2.5.4.97"

_SHORT = {
    COMMON_NAME: "CN",
    COUNTRY: "C",
    ORGANIZATION: "O",
    ORGANIZATION_IDENTIFIER: "organizationIdentifier",
    "2.5.4.11": "OU",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A distinguished name.

    Attributes:
        encoded: The name in DER.
        parts: Its relative names in order, each a set of type and text.
    """

    encoded: bytes
    parts: tuple[frozenset[tuple[str, str]], ...]

    def __getitem__(self, oid: str) -> str | None:
        """The first attribute of that type."""
        return next((text for part in self.parts for type_, text in part if type_ == oid), None)

    def is_same(self, other: Name) -> bool:
        """Whether both names are one, apart from case and white space."""
        return self.encoded == other.encoded or _folded(self) == _folded(other)

    def is_below(self, other: Name) -> bool:
        """Whether this name begins with all of the other: a place in its subtree."""
        return _folded(self)[: len(other.parts)] == _folded(other)

    def __str__(self) -> str:
        known = (
            f"{_SHORT[oid]}={text}"
            for part in self.parts
            for oid, text in sorted(part)
            if oid in _SHORT
        )
        return ", ".join(known)


@lru_cache(maxsize=1024)
def read_name(encoded: bytes) -> Name:
    """The name that these bytes of DER say.

    Raises:
        ParseError: If they say none.
    """
    parts = []
    for part in read(encoded).children(SEQUENCE):
        pairs = [pair.children(SEQUENCE) for pair in part.children(SET)]
        parts.append(frozenset((pair[0].oid, _text(pair[1])) for pair in pairs if len(pair) == 2))
    return Name(encoded, tuple(parts))


def _text(value: Element) -> str:
    # What is no string (an address as a bit string) is compared by its bytes.
    return value.text if value.tag & 0xE0 == 0 and value.tag != 0x03 else value.encoded.hex()


@lru_cache(maxsize=1024)
def _folded(name: Name) -> tuple[frozenset[tuple[str, str]], ...]:
    return tuple(
        frozenset((oid, " ".join(text.casefold().split())) for oid, text in part)
        for part in name.parts
    )
