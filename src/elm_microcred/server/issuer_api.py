"""The issuer's API as a router: issue, batches, verify, status, keys; refusals as problem details.

Handlers are plain functions, which FastAPI runs in threads: signing and the database keep nobody
else waiting. A request is let in by an API key (`Authorization: Bearer emk_…`) with the scope that
the route asks for.

Spec: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from elm_microcred.bulk.journal import Item
from elm_microcred.errors import LimitError
from elm_microcred.limits import DEFAULT, KIB, MIB
from elm_microcred.problem import Problem
from elm_microcred.proofs.policy import Policy
from elm_microcred.server.access import SCOPES, ApiKey, ApiKeys
from elm_microcred.server.issuer_service import IssuerService
from elm_microcred.server.jobs import Job, Jobs
from elm_microcred.server.metrics import Metrics
from elm_microcred.server.rates import Rate, RateLimiter
from elm_microcred.server.requests import (
    BatchBody,
    IssueBody,
    RevokeBody,
    RotateBody,
    StatusBody,
    VerifyBody,
    body_of,
    read_body,
)

_LONGEST: Final = DEFAULT.sealed_bytes + 64 * KIB
"""A credential, and what is said about it in a request."""
_LONGEST_BATCH: Final = 16 * MIB
_PAGE: Final = 100
_NUMBER: Final = 2**31 - 1


class Refused(Exception):  # noqa: N818 - an answer, not a failure of the service
    """A request that is not let in."""

    def __init__(self, problem: Problem, status: HTTPStatus, headers: dict[str, str]) -> None:
        super().__init__(problem.code)
        self.problem, self.status, self.headers = problem, status, headers


def _reader(longest: int) -> Callable[[Request], Awaitable[bytes]]:
    async def body(request: Request) -> bytes:
        """The body of a request, read no further than it may be long."""
        said = request.headers.get("Content-Length", "")
        if said.isascii() and said.isdigit() and int(said[:20]) > longest:
            raise _too_long(longest)
        content = bytearray()
        async for part in request.stream():
            content += part
            if len(content) > longest:
                raise _too_long(longest)
        return bytes(content)

    return body


def _too_long(longest: int) -> LimitError:
    return LimitError(
        "LIMIT_SIZE", "The body of the request is too long.", expected=f"at most {longest} bytes"
    )


Body = Annotated[bytes, Depends(_reader(_LONGEST))]
LongBody = Annotated[bytes, Depends(_reader(_LONGEST_BATCH))]
After = Annotated[int, Query(ge=0, le=_NUMBER, description="Number of the last item seen.")]
Limit = Annotated[int, Query(ge=1, le=_PAGE, description="How many items at most.")]
KeyName = Annotated[str, Query(min_length=1, max_length=200, description="Your name for it.")]

_REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    int(status): {"description": status.phrase, "content": {"application/problem+json": {}}}
    for status in (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerApi:
    """The issuer's API.

    Attributes:
        service: What it does.
        jobs: Its batch jobs.
        keys: Who may ask.
        metrics: What is counted.
        rate: How often each API key, and each address without one, may ask.
    """

    service: IssuerService
    jobs: Jobs
    keys: ApiKeys
    metrics: Metrics = field(default_factory=Metrics)
    rate: Rate = field(default_factory=Rate)

    def router(self) -> APIRouter:
        """The routes below `/v1`, and the metrics."""
        routes = APIRouter(responses=_REFUSALS)
        limiter = RateLimiter(self.rate)

        def letting(scope: str) -> Any:
            def check(request: Request) -> ApiKey:
                return _let_in(request, self.keys, limiter, scope)

            return Depends(check)

        issues, verifies, revokes, keeps, measures = map(letting, SCOPES)

        @routes.post(
            "/v1/credentials", status_code=201, openapi_extra=body_of(IssueBody), tags=["issue"]
        )
        def issue(body: Body, who: ApiKey = issues) -> Response:
            """Issue a credential, or get the one that was issued under the same key."""
            order = read_body(IssueBody, body, _LONGEST).order()
            item = self.service.issue(f"api/{who.id}", order)
            self.metrics.count("credentials", done="issued")
            return _credential(item, HTTPStatus.CREATED)

        @routes.get("/v1/credentials", tags=["issue"])
        def issued(key: KeyName, who: ApiKey = issues) -> Response:
            """Get the credential that was issued under a key."""
            item = self.service.journal.item(f"api/{who.id}", key)
            if item is None or not item.is_signed:
                return _absent("credential of this key")
            return _credential(item, HTTPStatus.OK)

        @routes.post("/v1/credentials/status", openapi_extra=body_of(StatusBody), tags=["status"])
        def change(body: Body, who: ApiKey = revokes) -> Response:  # noqa: ARG001 - let in
            """Revoke, suspend or reinstate a credential."""
            asked = read_body(StatusBody, body, _LONGEST)
            changed = self.service.change_status(asked.id, asked.status)
            self.metrics.count("credentials", done=asked.status)
            return JSONResponse({"id": asked.id, "status": asked.status, "changed": changed})

        @routes.post(
            "/v1/batches", status_code=202, openapi_extra=body_of(BatchBody), tags=["batches"]
        )
        def add(body: LongBody, who: ApiKey = issues) -> Response:
            """Issue many credentials of one achievement, while nobody waits."""
            batch = read_body(BatchBody, body, _LONGEST_BATCH)
            orders = batch.orders()
            if batch.dry_run:
                self.jobs.check(orders)
                return JSONResponse({"state": "checked", "total": len(orders)})
            job = self.jobs.add(who.id, orders)
            place = f"/v1/batches/{job.id}"
            return JSONResponse(
                self.jobs.progress(job), HTTPStatus.ACCEPTED, headers={"Location": place}
            )

        @routes.get("/v1/batches/{job}", tags=["batches"])
        def progress(job: str, who: ApiKey = issues) -> Response:
            """Tell how far a batch is."""
            found = self.jobs.job(_name(job), who.id)
            return _absent("batch") if found is None else JSONResponse(self.jobs.progress(found))

        @routes.get("/v1/batches/{job}/credentials", tags=["batches"])
        def results(
            job: str, after: After = 0, limit: Limit = _PAGE, who: ApiKey = issues
        ) -> Response:
            """Get what has become of the rows of a batch, page by page."""
            found = self.jobs.job(_name(job), who.id)
            if found is None:
                return _absent("batch")
            return _page(self.jobs, found, after, limit)

        @routes.post("/v1/verify", openapi_extra=body_of(VerifyBody), tags=["verify"])
        def check(request: Request, body: Body, who: ApiKey = verifies) -> Response:  # noqa: ARG001 - let in
            """Tell whether a credential is authentic and current.

            It comes in a JSON object, or as it was received, under a media type of its own.
            """
            kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind in ("application/json", ""):
                asked = read_body(VerifyBody, body, _LONGEST)
                policy = Policy(challenge=asked.challenge, domain=asked.domain)
                said = asked.credential
                content = said.encode() if isinstance(said, str) else _bytes(said)
            else:
                policy, content = Policy(), body
            report = self.service.verify(content, policy)
            self.metrics.count("credentials", done="verified")
            return JSONResponse(report.to_dict())

        @routes.get("/v1/keys", tags=["keys"])
        def listed(who: ApiKey = keeps) -> Response:  # noqa: ARG001 - let in
            """List the issuer's keys."""
            return JSONResponse(_ring(self.service))

        @routes.post(
            "/v1/keys/rotate", status_code=201, openapi_extra=body_of(RotateBody), tags=["keys"]
        )
        def rotate(body: Body, who: ApiKey = keeps) -> Response:  # noqa: ARG001 - let in
            """Make a new key, which signs from now on; the one before stays published."""
            asked = read_body(RotateBody, body, _LONGEST)
            self.service.keys.rotate(now=self.service.clock(), type=asked.type)
            return JSONResponse(_ring(self.service), HTTPStatus.CREATED)

        @routes.post("/v1/keys/revoke", openapi_extra=body_of(RevokeBody), tags=["keys"])
        def revoke(body: Body, who: ApiKey = keeps) -> Response:  # noqa: ARG001 - let in
            """Let a key sign no more, and publish that nothing it signed is to be trusted."""
            asked = read_body(RevokeBody, body, _LONGEST)
            self.service.keys.revoke(asked.key, now=self.service.clock())
            return JSONResponse(_ring(self.service))

        @routes.get("/v1/templates", tags=["issue"])
        def templates(who: ApiKey = issues) -> Response:  # noqa: ARG001 - let in
            """List the achievements that can be awarded."""
            return JSONResponse(
                {
                    name: {"id": one.id, "title": str(one.title)}
                    for name, one in self.service.templates.items()
                }
            )

        @routes.get("/metrics", tags=["service"])
        def metrics(who: ApiKey = measures) -> Response:  # noqa: ARG001 - let in
            """What the service has counted, for Prometheus."""
            return Response(self.metrics.text(), media_type="text/plain; version=0.0.4")

        return routes


