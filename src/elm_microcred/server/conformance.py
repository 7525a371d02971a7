"""The HTTP interface that the public test suites of the W3C drive: issue, verify, derive, resolve.

It is for tests, on the loopback interface: there is no authentication, keys are made when it
starts, and whose key signed is not asked.

Spec: https://w3c-ccg.github.io/vc-api/
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from elm_microcred.errors import ParseError
from elm_microcred.presenting import derive
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import is_presentation, listed
from elm_microcred.report import CHECK_IDS
from elm_microcred.server import did_resolution
from elm_microcred.server.app import json_body, refusal
from elm_microcred.server.instances import Document, Issuers, as_bytes, known_contexts
from elm_microcred.verification import Verification, verify

Body = Annotated[Any, Depends(json_body)]

_ALWAYS = frozenset(CHECK_IDS) - {"securing", "controller", "validity-period", "status"}
_CHECKS = {
    "proof": {"securing", "controller"},
    "credentialStatus": {"status"},
    "status": {"status"},
    "validity": {"validity-period"},
    "validityPeriod": {"validity-period"},
}
"""What a request asks to be checked, and the checks that answer it."""


def router(base_url: str) -> APIRouter:
    """The routes of the conformance server.

    Args:
        base_url: Under which it is reached, with a slash at the end: status lists are there.
    """
    issuers = Issuers(base_url)
    routes = APIRouter()

    @routes.get("/issuers/{name}")
    def issuer(name: str) -> Response:
        instance = issuers.instances.get(name)
        if instance is None:
            return _no_instance(name)
        return JSONResponse({"id": instance.signer.controller})

    @routes.post("/issuers/{name}/credentials/issue")
    def issue(name: str, body: Body) -> Response:
        if name not in issuers.instances:
            return _no_instance(name)
        credential = _member(body, "credential")
        options = _options(body)
        _check_times(options)
        pointers = _texts(options, "mandatoryPointers")
        secured = issuers.issue(name, credential, pointers)
        return _json(secured.content, HTTPStatus.CREATED)

    @routes.post("/credentials/verify")
    def verify_credential(body: Body) -> Response:
        document = _member(body, "verifiableCredential")
        return _verified(document, _options(body), wants_presentation=False)

    @routes.post("/presentations/verify")
    def verify_presentation(body: Body) -> Response:
        document = _member(body, "verifiablePresentation")
        return _verified(document, _options(body), wants_presentation=True)

    def _verified(document: Document, options: Document, *, wants_presentation: bool) -> Response:
        kinds = listed(document.get("type"))
        is_presented = is_presentation(document) or "EnvelopedVerifiablePresentation" in kinds
        if is_presented is not wants_presentation:
            kind = "presentation" if wants_presentation else "credential"
            raise ParseError(
                "CREDENTIAL_MALFORMED",
                f"The document is not a verifiable {kind}.",
                pointer="/type",
                found=shorten(document.get("type")),
                spec="https://www.w3.org/TR/vc-data-model-2.0/#types",
            )
        report = verify(
            as_bytes(document),
            resolve=issuers.resolve,
            policy=_policy(options, base_url),
            extra_contexts=known_contexts(document),
        )
        return _answer(report)

    @routes.post("/credentials/derive")
    def derive_credential(body: Body) -> Response:
        document = _member(body, "verifiableCredential")
        part = derive(
            as_bytes(document),
            _texts(_options(body), "selectivePointers") or [],
            random_bytes=secrets.token_bytes,
            extra_contexts=known_contexts(document),
        )
        return _json(part.content, HTTPStatus.CREATED)

    @routes.get("/status-lists/{number}")
    def status_list(number: str) -> Response:
        content = issuers.status_list(issuers.lists_url + number)
        return _not_found("status list", number) if content is None else _json(content)

    @routes.get("/1.0/identifiers/{did:path}")
    def resolve(
        did: str,
        publicKeyFormat: str = "Multikey",  # noqa: N803 - a parameter of the did:key method
        enableExperimentalPublicKeyTypes: str = "false",  # noqa: N803 - another one
    ) -> Response:
        return did_resolution.resolve(did, publicKeyFormat, enableExperimentalPublicKeyTypes)

    return routes


def _answer(report: Verification) -> Response:
    if report:
        return JSONResponse({"verified": True, **report.to_dict()})
    found: Document = {"verified": False, "outcome": report.outcome.value}
    return refusal(report.errors or report.problems, **found)


def _policy(options: Document, base_url: str) -> Policy:
    names = _texts(options, "checks") or []
    known = [_CHECKS[name] for name in names if name in _CHECKS]
    checks = _ALWAYS.union(*known) if known else frozenset(CHECK_IDS)
    return Policy(
        purpose=_text(options, "expectedProofPurpose"),
        issuer_binding=False,
        clock_skew_seconds=0,
        checks=checks,
        own_urls=frozenset([base_url]),
        challenge=_text(options, "challenge"),
        domain=_domain(options),
    )


def _text(options: Document, name: str) -> str | None:
    value = options.get(name)
    if value is None or isinstance(value, str):
        return value
    raise _malformed(f"The option {name} is not text.", f"/options/{name}", value)


def _check_times(options: Document) -> None:
    """Refuse times of the proof that are none; a missing zone is read as UTC."""
    for name in ("created", "expires"):
        value = _text(options, name)
        if value is not None and timestamps.parse(value, zone_required=False) is None:
            raise _malformed(
                f"The option {name} is not a point in time.", f"/options/{name}", value
            )


def _domain(options: Document) -> str | frozenset[str] | None:
    value = options.get("domain")
    if isinstance(value, list) and value and all(isinstance(entry, str) for entry in value):
        return frozenset(value)
    return _text(options, "domain")


def _texts(options: Document, name: str) -> list[str] | None:
    value = options.get(name)
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return value
    raise _malformed(f"The option {name} is not a list of texts.", f"/options/{name}", value)


def _options(body: Document) -> Document:
    """The options of a request; anything but an object says nothing."""
    options = body.get("options")
    return options if isinstance(options, dict) else {}


def _member(body: Any, name: str) -> Document:
    document = body.get(name) if isinstance(body, dict) else None
    if not isinstance(document, dict):
        raise _malformed("The request does not hold what it is about.", f"/{name}", document)
    return document


def _malformed(detail: str, pointer: str, found: Any) -> ParseError:
    return ParseError("REQUEST_MALFORMED", detail, pointer=pointer, found=shorten(found))


def _json(content: bytes, status: int = HTTPStatus.OK) -> Response:
    return Response(content, status, media_type="application/json")


def _no_instance(name: str) -> Response:
    return _not_found("issuer", name)


def _not_found(what: str, name: str) -> Response:
    problem = Problem("REQUEST_NOT_FOUND", f"There is no {what} of that name.", found=name)
    return refusal([problem], HTTPStatus.NOT_FOUND)
