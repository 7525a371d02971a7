"""SD-JWT VC (`dc+sd-jwt`), and credentials and presentations of the W3C in an SD-JWT.

An SD-JWT VC is a set of claims with a type (`vct`); the other two are documents of version 2 of the
data model. A European Digital Credential or a badge becomes an SD-JWT VC under the types of DC4EU.

Spec: https://www.rfc-editor.org/rfc/rfc9901, https://www.w3.org/TR/vc-jose-cose/ and
https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.errors import (
    ElmMicrocredError,
    LimitError,
    ParseError,
    ProofError,
    ProofGenerationError,
    ResolutionError,
)
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.dids import VerificationMethod
from elm_microcred.proofs.envelopes import Envelope, Opened, Received, Sealing, Setting
from elm_microcred.proofs.examination import Examined
from elm_microcred.proofs.issuer import issued_by
from elm_microcred.proofs.jose import claims as claims_
from elm_microcred.proofs.jose.credentials import (
    foreign_claims,
    media_type_of,
    payload_object,
    type_mismatch,
    unreadable,
)
from elm_microcred.proofs.jose.examination import Questions, examine
from elm_microcred.proofs.jose.jws import Signature, sign_compact
from elm_microcred.proofs.jose.key_names import names_of_key
from elm_microcred.proofs.jose.key_source import signing_key
from elm_microcred.proofs.jwks import jwks_url, jwt_vc_issuer_key
from elm_microcred.proofs.multibase import decode_base64url
from elm_microcred.proofs.proof import default_purpose, identifier_of, is_presentation, listed
from elm_microcred.proofs.sd_jwt import privacy
from elm_microcred.proofs.sd_jwt.disclosures import Unpacked, conceal, digester, unpack
from elm_microcred.proofs.sd_jwt.key_binding import is_demanded, key_binding_problems
from elm_microcred.proofs.sd_jwt.token import SdJwt, join, read_sd_jwt
from elm_microcred.proofs.sd_jwt.types import (
    SPEC as VC_SPEC,
)
from elm_microcred.proofs.sd_jwt.types import (
    CredentialType,
    bundled_types,
    retrieve_type,
    type_problems,
    type_with_body,
)
from elm_microcred.proofs.signer import Signer

Document = dict[str, Any]

NAMES = ("dc+sd-jwt", "vc+sd-jwt", "vp+sd-jwt")
_CONTENT = {"vc+sd-jwt": "vc", "vp+sd-jwt": "vp"}
_EDC = "EuropeanDigitalCredential"


def recognises(received: Received) -> bool:
    """Whether this is an SD-JWT, in compact form or as a JSON object."""
    members = received.members
    if members is None:
        return b"~" in received.content and received.content[:1] not in (b"{", b"[", b'"')
    if "payload" not in members or "@context" in members:
        return False
    signatures = members.get("signatures", [members])
    first = signatures[0] if isinstance(signatures, list) and signatures else None
    if not isinstance(first, dict):
        return False
    unprotected = first.get("header")
    names = {"disclosures", "kb_jwt"}
    return bool(names & set(unprotected if isinstance(unprotected, dict) else ())) or (
        _says_so(first.get("protected"))
    )


def _says_so(protected: Any) -> bool:
    try:
        return isinstance(protected, str) and b"sd-jwt" in decode_base64url(protected)
    except ParseError:
        return False


def open_sd_jwt(received: Received, setting: Setting) -> Opened:
    """What an SD-JWT says with what it discloses, and what was found about it."""
    media_type = received.media_type or "application/dc+sd-jwt"
    try:
        token = read_sd_jwt(received.content, received.members, limits=setting.limits)
        payload = payload_object(token.issued.payload, setting.limits)
    except (ParseError, LimitError) as error:
        return unreadable(error, media_type)
    refused: tuple[Problem, ...] = ()
    try:
        unpacked = unpack(payload, token.disclosures, limits=setting.limits)
    except (LimitError, ProofError) as error:
        # Whoever shows a part of such a token shows what nobody signed.
        unpacked, refused = Unpacked({}, ()), error.problems
    kind = media_type_of(token.issued.signatures[0].protected.get("typ"))
    is_claims = kind == "dc+sd-jwt" or ("vct" in payload and "@context" not in unpacked.claims)
    document = _document(unpacked.claims, is_claims=is_claims)
    examined = _examine(
        token, payload, unpacked, document, refused, received, setting, is_claims=is_claims
    )
    return Opened(
        None if refused else document,
        f"application/{kind}" if kind in NAMES else media_type,
        examined,
        claims=unpacked.claims,
        validity=tuple(claims_.clock(unpacked.claims, setting.now, setting.policy)),
        data_model=tuple(_model_problems(unpacked, setting)) if is_claims else None,
    )


def _document(claims: Document, *, is_claims: bool) -> Document:
    if is_claims:
        return claims
    return {name: value for name, value in claims.items() if name not in claims_.REGISTERED}


def _examine(
    token: SdJwt,
    payload: Document,
    unpacked: Unpacked,
    document: Document,
    refused: tuple[Problem, ...],
    received: Received,
    setting: Setting,
    *,
    is_claims: bool,
) -> Examined:
    party = "holder" if is_presentation(document) and not is_claims else "issuer"
    named = payload.get("iss") if is_claims else identifier_of(document.get(party))
    if refused:
        named = payload.get("iss", identifier_of(payload.get("issuer")))
    more: dict[str, list[Problem]] = {"securing/disclosures": list(refused)}
    if not is_claims and not refused:
        found = [*foreign_claims(unpacked.claims), *claims_.mismatches(unpacked.claims, document)]
        more["securing/claims"] = found
    if is_claims and not refused:
        more["securing/disclosures"] += _never_hidden(unpacked)
    if party == "holder":
        more["securing/presentation"] = list(claims_.meant_for(unpacked.claims, setting.policy))
    elif token.key_binding is not None or is_demanded(setting.policy):
        more["securing/key-binding"] = list(_key_binding(token, payload, setting))
    disclosed = [json_pointer(path) for path in unpacked.disclosed]
    questions = Questions(
        named if isinstance(named, str) else None,
        party,
        setting.policy.purpose or default_purpose(document),
        "sd-jwt",
        header=lambda signature: _header(signature, received, document, is_claims=is_claims),
        more=more,
        values={"disclosed": disclosed},
    )
    return examine(token.issued, questions, setting, partial(_key_of, questions, setting))


def _key_of(questions: Questions, setting: Setting, signature: Signature) -> VerificationMethod:
    """The issuer's key: of its own metadata for SD-JWT VC, where it has some, or as ever."""
    header, claimed = signature.protected, questions.claimed
    kid = header.get("kid")
    has_more = {"jwk", "jku", "x5u", "x5c"} & header.keys()
    if isinstance(kid, str) and "#" not in kid and jwks_url(claimed) and not has_more:
        try:
            return jwt_vc_issuer_key(
                str(claimed), kid, resolve=setting.resolve, limits=setting.limits
            )
        except ResolutionError as error:
            if error.code != "DID_UNAVAILABLE":
                raise
    return signing_key(header, claimed, questions.party, questions.purpose, setting)


