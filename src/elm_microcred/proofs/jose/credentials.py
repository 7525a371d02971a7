"""Credentials and presentations in a JSON Web Token: `vc+jwt`, `vp+jwt`, and what came before.

The media type in the header (`typ`) says how the payload is read. `vc+jwt` and `vp+jwt` are the
document itself, of version 2 of the data model. `JWT`, or nothing, is either the document under
the claims `vc` or `vp` (version 1.1), or a badge as Open Badges 3.0 writes it.

Spec: https://www.w3.org/TR/vc-jose-cose/ and https://www.w3.org/TR/vc-data-model/#json-web-token
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.errors import LimitError, ParseError, ProofGenerationError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.envelopes import Envelope, Opened, Received, Sealing, Setting
from elm_microcred.proofs.examination import Examined
from elm_microcred.proofs.jose import claims as claims_
from elm_microcred.proofs.jose.examination import Questions, examine
from elm_microcred.proofs.jose.jws import (
    Jws,
    Signature,
    read_compact,
    read_json_serialization,
    sign_compact,
)
from elm_microcred.proofs.jose.key_names import names_of_key
from elm_microcred.proofs.proof import default_purpose, identifier_of, is_presentation, listed
from elm_microcred.proofs.signer import Signer
from elm_microcred.strict_json import read_json

Document = dict[str, Any]

_SPEC = "https://www.w3.org/TR/vc-jose-cose/"
_VCDM11 = "https://www.w3.org/TR/vc-data-model/#json-web-token"
_ROUGHLY = re.compile(rb"[A-Za-z0-9_=+/-]+(?:\.[A-Za-z0-9_=+/\s-]*){2,4}")
_CONTENT = {"vc+jwt": "vc", "vp+jwt": "vp"}
_DEMANDED = ("iss", "jti", "sub", "nbf")
"""Claims that Open Badges 3.0 demands beside a badge."""


def recognises(received: Received) -> bool:
    """Whether this is a token that no mechanism with a form of its own knows."""
    members = received.members
    if members is not None:
        return bool({"payload", "signature", "signatures", "ciphertext"} & members.keys()) and (
            "@context" not in members
        )
    content = received.content
    if content[:1] in (b"{", b"[", b'"'):
        return False
    return _ROUGHLY.fullmatch(content) is not None


def open_token(received: Received, setting: Setting) -> Opened:
    """The document in a token, and what was found about the token."""
    try:
        token = _read(received, setting)
        payload = payload_object(token.payload, setting.limits)
    except (ParseError, LimitError) as error:
        return unreadable(error, received.media_type or "application/jwt")
    kind = media_type_of(token.signatures[0].protected.get("typ"))
    declared = media_type_of(received.media_type)
    form = _Form.of(payload, kind, declared)
    document = form.document
    party = _party(document)
    more = {
        "securing/claims": [*form.problems, *claims_.mismatches(payload, document)],
    }
    meant = list(claims_.meant_for(payload, setting.policy))
    if meant or is_presentation(document):
        more["securing/presentation"] = meant
    values = {"claims": {n: v for n, v in payload.items() if n in claims_.REGISTERED}}
    questions = Questions(
        identifier_of(document.get(party)),
        party,
        setting.policy.purpose or default_purpose(document),
        "jose",
        header=lambda signature: _header(signature, document, kind, declared),
        more=more,
        values=values,
    )
    return Opened(
        document,
        f"application/{form.name}",
        examine(token, questions, setting),
        claims=payload,
        validity=tuple(claims_.clock(payload, setting.now, setting.policy)),
    )


def payload_object(payload: bytes, limits: Limits) -> Document:
    """The claims of a token.

    Raises:
        ParseError: If they are not a JSON object that everybody reads alike.
        LimitError: If they are too long, too deep or too many.
    """
    claims = read_json(payload, limits=limits)
    if not isinstance(claims, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT",
            "The payload of the token is not a JSON object.",
            found=shorten(claims),
            spec=_SPEC,
        )
    return claims


def unreadable(error: ParseError | LimitError, media_type: str) -> Opened:
    """What is opened where nothing can be read."""
    return Opened(None, media_type, Examined(()), parse=error.problems)


def media_type_of(value: Any) -> str | None:
    """A media type as headers write it: without `application/`, in lower case.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9
    """
    if value is None:
        return None
    return value.lower().removeprefix("application/") if isinstance(value, str) else "not text"


def _read(received: Received, setting: Setting) -> Jws:
    if received.members is not None:
        return read_json_serialization(received.members, limits=setting.limits)
    return read_compact(received.content, limits=setting.limits)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a payload holds its document.

    Attributes:
        name: The media type that this form has, without `application/`.
        document: The credential or presentation.
        problems: What the claims of this form may not say, and what they lack.
    """

    name: str
    document: Document
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, payload: Document, kind: str | None, declared: str | None) -> _Form:
        """The form of a payload under a media type."""
        name = (declared if kind is None else kind) or "jwt"
        if name in _CONTENT or not ({"vc", "vp"} & payload.keys()):
            bare = {n: v for n, v in payload.items() if n not in claims_.REGISTERED}
            if name in _CONTENT:
                return cls(name, bare, tuple(foreign_claims(payload)))
            return cls("jwt", bare, tuple(_badge(payload, bare)))
        document, problems = _legacy(payload, is_declared=declared == "jwt")
        return cls("jwt", document, problems)


