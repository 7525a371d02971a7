"""Bytes as text that names its own encoding: base58btc (`z`) and base64url (`u`).

Only the two encodings that credentials use, and only their one canonical spelling:
whatever decodes, encodes to the same text again.

Spec: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from __future__ import annotations

import base64
import binascii
from operator import add

from elm_microcred.errors import ParseError

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = tuple(high + low for high in _BASE58 for low in _BASE58)
_PAIR = 58**2
_TEN_DIGITS = 58**10
_VALUES = {pair: value for value, pair in enumerate(_PAIRS)}
_BASE58_LONGEST = 4_096
"""Decoding base58 is quadratic; no key and no signature in base58 is longer than this."""
_DIGITS64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_TO_BASE64 = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING = (b"", b"!", b"==", b"=")
_SPARE_BITS = (0, 0, 0b1111, 0b11)
"""Of the last character of a text, by the length modulo four: bits that stand for nothing."""

_SPEC = "https://www.w3.org/TR/cid-1.0/#multibase-0"


def encode(data: bytes, base: str = "z") -> str:
    """The multibase text of `data`, in base58btc (`z`) or base64url without padding (`u`)."""
    return base + (encode_base58btc(data) if base == "z" else encode_base64url(data))


def decode(text: str, bases: str = "zu") -> bytes:
    """The bytes that a multibase text stands for.

    Args:
        text: Prefix and value.
        bases: The prefixes that are allowed here.

    Raises:
        ParseError: If the prefix is not allowed or the rest is not its encoding.
    """
    prefix, value = text[:1], text[1:]
    if not prefix or prefix not in bases:
        raise ParseError(
            "PARSE_MULTIBASE",
            "The multibase prefix is not one that is allowed here.",
            found=text,
            expected=" or ".join(bases),
            spec=_SPEC,
        )
    return decode_base58btc(value) if prefix == "z" else decode_base64url(value)


def encode_base58btc(data: bytes) -> str:
    """`data` in base58btc, without a prefix."""
    number = int.from_bytes(data, "big")
    digits = []
    while number:
        # Ten digits at a time: most divisions are then of small numbers.
        number, ten = divmod(number, _TEN_DIGITS)
        for _ in range(5):
            ten, two = divmod(ten, 58 * 58)
            digits.append(_PAIRS[two])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(digits)).lstrip("1")


def decode_base58btc(text: str) -> bytes:
    """The bytes of a base58btc text without prefix.

    Raises:
        ParseError: If a character does not belong to base58btc, or the text is longer
            than any key or signature.

    Spec: https://www.w3.org/TR/cid-1.0/#base-decode
    """
    if len(text) > _BASE58_LONGEST:
        raise ParseError(
            "PARSE_MULTIBASE",
            "The base58btc text is longer than any key or signature.",
            found=f"{len(text)} characters",
            expected=f"at most {_BASE58_LONGEST} characters",
            spec=_SPEC,
        )
    number = 0
    # Ten digits at a time, in pairs; what is put before is zero.
    digits = "1" * (-len(text) % 10) + text
    try:
        pairs = map(_VALUES.__getitem__, map(add, digits[::2], digits[1::2]))
        for a, b, c, d, e in zip(pairs, pairs, pairs, pairs, pairs, strict=True):
            ten = (((a * _PAIR + b) * _PAIR + c) * _PAIR + d) * _PAIR + e
            number = number * _TEN_DIGITS + ten
    except KeyError as error:
        raise ParseError(
            "PARSE_MULTIBASE",
            "A character does not belong to base58btc.",
            found=next(character for character in text if character not in _BASE58),
            spec=_SPEC,
        ) from error
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(data: bytes) -> str:
    """`data` in base64url without padding.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-2
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises:
        ParseError: If the text has padding, white space, foreign characters, an impossible
            length, or spare bits that are not zero.

    Spec: https://www.rfc-editor.org/rfc/rfc4648#section-3.5
    """
    try:
        return decode_base64url_octets(text.encode("ascii"))
    except UnicodeEncodeError as error:
        raise _not_base64url(text) from error


def decode_base64url_octets(octets: bytes) -> bytes:
    """The same for text that came as bytes.

    Raises:
        ParseError: In the same cases.
    """
    length = len(octets) % 4
    try:
        data = binascii.a2b_base64(
            octets.translate(_TO_BASE64) + _PADDING[length], strict_mode=True
        )
    except ValueError as error:  # binascii.Error is one
        raise _not_base64url(octets.decode("latin-1")) from error
    spare = _SPARE_BITS[length]
    if spare and _DIGITS64.index(octets[-1]) & spare:
        raise _not_base64url(octets.decode("latin-1"))
    return data


def _not_base64url(text: str) -> ParseError:
    return ParseError(
        "PARSE_MULTIBASE",
        "The text is not base64url without padding in its one canonical spelling.",
        found=text,
        spec="https://www.rfc-editor.org/rfc/rfc4648#section-3.5",
    )
