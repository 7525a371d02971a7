"""The holder's side of an SD-JWT: which disclosures are shown, and to whom.

Spec: https://www.rfc-editor.org/rfc/rfc9901#section-7.2
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from elm_microcred.errors import ProofGenerationError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import json_pointer, shorten
from elm_microcred.proofs.jose.credentials import media_type_of, payload_object
from elm_microcred.proofs.jose.jws import read_compact
from elm_microcred.proofs.sd_jwt.disclosures import SPEC, Path, digester, unpack
from elm_microcred.proofs.sd_jwt.key_binding import TYPE as BINDING_TYPE
from elm_microcred.proofs.sd_jwt.key_binding import bind
from elm_microcred.proofs.sd_jwt.token import SdJwt, join, read_sd_jwt
from elm_microcred.proofs.selection import parse_pointer
from elm_microcred.proofs.signer import Signer

__all__ = ["BINDING_TYPE", "bind_to_holder", "disclose", "is_sd_jwt", "token_media_type"]

Token = tuple[bytes, str]
"""The bytes of a token, and its media type."""

_SHOWING = SPEC + "#section-7.2"


def is_sd_jwt(content: bytes | str) -> bool:
    """Whether content is an SD-JWT in its compact form."""
    text = content if isinstance(content, str) else content.decode("latin-1")
    return "~" in text and text.lstrip()[:1] not in ("{", "[", '"')


def disclose(content: bytes | str, pointers: Sequence[str], *, limits: Limits = DEFAULT) -> Token:
    """An SD-JWT that shows what cannot be hidden, and what is at the pointers.

    Args:
        content: An SD-JWT with its disclosures.
        pointers: JSON Pointers into its claims. What is below them is shown as well, and what is
            around them.
        limits: What it may cost.

    Raises:
        ParseError: If it is malformed.
        ProofError: If its disclosures are not those that the issuer signed.
        ProofGenerationError: If a pointer leads nowhere.
    """
    token = _read(content, limits)
    payload = payload_object(token.issued.payload, limits)
    unpacked = unpack(payload, token.disclosures, limits=limits)
    shown: set[Path] = set()
    for pointer in pointers:
        wanted = _place(unpacked.claims, parse_pointer(pointer), pointer)
        shown |= {
            p for p in unpacked.disclosed if p == wanted[: len(p)] or p[: len(wanted)] == wanted
        }
    chosen = [
        text
        for text, path in zip(token.disclosures, unpacked.disclosed, strict=True)
        if path in shown
    ]
    issued = token.bound.partition("~")[0]
    return join(issued, chosen).encode(), _media_type(token)


def bind_to_holder(
    credentials: Sequence[bytes | str],
    signer: Signer,
    *,
    audience: object,
    nonce: str | None,
    created: datetime,
    limits: Limits = DEFAULT,
) -> Token:
    """An SD-JWT with the key binding of its holder, in place of one that it may have.

    Args:
        credentials: One SD-JWT, with the disclosures that are shown.
        signer: The holder's key, which the issuer named.
        audience: The verifier.
        nonce: What the verifier asked with.
        created: The time.
        limits: What it may cost.

    Raises:
        ParseError: If it is malformed.
        ProofGenerationError: If there is not one SD-JWT, or the key binding is for nobody.
    """
    if len(credentials) != 1 or not is_sd_jwt(credentials[0]) or not isinstance(audience, str):
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "A key binding presents one SD-JWT to one verifier.",
            found=f"{len(credentials)} credentials, domain {shorten(audience)}",
            expected="one SD-JWT, and one domain",
            spec=_SHOWING,
        )
    token = _read(credentials[0], limits)
    digest_of = digester(payload_object(token.issued.payload, limits))
    binding = bind(
        token.bound, digest_of, signer, audience=audience, nonce=nonce or "", created=created
    )
    return (token.bound + binding).encode(), _media_type(token)


def token_media_type(content: bytes, *, limits: Limits = DEFAULT) -> str:
    """The media type that a token names itself, for the envelope that it is put in.

    Raises:
        ParseError: If it is no token.
    """
    issued = content.partition(b"~")[0]
    jws = read_compact(issued, limits=limits)
    kind = media_type_of(jws.signatures[0].protected.get("typ"))
    return f"application/{kind or 'jwt'}"


def _read(content: bytes | str, limits: Limits) -> SdJwt:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return read_sd_jwt(raw.strip(), limits=limits)


def _media_type(token: SdJwt) -> str:
    return f"application/{media_type_of(token.issued.signatures[0].protected.get('typ'))}"


def _is_on(first: Path, second: Path) -> bool:
    """Whether one path is on the way to another, or the same."""
    return second[: len(first)] == first


def _place(claims: object, steps: Sequence[str], pointer: str) -> Path:
    """The path of what a pointer leads to."""
    path: list[str | int] = []
    value = claims
    for step in steps:
        if isinstance(value, list) and step.isdecimal() and int(step[:9]) < len(value):
            path.append(int(step))
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            path.append(step)
            value = value[step]
        else:
            raise ProofGenerationError(
                "PROOF_GENERATION",
                "The JSON Pointer leads nowhere in this credential.",
                pointer=pointer,
                found=json_pointer((*path, step)),
                expected="the place of a claim",
                spec=_SHOWING,
            )
    return tuple(path)
