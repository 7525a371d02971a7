"""How anything by URL is had: a `Resolver` is passed in; `offline` serves what is bundled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from elm_microcred import contexts
from elm_microcred.errors import NotBundledError


@dataclass(frozen=True, slots=True)
class Resource:
    """What stands behind a URL.

    Attributes:
        content: The bytes as served.
        media_type: Media type without parameters, `application/ld+json` for a context.
        retrieved: When it was had, where it comes from a store; `None` if just now.
    """

    content: bytes
    media_type: str = "application/json"
    retrieved: datetime | None = None


class Resolver(Protocol):
    """Any callable from a URL to a `Resource`.

    Raises:
        ResolutionError: If the resource cannot be had.
    """

    def __call__(self, url: str, /) -> Resource:
        """The resource behind `url`."""
        ...


def offline(url: str, /) -> Resource:
    """The bundled context behind `url`; nothing else is ever served.

    Raises:
        NotBundledError: If `url` is not part of the library.
    """
    if url in contexts.URLS:
        return Resource(contexts.content(url), "application/ld+json")
    raise NotBundledError(
        "RESOURCE_NOT_BUNDLED",
        "The offline resolver serves bundled contexts only.",
        found=url,
        remedy="Pass resolve= with a resolver that may ask for this address.",
    )
