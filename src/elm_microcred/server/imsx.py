"""Refusals in the words of 1EdTech's services: `Imsx_StatusInfo`.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#imsx_statusinfo
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from elm_microcred.errors import ElmMicrocredError

_MINOR = {
    HTTPStatus.BAD_REQUEST: "invalid_data",
    HTTPStatus.UNAUTHORIZED: "unauthorizedrequest",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "not_allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not_acceptable",
}


class Refused(Exception):  # noqa: N818 - an answer, not a failure of the service
    """A request that gets a status other than success, and why."""

    def __init__(
        self,
        status: HTTPStatus,
        description: str,
        *,
        minor: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.minor = minor or _MINOR.get(status, "unknown")
        self.headers = dict(headers or {})


def status_info(refused: Refused) -> JSONResponse:
    """The answer to a refused request."""
    field = {
        "imsx_codeMinorFieldName": "elm_microcred",
        "imsx_codeMinorFieldValue": refused.minor,
    }
    body: dict[str, Any] = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": refused.description,
        "imsx_codeMinor": {"imsx_codeMinorField": [field]},
    }
    return JSONResponse(body, status_code=refused.status, headers=refused.headers)


class ImsxRoute(APIRoute):
    """A route whose every refusal is a status info, whoever refused."""

    def get_route_handler(self) -> Any:
        """The handler of the route, its refusals put into words."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Any:
            try:
                return await handle(request)
            except Refused as refused:
                return status_info(refused)
            except ElmMicrocredError as error:
                return status_info(Refused(HTTPStatus.BAD_REQUEST, str(error)))
            except HTTPException as error:
                return status_info(Refused(HTTPStatus(error.status_code), str(error.detail)))

        return handler
