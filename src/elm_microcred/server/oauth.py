"""An OAuth 2.0 authorization server for badge services: register, authorize, token, revoke.

Only the authorization code grant, with a proof key (PKCE, S256) and `state`; applications prove
themselves with `client_secret_basic`. Codes are used once; whoever tries again loses every token
that came of them. Refresh tokens are replaced each time they are used.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#oauth-2-0-authorization-code-grant-flow
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.server.app import body_bytes
from elm_microcred.server.badge_service import OFFLINE_ACCESS, Standard
from elm_microcred.server.badge_store import BadgeStore, Client, Code, Grant, Token, digest
from elm_microcred.server.oauth_registration import RegistrationRefused, client_metadata
from elm_microcred.strict_json import read_json

Body = Annotated[bytes, Depends(body_bytes)]

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_MOST_FIELDS = 50


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """What an application asks a person for.

    Attributes:
        client: The application, with the name and the addresses that it registered.
        scopes: What it asks for.
        form: Where the request is a POST, what the person's form sent.
    """

    client: Client
    scopes: frozenset[str]
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A signed-in person's answer.

    Attributes:
        owner: Who answered: the host's identifier of the person.
        scopes: What the person agrees to; empty for a refusal.
    """

    owner: str
    scopes: frozenset[str]


Agree = Callable[[Request, AuthorizationRequest], Agreement | Response]
"""The host's own sign-in and consent: an agreement, or the page that leads to one.

The page's form posts to the address that it was shown at; the host must make sure that the
person, not another site, sent it (a token in the form, or a SameSite cookie).
"""