def _let_in(request: Request, keys: ApiKeys, limiter: RateLimiter, scope: str) -> ApiKey:
    """Whoever asks, if it may.

    Raises:
        Refused: If it has no key (401), one for something else (403), or asks too often (429).

    Spec: https://www.rfc-editor.org/rfc/rfc6750#section-3
    """
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    address = request.client.host if request.client else ""
    if scheme.lower() != "bearer":
        _count(limiter, address)
        raise _unknown('Bearer realm="issuer"')
    key = keys.known(value.strip())
    _count(limiter, address if key is None else f"key {key.id}")
    if key is None:
        raise _unknown('Bearer realm="issuer", error="invalid_token"')
    if scope not in key.scopes:
        challenge = f'Bearer realm="issuer", error="insufficient_scope", scope="{scope}"'
        problem = Problem(
            "REQUEST_FORBIDDEN",
            "This API key is not for that.",
            found=", ".join(sorted(key.scopes)),
            expected=f"the scope {scope}: to {SCOPES[scope]}",
        )
        raise Refused(problem, HTTPStatus.FORBIDDEN, {"WWW-Authenticate": challenge})
    return key


def _count(limiter: RateLimiter, who: str) -> None:
    wait = limiter.wait(who)
    if wait:
        problem = Problem(
            "REQUEST_RATE",
            "This is asked too often.",
            remedy=f"Wait for {wait:.1f} seconds, and ask more slowly.",
        )
        raise Refused(problem, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(int(wait) + 1)})


