"""Which context an object is read with: of its property, its own `@context`, its types.

Spec: https://www.w3.org/TR/json-ld11-api/#expansion-algorithm (steps 3 to 11)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from elm_microcred.errors import JsonLdError, LimitError
from elm_microcred.jsonld.compiled import Context, Term, Types
from elm_microcred.jsonld.findings import At, Findings, pointer

_URL_COST: Final = 16
"""A context by its URL costs about as much as so many that come with a type or a property."""


class ReadContext(Protocol):
    """Reads an `@context` member; gives `None` where it noted findings."""

    def __call__(
        self, value: Any, element: dict[Any, Any], at: At, findings: Findings, /
    ) -> Sequence[Any] | None:
        """The contexts that the member names."""
        ...


class Scopes:
    """The contexts of one walk, compiled at need and within bounds."""

    def __init__(self, read_context: ReadContext, findings: Findings, contexts: int) -> None:
        self._read_context = read_context
        self._findings = findings
        self._most = contexts
        self._left = contexts

    def around(
        self, element: dict[Any, Any], term: Term | None, start: Context | None, at: At
    ) -> Context | None:
        """The context of an object before its types are read; `None` where it is refused.

        Args:
            element: The object.
            term: The property that leads to it; `None` for the document itself.
            start: The context to begin with, in place of the one that the property gives.
            at: The place of the object.
        """
        context = start
        if context is None:
            if term is None or not self.is_compiled(term, at):
                return None
            context = term.node_context
            if context is not term.value_context:
                context = self.for_object(element, term)
        if context is not None and at is not None and "@context" in element:
            context = self._local(context, element, at)
        return context

    def types(self, context: Context, element: dict[Any, Any], at: At) -> Types | None:
        """What the types of an object say; `None` where it has none."""
        found: Types | None = None
        for key in context.type_keys:
            if key in element:
                value = element[key]
                if found is not None:
                    found = self.read_types(context, _all_types(context, element), (at, key), True)
                    break
                try:
                    if type(value) is list:
                        found = context.types.get(tuple(value))
                    elif type(value) is str:
                        found = context.types.get(value)
                except TypeError:
                    pass  # an item that is no string, as `read_types` will say
                found = found or self.read_types(context, value, (at, key))
        if found is not None and found.renamed and not found.renamed.isdisjoint(element):
            names = ", ".join(sorted(found.renamed))
            self._findings.note("CONTEXT_INVALID", at, names, expected="one name for @type")
        return found

    def for_object(self, element: dict[Any, Any], term: Term) -> Context | None:
        """The context for an object where type-scoped contexts end at nodes.

        They do not end at values, nor at objects that are only an id.
        """
        reader = term.reader
        for key in reader.value_keys:
            if key in element:
                return reader
        if len(element) == 1 and next(iter(element)) in reader.id_keys:
            return reader
        return term.node_context

    def is_compiled(self, term: Term, at: At) -> bool:
        """Whether the context of a property is there; it is compiled where it is not."""
        if term.node_context is None:
            self._spend(2, at)
            try:
                term.compile()
            except JsonLdError as error:
                self._note(error, at)
                return False
        return True

    def _local(self, context: Context, element: dict[Any, Any], at: At) -> Context | None:
        """The context that an object's own `@context` makes; `None` after findings."""
        here = (at, "@context")
        names = self._read_context(element["@context"], element, here, self._findings)
        if names is None:
            return None
        key = tuple(names) if all(isinstance(name, str) for name in names) else None
        found = context.locals.get(key) if key else None
        if found is None:
            self._spend(_URL_COST * len(names), here)
            try:
                found = context.derive(list(names))
            except JsonLdError as error:
                self._note(error, here)
                return None
            if key:
                context.locals[key] = found
        return found

    def read_types(self, context: Context, value: Any, at: At, is_merged: bool = False) -> Types:
        """What a value of `@type` says, the contexts compiled that its types bring."""
        values = value if isinstance(value, list) else [value]
        has_places = values is value and not is_merged
        for index, item in enumerate(values):
            if not isinstance(item, str):
                here = (at, index) if has_places else at
                self._findings.note("DATA_INVALID", here, item, expected="a type as a string")
                return Types((), context)
        try:
            types, compiled = context.read_types(values)
        except JsonLdError as error:
            self._note(error, at)
            return Types((), context)
        self._spend(compiled, at)
        for index, code, item in types.problems:
            self._findings.note(code, (at, index) if has_places else at, item)
        context.remember(tuple(values), types)
        return types

    def _note(self, error: JsonLdError, at: At) -> None:
        self._findings.extend(problem.at(pointer(at)) for problem in error.problems)

    def _spend(self, contexts: int, at: At) -> None:
        self._left -= contexts
        if self._left < 0:
            raise LimitError(
                "LIMIT_CONTEXTS",
                "The document asks for too many combinations of contexts.",
                pointer=pointer(at),
                expected=f"≤ {self._most}",
            )


def _all_types(context: Context, element: dict[Any, Any]) -> list[Any]:
    """The types under several keys that all mean `@type`."""
    found: list[Any] = []
    for key in context.type_keys:
        value = element.get(key, [])
        found += value if isinstance(value, list) else [value]
    return found
