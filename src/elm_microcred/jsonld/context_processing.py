"""Active contexts made of local contexts that are known to be right: those that are bundled.

Whatever is out of the ordinary, a contradiction above all, is left to PyLD, which says what is
wrong: `applied` then raises `Unusual`. What it gives is what PyLD gives, member for member;
`tests/jsonld/test_context_processing.py` compares the two over every bundled context and over
what they make of each other.

Spec: https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Active = Mapping[str, Any]
"""An active context, in the form that PyLD gives it."""

Documents = Callable[[str], Mapping[str, Any]]

_LIKE_A_KEYWORD: Final = re.compile(r"@[a-zA-Z]+\Z")
_ABSOLUTE: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*|_):\S*\Z")
_ENDS_AS_PREFIX: Final = re.compile(r"_:|.*[:/?#\[\]@]\Z", re.DOTALL)
_FORM_OF_IRI: Final = re.compile(r".*(?::[^:]|/)", re.DOTALL)
_ABOUT_CONTEXT: Final = frozenset({"@language", "@propagate", "@protected", "@version", "@vocab"})
_ABOUT_TERM: Final = frozenset(
    {
        "@container",
        "@context",
        "@direction",
        "@id",
        "@index",
        "@language",
        "@nest",
        "@prefix",
        "@protected",
        "@reverse",
        "@type",
    }
)
_OF_TYPE: Final = frozenset({"@container", "@id", "@protected"})
_KEYWORDS: Final = frozenset(
    {
        "@base",
        "@container",
        "@context",
        "@default",
        "@direction",
        "@embed",
        "@explicit",
        "@first",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@omitDefault",
        "@preserve",
        "@propagate",
        "@protected",
        "@requireAll",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    }
)
_ALONE: Final = frozenset({"@graph", "@id", "@index", "@language", "@list", "@set", "@type"})
_WITH_GRAPH: Final = frozenset({"@graph", "@id", "@index", "@set"})
_KEPT: Final = ("@language", "@vocab", "previousContext")


class Unusual(Exception):  # noqa: N818 - a signal, never leaves the processor
    """Something that is not decided here."""


def initial() -> dict[str, Any]:
    """The active context before any other.

    Spec: https://www.w3.org/TR/json-ld11-api/#dfn-initial-context
    """
    return {"processingMode": "json-ld-1.1", "mappings": {}}


def applied(
    active: Active, local: Any, documents: Documents, *, override: bool, propagate: bool
) -> Active:
    """The active context that a local context makes of another.

    Args:
        active: The context to start from.
        local: The value of `@context`.
        documents: Gives context documents by URL.
        override: Whether protected terms may be redefined.
        propagate: Whether it reaches into nested nodes.

    Raises:
        Unusual: If it is not of the usual kind.

    Spec: https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm
    """
    items = local if isinstance(local, list) else [local]
    found = list(_resolved(items, documents))
    if not found:
        return _clone(active)
    if isinstance(items[0], Mapping) and isinstance(items[0].get("@propagate"), bool):
        propagate = items[0]["@propagate"]
    result = active
    if not propagate and not active.get("previousContext"):
        result = {**_clone(active), "previousContext": active}
    for context in found:
        if context is None:
            if not override and any(m["protected"] for m in result["mappings"].values()):
                raise Unusual
            result = initial()
        else:
            result = _with(result, context, override=override)
    return result


def _resolved(items: list[Any], documents: Documents) -> Iterator[Mapping[str, Any] | None]:
    """The contexts that the items of a local context stand for."""
    for item in items:
        if isinstance(item, str):
            inside = documents(item).get("@context")
            yield from _resolved(inside if isinstance(inside, list) else [inside], documents)
        elif item is None or item is False:
            yield None
        elif isinstance(item, Mapping) and "@context" not in item:
            yield item
        else:
            raise Unusual


def _clone(active: Active) -> dict[str, Any]:
    child = {name: active[name] for name in _KEPT if name in active}
    child["mappings"] = dict(active["mappings"])
    return child


def _with(active: Active, local: Mapping[str, Any], *, override: bool) -> dict[str, Any]:
    """An active context with the terms of one context."""
    result = _clone(active)
    result["processingMode"] = active.get("processingMode", "json-ld-1.1")
    for keyword in _ABOUT_CONTEXT & local.keys():
        _set(result, keyword, local[keyword])
    terms = _Terms(result, local, override)
    for term in local:
        terms.define(term)
    return result


def _set(result: dict[str, Any], keyword: str, value: Any) -> None:
    """Set what a context says of all its terms."""
    if keyword == "@version":
        if value != 1.1:
            raise Unusual
        result[keyword] = value
    elif keyword in ("@propagate", "@protected"):
        if not isinstance(value, bool):
            raise Unusual
    elif value is None:
        if keyword not in result:
            raise Unusual
        del result[keyword]
    elif not isinstance(value, str):
        raise Unusual
    elif keyword == "@language":
        result[keyword] = value.lower()
    elif "://" in value and _ABSOLUTE.match(value):
        result[keyword] = value
    else:
        raise Unusual


class _Terms:
    """The terms of one context, defined in the order in which they need each other.

    Spec: https://www.w3.org/TR/json-ld11-api/#create-term-definition
    """

    __slots__ = ("_active", "_defined", "_local", "_mappings", "_override", "_protected")

    def __init__(self, active: dict[str, Any], local: Mapping[str, Any], override: bool) -> None:
        self._active = active
        self._mappings: dict[str, dict[str, Any]] = active["mappings"]
        self._local = local
        self._override = override
        self._protected = local.get("@protected", False)
        self._defined = dict.fromkeys(_ABOUT_CONTEXT & local.keys(), True)

    def define(self, term: str) -> None:
        """Define a term, if that has not been done yet."""
        if term in self._defined:
            if not self._defined[term]:
                raise Unusual  # it depends on itself
            return
        self._defined[term] = False
        value = self._local[term]
        if not term or (term[0] == "@" and not _sets_type(term, value)):
            raise Unusual
        previous = self._mappings.pop(term, None)
        is_simple = value is None or isinstance(value, str)
        said: Mapping[str, Any] = {"@id": value} if is_simple else value
        if not isinstance(said, Mapping) or not said.keys() <= _ABOUT_TERM:
            raise Unusual
        mapping: dict[str, Any] = {
            "reverse": False,
            "protected": False,
            "_prefix": False,
            "_term_has_colon": term.find(":") > 0,
        }
        self._identify(mapping, term, said, is_simple=is_simple)
        if said.get("@protected") or (self._protected and said.get("@protected", True)):
            mapping["protected"] = True
        self._coerce(mapping, said)
        _contain(mapping, said)
        _describe(mapping, term, said)
        if mapping["@id"] in ("@context", "@preserve"):
            raise Unusual
        if previous and previous["protected"] and not self._override:
            mapping["protected"] = True
            if previous != mapping:
                raise Unusual
        self._mappings[term] = mapping
        self._defined[term] = True

    def _identify(
        self, mapping: dict[str, Any], term: str, said: Mapping[str, Any], *, is_simple: bool
    ) -> None:
        """Find out what the term expands to."""
        if "@reverse" in said:
            if "@id" in said or "@nest" in said:
                raise Unusual
            mapping["@id"] = self._iri(said["@reverse"])
            mapping["reverse"] = True
        elif said.get("@id", term) is None:
            mapping["@id"] = None
        elif said.get("@id", term) != term:
            given = said["@id"]
            is_keyword = isinstance(given, str) and given in _KEYWORDS
            iri = given if is_keyword else self._iri(given)
            if _FORM_OF_IRI.match(term):
                self._defined[term] = True
                if self._expand(term) != iri:
                    raise Unusual
                self._defined[term] = False
            mapping["@id"] = iri
            mapping["_prefix"] = (
                is_simple
                and not mapping["_term_has_colon"]
                and _ENDS_AS_PREFIX.match(iri) is not None
            )
        elif mapping["_term_has_colon"]:
            prefix, _, suffix = term.partition(":")
            if prefix in self._local:
                self.define(prefix)
            around = self._mappings.get(prefix)
            mapping["@id"] = term if around is None else around["@id"] + suffix
        elif term == "@type":
            mapping["@id"] = term
        elif "@vocab" in self._active:
            mapping["@id"] = self._active["@vocab"] + term
        else:
            raise Unusual

    def _iri(self, value: Any) -> str:
        """The absolute IRI that a value stands for."""
        if not isinstance(value, str) or _LIKE_A_KEYWORD.match(value):
            raise Unusual
        expanded = self._expand(value)
        if expanded is None or not _ABSOLUTE.match(expanded):
            raise Unusual
        return expanded

    def _expand(self, value: str) -> str | None:
        """What a value expands to, with what it needs defined first."""
        if value in self._local and self._defined.get(value) is not True:
            self.define(value)
        if value not in self._mappings:
            prefix, parted, suffix = value.partition(":")
            is_compact = parted and prefix not in ("", "_") and not suffix.startswith("//")
            if is_compact and prefix in self._local and not self._defined.get(prefix):
                self.define(prefix)
        return expanded(self._active, value)

    def _coerce(self, mapping: dict[str, Any], said: Mapping[str, Any]) -> None:
        if "@type" not in said:
            return
        coercion = said["@type"]
        if coercion not in ("@id", "@json", "@none", "@vocab"):
            coercion = self._iri(coercion)
            if coercion.startswith("_:"):
                raise Unusual
        mapping["@type"] = coercion


def _sets_type(term: str, value: Any) -> bool:
    """Whether this is the one definition of a keyword that may stand in a context."""
    return (
        term == "@type"
        and isinstance(value, Mapping)
        and len(value) > 0
        and value.keys() <= _OF_TYPE
        and value.get("@container", "@set") == "@set"
    )


def _contain(mapping: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Spec: https://www.w3.org/TR/json-ld11-api/#create-term-definition, steps 19 and 20."""
    if "@container" in said:
        given = said["@container"]
        container = list(given) if isinstance(given, list) else [given]
        kinds = set(container) if all(isinstance(each, str) for each in container) else {None}
        if "@graph" in kinds:
            is_right = kinds <= _WITH_GRAPH
        else:
            is_right = kinds <= _ALONE and len(container) <= (2 if "@set" in kinds else 1)
            is_right = is_right and not {"@list", "@set"} <= kinds
        if "@type" in kinds:
            mapping["@type"] = mapping.get("@type") or "@id"
            is_right = is_right and mapping["@type"] in ("@id", "@vocab")
        if mapping["reverse"] and not kinds <= {"@index", "@set"}:
            is_right = False
        if not is_right or not kinds:
            raise Unusual
        mapping["@container"] = container
    if "@index" in said:
        index = said["@index"]
        if "@index" not in mapping.get("@container", ()) or not isinstance(index, str):
            raise Unusual
        if not index or index[0] == "@":
            raise Unusual
        mapping["@index"] = index


