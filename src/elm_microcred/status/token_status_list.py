"""Token Status List: the statuses of tokens, in a token of their own, as JWT or CWT.

```python
uri = "https://issuer.example/status/1"
claims["status"] = status_claim(uri, 7)
statuses = TokenStatusList.empty().updated({7: 1})  # invalid
content = status_list_token(statuses, signer, uri, now)
```

Spec: https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten
from elm_microcred.proofs import cbor
from elm_microcred.proofs.cose import sign1
from elm_microcred.proofs.jose.algorithms import ALGORITHMS, header_name
from elm_microcred.proofs.jose.jws import sign_compact
from elm_microcred.proofs.multibase import decode_base64url, encode_base64url
from elm_microcred.proofs.signer import Signer
from elm_microcred.proofs.urls import is_url
from elm_microcred.status.bitstring import MINIMUM_LENGTH

SPEC = "https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/"
JWT_TYPE, CWT_TYPE = "statuslist+jwt", "statuslist+cwt"
SIZES = (1, 2, 4, 8)

VALID, INVALID, SUSPENDED = 0, 1, 2
"""The statuses that everybody understands."""

CWT_CLAIMS = {1: "iss", 2: "sub", 4: "exp", 5: "nbf", 6: "iat", 65533: "status_list", 65534: "ttl"}
"""What the claims of a CWT are called in a JWT."""
_CWT_LABELS = {name: label for label, name in CWT_CLAIMS.items()}


@dataclass(frozen=True, slots=True)
class TokenStatusList:
    """The statuses of many tokens. A change gives a new list.

    Attributes:
        octets: The statuses one after the other, that of index 0 in the lowest bits of the first.
        bits: Bits of one status: 1, 2, 4 or 8.
    """

    octets: bytes = field(repr=False)
    bits: int = 1

    def __post_init__(self) -> None:
        if self.bits not in SIZES:
            raise UsageError(
                "USAGE",
                "A status has 1, 2, 4 or 8 bits.",
                found=str(self.bits),
                spec=SPEC,
            )

    @classmethod
    def empty(cls, length: int = MINIMUM_LENGTH, *, bits: int = 1) -> TokenStatusList:
        """A list of statuses that are all valid.

        Args:
            length: How many. At least 131,072, so that a request for the list does not tell whose
                token is being looked at.
            bits: Bits of one status: 1 tells valid from invalid, 2 knows suspension too.

        Raises:
            UsageError: If the list would be too short for privacy, or longer than verifiers unfold.
        """
        one = cls(b"", bits)
        longest = 8 * DEFAULT.decompressed_bytes // bits
        if not MINIMUM_LENGTH <= length <= longest:
            raise UsageError(
                "USAGE",
                "A status list of that length is of no use.",
                found=str(length),
                expected=f"{MINIMUM_LENGTH} to {longest} entries",
                spec=SPEC,
            )
        return cls(bytes((length * one.bits + 7) // 8), bits)

    @property
    def length(self) -> int:
        """How many statuses the list holds."""
        return len(self.octets) * 8 // self.bits

    def status(self, index: int) -> int | None:
        """The status at an index; `None` where the list has no such index."""
        if not 0 <= index < self.length:
            return None
        place = index * self.bits
        return self.octets[place // 8] >> place % 8 & (1 << self.bits) - 1

    def updated(self, statuses: Mapping[int, int]) -> TokenStatusList:
        """The list with other statuses at some indexes.

        Raises:
            UsageError: If there is no such index or status.
        """
        octets, mask = bytearray(self.octets), (1 << self.bits) - 1
        for index, status in statuses.items():
            if not (0 <= index < self.length and 0 <= status <= mask):
                raise UsageError(
                    "USAGE",
                    "The list has no such index, or no such status.",
                    found=f"status {status} at index {index}",
                    expected=f"0 to {mask} at 0 to {self.length - 1}",
                    spec=SPEC,
                )
            place, shift = divmod(index * self.bits, 8)
            octets[place] = octets[place] & ~(mask << shift) & 0xFF | status << shift
        return TokenStatusList(bytes(octets), self.bits)

    def compressed(self) -> bytes:
        """The list as it stands in a CWT."""
        return zlib.compress(self.octets, 9)

    def members(self) -> dict[str, Any]:
        """The list as it stands in a JWT."""
        return {"bits": self.bits, "lst": encode_base64url(self.compressed())}


def read_list(members: Any, limits: Limits = DEFAULT) -> TokenStatusList:
    """The list of the claim `status_list`.

    Args:
        members: The claim, of a JWT or a CWT.
        limits: What it may unfold to.

    Raises:
        ParseError: If it is malformed (`STATUS_LIST_INVALID`).
        LimitError: If it unfolds too far.
    """
    bits = members.get("bits") if isinstance(members, dict) else None
    said = members.get("lst") if isinstance(members, dict) else None
    if type(bits) is not int or bits not in SIZES or not isinstance(said, str | bytes):
        raise _invalid("The claim status_list holds no list.", found=shorten(members))
    try:
        packed = decode_base64url(said) if isinstance(said, str) else said
    except ParseError as error:
        raise _invalid("The list is not base64url.") from error
    return TokenStatusList(_unfolded(packed, limits.decompressed_bytes), bits)


def _unfolded(packed: bytes, most: int) -> bytes:
    unfolding = zlib.decompressobj()
    try:
        octets = unfolding.decompress(packed, most)
        if unfolding.unconsumed_tail and unfolding.decompress(unfolding.unconsumed_tail, 1):
            raise LimitError(
                "LIMIT_DECOMPRESSED",
                "The status list unfolds too far.",
                expected=f"at most {most} bytes",
                spec=SPEC,
            )
    except zlib.error as error:
        raise _invalid("The list is not compressed as such lists are.") from error
    if not unfolding.eof or unfolding.unused_data:
        raise _invalid("The compressed list has no end, or something behind it.")
    return octets


def status_claim(uri: str, index: int) -> dict[str, Any]:
    """The claim `status` of a token with this place.

    Raises:
        UsageError: If it is not a place.
    """
    if not is_url(uri) or index < 0:
        raise UsageError(
            "USAGE", "Not a place in a status list.", found=f"{uri} {index}", spec=SPEC
        )
    return {"status_list": {"idx": index, "uri": uri}}


def status_list_token(
    statuses: TokenStatusList,
    signer: Signer,
    uri: str,
    now: datetime,
    *,
    expires: datetime | None = None,
    ttl: timedelta | None = None,
    media_type: str = "application/statuslist+jwt",
) -> bytes:
    """The signed list, to be published at its URL.

    Args:
        statuses: The list.
        signer: The key of the issuer of the tokens.
        uri: The URL.
        now: When it is made.
        expires: When a newer one must have replaced it.
        ttl: How long a copy may be kept before a newer one is asked for.
        media_type: `application/statuslist+jwt` or `application/statuslist+cwt`.

    Raises:
        UsageError: If an argument makes no list that verifiers can use.
    """
    kind = media_type.removeprefix("application/")
    if kind not in (JWT_TYPE, CWT_TYPE) or not is_url(uri):
        raise UsageError(
            "USAGE",
            "A status list has a URL, and is a JWT or a CWT.",
            found=f"{uri} {media_type}",
            spec=SPEC,
        )
    claims: dict[str, Any] = {
        "iss": signer.controller,
        "sub": uri,
        "iat": int(now.timestamp()),
        "exp": None if expires is None else int(expires.timestamp()),
        "ttl": None if ttl is None else ttl // timedelta(seconds=1),
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    if claims.get("ttl", 1) <= 0:
        raise UsageError("USAGE", "The time to live is not positive.", found=str(ttl), spec=SPEC)
    if kind == JWT_TYPE:
        claims["status_list"] = statuses.members()
        header = {"typ": JWT_TYPE, "kid": signer.verification_method}
        text = json.dumps(claims, separators=(",", ":"))
        return sign_compact(text.encode(), header, signer).encode()
    claims["status_list"] = {"bits": statuses.bits, "lst": statuses.compressed()}
    payload = cbor.encode({_CWT_LABELS[name]: value for name, value in claims.items()})
    protected = {
        1: ALGORITHMS[header_name(signer.algorithm)].cose,
        4: signer.verification_method.encode(),
        16: media_type,
    }
    return sign1(cbor.encode(protected), payload, signer)


def _invalid(detail: str, **members: Any) -> ParseError:
    return ParseError("STATUS_LIST_INVALID", detail, spec=SPEC, **members)
