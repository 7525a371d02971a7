"""The issuer's service as an application: `create_service`.

```python
app = create_service("sqlite:///issuer.db", keys="keys", templates="templates",
                     base_url="https://issuer.example")
```

TLS, addresses and access logs are the proxy's in front of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from elm_microcred import errors
from elm_microcred.bulk.journal import Journal, StatusLists
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.keystore import KeyStore
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.server import status_api
from elm_microcred.server.access import SCOPES, ApiKeys
from elm_microcred.server.app import refusal, unroutable
from elm_microcred.server.issuer_api import IssuerApi, Refused
from elm_microcred.server.issuer_service import IssuerService
from elm_microcred.server.jobs import Jobs
from elm_microcred.server.metrics import Measured, Metrics
from elm_microcred.server.rates import Rate
from elm_microcred.server.templates import load_templates

_STATUSES: Final[Mapping[type[ElmMicrocredError], HTTPStatus]] = {
    errors.ParseError: HTTPStatus.BAD_REQUEST,
    errors.LimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SignerError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.KeyMaterialError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""What each kind of error is in HTTP; anything else is a request that cannot be fulfilled."""
_OF_CODES: Final = {
    "STATUS_UNALLOCATED": HTTPStatus.NOT_FOUND,
    "KEY_NOT_FOUND": HTTPStatus.NOT_FOUND,
    "KEY_TYPE_MISMATCH": HTTPStatus.UNPROCESSABLE_ENTITY,
}
_AGAIN_SECONDS: Final = "5"


def create_service(
    database: str,
    *,
    keys: str | Path,
    templates: str | Path,
    base_url: str,
    password: str | None = None,
    purposes: tuple[str, ...] = ("revocation", "suspension"),
    rate: Rate | None = None,
    resolve: Resolver = offline,
) -> FastAPI:
    """The application of an issuer's service.

    Args:
        database: `sqlite:///issuer.db` or `postgresql://user@host/name`.
        keys: Folder of the issuer's keys, as `keystore.KeyStore` makes it.
        templates: Folder of achievements.
        base_url: Where the service is reached, as it stands in credentials.
        password: What the key files are locked with.
        purposes: What the status lists tell.
        rate: How often each API key may ask.
        resolve: Asked for what verifying needs; by default nothing is asked of the network.

    Raises:
        ElmMicrocredError: If database, keys or templates cannot be had.
    """
    store = KeyStore(keys, password=password)
    achievements = load_templates(templates)
    journal = Journal.open(database, StatusLists(f"{base_url.rstrip('/')}/status", purposes))
    try:
        service = IssuerService(journal, store, achievements, resolve=resolve)
        jobs, access, metrics = Jobs(service), ApiKeys(journal.database), Metrics()
    except BaseException:
        journal.close()
        raise
    api = IssuerApi(service=service, jobs=jobs, keys=access, metrics=metrics, rate=rate or Rate())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        jobs.start()
        try:
            yield
        finally:
            await run_in_threadpool(jobs.stop)
            journal.close()

    app = FastAPI(
        title="elm_microcred issuer service",
        version="1",
        description="Issues, verifies and revokes micro-credentials. Every refusal is a problem"
        " detail (RFC 9457) with a stable code.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.access, app.state.jobs, app.state.service = access, jobs, service
    app.include_router(api.router())
    app.include_router(status_api.router(service))
    app.add_middleware(Measured, metrics=metrics)
    app.add_exception_handler(ElmMicrocredError, _refused)
    app.add_exception_handler(Refused, _not_let_in)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, unroutable)
    _say_security(app)
    return app


def status_of(error: ElmMicrocredError) -> HTTPStatus:
    """What an error is in HTTP."""
    if error.code in _OF_CODES:
        return _OF_CODES[error.code]
    for kind, status in _STATUSES.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.UNPROCESSABLE_ENTITY


def _refused(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ElmMicrocredError):
        raise error
    status = status_of(error)
    answer = refusal(error.problems, status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = _AGAIN_SECONDS
    return answer


def _not_let_in(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refused):
        raise error
    answer = refusal([error.problem], error.status)
    answer.headers.update(error.headers)
    return answer


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    """What FastAPI says of a parameter, as a problem detail."""
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [
        Problem(
            "REQUEST_MALFORMED",
            f"{found['msg']}.",
            pointer=json_pointer(tuple(found["loc"])),
            found=shorten(found.get("input")),
        )
        for found in error.errors()
    ]
    return refusal(problems)


def _say_security(app: FastAPI) -> None:
    """Let the description of the API say that it asks for a key, but for what is public."""
    described = app.openapi()
    described.setdefault("components", {})["securitySchemes"] = {
        "apiKey": {"type": "http", "scheme": "bearer"}
    }
    for operations in described["paths"].values():
        for operation in operations.values():
            operation["security"] = [] if "public" in operation["tags"] else [{"apiKey": []}]
    app.openapi_schema = described


def first_key(access: ApiKeys) -> str | None:
    """A key for everything, if the service has none yet: it is shown once."""
    return None if access.all() else access.create("first", SCOPES)[0]
