"""Properties that the context treats specially: containers and JSON literals.

Spec: https://www.w3.org/TR/json-ld11/#indexed-values and https://www.w3.org/TR/json-ld11/#lists
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from elm_microcred.jsonld.compiled import LOST, TYPE, Context, Term, check_key, literal_suffix
from elm_microcred.jsonld.findings import At
from elm_microcred.jsonld.iris import is_language, is_like_a_language
from elm_microcred.jsonld.literals import SHORT
from elm_microcred.jsonld.values import NOTHING, Objects, json_value, scalar, text, value_object

if TYPE_CHECKING:
    from elm_microcred.jsonld.emitter import Walk

_PLAIN: Final = frozenset({"@list", "@language"})
"""Containers that hold no keys but languages."""
_MOST_LANGUAGES: Final = 256
"""Most languages whose spelling in N-Quads one term remembers."""
_LONGEST_LANGUAGE: Final = 35


def objects(walk: Walk, term: Term, value: Any, graph: str, at: At, depth: int) -> Objects:
    """The objects of a property whose values do not simply stand there."""
    if not walk.scopes.is_compiled(term, at):
        return NOTHING
    containers = term.containers
    if term.coercion == "@json" or not containers <= _PLAIN:
        walk.is_plain = False
    if isinstance(value, dict):
        for container in containers:
            if container in _MAPS:
                return _MAPS[container](walk, term, value, graph, at, depth)
    if term.coercion == "@json":
        found = json_value(walk, value, at)
    elif "@graph" in containers:
        return _graphs(walk, term, value, at, depth)
    elif "@list" in containers and isinstance(value, list):
        return walk.list_of(term, value, graph, at, depth)
    else:
        found = walk.objects(term, value, graph, at, depth)
        if isinstance(value, dict) and wrapper(value, term.reader) == "@list":
            return found
    if "@list" in containers:
        return walk.said.cells([found] if isinstance(found, str) else found, graph)
    return found


def wrapper(element: dict[Any, Any], context: Context) -> str:
    """`@value`, `@list` or `@set` where the object is no node; empty where it is one."""
    for key in element:
        keyword = context.term(key).expanded
        if keyword in ("@value", "@list", "@set"):
            return keyword
    return ""


def wrapped(
    walk: Walk,
    element: dict[Any, Any],
    term: Term,
    context: Context,
    graph: str,
    at: At,
    depth: int,
) -> Objects:
    """What a value object, list object or set object stands for."""
    kind = wrapper(element, context)
    if kind == "@value":
        return value_object(walk, element, context, at)
    found: Objects = NOTHING
    for key, value in element.items():
        member = context.term(key)
        if member.mode == LOST:
            walk.lost(member, (at, key))
        elif member.expanded == kind:
            inner = context.term(term.key)
            items = value if isinstance(value, list) else [value]
            read = walk.objects if kind == "@set" else walk.list_of
            found = read(inner, items, graph, (at, key), depth + 1)
        elif member.expanded != "@context":
            walk.findings.note("DATA_INVALID", (at, key), key, expected=f"only {kind}")
    return found


def is_language_map(element: dict[Any, Any], context: Context) -> bool:
    """Whether somebody took a plain string for one that takes a text for each language."""
    return all(
        is_like_a_language(key)
        and context.term(key).code in ("DATA_UNDEFINED_TERM", "DATA_UNPROTECTED_KEYWORD")
        and isinstance(value, str | list)
        for key, value in element.items()
    )


def items_of(walk: Walk, value: Any, at: At, depth: int) -> Iterator[tuple[Any, At]]:
    """The values of a property, arrays laid flat, each with its place."""
    if isinstance(value, list):
        walk.check_array(value, at, depth)
        for index, item in enumerate(value):
            yield from items_of(walk, item, (at, index), depth + 1)
    else:
        yield value, at


def _graphs(walk: Walk, term: Term, value: Any, at: At, depth: int) -> Objects:
    """A blank node for each value: the name of the graph that holds what the value says."""
    names = []
    for item, here in items_of(walk, value, at, depth):
        name = walk.said.fresh()
        walk.unlinked(item, term, name, here, depth)
        names.append(name)
    return names


def _is_graph(item: Any, context: Context) -> bool:
    """Whether the value of a map is a graph already."""
    if not isinstance(item, dict):
        return False
    keywords = {context.term(key).expanded for key in item}
    return "@graph" in keywords and keywords <= {"@context", "@graph", "@id"}


def language_map(
    walk: Walk, term: Term, value: dict[Any, Any], _graph: str, at: At, depth: int
) -> Objects:
    """A string for each language.

    Spec: https://www.w3.org/TR/json-ld11-api/#expansion-algorithm (language maps)
    """
    found: list[str] = []
    for key, item in value.items():
        suffix = term.suffixes.get(key)
        if suffix is None:
            check_key(key)
            is_none = key in term.reader.none_keys
            language = "" if is_none else key.lower()
            if not is_none and not is_language(language):
                walk.findings.note("DATA_INVALID_LANGUAGE", (at, key), key)
                continue
            suffix = '"' + literal_suffix("", language, term.direction)
            if len(term.suffixes) < _MOST_LANGUAGES and len(key) <= _LONGEST_LANGUAGE:
                term.suffixes[key] = suffix
        if type(item) is str:
            if len(item) < SHORT and item.isprintable() and '"' not in item and "\\" not in item:
                found.append(f'"{item}{suffix}')
            else:
                found += several(text(walk, item, suffix, (at, key)))
            continue
        for string, here in items_of(walk, item, (at, key), depth):
            if isinstance(string, str):
                found += several(text(walk, string, suffix, here))
            elif string is None:
                walk.findings.note("DATA_DROPPED", here, "null")
            else:
                walk.findings.note("DATA_INVALID", here, string, expected="a string")
    return found


def several(objects: Objects) -> list[str]:
    """The objects as a list."""
    return [objects] if isinstance(objects, str) else list(objects)


def _index_map(
    walk: Walk, term: Term, value: dict[Any, Any], graph: str, at: At, depth: int
) -> Objects:
    """The values of an index map; the keys are those of a property, or they would be lost.

    Spec: https://www.w3.org/TR/json-ld11/#property-based-data-indexing
    """
    context = term.reader
    index = context.term(term.index) if term.index else None
    if index is not None and index.mode == LOST:
        walk.lost(index, at)
        return NOTHING
    inside = term.in_map()
    found: list[str] = []
    for key, items in value.items():
        check_key(key)
        here = (at, key)
        subjects: list[str] = []
        for item, place in items_of(walk, items, here, depth):
            if "@graph" in term.containers and not _is_graph(item, context):
                subjects += several(_graphs(walk, inside, item, place, depth))
            else:
                subjects += several(walk.objects(inside, item, graph, place, depth))
        found += subjects
        if key in context.none_keys:
            continue
        if index is None:
            walk.findings.note("DATA_UNPROTECTED_KEYWORD", here, key)
            continue
        for subject in subjects:
            if subject[0] == '"':
                walk.findings.note("DATA_INVALID", here, subject, expected="an object")
                continue
            for name in several(scalar(walk, index, key, here)):
                walk.said.say(subject, index.predicate, name, graph)
    return found


def _id_map(
    walk: Walk, term: Term, value: dict[Any, Any], graph: str, at: At, depth: int
) -> Objects:
    """The nodes (or graphs) of an id map, whose keys are their ids.

    Spec: https://www.w3.org/TR/json-ld11/#node-identifier-indexing
    """
    context = term.reader
    inside = term.in_map()
    found: list[str] = []
    for key, items in value.items():
        check_key(key)
        is_none = key in context.none_keys
        for item, here in items_of(walk, items, (at, key), depth):
            name = "" if is_none else walk.iri(key, context, here)
            if "@graph" in term.containers and not _is_graph(item, context):
                name = name or walk.said.fresh()
                walk.unlinked(item, inside, name, here, depth)
                found.append(name)
            elif not isinstance(item, dict) or wrapper(item, inside.reader):
                walk.findings.note("DATA_INVALID", here, item, expected="an object")
            elif name and any(own in item for own in context.id_keys):
                walk.findings.note("DATA_DROPPED", here, key, expected="no other id in the object")
            else:
                found += several(walk.node(item, inside, graph, here, depth, subject=name))
    return found


def _type_map(
    walk: Walk, term: Term, value: dict[Any, Any], graph: str, at: At, depth: int
) -> Objects:
    """The nodes of a type map, whose keys are types of theirs.

    Spec: https://www.w3.org/TR/json-ld11/#node-type-indexing
    """
    outer = term.reader
    outer = outer.previous or outer
    inside = term.in_map()
    found: list[str] = []
    for key, items in value.items():
        here = (at, key)
        check_key(key)
        context: Context = outer
        names: list[str] = []
        if key not in outer.none_keys:
            types = walk.scopes.read_types(outer, key, here)
            context, names = types.context, [walk.said.own(name) for name in types.objects]
        for item, place in items_of(walk, items, here, depth):
            if isinstance(item, dict) and not wrapper(item, inside.reader):
                subjects = walk.node(item, inside, graph, place, depth, start=context)
            else:
                subjects = walk.objects(inside, item, graph, place, depth)
            for subject in several(subjects):
                if subject[0] == '"':
                    walk.findings.note("DATA_INVALID", place, subject, expected="an object")
                for name in names:
                    walk.said.say(subject, TYPE, name, graph)
                found.append(subject)
    return found


_MAPS = {
    "@language": language_map,
    "@index": _index_map,
    "@id": _id_map,
    "@type": _type_map,
}
