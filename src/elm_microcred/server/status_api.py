"""What everybody may ask of an issuer: its document, its status lists, whether it is well."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import JSONResponse

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.problem import Problem
from elm_microcred.server.app import refusal
from elm_microcred.server.issuer_service import IssuerService

Number = Annotated[int, Path(ge=0, le=2**31 - 1)]
Form = Annotated[str, Path(max_length=20, pattern="^[a-z]+$")]
IfNoneMatch = Annotated[str | None, Header()]


def router(service: IssuerService) -> APIRouter:
    """The public routes of an issuer: no key, no cookies, nothing about who asks."""
    routes = APIRouter(tags=["public"])

    @routes.get("/.well-known/did.json")
    def document(if_none_match: IfNoneMatch = None) -> Response:
        """Give the issuer's document, with the keys that verify what it signed."""
        return _cached(service.document(), "application/did+json", 300, if_none_match)

    @routes.get("/status/{number}/{form}")
    def status_list(
        request: Request, number: Number, form: Form, if_none_match: IfNoneMatch = None
    ) -> Response:
        """Give a signed status list: by purpose (`revocation`), or as a `token`."""
        published = service.published(number, form)
        if published is None:
            problem = Problem(
                "REQUEST_NOT_FOUND", "There is no such status list.", found=request.url.path
            )
            return refusal([problem], HTTPStatus.NOT_FOUND)
        seconds = int((published.fresh_until - service.clock()).total_seconds())
        return _cached(published.content, published.media_type, max(seconds, 0), if_none_match)

    @routes.get("/health/live")
    def live() -> Response:
        """Tell that the process runs."""
        return JSONResponse({"status": "ok"})

    @routes.get("/health/ready")
    def ready() -> Response:
        """Tell whether the database answers and a key can sign."""
        found = {}
        for name, asked in (("database", service.status.numbers), ("key", service.signer)):
            try:
                asked()
                found[name] = "ok"
            except ElmMicrocredError as error:
                found[name] = error.code
        is_well = set(found.values()) == {"ok"}
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"status": "ok" if is_well else "unready", **found}, status)

    return routes


def _cached(content: bytes, media_type: str, seconds: int, known: str | None) -> Response:
    """An answer that caches may keep, or that the one they have is still right.

    Spec: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
    """
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={seconds}",
        "Access-Control-Allow-Origin": "*",
    }
    if known is not None and tag in [each.strip() for each in known.split(",")]:
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    return Response(content, media_type=media_type, headers=headers)
