"""Somebody else's answer: the canonical N-Quads of a document, by pyoxigraph alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pyoxigraph

from elm_microcred import contexts


class NoAnswer(Exception):  # noqa: N818 - an answer, not an error
    """The oracle refuses the document too, or cannot have its contexts."""


@cache
def _inline(url: str) -> Any:
    return contexts.document(url, unapproved=True)["@context"]


def _with_inline_contexts(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _contexts(entry) if name == "@context" else _with_inline_contexts(entry)
            for name, entry in value.items()
        }
    return [_with_inline_contexts(entry) for entry in value] if isinstance(value, list) else value


def _contexts(value: Any) -> Any:
    entries = value if isinstance(value, list) else [value]
    known = contexts.URLS | contexts.UNAPPROVED_URLS
    if any(isinstance(entry, str) and entry not in known for entry in entries):
        raise NoAnswer("a context that nobody has")
    return [_inline(entry) if isinstance(entry, str) else entry for entry in entries]


def canonical(document: Mapping[str, Any]) -> str:
    """The canonical N-Quads of a JSON-LD document.

    The contexts are ours (their bytes are checked elsewhere), the processing is not: neither
    PyLD nor our own code takes part.

    Raises:
        NoAnswer: If the document is not one that the oracle can read.
    """
    try:
        text = json.dumps(_with_inline_contexts(document)).encode()
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    except (SyntaxError, ValueError, OSError) as error:
        raise NoAnswer(str(error)) from error
    return "".join(sorted(f"{quad} .\n" for quad in dataset))