def foreign_claims(payload: Document) -> Iterator[Problem]:
    """The claims `vc` and `vp`, where the document is not in one of them."""
    for name in ("vc", "vp"):
        if name in payload:
            yield Problem(
                "JOSE_CLAIM_MISMATCH",
                f"The claim {name} stands beside the document itself: there are two of them.",
                pointer=f"/{name}",
                expected=f"no claim {name}",
                spec=_SPEC + "#securing-json-ld-verifiable-credentials-with-jose",
            )


def _badge(payload: Document, document: Document) -> Iterator[Problem]:
    """A payload that is the document itself, without a media type that says so."""
    if CREDENTIALS_V1 in listed(document.get("@context"))[:1]:
        yield Problem(
            "JOSE_CLAIM_MISMATCH",
            "A document of version 1.1 stands in the claim vc or vp.",
            pointer="/@context",
            spec=_VCDM11,
        )
    if not is_presentation(document):
        subject = document.get("credentialSubject")
        has = {"jti": "id" in document, "sub": identifier_of(subject) is not None}
        names = [name for name in _DEMANDED if has.get(name, True)]
        yield from claims_.missing(payload, names)


def _legacy(payload: Document, *, is_declared: bool) -> tuple[Document, tuple[Problem, ...]]:
    """The document in the claim `vc` or `vp`, with what other claims say in its place.

    Spec: https://www.w3.org/TR/vc-data-model/#jwt-decoding
    """
    name = "vp" if "vp" in payload else "vc"
    inner = payload[name]
    if not isinstance(inner, dict) or {"vc", "vp"} <= payload.keys():
        problem = Problem(
            "JOSE_CLAIM_MISMATCH",
            "The claims vc and vp do not hold one document.",
            pointer=f"/{name}",
            found=shorten(inner),
            spec=_VCDM11,
        )
        return {}, (problem,)
    document = dict(inner)
    held = document.get("verifiableCredential")
    if is_declared and isinstance(held, list):
        # A set in a set is one set; those who write such tokens rely on it.
        document["verifiableCredential"] = [one for entry in held for one in listed(entry)]
    first = listed(document.get("@context"))[:1]
    problems = []
    if CREDENTIALS_V2 in first and not is_declared:
        problems.append(
            Problem(
                "JOSE_CLAIM_MISMATCH",
                f"The claim {name} holds a document of version 2, which is a payload itself.",
                pointer=f"/{name}",
                expected="a document of version 1.1",
                spec=_SPEC + "#securing-json-ld-verifiable-credentials-with-jose",
            )
        )
    party = "holder" if name == "vp" else "issuer"
    if "iss" in payload:
        document[party] = _with_id(document.get(party), payload["iss"])
    if "jti" in payload:
        document.setdefault("id", payload["jti"])
    if name == "vc":
        if "sub" in payload and isinstance(document.get("credentialSubject"), dict):
            document["credentialSubject"] = {"id": payload["sub"], **document["credentialSubject"]}
        if CREDENTIALS_V1 in first:
            _dated(document, payload)
    return document, tuple(problems)


def _with_id(party: Any, identifier: Any) -> Any:
    if isinstance(party, dict):
        return {"id": identifier, **party}
    return identifier if party is None else party


def _dated(document: Document, payload: Mapping[str, Any]) -> None:
    for claim, member in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        said = claims_.moment(payload.get(claim))
        if said is not None:
            document.setdefault(member, timestamps.write(said))


