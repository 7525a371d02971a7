"""The holder's proof that it presents an SD-JWT itself, now, to this verifier.

Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.3
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from elm_microcred.errors import (
    ElmMicrocredError,
    KeyMaterialError,
    LimitError,
    ParseError,
    ProofGenerationError,
)
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import keys, timestamps
from elm_microcred.proofs.dids import retrieve_verification_method
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.jose.algorithms import algorithm_problem
from elm_microcred.proofs.jose.claims import moment
from elm_microcred.proofs.jose.jws import Signature, critical_problems, read_compact, sign_compact
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.sd_jwt.disclosures import SPEC
from elm_microcred.proofs.signer import Signer
from elm_microcred.strict_json import read_json

TYPE = "kb+jwt"

_SECTION = SPEC + "#section-7.3"


def is_demanded(policy: Policy) -> bool:
    """Whether a policy demands what only a key binding can say: who shows it, to whom, and when."""
    return policy.require_key_binding or policy.challenge is not None or policy.domains is not None


def key_binding_problems(
    token: str | None,
    claims: Mapping[str, Any],
    bound: str,
    digest_of: Callable[[str], str],
    setting: Setting,
) -> Iterator[Problem]:
    """What is wrong with the key binding of a token, or that it is missing.

    One that is there must hold, whether it was asked for or not.

    Args:
        token: The token of the holder, if there is one.
        claims: The claims that the issuer signed: they name the holder's key.
        bound: What stands before the key binding.
        digest_of: How the issuer's token makes digests.
        setting: What is demanded.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-7.3
    """
    policy = setting.policy
    if token is None:
        if is_demanded(policy):
            yield _problem("KB_MISSING", "The holder did not sign that it presents this.", "")
        return
    try:
        jws = read_compact(token, limits=setting.limits)
        said = read_json(jws.payload, limits=setting.limits)
    except (ParseError, LimitError) as error:
        yield _problem("KB_SIGNATURE", f"The key binding cannot be read. {error.problem}", "")
        return
    if not isinstance(said, dict):
        yield _problem("KB_SIGNATURE", "The key binding holds no claims.", "", shorten(said))
        return
    (signature,) = jws.signatures
    yield from _signed(signature, claims, setting)
    if said.get("sd_hash") != digest_of(bound):
        yield _problem(
            "KB_HASH",
            "The holder signed another token, or another choice of disclosures.",
            "/sd_hash",
            _text(said, "sd_hash"),
        )
    nonce, audience = said.get("nonce"), said.get("aud")
    asked = policy.challenge
    if not isinstance(nonce, str) or not nonce or asked not in (None, nonce):
        yield _problem(
            "KB_NONCE",
            "The key binding does not answer the challenge.",
            "/nonce",
            _text(said, "nonce"),
            asked,
        )
    wanted = policy.domains
    if not isinstance(audience, str) or not audience or wanted not in (None, {audience}):
        yield _problem(
            "KB_AUDIENCE",
            "The key binding was made for another verifier.",
            "/aud",
            _text(said, "aud"),
            ", ".join(sorted(wanted or [])) or None,
        )
    yield from _current(said, setting)


def _signed(signature: Signature, claims: Mapping[str, Any], setting: Setting) -> Iterator[Problem]:
    """Whether the holder's key signed, with the right type."""
    header = signature.protected
    yield from critical_problems(signature, understood=())
    if header.get("typ") != TYPE:
        yield _problem(
            "KB_TYP", "The key binding is not one by its type.", "/typ", _text(header, "typ"), TYPE
        )
    try:
        key = holder_key(claims, setting)
    except ElmMicrocredError as error:
        yield _problem("KB_SIGNATURE", f"The holder's key cannot be had. {error.problem}", "/cnf")
        return
    wrong = algorithm_problem(signature.algorithm, key)
    if wrong is not None:
        yield wrong
    if wrong is not None or not signature.fits(key):
        yield _problem(
            "KB_SIGNATURE", "The key binding is not signed with the key of the holder.", ""
        )


def holder_key(claims: Mapping[str, Any], setting: Setting) -> PublicKey:
    """The key that the issuer says the holder has.

    Raises:
        KeyMaterialError: If the issuer names none, or a malformed one.
        ResolutionError: If the document that holds it cannot be had.

    Spec: https://www.rfc-editor.org/rfc/rfc7800#section-3
    """
    confirmation = claims.get("cnf")
    members = confirmation if isinstance(confirmation, dict) else {}
    jwk, kid = members.get("jwk"), members.get("kid")
    if isinstance(jwk, dict):
        return keys.from_jwk(jwk)
    if isinstance(kid, str) and "#" in kid:
        return retrieve_verification_method(
            kid, "authentication", resolve=setting.resolve, limits=setting.limits
        ).key
    raise KeyMaterialError(
        "KEY_NOT_FOUND",
        "The issuer names no key of the holder.",
        pointer="/cnf",
        found=shorten(confirmation),
        expected='{"jwk": …}',
        spec=SPEC + "#section-4.1.2",
    )


def _current(said: Mapping[str, Any], setting: Setting) -> Iterator[Problem]:
    """Whether the key binding was made just now."""
    policy, now = setting.policy, setting.now
    made = moment(said.get("iat"))
    youngest = policy.max_key_binding_age_seconds
    if made is None:
        detail = "The key binding does not say when it was made."
        yield _problem("KB_TIME", detail, "/iat", _text(said, "iat"), "seconds since 1970")
        return
    age = (now - made).total_seconds()
    if not -policy.clock_skew_seconds <= age <= youngest + policy.clock_skew_seconds:
        yield _problem(
            "KB_TIME",
            "The key binding is too old, or from the future.",
            "/iat",
            timestamps.write(made),
            f"at most {youngest} s before {timestamps.write(now)}",
        )
    for name, sign in (("exp", 1), ("nbf", -1)):
        if name in said:
            limit = moment(said[name])
            late = None if limit is None else sign * (now - limit).total_seconds()
            if late is None or late > policy.clock_skew_seconds:
                detail = "The key binding has expired, or is not valid yet."
                yield _problem("KB_TIME", detail, f"/{name}", _text(said, name))


def bind(
    bound: str,
    digest_of: Callable[[str], str],
    signer: Signer,
    *,
    audience: str,
    nonce: str,
    created: datetime,
) -> str:
    """The token with which a holder presents.

    Args:
        bound: The issuer's token and the disclosures that are shown.
        digest_of: How the issuer's token makes digests.
        signer: The holder's key, which the issuer named in `cnf`.
        audience: The verifier.
        nonce: What the verifier asked with.
        created: The time.

    Raises:
        ProofGenerationError: If it is for nobody, or answers nothing.
    """
    if not audience or not nonce:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "A key binding is made for a verifier and answers its challenge.",
            expected="domain and challenge",
            spec=SPEC + "#section-4.3",
        )
    said = {
        "iat": int(created.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest_of(bound),
    }
    return sign_compact(json.dumps(said, separators=(",", ":")).encode(), {"typ": TYPE}, signer)


def _text(members: Mapping[str, Any], name: str) -> str | None:
    return shorten(members[name]) if name in members else None


def _problem(
    code: str, detail: str, pointer: str, found: str | None = None, expected: str | None = None
) -> Problem:
    return Problem(code, detail, pointer=pointer, found=found, expected=expected, spec=_SECTION)
