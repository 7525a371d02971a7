"""What the status list of a token says today.

Nothing is taken for good that was not seen to be: a list that cannot be had, is not current or
cannot be verified leaves the question open.

Spec: https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/ (section 8.3)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from elm_microcred.codes import Effect
from elm_microcred.errors import ElmMicrocredError, ForbiddenUrlError, LimitError, ParseError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import cbor
from elm_microcred.proofs.cose import read_sign1
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.jose import claims as claims_
from elm_microcred.proofs.jose.credentials import media_type_of, payload_object, type_mismatch
from elm_microcred.proofs.jose.examination import Questions, examine
from elm_microcred.proofs.jose.jws import Jws, Signature, read_compact
from elm_microcred.proofs.urls import checked_https, is_url
from elm_microcred.report import Check
from elm_microcred.retrieval import Resource
from elm_microcred.status.token_status_list import (
    CWT_CLAIMS,
    CWT_TYPE,
    INVALID,
    JWT_TYPE,
    SPEC,
    SUSPENDED,
    VALID,
    read_list,
)

Claims = Mapping[str, Any]

_CODES = {INVALID: "STATUS_REVOKED", SUSPENDED: "STATUS_SUSPENDED"}
_WORDS = {INVALID: "was revoked", SUSPENDED: "is suspended"}


def check_token_status(
    claims: Claims,
    issuer: str | None,
    setting: Setting,
    check_url: Callable[[str], str] = checked_https,
) -> Check:
    """What the issuer says today about a token: the check `status/token`.

    Args:
        claims: The claims of the verified token, `status` among them.
        issuer: Who issued the token.
        setting: Where the list is asked for, and what is demanded.
        check_url: Refuses a URL that may not be asked for.
    """
    try:
        problems = tuple(_problems(claims.get("status"), issuer, setting, check_url))
    except ElmMicrocredError as error:
        problems = error.problems
    return Check.of("status/token", (p.at("/status") for p in problems))


def _problems(
    status: Any, issuer: str | None, setting: Setting, check_url: Callable[[str], str]
) -> Iterator[Problem]:
    if not isinstance(status, dict) or not status:
        yield _problem("STATUS_INVALID", "The claim status is not an object.", shorten(status))
        return
    entry = status.get("status_list")
    if entry is None:
        detail = "A status of this kind is not implemented, so nobody knows whether it still holds."
        yield _problem("STATUS_NOT_CHECKED", detail, ", ".join(status), expected="status_list")
        return
    index = entry.get("idx") if isinstance(entry, dict) else None
    uri = entry.get("uri") if isinstance(entry, dict) else None
    if not isinstance(uri, str) or not is_url(uri):
        yield _problem("STATUS_INVALID", "The status does not name its list.", shorten(entry))
        return
    if type(index) is not int or index < 0:
        yield _problem("STATUS_INDEX", "This is not an index.", shorten(index))
        return
    found = _list(uri, issuer, setting, check_url)
    if isinstance(found, Problem):
        yield found
        return
    statuses = read_list(found["status_list"], setting.limits)
    value = statuses.status(index)
    if value is None:
        yield _problem(
            "STATUS_INDEX", "The list is shorter than that.", str(index), str(statuses.length)
        )
    elif value in _CODES:
        yield _problem(_CODES[value], f"The credential {_WORDS[value]}.", f"status {value}")
    elif value != VALID:
        detail = "The status is one that only the issuer understands."
        yield _problem("STATUS_PURPOSE_UNKNOWN", detail, f"status {value}")


def _list(
    uri: str, issuer: str | None, setting: Setting, check_url: Callable[[str], str]
) -> dict[str, Any] | Problem:
    """The claims of the list, if it can be relied on."""
    try:
        resource = setting.resolve(check_url(uri))
    except ForbiddenUrlError as error:
        return error.problem
    except (ElmMicrocredError, LookupError, OSError) as error:
        why = error.problem.detail if isinstance(error, ElmMicrocredError) else repr(error)
        return _problem(
            "STATUS_UNAVAILABLE",
            f"The status list could not be had, so nobody knows whether it still holds. {why}",
            uri,
        )
    token, claims, kind = _read(resource.content.strip(b" \t\r\n"), setting)
    said = claims.get("iss", issuer)
    if said != issuer and said not in setting.policy.status_list_issuers:
        detail = "The status list is somebody else's."
        return _problem("STATUS_LIST_ISSUER", detail, shorten(said), issuer)
    if claims.get("sub") != uri:
        detail = "The list is another one than the token names."
        return _problem("STATUS_LIST_MISMATCH", detail, shorten(claims.get("sub")), uri)
    if "status_list" not in claims:
        return _problem("STATUS_LIST_INVALID", "There is no list in the token.", None)
    questions = Questions(
        said,
        "issuer",
        "assertionMethod",
        "token-status-list",
        header=lambda signature: _types(signature, kind),
    )
    examined = examine(token, questions, setting)
    wrong = [p for check in examined.checks for p in check.problems]
    for problem in wrong:
        if problem.effect is Effect.FAILS:
            detail = f"The status list does not verify. {problem.code}: {problem.detail}"
            return _problem("STATUS_LIST_INVALID", detail, problem.found)
    for problem in wrong:
        if problem.effect is Effect.UNSETTLES:
            detail = f"The status list could not be verified. {problem.detail}"
            return _problem("STATUS_LIST_UNVERIFIED", detail, problem.found)
    return _stale(claims, resource, setting) or claims


def _read(content: bytes, setting: Setting) -> tuple[Jws, dict[str, Any], str]:
    """The token, its claims, and the type that it has to have."""
    try:
        if content[:1] in (b"\xd2", b"\x84"):
            token = read_sign1(content, limits=setting.limits)
            labels = cbor.decode(token.payload, limits=setting.limits)
            named = labels.items() if isinstance(labels, dict) else ()
            return token, {CWT_CLAIMS.get(label, str(label)): v for label, v in named}, CWT_TYPE
        token = read_compact(content, limits=setting.limits)
        return token, payload_object(token.payload, setting.limits), JWT_TYPE
    except LimitError:
        raise
    except ParseError as error:
        detail = f"The status list cannot be read. {error.problem.code}: {error.problem.detail}"
        raise ParseError("STATUS_LIST_INVALID", detail, spec=SPEC) from error


def _types(signature: Signature, kind: str) -> Iterator[Problem]:
    typ = signature.protected.get("typ")
    if media_type_of(typ) != kind:
        yield type_mismatch("typ", typ, kind)


def _stale(claims: Claims, resource: Resource, setting: Setting) -> Problem | None:
    """Why the list is not the current one, if it is not."""
    now = setting.now
    for problem in claims_.clock(claims, now, setting.policy):
        if problem.effect is Effect.FAILS:
            return _problem(
                "STATUS_LIST_STALE",
                f"The status list is not the current one. {problem.detail}",
                problem.found,
            )
    ttl = claims.get("ttl")
    if ttl is None:
        return None
    if type(ttl) not in (int, float) or ttl <= 0:
        return _problem("STATUS_LIST_INVALID", "The time to live is no time.", shorten(ttl))
    if resource.retrieved is None or now - resource.retrieved <= timedelta(seconds=ttl):
        return None
    return _problem(
        "STATUS_LIST_STALE",
        "The copy of the status list is older than the list allows.",
        f"{now - resource.retrieved} old",
        f"at most {ttl} seconds",
    )


def _problem(code: str, detail: str, found: str | None, expected: str | None = None) -> Problem:
    return Problem(code, detail, found=found, expected=expected, spec=SPEC)