def _unknown(challenge: str) -> Refused:
    problem = Problem(
        "REQUEST_UNAUTHORISED",
        "An API key of this service is needed, and it must hold.",
        expected="Authorization: Bearer emk_…",
        remedy="Make one: elm-microcred access create.",
    )
    return Refused(problem, HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": challenge})


def _absent(what: str) -> Response:
    problem = Problem("REQUEST_NOT_FOUND", f"There is no such {what}.")
    body = {**problem.to_dict(), "status": int(HTTPStatus.NOT_FOUND)}
    return JSONResponse(body, HTTPStatus.NOT_FOUND, media_type="application/problem+json")


def _name(job: str) -> str:
    """The name of a job as the database may be asked for it: others there are none of."""
    return job if job.isascii() and job.isalnum() and len(job) == 32 else ""


def _credential(item: Item, status: HTTPStatus) -> Response:
    return Response(_item(item), status, media_type="application/json", headers=_PRIVATE)


_PRIVATE: Final = {"Cache-Control": "no-store"}


def _item(item: Item) -> bytes:
    """An item as JSON, a document in it byte for byte as it was signed."""
    said: dict[str, Any] = {"key": item.key, "id": item.credential_id, "number": item.number}
    if item.content is None:
        said["state"] = "failed" if item.problems else "waiting"
        if item.problems:
            said["problems"] = [problem.to_dict() for problem in item.problems]
        return _bytes(said)
    said |= {"state": "signed", "mediaType": item.media_type, "sha256": item.digest}
    if item.content.startswith(b"{"):
        return _bytes(said)[:-1] + b',"credential":' + item.content + b"}"
    is_text = item.content.isascii()
    said["credential"] = (
        item.content.decode() if is_text else base64.b64encode(item.content).decode()
    )
    if not is_text:
        said["encoding"] = "base64"
    return _bytes(said)


def _page(jobs: Jobs, job: Job, after: int, limit: int) -> Response:
    items = jobs.items(job, after=after, limit=limit)
    last = items[-1].number if items else after
    head = _bytes({"id": job.id, "next": last if len(items) == limit else None})[:-1]
    content = head + b',"items":[' + b",".join(map(_item, items)) + b"]}"
    return Response(content, media_type="application/json", headers=_PRIVATE)


def _ring(service: IssuerService) -> dict[str, Any]:
    ring, now = service.keys.ring(), service.clock()
    keys = [{**key.to_dict(), "state": key.state(now)} for key in ring.keys]
    return {"controller": ring.controller, "keys": keys}


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