@dataclass(frozen=True, slots=True)
class AuthorizationServer:
    """Who may do what, and until when.

    Attributes:
        store: Where clients, codes and tokens are kept.
        standard: Whose scopes are offered.
        agree: The host's sign-in and consent.
        clock: The time.
        random_text: A fresh secret; at least 128 bits of chance.
        code_lifetime: How long a code can be used.
        access_lifetime: How long an access token can be used.
        refresh_lifetime: How long a refresh token can be used.
    """

    store: BadgeStore
    standard: Standard
    agree: Agree
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    random_text: Callable[[], str] = field(default=lambda: secrets.token_urlsafe(32))
    code_lifetime: timedelta = timedelta(minutes=10)
    access_lifetime: timedelta = timedelta(hours=1)
    refresh_lifetime: timedelta = timedelta(days=90)

    def granted(self, bearer: str) -> Grant | None:
        """What the access token of that text stands for, if it still holds."""
        token = self.store.token(digest(bearer))
        if token is None or token.kind != "access" or token.expires_at <= self.clock():
            return None
        return token.grant

    def router(self) -> APIRouter:
        """The four routes, below the address of the service."""
        routes = APIRouter()

        @routes.post("/register")
        def register(body: Body) -> Response:
            return self._register(body)

        @routes.get("/authorize")
        @routes.post("/authorize")
        def authorize(request: Request, body: Body) -> Response:
            return self._authorize(request, body)

        @routes.post("/token")
        def token(request: Request, body: Body) -> Response:
            return self._answered(lambda: self._token(request, body))

        @routes.post("/revoke")
        def revoke(request: Request, body: Body) -> Response:
            return self._answered(lambda: self._revoke(request, body))

        return routes

    def _register(self, body: bytes) -> Response:
        try:
            metadata = client_metadata(read_json(body), self.standard)
        except RegistrationRefused as error:
            return _refusal(_Refused(error.error, error.description))
        except ElmMicrocredError as error:
            return _refusal(_Refused("invalid_client_metadata", str(error)))
        id_, secret = self.random_text(), self.random_text()
        self.store.add_client(Client(id_, digest(secret), metadata))
        issued = {
            "client_id": id_,
            "client_secret": secret,
            "client_id_issued_at": int(self.clock().timestamp()),
            "client_secret_expires_at": 0,
        }
        return JSONResponse({**issued, **metadata}, HTTPStatus.CREATED, headers=_NO_STORE)

    def _authorize(self, request: Request, body: bytes) -> Response:
        asked, repeated = _fields(request.url.query)
        client = self.store.client(asked.get("client_id", ""))
        uri = asked.get("redirect_uri", "")
        # Where the address is not one that the client registered, nobody is sent there.
        if client is None:
            return _refusal(_Refused("invalid_client", "no client of that client_id registered"))
        if uri not in client.metadata["redirect_uris"] or "redirect_uri" in repeated:
            return _refusal(_Refused("invalid_request", "redirect_uri is not one that registered"))
        try:
            scopes = _asked_scopes(asked, repeated, client)
            answer = self.agree(
                request, AuthorizationRequest(client, scopes, _fields(body.decode("latin-1"))[0])
            )
            if isinstance(answer, Response):
                return answer
            agreed = _agreed(answer, scopes)
        except _Refused as refused:
            return _sent_back(uri, refused.members(), asked.get("state"))
        secret = self.random_text()
        grant = Grant(self.random_text(), client.id, answer.owner, agreed)
        expires = self.clock() + self.code_lifetime
        self.store.add_code(digest(secret), Code(grant, uri, asked["code_challenge"], expires))
        return _sent_back(uri, {"code": secret}, asked["state"])

    def _token(self, request: Request, body: bytes) -> dict[str, Any]:
        client = self._client(request)
        asked, repeated = _fields(body.decode("latin-1"))
        if repeated:
            raise _Refused("invalid_request", "a parameter stands twice")
        match asked.get("grant_type"):
            case "authorization_code":
                return self._tokens(self._exchanged(client, asked))
            case "refresh_token":
                return self._tokens(self._refreshed(client, asked))
            case None:
                raise _Refused("invalid_request", "grant_type is missing")
        raise _Refused("unsupported_grant_type", "authorization_code and refresh_token are offered")

    def _exchanged(self, client: Client, asked: Mapping[str, str]) -> Grant:
        """What a code stands for, if its owner brings it for the first time."""
        code = self.store.use_code(digest(asked.get("code", "")))
        if code is None or code.grant.client_id != client.id:
            raise _Refused("invalid_grant", "no such code was given to this client")
        if code.used:
            self.store.revoke(code.grant.id)
            raise _Refused("invalid_grant", "the code was used before; its tokens are revoked")
        if code.expires_at <= self.clock():
            raise _Refused("invalid_grant", "the code has expired")
        if asked.get("redirect_uri") != code.redirect_uri:
            raise _Refused("invalid_grant", "redirect_uri is not the one that the code was sent to")
        verifier = asked.get("code_verifier", "")
        if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(
            _challenge(verifier), code.challenge
        ):
            raise _Refused("invalid_grant", "code_verifier does not fit the challenge")
        return code.grant

    def _refreshed(self, client: Client, asked: Mapping[str, str]) -> Grant:
        """What a refresh token stands for; it is replaced, so that a stolen one shows."""
        secret = digest(asked.get("refresh_token", ""))
        token = self.store.token(secret)
        if token is None or token.kind != "refresh" or token.grant.client_id != client.id:
            raise _Refused("invalid_grant", "no such refresh token was given to this client")
        if token.expires_at <= self.clock() or self.store.take_token(secret) is None:
            raise _Refused("invalid_grant", "the refresh token has ended")
        wanted = asked.get("scope", "").split()
        if wanted and not set(wanted) <= token.grant.scopes:
            raise _Refused("invalid_scope", "more is asked for than was agreed to")
        return token.grant

    def _tokens(self, grant: Grant) -> dict[str, Any]:
        answer = {
            "access_token": self._issued(grant, "access", self.access_lifetime),
            "token_type": "Bearer",
            "expires_in": int(self.access_lifetime.total_seconds()),
            "scope": " ".join(sorted(grant.scopes)),
        }
        if OFFLINE_ACCESS in grant.scopes:
            answer["refresh_token"] = self._issued(grant, "refresh", self.refresh_lifetime)
        return answer

    def _issued(self, grant: Grant, kind: str, lifetime: timedelta) -> str:
        secret = self.random_text()
        self.store.add_token(digest(secret), Token(grant, kind, self.clock() + lifetime))
        return secret

    def _revoke(self, request: Request, body: bytes) -> dict[str, Any]:
        """Spec: https://www.rfc-editor.org/rfc/rfc7009."""
        client = self._client(request)
        secret = digest(_fields(body.decode("latin-1"))[0].get("token", ""))
        token = self.store.token(secret)
        if token is not None and token.grant.client_id == client.id:
            if token.kind == "refresh":
                self.store.revoke(token.grant.id)
            else:
                self.store.take_token(secret)
        return {}

    def _client(self, request: Request) -> Client:
        """The client that proves itself with its secret (`client_secret_basic`)."""
        id_, secret = _basic(request.headers.get("Authorization", ""))
        client = self.store.client(id_)
        if client is None or not hmac.compare_digest(client.secret_digest, digest(secret)):
            raise _Refused("invalid_client", "client_id and client_secret do not fit")
        return client

    def _answered(self, answer: Callable[[], dict[str, Any]]) -> Response:
        try:
            return JSONResponse(answer(), headers=_NO_STORE)
        except _Refused as refused:
            return _refusal(refused)


