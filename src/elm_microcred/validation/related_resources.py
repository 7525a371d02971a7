"""Whether what a credential refers to is still what its issuer saw: `relatedResource`.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from elm_microcred import contexts
from elm_microcred.errors import ElmMicrocredError, ForbiddenUrlError, ParseError
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs import multibase
from elm_microcred.proofs.integrity import fits_sri, sri
from elm_microcred.proofs.proof import listed
from elm_microcred.proofs.urls import checked_https
from elm_microcred.retrieval import Resolver

MOST_RESOURCES = 16
"""More of them are never asked for: each may cost a request."""

_SPEC = "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources"
_MULTIHASHES = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
"""The first two bytes of a multihash, hash function and length, of those of SHA-2."""

Retrieve = Callable[[str], bytes | Problem | None]
"""From a URL to what stands there, or why it cannot be had; `None` where nobody asks."""


def bundled_resource_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Related resources that are bundled here and are others than the document says.

    Anything else is not asked for.
    """
    return _compare(document, _bundled)


def related_resource_problems(
    document: Mapping[str, Any], *, resolve: Resolver
) -> Iterator[Problem]:
    """Related resources that are others than the document says, or that could not be had.

    Args:
        document: A credential whose form the data model allows.
        resolve: Asked for what is not bundled.
    """
    entries = listed(document.get("relatedResource", []))
    if len(entries) > MOST_RESOURCES:
        yield Problem(
            "LIMIT_VALUES",
            "The credential has more related resources than are ever asked for.",
            pointer="/relatedResource",
            found=str(len(entries)),
            expected=f"at most {MOST_RESOURCES}",
            spec=_SPEC,
        )
        return

    def retrieve(url: str) -> bytes | Problem:
        content = _bundled(url)
        if content is not None:
            return content
        try:
            return resolve(checked_https(url)).content
        except ForbiddenUrlError as error:
            return error.problem
        except (ElmMicrocredError, LookupError, OSError):
            return Problem(
                "RESOURCE_UNAVAILABLE",
                "A related resource could not be had, so nobody knows whether it is the same.",
                found=url,
                remedy="Pass resolve= with a resolver that has it or may ask for it.",
                spec=_SPEC,
            )

    yield from _compare(document, retrieve)


def _bundled(url: str) -> bytes | None:
    return contexts.content(url) if url in contexts.URLS else None


def _compare(document: Mapping[str, Any], retrieve: Retrieve) -> Iterator[Problem]:
    value = document.get("relatedResource", [])
    for place, entry in enumerate(listed(value)):
        path = ("relatedResource", place) if isinstance(value, list) else ("relatedResource",)
        url = entry.get("id") if isinstance(entry, dict) else None
        content = retrieve(url) if isinstance(url, str) else None
        if isinstance(content, Problem):
            yield content.at(json_pointer((*path, "id")))
        elif content is not None:
            for name, fits in _DIGESTS.items():
                if name in entry and not fits(entry[name], content):
                    yield Problem(
                        "RESOURCE_DIGEST_MISMATCH",
                        f"The related resource is another than the one that {name} names.",
                        pointer=json_pointer((*path, name)),
                        found=shorten(entry[name]),
                        expected=_EXPECTED[name](content),
                        spec=_SPEC,
                    )


def _fits_multihash(value: Any, content: bytes) -> bool:
    name, digest = _multihash(value)
    return name != "" and digest == hashlib.new(name, content).digest()


def is_multihash(value: Any) -> bool:
    """Whether a value is a multibase multihash of SHA-2.

    A bare digest is none: it does not say of which kind it is.

    Spec: https://www.w3.org/TR/cid-1.0/#multihash
    """
    return _multihash(value)[0] != ""


def _multihash(value: Any) -> tuple[str, bytes]:
    """Hash function and digest; without a function where it is none of those that are known."""
    try:
        decoded = multibase.decode(value) if isinstance(value, str) else b""
    except ParseError:
        return "", b""
    name, digest = _MULTIHASHES.get(decoded[:2], ""), decoded[2:]
    return (name, digest) if decoded[1:2] == bytes([len(digest)]) else ("", b"")


_DIGESTS = {"digestSRI": fits_sri, "digestMultibase": _fits_multihash}


def _as_multihash(content: bytes) -> str:
    return multibase.encode(b"\x12\x20" + hashlib.sha256(content).digest(), "u")


_EXPECTED = {"digestSRI": sri, "digestMultibase": _as_multihash}
