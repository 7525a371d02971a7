"""What stands for the network while a corpus is run: the files that lie beside its index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from elm_microcred import (
    FetchError,
    ForbiddenUrlError,
    NotBundledError,
    Resource,
    contexts,
    offline,
)
from elm_microcred.proofs.urls import checked_https

_REDIRECTS = 2


@dataclass(frozen=True, slots=True)
class World:
    """A resolver over files.

    Attributes:
        folder: Where the files lie.
        resources: URL to `{file}`, `{content}` (bytes), `{redirect}` or `{error}`.
    """

    folder: Path
    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __call__(self, url: str, /) -> Resource:
        """The resource behind `url`; one that no file stands for cannot be reached.

        As with `HttpResolver`, a redirect leads to the same host, or nowhere.
        """
        if url in contexts.URLS:
            return offline(url)
        entry: Mapping[str, Any] | None = None
        for _ in range(_REDIRECTS + 1):
            entry = self.resources.get(url)
            if entry is None:
                raise NotBundledError("RESOURCE_NOT_BUNDLED", "There is no such file.", found=url)
            if "redirect" not in entry:
                break
            target = checked_https(urljoin(url, entry["redirect"]))
            if urlsplit(target).netloc != urlsplit(url).netloc:
                detail = "A redirect to another host is not followed."
                raise ForbiddenUrlError("URL_BLOCKED", detail, found=target)
            url = target
        if entry is not None and "content" in entry:
            return Resource(entry["content"])
        if entry is None or "file" not in entry:
            raise FetchError("RESOURCE_UNAVAILABLE", f"The answer was {entry}.", found=url)
        return Resource((self.folder / entry["file"]).read_bytes())


def world(index: Path, entries: Mapping[str, Any]) -> World:
    """The world of an index of attacks: its resources, and its did:web documents by URL."""
    resources = dict(entries.get("resources", {}))
    for did, file in entries.get("did_web", {}).items():
        host, *path = did.removeprefix("did:web:").split(":")
        url = f"https://{host.replace('%3A', ':')}/{'/'.join(path or ['.well-known'])}/did.json"
        resources[url] = {"file": file}
    return World(index.parent, resources)


def extra_contexts(index: Path, approved: Mapping[str, str]) -> dict[str, Any]:
    """The contexts that an index approves and that the library does not bundle, by URL."""
    return {
        url: json.loads((index.parent / file).read_bytes())
        for url, file in approved.items()
        if url not in contexts.URLS
    }