def _header(
    signature: Signature, document: Document, kind: str | None, declared: str | None
) -> Iterator[Problem]:
    """What the header says the payload is, and is not.

    Spec: https://www.w3.org/TR/vc-jose-cose/#using-header-params-claims-key-discovery
    """
    header = signature.protected
    typ, content = media_type_of(header.get("typ")), media_type_of(header.get("cty"))
    expected = "vp+jwt" if is_presentation(document) else "vc+jwt"
    is_null = "typ" in header and typ is None
    if typ != kind or typ not in (None, expected, "jwt") or is_null:
        yield type_mismatch("typ", header.get("typ"), f"{expected}, or JWT for what came before")
    if declared is not None and not _is_declared(typ, declared):
        yield type_mismatch("typ", header.get("typ"), f"{declared}, as the data: URL says")
    if "cty" in header and content != _CONTENT.get(typ or declared or expected):
        yield type_mismatch("cty", header["cty"], _CONTENT[expected])


def _is_declared(typ: Any, declared: str) -> bool:
    return typ == declared or (typ is None and declared in (*_CONTENT, "jwt"))


def type_mismatch(name: str, found: Any, expected: str) -> Problem:
    """That a header says that its token is of another type."""
    return Problem(
        "JOSE_TYP_MISMATCH",
        "The header says that the token is something else than it is.",
        pointer=f"/{name}",
        found=None if found is None else shorten(found),
        expected=expected,
        spec="https://www.rfc-editor.org/rfc/rfc8725#section-3.11",
    )


def seal(document: Document, signer: Signer, sealing: Sealing) -> tuple[bytes, str]:
    """The document in a compact token.

    Raises:
        ProofGenerationError: If the document is not of the kind or version of the mechanism.
    """
    name = sealing.securing
    expected = "vp+jwt" if is_presentation(document) else "vc+jwt"
    is_v2 = CREDENTIALS_V2 in listed(document.get("@context"))[:1]
    if name != "jwt" and (name != expected or not is_v2):
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "This mechanism does not secure such a document.",
            found=name,
            expected=expected if is_v2 else "jwt",
            spec=_SPEC,
        )
    header: Document = {"typ": "JWT" if name == "jwt" else name}
    if name != "jwt":
        header["cty"] = _CONTENT[name]
    header |= names_of_key(signer, sealing, identifier_of(document.get(_party(document))))
    payload = _payload(document, sealing, is_legacy=name == "jwt" and not is_v2)
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    token = sign_compact(text.encode(), header, signer)
    return token.encode(), f"application/{name}"


def _payload(document: Document, sealing: Sealing, *, is_legacy: bool) -> Document:
    """The claims of a token: what the document says, as verifiers of tokens look for it."""
    party = _party(document)
    subject = document.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    begin = _first(document, "issuanceDate", "validFrom")
    end = _first(document, "expirationDate", "validUntil")
    is_badge = sealing.securing == "jwt"
    claims = {
        "iss": identifier_of(document.get(party)),
        "jti": document.get("id"),
        "sub": identifier_of(subject) if isinstance(subject, dict) else None,
        "nbf": begin if is_badge else None,
        "exp": _seconds(sealing.expires) or (end if is_badge else None),
        "iat": None if is_badge and not is_legacy else _seconds(sealing.created),
        "aud": sealing.domain,
        "nonce": sealing.challenge,
    }
    said = {name: value for name, value in claims.items() if value is not None}
    taken = sorted(said.keys() & document.keys())
    if taken:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The document has a member with the name of a claim.",
            pointer=f"/{taken[0]}",
            spec=_SPEC,
        )
    if is_legacy:
        return {**said, "vp" if party == "holder" else "vc": document}
    return {**said, **document}


def _party(document: Document) -> str:
    """Who signs such a document."""
    return "holder" if is_presentation(document) else "issuer"


def _first(document: Document, *names: str) -> int | None:
    moments = (timestamps.parse(document.get(name), zone_required=False) for name in names)
    return next((_seconds(moment) for moment in moments if moment is not None), None)


def _seconds(moment: Any) -> int | None:
    return None if moment is None else int(moment.timestamp())


ENVELOPE = Envelope(
    ("vc+jwt", "vp+jwt", "jwt"), recognises, open_token, seal, has_certificates=True
)
