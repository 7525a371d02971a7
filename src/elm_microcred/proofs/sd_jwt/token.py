"""The parts of an SD-JWT: what the issuer signed, disclosures, and the holder's key binding.

Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.proofs.jose.jws import Jws, read_compact, read_json_serialization
from elm_microcred.proofs.sd_jwt.disclosures import SPEC


@dataclass(frozen=True, slots=True)
class SdJwt:
    """An SD-JWT, not yet verified.

    Attributes:
        issued: What the issuer signed.
        disclosures: The disclosures, as they came.
        key_binding: The token of the holder; `None` where there is none.
        bound: What the key binding is made over: all that stands before it.
    """

    issued: Jws
    disclosures: tuple[str, ...] = field(repr=False)
    key_binding: str | None = field(repr=False)
    bound: str = field(repr=False)


def read_sd_jwt(
    content: bytes, members: Mapping[str, Any] | None = None, *, limits: Limits = DEFAULT
) -> SdJwt:
    """The parts of an SD-JWT, compact or as a JSON object.

    Args:
        content: The text of a compact one.
        members: The JSON object, strictly parsed, of another.
        limits: What it may cost.

    Raises:
        ParseError: If it is malformed.
        LimitError: If it is too long, or has more disclosures than are ever read.
    """
    if members is not None:
        return _of_members(members, limits)
    if len(content) > limits.credential_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The token is too long.",
            found=f"{len(content)} bytes",
            expected=f"at most {limits.credential_bytes} bytes",
        )
    _check_number(content.count(b"~") - 1, limits)
    try:
        token, *disclosures, last = content.decode("ascii").split("~")
    except UnicodeDecodeError as error:
        raise ParseError("JOSE_ENCODING_INVALID", "A token is ASCII.", spec=SPEC) from error
    issued = read_compact(token, limits=limits)
    bound = content.decode("ascii")[: len(content) - len(last)]
    return SdJwt(issued, tuple(disclosures), last or None, bound)


def join(token: str, disclosures: Sequence[str], key_binding: str = "") -> str:
    """The compact form of the parts.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4
    """
    return "~".join([token, *disclosures, key_binding])


def _of_members(members: Mapping[str, Any], limits: Limits) -> SdJwt:
    """Spec: https://www.rfc-editor.org/rfc/rfc9901#section-8."""
    issued = read_json_serialization(members, limits=limits)
    first, *others = issued.signatures
    if any({"disclosures", "kb_jwt"} & other.unprotected.keys() for other in others):
        raise _malformed("Only the first signature has disclosures.", "/signatures")
    disclosures = first.unprotected.get("disclosures", [])
    key_binding = first.unprotected.get("kb_jwt")
    if not isinstance(disclosures, list) or not all(isinstance(d, str) for d in disclosures):
        raise _malformed("The disclosures are not a list of texts.", "/header/disclosures")
    if key_binding is not None and (not isinstance(key_binding, str) or not key_binding):
        raise _malformed("The key binding is not the text of a token.", "/header/kb_jwt")
    _check_number(len(disclosures), limits)
    token = f"{first.protected_text}.{members.get('payload')}.{first.signature_text}"
    return SdJwt(issued, tuple(disclosures), key_binding, join(token, disclosures))


def _check_number(number: int, limits: Limits) -> None:
    if number > limits.disclosures:
        raise LimitError(
            "LIMIT_MEMBERS",
            "The token has more disclosures than are ever read.",
            found=str(number),
            expected=f"at most {limits.disclosures}",
        )


def _malformed(detail: str, pointer: str) -> ParseError:
    return ParseError("JOSE_HEADER_INVALID", detail, pointer=pointer, spec=SPEC + "#section-8")
