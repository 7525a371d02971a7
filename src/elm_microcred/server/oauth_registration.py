"""Dynamic registration of applications, as Open Badges asks for it (RFC 7591).

Spec: https://www.imsglobal.org/spec/ob/v3p0/#dynamic-client-registration
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from elm_microcred.server.badge_service import OFFLINE_ACCESS, Standard

_TEXTS = ("client_name", "software_id", "software_version", "scope")
_URLS = ("client_uri", "logo_uri", "tos_uri", "policy_uri")
_LONGEST = 2000
_MOST_URIS = 20


class RegistrationRefused(Exception):  # noqa: N818 - an answer of the protocol
    """A registration that is refused.

    Attributes:
        error: The code of RFC 7591 (`invalid_redirect_uri`, `invalid_client_metadata`).
        description: What is wrong.
    """

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


def client_metadata(request: Any, standard: Standard) -> dict[str, Any]:
    """What a registration asks for, checked and completed.

    Every address must be https and of the host of `client_uri`.

    Raises:
        RegistrationRefused: If a member is missing or wrong.
    """
    if not isinstance(request, dict):
        raise _refused("the request is not a JSON object")
    metadata: dict[str, Any] = {name: _text(request, name) for name in (*_TEXTS, *_URLS)}
    host = _https_host(metadata["client_uri"], "client_uri")
    for name in _URLS:
        _same_host(metadata[name], name, host)
    metadata["redirect_uris"] = _redirect_uris(request, host)
    asked = metadata["scope"].split()
    allowed = [name for name in asked if name in standard.scopes or name == OFFLINE_ACCESS]
    if not allowed:
        raise _refused("scope names none of this service's scopes")
    metadata["scope"] = " ".join(dict.fromkeys(allowed))
    _only(request, "token_endpoint_auth_method", ["client_secret_basic"])
    _only(request, "response_types", ["code"])
    _only(request, "grant_types", ["authorization_code", "refresh_token"])
    metadata |= {
        "token_endpoint_auth_method": "client_secret_basic",
        "response_types": ["code"],
        "grant_types": request.get("grant_types") or ["authorization_code"],
    }
    contacts = request.get("contacts", [])
    if not _are_texts(contacts):
        raise _refused("contacts is not a list of texts")
    return {**metadata, "contacts": contacts} if contacts else metadata


def _redirect_uris(request: dict[str, Any], host: str) -> list[str]:
    uris = request.get("redirect_uris")
    if not _are_texts(uris) or not uris:
        raise RegistrationRefused(
            "invalid_redirect_uri", "redirect_uris is not a list of addresses"
        )
    for uri in uris:
        if "#" in uri:
            raise RegistrationRefused("invalid_redirect_uri", "a redirect URI has a fragment")
        try:
            _same_host(uri, "redirect_uris", host)
        except RegistrationRefused as error:
            raise RegistrationRefused("invalid_redirect_uri", error.description) from error
    return list(uris)


def _text(request: dict[str, Any], name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise _refused(f"{name} is missing, empty or too long")
    return value


def _https_host(url: str, name: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
        has_user = parts.username is not None
    except ValueError as error:
        raise _refused(f"{name} is not an address") from error
    if parts.scheme != "https" or not host or has_user or not url.isprintable() or " " in url:
        raise _refused(f"{name} is not an https address")
    return host


def _same_host(url: str, name: str, host: str) -> None:
    found = _https_host(url, name)
    if found != host:
        raise _refused(f"{name} is of the host {found}, client_uri of {host}")


def _only(request: dict[str, Any], name: str, allowed: list[str]) -> None:
    """A member may be absent; what it says must be among what is offered."""
    value = request.get(name)
    asked = [value] if isinstance(value, str) else value
    if asked is not None and (not _are_texts(asked) or not set(asked) <= set(allowed)):
        raise _refused(f"{name} asks for more than {', '.join(allowed)}")


def _are_texts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= _MOST_URIS
        and all(isinstance(entry, str) and 0 < len(entry) <= _LONGEST for entry in value)
    )


def _refused(description: str) -> RegistrationRefused:
    return RegistrationRefused("invalid_client_metadata", description)