def _key_binding(token: SdJwt, payload: Document, setting: Setting) -> Iterator[Problem]:
    try:
        digest_of = digester(payload)
    except ProofError:
        return  # told among the disclosures
    found = key_binding_problems(token.key_binding, payload, token.bound, digest_of, setting)
    yield from (problem.at("/kb_jwt") for problem in found)


def _header(
    signature: Signature, received: Received, document: Document, *, is_claims: bool
) -> Iterator[Problem]:
    """What the header says that the token is, and is not."""
    header = signature.protected
    typ, content = media_type_of(header.get("typ")), media_type_of(header.get("cty"))
    expected = "vp+sd-jwt" if is_presentation(document) else "vc+sd-jwt"
    allowed = ("dc+sd-jwt", "vc+sd-jwt") if is_claims else (expected,)
    if typ not in allowed:
        yield type_mismatch("typ", header.get("typ"), " or ".join(allowed))
    declared = media_type_of(received.media_type)
    if declared is not None and declared != typ:
        yield type_mismatch("typ", header.get("typ"), f"{declared}, as the data: URL says")
    if "cty" in header and content != (None if is_claims else _CONTENT[expected]):
        yield type_mismatch("cty", header["cty"], _CONTENT[expected])


def _never_hidden(unpacked: Unpacked) -> Iterator[Problem]:
    """Spec: https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/ (section 3.2.2.2)."""
    for path in unpacked.disclosed:
        if path[0] in privacy.CLAIMS:
            yield Problem(
                "SDJWT_DISCLOSURE_INVALID",
                "A claim that is never hidden came from a disclosure.",
                pointer=json_pointer(path),
                spec=VC_SPEC,
            )


def _model_problems(unpacked: Unpacked, setting: Setting) -> Iterator[Problem]:
    """What is wrong with the claims of an SD-JWT VC."""
    claims, expected = unpacked.claims, setting.policy.expected_vct
    vct = claims.get("vct")
    if not isinstance(vct, str) or not vct or (expected is not None and vct != expected):
        yield Problem(
            "SDJWT_VCT",
            "The credential has no type, or another than was asked for.",
            pointer="/vct",
            found=shorten(vct) if "vct" in claims else None,
            expected=expected or "the identifier of a type",
            spec=VC_SPEC,
        )
        return
    type_ = bundled_types().get(vct)
    if type_ is None and "vct#integrity" in claims:
        try:
            integrity = claims["vct#integrity"]
            type_ = retrieve_type(
                vct, resolve=setting.resolve, integrity=integrity, limits=setting.limits
            )
        except ElmMicrocredError as error:
            # Metadata that cannot be had takes nothing from the credential.
            unavailable = error.code in ("RESOURCE_UNAVAILABLE", "URL_BLOCKED")
            yield from () if unavailable else error.problems
    if type_ is not None:
        yield from type_problems(type_, claims, unpacked.disclosed)


# Made

_MOST_DECOYS = 64