def _describe(mapping: dict[str, Any], term: str, said: Mapping[str, Any]) -> None:
    """The other members of a definition, each by itself."""
    if "@context" in said:
        # PyLD notes a null context as False.
        mapping["@context"] = False if said["@context"] is None else said["@context"]
    if "@language" in said and "@type" not in said:
        language = said["@language"]
        if language is not None and not isinstance(language, str):
            raise Unusual
        mapping["@language"] = language and language.lower()
    if "@prefix" in said:
        if ":" in term or "/" in term or mapping["@id"] in _KEYWORDS:
            raise Unusual
        if not isinstance(said["@prefix"], bool):
            raise Unusual
        mapping["_prefix"] = said["@prefix"]
    if "@direction" in said:
        if said["@direction"] not in (None, "ltr", "rtl"):
            raise Unusual
        mapping["@direction"] = said["@direction"]
    if "@nest" in said:
        nest = said["@nest"]
        if not isinstance(nest, str) or not nest or (nest[0] == "@" and nest != "@nest"):
            raise Unusual
        mapping["@nest"] = nest


def expanded(active: Active, value: str) -> str | None:
    """What a term, compact IRI or IRI expands to in a vocabulary position; it may be relative.

    Spec: https://www.w3.org/TR/json-ld11-api/#iri-expansion
    """
    mappings = active["mappings"]
    if value[:1] == "@":
        if value in _KEYWORDS:
            return value
        if _LIKE_A_KEYWORD.match(value):
            return None
    mapping = mappings.get(value)
    if mapping is not None:
        iri: str | None = mapping["@id"]
        return iri
    prefix, parted, suffix = value.partition(":")
    if parted and prefix:
        if prefix == "_" or suffix.startswith("//"):
            return value
        mapping = mappings.get(prefix)
        if mapping and mapping["_prefix"]:
            return str(mapping["@id"]) + suffix
        if _ABSOLUTE.match(value):
            return value
    if "@vocab" in active:
        return str(active["@vocab"]) + value
    return value
