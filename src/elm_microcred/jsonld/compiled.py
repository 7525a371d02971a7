"""Contexts compiled to tables: what each key and each type of a document says in N-Quads.

PyLD processes contexts, once; a `Context` keeps the result as N-Quads text, ready to be written.
Contexts that depend on a type or a property are compiled when a document first needs them, and
are kept with the context that they change.

Spec: https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld.findings import MOST_FINDINGS
from elm_microcred.jsonld.iris import has_scheme, is_iri, is_language
from elm_microcred.jsonld.nquads import RDF, XSD
from elm_microcred.jsonld.plans import Family, Shapes
from elm_microcred.jsonld.processor import Active, Processor

TYPE: Final = f"<{RDF}type>"
_MOST_REMEMBERED: Final = 1024
"""Most keys outside of a context, and most lists of types, that one context remembers."""
_LONGEST_REMEMBERED: Final = 256


LITERAL: Final = 0
"""A string becomes a literal."""
IRI: Final = 1
"""A string becomes an IRI."""
SKIP: Final = 2
"""`@id`, `@type`, `@context`: read before the other keys."""
GENERAL: Final = 3
"""Containers, reverse properties, JSON literals, scoped contexts, `@vocab` values."""
KEYWORD: Final = 4
"""Another keyword."""
LOST: Final = 5
"""JSON-LD would drop it: `Term.code` says why."""
LANGUAGE: Final = 6
"""An object is a language map; else as `LITERAL`."""


class Term:
    """A key of a document as one context reads it.

    Attributes:
        key: As the document writes it.
        mode: What is done with its value: one of the constants above.
        code: The code of the problem where the mode is `LOST`.
        expanded: What the key expands to; for a keyword, the keyword.
        predicate: The property as an N-Quads IRI.
        opening: The same between its spaces.
        text_opening: The same, and the quotation mark of a literal.
        text_ending: The suffix, and the end of the line.
        suffix: What follows the text of a literal, its closing quotation mark included.
        suffixes: The same for the languages of a language map that were met.
        coercion: `@id`, `@vocab`, `@json`, a datatype IRI, or empty.
        language: Of strings; empty where there is none.
        direction: Of strings; empty where there is none.
        containers: The values of `@container` but for `@set`.
        index: The key whose property an index map sets; empty where there is none.
        is_reverse: Whether subject and object change places.
        value_context: Reads strings and value objects; `None` until compiled.
        node_context: Reads node objects; `None` until compiled.
        shapes: The shapes of objects that were met as its values, by their keys.
    """

    __slots__ = (
        "code",
        "coercion",
        "containers",
        "definition",
        "direction",
        "expanded",
        "index",
        "is_reverse",
        "key",
        "language",
        "mode",
        "node_context",
        "opening",
        "owner",
        "predicate",
        "shapes",
        "suffix",
        "suffixes",
        "text_ending",
        "text_opening",
        "value_context",
    )

    def __init__(self, owner: Context, key: str) -> None:
        active = owner.active
        definition: dict[str, Any] = active["mappings"].get(key) or {}
        expanded = owner.processor.expand_iri(active, key)
        self.owner = owner
        self.key = key
        self.definition = definition
        self.expanded = expanded or ""
        self.predicate = f"<{expanded}>"
        self.opening = f" {self.predicate} "
        self.containers = frozenset(definition.get("@container", ())) - {"@set"}
        self.index: str = definition.get("@index", "")
        self.is_reverse: bool = definition.get("reverse", False)
        coercion = definition.get("@type") or ""
        self.coercion: str = "" if coercion == "@none" else coercion
        self.language: str = definition.get("@language", active.get("@language")) or ""
        self.direction: str = definition.get("@direction", active.get("@direction")) or ""
        self.suffix = '"' + literal_suffix(self.coercion, self.language, self.direction)
        self.suffixes: dict[str, str] = {}
        self.text_opening = f' {self.predicate} "'
        self.text_ending = f"{self.suffix} .\n"
        self.code = _loss(expanded, self)
        self.mode = self._mode()
        self.value_context: Context | None = owner
        self.node_context: Context | None = owner.previous or owner
        if "@context" in definition:
            self.value_context = self.node_context = None
        self.shapes: Shapes = {}

    def _mode(self) -> int:
        if self.code:
            return LOST
        if self.expanded in ("@id", "@type", "@context"):
            return SKIP
        if self.expanded[0] == "@":
            return KEYWORD
        if (
            self.is_reverse
            or "@context" in self.definition
            or self.coercion in ("@json", "@vocab", XSD + "double")
        ):
            return GENERAL
        if self.containers:
            return LANGUAGE if self.containers == {"@language"} else GENERAL
        return IRI if self.coercion == "@id" else LITERAL

    def compile(self) -> None:
        """Compile the context that comes with this property.

        Raises:
            JsonLdError: If it contradicts the one that it changes.
        """
        # PyLD notes a null context as False.
        outer = self.definition["@context"]
        value = self.owner.derive(None if outer is False else outer, override=True)
        base = value.previous or value
        inner = value.term(self.key).definition.get("@context")
        if inner is not None:
            base = base.derive(None if inner is False else inner, override=True)
        self.value_context, self.node_context = value, base

    @property
    def reader(self) -> Context:
        """The context that strings and value objects are read with."""
        return self.value_context or self.owner

    def in_map(self) -> Term:
        """This key for the values of a map: nodes keep the context, containers are done with."""
        term = Term(self.owner, self.key)
        term.value_context = term.node_context = self.value_context
        term.containers = frozenset()
        return term

    @property
    def for_values(self) -> Term:
        """This key as its own context reads it, which is what strings go by."""
        context = self.reader
        return self if context is self.owner else context.term(self.key)


def check_key(key: object) -> None:
    """Refuse a member name that JSON cannot have."""
    if not isinstance(key, str):
        raise JsonLdError(
            "DATA_INVALID",
            "The name of a member is not a string.",
            found=repr(key),
            expected="a JSON object",
        )


_LOSSLESS_KEYWORDS: Final = frozenset(
    {
        "@context",
        "@direction",
        "@graph",
        "@id",
        "@included",
        "@language",
        "@list",
        "@nest",
        "@reverse",
        "@set",
        "@type",
        "@value",
    }
)


def literal_suffix(datatype: str, language: str, direction: str) -> str:
    """What follows the closing quotation mark of a string with these coercions.

    Spec: https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion (i18n-datatype)
    """
    if datatype and datatype[0] != "@":
        return "" if datatype == XSD + "string" else f"^^<{datatype}>"
    if direction:
        return f"^^<https://www.w3.org/ns/i18n#{language}_{direction}>"
    return f"@{language}" if language else ""


def _loss(expanded: str | None, term: Term) -> str:
    """The code of what is wrong with a key; empty where nothing is."""
    if expanded is None:
        return "DATA_UNPROTECTED_KEYWORD"
    if expanded in _LOSSLESS_KEYWORDS:
        return ""
    if expanded[:1] == "@":
        return "DATA_UNPROTECTED_KEYWORD"
    if expanded[:2] == "_:":
        return "DATA_DROPPED"
    if not has_scheme(expanded):
        return "DATA_UNDEFINED_TERM"
    datatype = "" if term.coercion[:1] == "@" else term.coercion
    if not is_iri(expanded) or (datatype and not is_iri(datatype)):
        return "DATA_INVALID_IRI"
    if term.language and not is_language(term.language):
        return "DATA_INVALID_LANGUAGE"
    return "DATA_INVALID" if datatype == RDF + "langString" else ""


class Types:
    """A value of `@type`, read: the types in N-Quads, and the context that they bring.

    Attributes:
        objects: The types as N-Quads IRIs; a blank node keeps the label that the document gives.
        context: The context for the members of the node.
        problems: Index, code and text of each type that is not defined.
        renamed: Keys that mean `@type` for this context only, or for the one around it only.
    """

    __slots__ = ("context", "objects", "problems", "renamed")

    def __init__(
        self,
        objects: Sequence[str],
        context: Context,
        problems: Sequence[tuple[int, str, str]] = (),
        renamed: frozenset[str] = frozenset(),
    ) -> None:
        self.objects = objects
        self.context = context
        self.problems = problems
        self.renamed = renamed


class Context:
    """An active context as tables.

    Attributes:
        active: PyLD's active context.
        previous: The context to go back to in nested nodes; `None` where it is this one.
        terms: The keys that were met.
        types: The values of `@type` that were met.
        locals: What nested `@context` members made of this one.
        family: Every context that was derived from the same one.
        shapes: The shapes of whole documents in this context, by their keys.
        prefixes: Terms that may begin a compact IRI.
        id_keys: The keys that expand to `@id`.
        type_keys: The keys that expand to `@type`, in order.
        value_keys: The keys that expand to `@value`.
        none_keys: The keys that expand to `@none`.
        names: Ids that were met, as N-Quads terms; no blank nodes.
    """

    def __init__(self, active: Active, processor: Processor, family: Family) -> None:
        self.active = active
        self.processor = processor
        self.family = family
        previous = active.get("previousContext")
        self.previous: Context | None = None if previous is None else family.contexts[id(previous)]
        self.shapes: Shapes = {}
        self.names: dict[str, str] = {}
        self.terms: dict[str, Term] = {}
        self.types: dict[str | tuple[str, ...], Types] = {}
        self.locals: dict[tuple[str, ...], Context] = {}
        self._scoped: dict[tuple[str, ...], Context] = {}
        mappings = active["mappings"]
        self._room = len(mappings) + _MOST_REMEMBERED
        self.prefixes: dict[str, str] = {
            term: mapping["@id"]
            for term, mapping in mappings.items()
            if mapping["_prefix"] and mapping["@id"]
        }
        aliases: dict[str, list[str]] = {}
        for term, mapping in mappings.items():
            meaning = mapping["@id"]
            if meaning and meaning[0] == "@":
                aliases.setdefault(meaning, []).append(term)
        self.id_keys = self._names("@id", aliases)
        self.type_keys = self._names("@type", aliases)
        self.value_keys = self._names("@value", aliases)
        self.none_keys = self._names("@none", aliases)
        family.contexts[id(active)] = self

    @staticmethod
    def _names(keyword: str, aliases: dict[str, list[str]]) -> tuple[str, ...]:
        return tuple(sorted({keyword, *aliases.get(keyword, ())}))

    def term(self, key: Any) -> Term:
        """The key as this context reads it.

        Raises:
            JsonLdError: If it is no string.
        """
        term = self.terms.get(key)
        if term is None:
            check_key(key)
            term = Term(self, key)
            known = key in self.active["mappings"]
            if known or (len(self.terms) < self._room and len(key) <= _LONGEST_REMEMBERED):
                self.terms[key] = term
        return term

    def members(self, element: dict[Any, Any]) -> list[tuple[str, Term]]:
        """The keys of an object, with what they mean: as many as a walk looks at.

        Raises:
            JsonLdError: If one is no string.
        """
        found: list[tuple[str, Term]] = []
        lost = 0
        for key in element:
            term = self.terms.get(key) or self.term(key)
            found.append((term.key, term))
            lost += term.mode == LOST
            if lost > MOST_FINDINGS:
                break
        return found

    def expand_id(self, value: str) -> str:
        """What an id expands to; it may be relative.

        Spec: https://www.w3.org/TR/json-ld11-api/#iri-expansion (document relative)
        """
        prefix, _, suffix = value.partition(":")
        if prefix in self.prefixes and suffix[:2] != "//" and len(prefix) < len(value):
            return self.prefixes[prefix] + suffix
        return value

    def expand(self, value: str) -> str:
        """What a term or type expands to; it may be relative, or empty."""
        return self.processor.expand_iri(self.active, value) or ""

    def derive(self, local: Any, *, override: bool = False, propagate: bool = True) -> Context:
        """The context that a local context makes of this one.

        Raises:
            JsonLdError: If the two contradict each other.
        """
        active = self.processor.apply(self.active, local, override=override, propagate=propagate)
        return self.family.contexts.get(id(active)) or Context(active, self.processor, self.family)

    def read_types(self, values: Sequence[str]) -> tuple[Types, int]:
        """What these values of `@type` say, and how many contexts were compiled for it.

        Raises:
            JsonLdError: If a type brings a context that contradicts this one.
        """
        objects: list[str] = []
        problems: list[tuple[int, str, str]] = []
        for index, value in enumerate(values):
            expanded = self.expand(value)
            if expanded[:2] == "_:":
                objects.append(expanded)
            elif not has_scheme(expanded):
                problems.append((index, "DATA_UNDEFINED_TYPE", value))
            elif not is_iri(expanded):
                problems.append((index, "DATA_INVALID_IRI", value))
            else:
                objects.append(f"<{expanded}>")
        context, compiled = self._for_types(values)
        renamed = frozenset(context.type_keys) ^ frozenset(self.type_keys)
        return Types(objects, context, problems, renamed), compiled

    def _for_types(self, values: Sequence[str]) -> tuple[Context, int]:
        """This context changed by those of the types, in the order of the types' names."""
        mappings = self.active["mappings"]
        scoped = tuple(
            value
            for value in sorted(values)
            if (mappings.get(value) or {}).get("@context") not in (None, False)
        )
        compiled = 0
        context = self
        for length in range(1, len(scoped) + 1):
            found = self._scoped.get(scoped[:length])
            if found is None:
                local = mappings[scoped[length - 1]]["@context"]
                found = context.derive(local, propagate=False)
                self._scoped[scoped[:length]] = found
                compiled += 1
            context = found
        return context, compiled

    def remember(self, values: tuple[str, ...], types: Types) -> None:
        """Keep what a value of `@type` says, within bounds, and but for blank nodes."""
        if types.problems or sum(map(len, values)) > _LONGEST_REMEMBERED:
            return
        if any(term[0] == "_" for term in types.objects):
            return
        if len(self.types) >= _MOST_REMEMBERED:
            self.types.clear()
        self.types[values] = types
        if len(values) == 1:
            self.types[values[0]] = types
