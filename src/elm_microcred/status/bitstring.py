"""The list itself: many statuses of a few bits each, packed, compressed, written as text.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-encoding
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.proofs import multibase

MINIMUM_LENGTH = 131_072
"""Fewest entries of a list: one credential among so many tells its verifier nothing."""

LARGEST_SIZE = 8
"""Most bits of one status."""

_GZIP = 16 + zlib.MAX_WBITS
_BASE64 = re.compile(r"[A-Za-z0-9_-]*|[A-Za-z0-9+/]*")
_SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/"


@dataclass(frozen=True, slots=True)
class StatusList:
    """The statuses of many credentials. A change gives a new list.

    Attributes:
        bits: The statuses one after the other, that of index 0 in the leftmost bits.
        size: Bits of one status, 1 to 8.
    """

    bits: bytes = field(repr=False)
    size: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST_SIZE:
            raise UsageError(
                "USAGE",
                "A status has from 1 to 8 bits.",
                found=str(self.size),
                spec=_SPEC + "#statusSize",
            )

    @classmethod
    def empty(cls, length: int = MINIMUM_LENGTH, *, size: int = 1) -> StatusList:
        """A list of statuses that are all 0.

        Args:
            length: How many; at least 131,072, so that a request for the list does not tell
                whose credential is being looked at.
            size: Bits of one status; 1 for revocation and suspension.

        Raises:
            UsageError: If the list would be too short for privacy, or longer than verifiers
                unfold.
        """
        one = cls(b"", size)
        longest = 8 * DEFAULT.decompressed_bytes // one.size
        if not MINIMUM_LENGTH <= length <= longest:
            raise UsageError(
                "USAGE",
                "A status list of that length is of no use.",
                found=str(length),
                expected=f"{MINIMUM_LENGTH} to {longest} entries",
                spec=_SPEC + "#revocation-bitstring-length",
            )
        return replace(one, bits=bytes((length * size + 7) // 8))

    @property
    def length(self) -> int:
        """How many statuses the list holds."""
        return len(self.bits) * 8 // self.size

    def status(self, index: int) -> int:
        """The status at `index`.

        Raises:
            IndexError: If the list has no such index.
        """
        first, last, shift = self._place(index)
        return int.from_bytes(self.bits[first:last], "big") >> shift & self._mask

    def updated(self, statuses: Mapping[int, int]) -> StatusList:
        """The list with these statuses at these indexes.

        Raises:
            UsageError: If an index or a status is out of range.
        """
        bits = bytearray(self.bits)
        for index, status in statuses.items():
            if not (0 <= index < self.length and 0 <= status <= self._mask):
                raise UsageError(
                    "USAGE",
                    "The list has no such index or no such status.",
                    found=f"status {status} at index {index}",
                    expected=f"0 to {self._mask} at 0 to {self.length - 1}",
                )
            first, last, shift = self._place(index)
            word = int.from_bytes(bits[first:last], "big") & ~(self._mask << shift)
            bits[first:last] = (word | status << shift).to_bytes(last - first, "big")
        return StatusList(bytes(bits), self.size)

    def encode(self) -> str:
        """The value of `encodedList`: the same list always gives the same text.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-generation-algorithm
        """
        compressor = zlib.compressobj(9, wbits=_GZIP)
        return multibase.encode(compressor.compress(self.bits) + compressor.flush(), "u")

    @classmethod
    def decode(cls, text: str, *, size: int = 1, limits: Limits = DEFAULT) -> StatusList:
        """The list that the value of an `encodedList` stands for.

        Args:
            text: Multibase base64url.
            size: Bits of one status.
            limits: How far it may unfold.

        Raises:
            ParseError: If it is not multibase base64url of one whole gzip member.
            LimitError: If it unfolds too far.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-expansion-algorithm
        """
        try:
            compressed = multibase.decode(text, "u")
        except ParseError as error:
            raise _unreadable("The list is not multibase base64url.") from error
        return cls(_unfold(compressed, limits), size)

    @classmethod
    def decode_2021(cls, text: str, *, limits: Limits = DEFAULT) -> StatusList:
        """The list that the value of a StatusList2021 stands for: base64 without a prefix.

        Raises:
            ParseError: If it is not base64 of one whole gzip member.
            LimitError: If it unfolds too far.

        Spec: https://www.w3.org/TR/2023/WD-vc-status-list-20230427/#bitstring-expansion-algorithm
        """
        bare = text.rstrip("=")
        try:
            if len(text) - len(bare) > 2 or not _BASE64.fullmatch(bare):
                raise _unreadable("The list is not base64.")
            padded = bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4)
            compressed = base64.b64decode(padded)
        except binascii.Error as error:
            raise _unreadable("The list is not base64.") from error
        return cls(_unfold(compressed, limits))

    @property
    def _mask(self) -> int:
        return (1 << self.size) - 1

    def _place(self, index: int) -> tuple[int, int, int]:
        """The bytes from first to before last that hold a status, and the bits after it."""
        if not 0 <= index < self.length:
            raise IndexError(index)
        end = (index + 1) * self.size
        last = (end + 7) // 8
        return index * self.size // 8, last, last * 8 - end


def _unfold(compressed: bytes, limits: Limits) -> bytes:
    """The content of one gzip member, never more than allowed of it in memory."""
    unfolding = zlib.decompressobj(wbits=_GZIP)
    most = limits.decompressed_bytes
    try:
        bits = unfolding.decompress(compressed, most + 1)
    except zlib.error as error:
        raise _unreadable("The list is not compressed with gzip, or damaged.") from error
    if len(bits) > most:
        raise LimitError(
            "LIMIT_DECOMPRESSED",
            "The compressed list unfolds too far.",
            found=f"{len(compressed)} compressed bytes",
            expected=f"at most {most} bytes",
            spec=_SPEC + "#bitstring-expansion-algorithm",
        )
    if not unfolding.eof:
        raise _unreadable("The compressed list ends too early.")
    if unfolding.unused_data:
        raise _unreadable("Something follows the compressed list.")
    return bits


def _unreadable(detail: str) -> ParseError:
    return ParseError(
        "STATUS_LIST_INVALID",
        detail,
        expected="one gzip member in base64url",
        spec=_SPEC + "#bitstring-expansion-algorithm",
    )
