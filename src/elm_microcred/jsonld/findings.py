"""What a walk over a document finds: problems, each with its place and its remedy."""

from __future__ import annotations

import json
from typing import Any, Final

from elm_microcred.problem import Problem, json_pointer

At = tuple[Any, str | int] | None
"""A place in a document: the place around it, and a key or an index; `None` is the whole."""

MOST_FINDINGS: Final = 1_000
"""A document with more is broken in one way or hostile; neither is worth a longer list."""

_API: Final = "https://www.w3.org/TR/json-ld11-api/#expansion-algorithm"
_LOSSLESS: Final = "https://www.w3.org/TR/vc-data-integrity/#securing-data-losslessly"
_CONTEXTS: Final = "https://www.w3.org/TR/vc-data-integrity/#validating-contexts"

_TEXTS: Final[dict[str, tuple[str, str | None, str, str]]] = {
    "CONTEXT_MISSING": (
        "The document names no context, so that nothing in it has a meaning.",
        "an @context with the URLs of approved contexts",
        "",
        _CONTEXTS,
    ),
    "CONTEXT_UNKNOWN": (
        "This context is not an approved one; it was not asked for.",
        "the URL of an approved context",
        "Use a bundled context, or approve yours by passing it in extra_contexts.",
        _CONTEXTS,
    ),
    "CONTEXT_HASH_MISMATCH": (
        "The context that was passed in for this URL is not one that is known to stand there.",
        "the bundled context, or bytes with one of the digests of contexts.digests",
        "Leave it out of extra_contexts; give a context of your own a URL of its own.",
        _CONTEXTS,
    ),
    "CONTEXT_INLINE_NOT_ALLOWED": (
        "A context is written into the document, and could exchange the meaning of its terms.",
        "the URL of an approved context",
        "Publish the context, and approve it by passing it in extra_contexts.",
        _CONTEXTS,
    ),
    "CONTEXT_NESTED": (
        "A context stands inside the document, and could exchange the meaning of its terms.",
        "@context at the top, or in an embedded credential or presentation",
        "Move its URL to the @context at the top.",
        _CONTEXTS,
    ),
    "CONTEXT_INVALID": (
        "This is not an @context.",
        "the URL of an approved context, or a list of such",
        "",
        _CONTEXTS,
    ),
    "DATA_UNDEFINED_TERM": (
        "No context defines this term, so that JSON-LD would drop it with all that it says.",
        "a term of the contexts, within an object of the type that it belongs to",
        "Correct it, give its object the type that brings it, or add the context that defines it.",
        _LOSSLESS,
    ),
    "DATA_UNDEFINED_TYPE": (
        "No context defines this type, so that it would be lost.",
        "a type of the contexts, or an absolute IRI",
        "Correct it, or add the context that defines it.",
        _LOSSLESS,
    ),
    "DATA_RELATIVE_IRI": (
        "A relative IRI stands for nothing outside of its document.",
        "an absolute IRI",
        "Write it in full, with its scheme.",
        _LOSSLESS,
    ),
    "DATA_INVALID_IRI": (
        "This is not an IRI.",
        'an absolute IRI without spaces, controls and any of <>"{}|^`\\',
        "Percent-encode what an IRI may not hold.",
        "https://www.rfc-editor.org/rfc/rfc3987#section-2.2",
    ),
    "DATA_INVALID_LANGUAGE": (
        "This is not a language tag.",
        "a language tag such as en or de-AT",
        "",
        "https://www.rfc-editor.org/rfc/rfc5646#section-2.1",
    ),
    "DATA_LANGUAGE_MAP": (
        "The context defines no language map here, so that all of its text would be lost.",
        "a string",
        "Write the text of one language; for others, use a context with language maps.",
        _LOSSLESS,
    ),
    "DATA_UNPROTECTED_KEYWORD": (
        "JSON-LD ignores this member, so that no proof would protect it.",
        "a term of the contexts",
        "Remove it.",
        _LOSSLESS,
    ),
    "DATA_DROPPED": (
        "JSON-LD would drop this without a word.",
        None,
        "Remove it, or give it a value that JSON-LD keeps.",
        _LOSSLESS,
    ),
    "DATA_INVALID": ("This is not valid JSON-LD.", None, "", _API),
}


def path(at: At) -> tuple[str | int, ...]:
    """The keys and indexes that lead to a place."""
    steps: list[str | int] = []
    while at is not None:
        at, step = at
        steps.append(step)
    return tuple(reversed(steps))


def pointer(at: At) -> str:
    """The JSON Pointer of a place."""
    return json_pointer(path(at))


def _shown(found: object) -> str:
    if isinstance(found, str):
        return found
    return json.dumps(found) if found is None or isinstance(found, bool) else repr(found)


class Enough(Exception):  # noqa: N818 - a signal, never leaves this package
    """So much was found that looking on would only cost."""


class Findings(list[Problem]):
    """Problems in the order in which they were found; `Enough` ends the search for more."""

    def note(
        self, code: str, at: At, found: Any, *, detail: str = "", expected: str | None = None
    ) -> None:
        """Note a problem; what is not given stands in the table of texts."""
        if len(self) >= MOST_FINDINGS:
            raise Enough
        text, usual, remedy, spec = _TEXTS[code]
        self.append(
            Problem(
                code,
                detail or text,
                pointer=pointer(at),
                found=_shown(found),
                expected=expected or usual,
                remedy=remedy,
                spec=spec,
            )
        )