def prepare(document: Document, signer: Signer, _: Sealing) -> Document:
    """The document, or the claims, of the signer's controller.

    Raises:
        ProofGenerationError: If somebody else issues it (`KEY_ISSUER_MISMATCH`).
    """
    if "@context" in document:
        return issued_by(signer, document)
    if document.get("iss", signer.controller) != signer.controller:
        raise ProofGenerationError(
            "KEY_ISSUER_MISMATCH",
            "The claim iss is not the signer's controller: nobody could verify it.",
            pointer="/iss",
            found=shorten(document["iss"]),
            expected=signer.controller,
            spec=VC_SPEC,
        )
    return {**document, "iss": signer.controller}


def seal(document: Document, signer: Signer, sealing: Sealing) -> tuple[bytes, str]:
    """The token with all its disclosures, for the holder.

    Raises:
        ProofGenerationError: If the document is not of the kind of the mechanism, or what is to be
            hidden is not in it.
    """
    name = sealing.securing
    is_vc = name == "dc+sd-jwt"
    type_, claims = _typed(document, signer) if is_vc else (None, _w3c(document, name))
    claims = {**claims, **_around(document, signer, sealing)}
    if sealing.disclosable is not None:
        pointers = list(sealing.disclosable)
    elif sealing.always_shown is not None:
        pointers = privacy.all_but(claims, sealing.always_shown)
    else:
        pointers = privacy.default_disclosable(claims, type_)
    wrong = [
        p for p in pointers if is_vc and p.split("/")[1:2] and p.split("/")[1] in privacy.CLAIMS
    ]
    if wrong:
        raise ProofGenerationError(
            "PROOF_GENERATION", "This claim is never hidden.", pointer=wrong[0], spec=VC_SPEC
        )
    if not 0 <= sealing.decoys <= _MOST_DECOYS:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "So many decoys are not made.",
            found=str(sealing.decoys),
            expected=f"0 to {_MOST_DECOYS} in each place",
        )
    payload, disclosures = conceal(claims, pointers, sealing.random_bytes, decoys=sealing.decoys)
    if len(disclosures) > sealing.limits.disclosures:
        raise LimitError(
            "LIMIT_MEMBERS",
            "More parts can be hidden than verifiers read disclosures.",
            found=str(len(disclosures)),
            expected=f"at most {sealing.limits.disclosures}",
        )
    header: Document = {"typ": name}
    if not is_vc:
        header["cty"] = _CONTENT[name]
    party = "holder" if is_presentation(document) else "issuer"
    named = claims.get("iss") if is_vc else identifier_of(document.get(party))
    header |= names_of_key(signer, sealing, named)
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    token = sign_compact(text.encode(), header, signer)
    return join(token, disclosures).encode(), f"application/{name}"


def _typed(document: Document, signer: Signer) -> tuple[CredentialType | None, Document]:
    """The claims of an SD-JWT VC, and its type where that is one of ours."""
    if "vct" not in document and "@context" in document:
        is_edc = _EDC in listed(document.get("type"))
        type_ = type_with_body("elm" if is_edc else "open-badge-3")
        body = {"elm": document} if is_edc else document
        return type_, {"iss": signer.controller, "vct": type_.vct, **body}
    vct = document.get("vct")
    if not isinstance(vct, str) or not vct:
        raise ProofGenerationError(
            "SDJWT_VCT",
            "An SD-JWT VC has a type.",
            pointer="/vct",
            expected="the identifier of a type, or a European Digital Credential or a badge",
            spec=VC_SPEC,
        )
    known = bundled_types().get(vct)
    for rule in known.claims if known is not None else ():
        if rule.mandatory and len(rule.path) == 1 and rule.path[0] not in document:
            raise ProofGenerationError(
                "SDJWT_VCT",
                "A claim that the type demands is missing.",
                pointer=f"/{rule.path[0]}",
                expected=vct,
                spec=VC_SPEC,
            )
    return known, document


def _w3c(document: Document, name: str) -> Document:
    expected = "vp+sd-jwt" if is_presentation(document) else "vc+sd-jwt"
    if name != expected or CREDENTIALS_V2 not in listed(document.get("@context"))[:1]:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "This mechanism does not secure such a document.",
            found=name,
            expected=f"{expected}, of version 2 of the data model",
            spec="https://www.w3.org/TR/vc-jose-cose/#with-sd-jwt",
        )
    return document


def _around(document: Mapping[str, Any], signer: Signer, sealing: Sealing) -> Document:
    """The claims around a document: who issues it, when, until when, and who holds it."""
    end = timestamps.parse(document.get("validUntil"), zone_required=False)
    end = sealing.expires or end
    key = sealing.holder_key
    found: Mapping[str, Any] = {
        "iss": signer.controller,
        "iat": int(sealing.created.timestamp()),
        "exp": None if end is None else int(end.timestamp()),
        "cnf": None if key is None else {"jwk": key.jwk},
        "aud": sealing.domain,
        "nonce": sealing.challenge,
    }
    own = ("iss", "iat", "exp", "cnf") if "vct" in document else ()
    return {n: v for n, v in found.items() if v is not None and not (n in own and n in document)}


ENVELOPE = Envelope(NAMES, recognises, open_sd_jwt, seal, prepare, has_certificates=True)
