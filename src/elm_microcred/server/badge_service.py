"""What an Open Badges or CLR service says about itself: its name, its paths, its scopes.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#servicedescriptiondocument
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

_SCOPES = {
    "credential.readonly": "Read the credentials of the person who agrees.",
    "credential.upsert": "Add and replace credentials of the person who agrees.",
    "profile.readonly": "Read the profile of the person who agrees.",
    "profile.update": "Change the profile of the person who agrees.",
}
OFFLINE_ACCESS = "offline_access"
"""The scope that asks for a refresh token."""


@dataclass(frozen=True, slots=True)
class Standard:
    """One of the two standards whose services have the same shape.

    Attributes:
        path: Where its service stands below the server's address.
        name: Its name for people.
        scope_prefix: What its scopes begin with.
        credential_types: A credential of the service has one of these types.
    """

    path: str
    name: str
    scope_prefix: str
    credential_types: frozenset[str]

    def scope(self, operation: str) -> str:
        """The scope of an operation, such as `credential.readonly`."""
        return self.scope_prefix + operation

    @property
    def scopes(self) -> dict[str, str]:
        """Every scope of the service, with what it permits."""
        return {self.scope(name): said for name, said in _SCOPES.items()}


OPEN_BADGES = Standard(
    "/ims/ob/v3p0",
    "Open Badges 3.0",
    "https://purl.imsglobal.org/spec/ob/v3p0/scope/",
    frozenset({"OpenBadgeCredential", "AchievementCredential"}),
)
CLR = Standard(
    "/ims/clr/v2p0",
    "Comprehensive Learner Record 2.0",
    "https://purl.imsglobal.org/spec/clr/v2p0/scope/",
    frozenset({"ClrCredential"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who runs the service, for the discovery document.

    Attributes:
        name: The name that people know the service by.
        base_url: Address of the server without a slash at its end, `https://…`.
        terms_of_service: Address of its terms.
        privacy_policy: Address of its privacy policy.
        image: Address of its logo, if it has one.
        standard: Open Badges or CLR.
    """

    name: str
    base_url: str
    terms_of_service: str
    privacy_policy: str
    image: str = ""
    standard: Standard = field(default=OPEN_BADGES)

    @property
    def service_url(self) -> str:
        """Where the service stands."""
        return self.base_url.rstrip("/") + self.standard.path


def service_description(provider: Provider) -> dict[str, Any]:
    """The discovery document: OpenAPI 3.0 with the members that 1EdTech adds."""
    standard, url = provider.standard, provider.service_url
    oauth = {
        "type": "oauth2",
        "description": "Authorization code grant with PKCE (S256).",
        "x-imssf-registrationUrl": f"{url}/register",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": f"{url}/authorize",
                "tokenUrl": f"{url}/token",
                "refreshUrl": f"{url}/token",
                "scopes": {
                    **standard.scopes,
                    OFFLINE_ACCESS: "Go on after an hour without asking again.",
                },
            }
        },
    }
    info = {
        "title": provider.name,
        "version": "1.0",
        "termsOfService": provider.terms_of_service,
        "x-imssf-privacyPolicyUrl": provider.privacy_policy,
        **({"x-imssf-image": provider.image} if provider.image else {}),
    }
    return {
        "openapi": "3.0.1",
        "info": info,
        "servers": [{"url": url}],
        "paths": _paths(standard),
        "components": {
            "securitySchemes": {"OAuth2ACG": oauth},
            "schemas": {"Imsx_StatusInfo": _STATUS_INFO},
        },
    }


def entity_tag(document: dict[str, Any]) -> str:
    """The entity tag of a document: it changes when the document does."""
    text = json.dumps(document, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


_STATUS_INFO = {
    "type": "object",
    "required": ["imsx_codeMajor", "imsx_severity"],
    "properties": {
        "imsx_codeMajor": {"enum": ["success", "processing", "failure", "unsupported"]},
        "imsx_severity": {"enum": ["status", "warning", "error"]},
        "imsx_description": {"type": "string"},
        "imsx_codeMinor": {"type": "object"},
    },
}


def _operation(standard: Standard, id_: str, scope: str, success: dict[str, str]) -> dict[str, Any]:
    refused = {
        "description": "Refused, and why.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Imsx_StatusInfo"}}
        },
    }
    return {
        "operationId": id_,
        "security": [{"OAuth2ACG": [standard.scope(scope)]}],
        "responses": {
            **{status: {"description": said} for status, said in success.items()},
            **dict.fromkeys(("400", "401", "403", "405", "default"), refused),
        },
    }


def _paths(standard: Standard) -> dict[str, Any]:
    def number(name: str, least: int) -> dict[str, Any]:
        schema = {"type": "integer", "minimum": least}
        return {"name": name, "in": "query", "schema": schema}

    page = [
        number("limit", 1),
        number("offset", 0),
        {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
    ]
    credential = {"application/json": {"schema": {"type": "object"}}}
    token = {"text/plain": {"schema": {"type": "string"}}}
    read = _operation(standard, "getCredentials", "credential.readonly", {"200": "One page."})
    upsert = _operation(
        standard,
        "upsertCredential",
        "credential.upsert",
        {"200": "Replaced.", "201": "Added.", "304": "It was there already."},
    )
    profile = _operation(standard, "getProfile", "profile.readonly", {"200": "The profile."})
    update = _operation(standard, "putProfile", "profile.update", {"200": "The new profile."})
    discovery = {
        "operationId": "getServiceDescription",
        "security": [],
        "responses": {"200": {"description": "This document."}},
    }
    body = {"required": True, "content": {**credential, **token}}
    return {
        "/credentials": {
            "get": {**read, "parameters": page},
            "post": {**upsert, "requestBody": body},
        },
        "/profile": {
            "get": profile,
            "put": {**update, "requestBody": {"required": True, "content": credential}},
        },
        "/discovery": {"get": discovery},
    }
