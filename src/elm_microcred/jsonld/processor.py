"""The processor of contexts: our own for those that are bundled, else PyLD, its traps closed.

This is the only place that calls PyLD, and it is loaded when something is asked of it.

PyLD invents a base IRI, drops what it does not know, fetches contexts, shares processed contexts
between loaders, and lets errors of Python escape. Here the base is absent, contexts come from one
function, caches belong to one `Processor`, and every failure is a `JsonLdError`.

The methods of PyLD with an underscore are not its public interface:
`tests/jsonld/test_processor.py` pins what is relied on.

Spec: https://www.w3.org/TR/json-ld11-api/
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cached_property
from threading import RLock
from typing import Any, Final

from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld import context_processing

Active = Mapping[str, Any]
"""An active context in PyLD's form."""

Documents = Callable[[str], Mapping[str, Any]]
"""From an approved URL to its parsed context document; `KeyError` where there is none."""

NO_BASE: Final = "elm-microcred://no-base/"
"""A base that shows: PyLD resolves relative IRIs against `http://example.org/base/` without one."""

_UNTYPED: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What escapes from PyLD besides its own error."""


class Processor:
    """The contexts that one function serves, applied to each other.

    Args:
        documents: Serves them.
        are_known: Whether each is known to be right by itself, as bundled ones are: then PyLD
            is asked only where they contradict each other.
    """

    def __init__(self, documents: Documents, *, are_known: bool = False) -> None:
        self._documents = documents
        self._are_known = are_known
        self._lock = RLock()
        self._applied: dict[tuple[int, int, bool, bool], tuple[Active, Any, Active]] = {}

    @cached_property
    def _pyld(self) -> Any:
        from pyld.jsonld import JsonLdProcessor

        return JsonLdProcessor()

    @cached_property
    def _options(self) -> dict[bool, dict[str, Any]]:
        # PyLD caches a processed context without regard to whether it was allowed to override
        # protected terms, so each case has a cache of its own.
        return {override: self._new_options() for override in (False, True)}

    def _new_options(self) -> dict[str, Any]:
        from pyld.context_resolver import ContextResolver

        return {
            "base": None,
            "processingMode": "json-ld-1.1",
            "documentLoader": self._load,
            "contextResolver": ContextResolver({}, self._load),
        }

    def _load(self, url: str, _options: object) -> dict[str, Any]:
        # A member `tag` would put the document into a cache that all loaders share.
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": copy.deepcopy(self._documents(url)),
        }

    def initial(self) -> Active:
        """The active context before any other."""
        if self._are_known:
            return context_processing.initial()
        context: Active = self._pyld._get_initial_context(self._options[False])
        return context

    def apply(
        self, active: Active, local: Any, *, override: bool = False, propagate: bool = True
    ) -> Active:
        """The active context that a local context makes of another.

        Args:
            active: The context to start from.
            local: The value of `@context`.
            override: Whether protected terms may be redefined (property-scoped contexts).
            propagate: Whether it reaches into nested nodes (not so type-scoped contexts).

        Raises:
            JsonLdError: If the contexts contradict each other or name an unapproved one.

        Spec: https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm
        """
        with self._lock:
            if not self._are_known:
                return self._apply_by_pyld(active, local, override=override, propagate=propagate)
            # What a term or type brings is the same object every time.
            key = (id(active), id(local), override, propagate)
            kept = self._applied.get(key)
            if kept is None:
                result = self._apply(active, local, override=override, propagate=propagate)
                kept = active, local, result
                if isinstance(local, Mapping):
                    self._applied[key] = kept
            return kept[2]

    def _apply(self, active: Active, local: Any, *, override: bool, propagate: bool) -> Active:
        try:
            return context_processing.applied(
                active, local, self._documents, override=override, propagate=propagate
            )
        except (context_processing.Unusual, LookupError):
            return self._apply_by_pyld(active, local, override=override, propagate=propagate)

    def _apply_by_pyld(
        self, active: Active, local: Any, *, override: bool, propagate: bool
    ) -> Active:
        from pyld.jsonld import JsonLdError as PyldError

        try:
            result: Active = self._pyld._process_context(
                active,
                local,
                self._options[override],
                override_protected=override,
                propagate=propagate,
            )
        except (PyldError, *_UNTYPED) as error:
            raise _context_error(error) from error
        return result

    def expand_iri(self, active: Active, value: str) -> str | None:
        """What a term, compact IRI or IRI expands to in a vocabulary position; it may be relative.

        Spec: https://www.w3.org/TR/json-ld11-api/#iri-expansion
        """
        return context_processing.expanded(active, value)

    def expand(self, document: Any) -> tuple[list[Any], list[str | None]]:
        """PyLD's expansion, and the expanded names of the members that it dropped.

        Relative IRIs in it begin with `NO_BASE`.

        Raises:
            JsonLdError: If it is not valid JSON-LD.

        Spec: https://www.w3.org/TR/json-ld11-api/#expansion-algorithm
        """
        from pyld.jsonld import JsonLdError as PyldError
        from pyld.jsonld import JsonLdProcessor

        dropped: list[str | None] = []
        options = self._new_options() | {"base": NO_BASE}
        try:
            expanded = JsonLdProcessor(dropped.append).expand(document, options)
        except (PyldError, *_UNTYPED) as error:
            raise JsonLdError(
                "DATA_INVALID",
                f"The document is not valid JSON-LD: {_reason(error)}.",
                spec="https://www.w3.org/TR/json-ld11-api/#expansion-algorithm",
            ) from error
        return expanded, dropped


def _reason(error: BaseException) -> str:
    """The code of the innermost PyLD error, in the words of the JSON-LD API."""
    codes = []
    cause: BaseException | None = error
    while cause is not None:
        codes.append(getattr(cause, "code", None))
        cause = cause.__cause__
    return next((code for code in reversed(codes) if code), type(error).__name__)


def _context_error(error: Exception) -> JsonLdError:
    reason = _reason(error)
    if reason == "loading remote context failed":
        return JsonLdError("CONTEXT_UNKNOWN", "A context refers to one that is not approved.")
    return JsonLdError(
        "CONTEXT_INVALID",
        f"The contexts contradict each other or are invalid: {reason}.",
        found=reason,
        expected="contexts that may stand together in this order",
        spec="https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm",
    )