class _Refused(Exception):  # noqa: N818 - an answer of the protocol
    """An error of OAuth: its code and its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description

    def members(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


def _asked_scopes(
    asked: Mapping[str, str], repeated: frozenset[str], client: Client
) -> frozenset[str]:
    """What is asked for, if the request has all that it must."""
    if repeated:
        raise _Refused("invalid_request", "a parameter stands twice")
    if asked.get("response_type") != "code":
        raise _Refused("unsupported_response_type", "response_type is code")
    if not asked.get("state"):
        raise _Refused("invalid_request", "state is missing")
    if asked.get("code_challenge_method") != "S256":
        raise _Refused("invalid_request", "code_challenge_method is S256")
    if not _CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise _Refused("invalid_request", "code_challenge is a SHA-256 digest in base64url")
    registered = client.metadata["scope"].split()
    scopes = frozenset(asked.get("scope", "").split()) or frozenset(registered)
    if not scopes <= frozenset(registered):
        raise _Refused("invalid_scope", "the client did not register for all of these scopes")
    return scopes


def _agreed(answer: Agreement, asked: frozenset[str]) -> frozenset[str]:
    agreed = answer.scopes & asked
    if not agreed - {OFFLINE_ACCESS}:
        raise _Refused("access_denied", "the person did not agree")
    return agreed


def _fields(text: str) -> tuple[dict[str, str], frozenset[str]]:
    """The fields of a query or form, and the names of those that stand twice."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}, frozenset()
    names = [name for name, _ in pairs]
    return dict(pairs), frozenset(name for name in names if names.count(name) > 1)


def _basic(header: str) -> tuple[str, str]:
    """User and password of a Basic header; empty ones where it is none."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    id_, _, secret = text.partition(":")
    return unquote_plus(id_), unquote_plus(secret)


def _challenge(verifier: str) -> str:
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def _sent_back(uri: str, members: Mapping[str, str], state: str | None) -> Response:
    """The person's browser, sent back to the application with an answer."""
    answer = {**members, **({"state": state} if state else {})}
    mark = "&" if urlsplit(uri).query else "?"
    return RedirectResponse(f"{uri}{mark}{urlencode(answer)}", HTTPStatus.FOUND, _NO_STORE)


def _refusal(refused: _Refused) -> Response:
    headers = dict(_NO_STORE)
    status = HTTPStatus.BAD_REQUEST
    if refused.error == "invalid_client":
        status = HTTPStatus.UNAUTHORIZED
        headers["WWW-Authenticate"] = 'Basic realm="oauth"'
    return JSONResponse(refused.members(), status, headers=headers)
