"""Keywords in a node beyond its id and types: graphs, included nodes, reverse properties, nests.

Spec: https://www.w3.org/TR/json-ld11-api/#expansion-algorithm (step 13.4)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elm_microcred.jsonld.compiled import GENERAL, LOST, TYPE, Term
from elm_microcred.jsonld.findings import At
from elm_microcred.jsonld.maps import items_of, objects, several, wrapper
from elm_microcred.jsonld.values import Objects

if TYPE_CHECKING:
    from elm_microcred.jsonld.emitter import Walk


def keyword(
    walk: Walk, member: Term, value: Any, subject: str, graph: str, at: At, depth: int
) -> None:
    """Walk what a keyword of the node `subject` holds."""
    walk.is_plain = False
    walk.check_depth(at, depth)
    if member.expanded == "@graph":
        graph_content(walk, member, value, subject, at, depth)
    elif member.expanded == "@included":
        for item, here in items_of(walk, value, at, depth):
            if not walk.unlinked(item, member, graph, here, depth):
                walk.findings.note("DATA_INVALID", here, item, expected="properties or types")
    elif member.expanded == "@reverse":
        _reverse_map(walk, member, value, subject, graph, at, depth)
    elif member.expanded == "@nest":
        if isinstance(value, list):
            walk.check_array(value, at, depth)
            for index, item in enumerate(value):
                _nest(walk, member, item, subject, graph, (at, index), depth)
        else:
            _nest(walk, member, value, subject, graph, at, depth)
    else:
        walk.findings.note("DATA_UNPROTECTED_KEYWORD", at, member.key)


def graph_content(walk: Walk, member: Term, value: Any, name: str, at: At, depth: int) -> None:
    """Walk the nodes of the graph `name`."""
    for item, here in items_of(walk, value, at, depth):
        walk.unlinked(item, member, name, here, depth)


def link_back(
    walk: Walk,
    member: Term,
    value: Any,
    found: Objects,
    subject: str,
    graph: str,
    at: At,
    depth: int,
) -> None:
    """Link the nodes found to `subject` rather than the other way round."""
    for item, here in items_of(walk, value, at, depth):
        if isinstance(item, dict) and wrapper(item, member.reader) == "@list":
            walk.findings.note("DATA_INVALID", here, "@list", expected="no list in reverse")
    if "@list" in member.containers:
        walk.findings.note("DATA_INVALID", at, "@list", expected="no list in reverse")
    for name in several(found):
        if name[0] == '"':
            walk.findings.note("DATA_INVALID", at, name, expected="an object, in reverse")
        else:
            walk.said.say(name, member.predicate, subject, graph)


def _reverse_map(
    walk: Walk, member: Term, value: Any, subject: str, graph: str, at: At, depth: int
) -> None:
    if not isinstance(value, dict):
        walk.findings.note("DATA_INVALID", at, value, expected="an object of properties")
        return
    context = walk.scopes.around(value, member, None, at)
    if context is None:
        return
    for key, item in value.items():
        term = context.term(key)
        here = (at, key)
        if key == "@context":
            continue
        if term.mode == LOST:
            walk.lost(term, here)
        elif term.expanded[0] == "@":
            walk.findings.note("DATA_INVALID", here, key, expected="a property, in reverse")
        else:
            read = objects if term.mode == GENERAL else type(walk).objects
            found = read(walk, term, item, graph, here, depth + 1)
            if term.is_reverse:
                for name in several(found):
                    walk.said.say(subject, term.predicate, name, graph)
            else:
                link_back(walk, term, item, found, subject, graph, here, depth + 1)


def _nest(
    walk: Walk, member: Term, value: Any, subject: str, graph: str, at: At, depth: int
) -> None:
    """Walk members that belong to the node around them.

    Spec: https://www.w3.org/TR/json-ld11/#nested-properties
    """
    if not isinstance(value, dict):
        walk.findings.note("DATA_INVALID", at, value, expected="an object of members")
        return
    if not walk.scopes.is_compiled(member, at):
        return
    context = walk.scopes.around(value, None, member.reader, at)
    if context is None:
        return
    types = walk.scopes.types(context, value, at)
    if types is not None:
        context = types.context
        for name in types.objects:
            walk.said.say(subject, TYPE, walk.said.own(name), graph)
    ids = [key for key in context.id_keys if key in value]
    members = context.members(value)
    if ids or walk.members(value, members, context, subject, graph, at, depth):
        walk.findings.note("DATA_INVALID", at, ", ".join(value), expected="members without an id")
