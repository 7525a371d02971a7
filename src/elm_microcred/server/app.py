"""The application: routers put together, JSON read strictly, every refusal a problem detail.

Spec: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from elm_microcred.errors import ElmMicrocredError, LimitError
from elm_microcred.limits import DEFAULT, KIB, Limits
from elm_microcred.problem import Problem
from elm_microcred.strict_json import read_json

_LONGEST_BODY = DEFAULT.credential_bytes + 64 * KIB
"""A credential, and what is said about it in a request."""
_MOST_TOLD = 20


def create_app(*routers: APIRouter) -> FastAPI:
    """An application of these routers. It has no pages of its own."""
    app = FastAPI(title="elm_microcred", docs_url=None, redoc_url=None, openapi_url=None)
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(ElmMicrocredError, _refused)
    app.add_exception_handler(HTTPException, unroutable)
    return app


async def json_body(request: Request) -> Any:
    """The JSON value in the body of a request.

    Raises:
        ParseError: If it is not JSON that everybody reads alike.
        LimitError: If it is longer than a credential may be.
    """
    content = await body_bytes(request)
    return read_json(content, limits=Limits(), max_bytes=_LONGEST_BODY)


async def body_bytes(request: Request) -> bytes:
    """The body of a request, read no further than the length of a credential.

    Raises:
        LimitError: If it is longer.
    """
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > _LONGEST_BODY:
            raise LimitError(
                "LIMIT_SIZE",
                "The body of the request is too long.",
                expected=f"at most {_LONGEST_BODY} bytes",
            )
    return bytes(content)


def refusal(
    problems: Sequence[Problem], status: int = HTTPStatus.BAD_REQUEST, **members: Any
) -> JSONResponse:
    """The answer that says what is wrong: the first problem at the top, more in a list."""
    first = problems[0].to_dict()
    told = [problem.to_dict() for problem in problems[:_MOST_TOLD]]
    return JSONResponse(
        {**first, "status": int(status), "problemDetails": told, **members},
        status_code=status,
        media_type="application/problem+json",
    )


def _refused(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ElmMicrocredError):
        raise error
    return refusal(error.problems)


def unroutable(request: Request, error: Exception) -> JSONResponse:
    """What Starlette answers where no route fits, as a problem detail."""
    if not isinstance(error, HTTPException):
        raise error
    is_method = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    problem = Problem(
        "REQUEST_METHOD" if is_method else "REQUEST_NOT_FOUND",
        "This address takes another method." if is_method else "Nothing stands at this address.",
        found=f"{request.method} {request.url.path}",
    )
    answer = refusal([problem], error.status_code)
    answer.headers.update(error.headers or {})
    return answer
