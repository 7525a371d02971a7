"""The Open Badges API (and that of CLR) as a router: a learning system as host and provider.

```python
service = OpenBadgesApi(provider, store=SqlBadgeStore("sqlite:///badges.db"), agree=sign_in)
app.include_router(service.router())
```

`sign_in` is the host's own page where a person signs in and agrees: see `oauth.Agree`.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#api
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.server.app import body_bytes, json_body
from elm_microcred.server.badge_service import Provider, entity_tag, service_description
from elm_microcred.server.badge_store import BadgeStore, Grant, StoredCredential, digest
from elm_microcred.server.imsx import ImsxRoute, Refused
from elm_microcred.server.oauth import Agree, AuthorizationServer
from elm_microcred.verification import Verification, verify

Body = Annotated[bytes, Depends(body_bytes)]
Json = Annotated[Any, Depends(json_body)]

_COMPACT_JWS = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_JSON_TYPES = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/vc",
        "application/vc+ld+json",
    }
)
_LARGEST_PAGE = 100
_MOST_OFFSET = 10**9
_NOT_OFFERED = ["DELETE", "PATCH"]
_STATUS = {
    "created": HTTPStatus.CREATED,
    "replaced": HTTPStatus.OK,
    "same": HTTPStatus.NOT_MODIFIED,
}


def _not_failed(report: Verification) -> bool:
    return report.outcome is not Outcome.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBadgesApi:
    """A service that keeps people's credentials and gives them to applications they chose.

    Attributes:
        provider: Who runs it, and under which standard.
        store: Where everything is kept.
        agree: The host's sign-in and consent.
        resolve: Asked for what verifying an added credential needs.
        accept: Whether a credential may be added; by default whatever did not fail.
        policy: How it is verified.
        authorization: The authorization server; one with the usual lifetimes if absent.
        clock: The time.
    """

    provider: Provider
    store: BadgeStore
    agree: Agree
    resolve: Resolver = offline
    accept: Callable[[Verification], bool] = _not_failed
    policy: Policy = field(default_factory=Policy)
    authorization: AuthorizationServer | None = None
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def router(self) -> APIRouter:
        """The routes of the service and of its authorization server."""
        standard = self.provider.standard
        authorization = self.authorization or AuthorizationServer(
            self.store, standard, self.agree, clock=self.clock
        )
        whole = APIRouter(prefix=standard.path)
        routes = APIRouter(route_class=ImsxRoute)
        description = service_description(self.provider)
        tag = entity_tag(description)

        def granted(operation: str) -> Any:
            def check(request: Request) -> Grant:
                return _granted(request, authorization, standard.scope(operation))

            return Depends(check)

        may_read, may_add = granted("credential.readonly"), granted("credential.upsert")
        may_see, may_change = granted("profile.readonly"), granted("profile.update")

        @routes.get("/discovery")
        def discovery(request: Request) -> Response:
            headers = {"ETag": tag, "Cache-Control": "public, max-age=86400"}
            if request.headers.get("If-None-Match") == tag:
                return Response(None, HTTPStatus.NOT_MODIFIED, headers)
            return JSONResponse(description, headers=headers)

        @routes.get("/credentials")
        def read(request: Request, grant: Grant = may_read) -> Response:
            return self._page(request, grant)

        @routes.post("/credentials")
        def upsert(request: Request, body: Body, grant: Grant = may_add) -> Response:
            return self._added(request, grant, body)

        @routes.get("/profile")
        def profile(grant: Grant = may_see) -> Response:
            found = self.store.profile(grant.owner)
            if found is None:
                raise Refused(HTTPStatus.NOT_FOUND, "This person has no profile yet.")
            return JSONResponse(found)

        @routes.put("/profile")
        def change(body: Json, grant: Grant = may_change) -> Response:
            self.store.put_profile(grant.owner, _profile(body))
            return JSONResponse(body)

        @routes.api_route("/discovery", methods=["POST", "PUT", *_NOT_OFFERED])
        @routes.api_route("/credentials", methods=["PUT", *_NOT_OFFERED])
        @routes.api_route("/profile", methods=["POST", *_NOT_OFFERED])
        def not_offered() -> Response:
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "This address takes another method.")

        whole.include_router(routes)
        whole.include_router(authorization.router())
        return whole

    def _page(self, request: Request, grant: Grant) -> Response:
        asked = request.query_params
        limit = min(_number(asked.get("limit"), "limit", 1, _LARGEST_PAGE), _LARGEST_PAGE)
        offset = _number(asked.get("offset"), "offset", 0, 0)
        since = _since(asked.get("since"))
        found, total = self.store.credentials(grant.owner, limit=limit, offset=offset, since=since)
        headers = {"X-Total-Count": str(total), "Cache-Control": "no-store"}
        links = self._links(limit, offset, total, asked.get("since"))
        if links:
            headers["Link"] = links
        return Response(_listed(found), headers=headers, media_type="application/json")

    def _links(self, limit: int, offset: int, total: int, since: str | None) -> str:
        """Where the other pages are, with the parameters of this one."""
        last = max(total - 1, 0) // limit * limit
        places = {"first": 0, "last": last}
        if offset + limit < total:
            places["next"] = offset + limit
        if offset > 0:
            places["prev"] = max(offset - limit, 0)
        more = {"since": since} if since else {}
        url = f"{self.provider.service_url}/credentials"
        return ", ".join(
            f'<{url}?{urlencode({"limit": limit, "offset": place, **more})}>; rel="{name}"'
            for name, place in places.items()
        )

    def _added(self, request: Request, grant: Grant, body: bytes) -> Response:
        media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        content = body.strip()
        is_jwt = media_type == "text/plain"
        if not is_jwt and media_type not in _JSON_TYPES:
            raise Refused(
                HTTPStatus.BAD_REQUEST,
                f"Content-Type is {media_type or 'missing'}; a credential comes as"
                " application/json, or as text/plain where it is a compact JWS.",
            )
        if is_jwt is not bool(_COMPACT_JWS.fullmatch(content)):
            raise Refused(
                HTTPStatus.BAD_REQUEST, "The credential is not in the form of its Content-Type."
            )
        document = self._verified(content)
        issuer, id_ = identifier_of(document.get("issuer")), identifier_of(document)
        if not issuer or not id_:
            raise Refused(HTTPStatus.BAD_REQUEST, "A credential names its id and its issuer.")
        key = digest(f"{issuer}\n{id_}")
        credential = StoredCredential(key, content, is_jwt, self.clock())
        done = self.store.put_credential(grant.owner, credential)
        kind = "text/plain" if is_jwt else "application/json"
        if done == "same":
            return Response(None, _STATUS[done])
        return Response(content, _STATUS[done], media_type=kind)

    def _verified(self, content: bytes) -> dict[str, Any]:
        """The credential in the content, if it is of this service and accepted."""
        report = verify(content, resolve=self.resolve, now=self.clock(), policy=self.policy)
        if report.document is None or not self.accept(report):
            told = "; ".join(str(problem) for problem in report.errors[:3])
            raise Refused(
                HTTPStatus.BAD_REQUEST, f"The credential is {report.outcome.value}: {told}"
            )
        wanted = self.provider.standard.credential_types
        if not wanted & {
            kind for kind in listed(report.document.get("type")) if isinstance(kind, str)
        }:
            raise Refused(
                HTTPStatus.BAD_REQUEST, f"The type is none of {', '.join(sorted(wanted))}."
            )
        return report.document


def _granted(request: Request, authorization: AuthorizationServer, scope: str) -> Grant:
    """What the bearer token of the request stands for, if it covers `scope`.

    Spec: https://www.rfc-editor.org/rfc/rfc6750#section-3
    """
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    grant = authorization.granted(value.strip()) if scheme.lower() == "bearer" else None
    if grant is None:
        challenge = 'Bearer realm="badges"' + (', error="invalid_token"' if scheme else "")
        raise Refused(
            HTTPStatus.UNAUTHORIZED,
            "An access token of this service is needed, and it has not ended.",
            headers={"WWW-Authenticate": challenge},
        )
    if scope not in grant.scopes:
        challenge = f'Bearer realm="badges", error="insufficient_scope", scope="{scope}"'
        raise Refused(
            HTTPStatus.FORBIDDEN,
            f"The token does not cover {scope}.",
            headers={"WWW-Authenticate": challenge},
        )
    return grant


def _listed(found: Sequence[StoredCredential]) -> bytes:
    """The answer, each credential in it as it came."""
    documents = b",".join(one.content for one in found if not one.is_jwt)
    tokens = b",".join(b'"' + one.content + b'"' for one in found if one.is_jwt)
    return b'{"credential":[' + documents + b'],"compactJwsString":[' + tokens + b"]}"


def _number(text: str | None, name: str, least: int, default: int) -> int:
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= _MOST_OFFSET:
        return int(text)
    raise Refused(
        HTTPStatus.BAD_REQUEST,
        f"{name} is a whole number of at least {least}.",
        minor="invalid_query_parameter",
    )


def _since(text: str | None) -> datetime | None:
    """The time asked for; one without a zone is in UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(
            HTTPStatus.BAD_REQUEST,
            "since is a time such as 2026-06-30T12:00:00Z.",
            minor="invalid_query_parameter",
        ) from error


def _profile(value: Any) -> dict[str, Any]:
    types = listed(value.get("type")) if isinstance(value, dict) else []
    if not isinstance(value, dict) or "Profile" not in types or not identifier_of(value):
        raise Refused(HTTPStatus.BAD_REQUEST, "A profile has an id and the type Profile.")
    return value
