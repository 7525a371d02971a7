"""What a document says beyond the classes of ELM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.terms import term_of
from elm_microcred.problem import Problem, json_pointer, shorten


def unknown_members(node: Node, document: Mapping[str, Any] | None = None) -> tuple[Problem, ...]:
    """One warning for each member that the class of its node does not define.

    They are kept and written again; JSON-LD drops those that no context defines.

    Args:
        node: What was read.
        document: What it was read from, for the pointers; else they go into `node.to_dict()`.
    """
    return tuple(_unknown(node, node.to_dict() if document is None else document, ()))


def _unknown(node: Node, raw: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    for name, value in node.unknown.items():
        yield Problem(
            "ELM_UNKNOWN_MEMBER",
            f"{type(node).__name__} has no such member.",
            pointer=json_pointer((*path, name)),
            found=shorten(value),
            expected=f"a member of {type(node).PATH or type(node).__name__}",
            remedy="Correct the name, or keep it knowing that others may not read it.",
        )
    for attribute in type(node).model_fields:
        value = getattr(node, attribute)
        term = term_of(attribute)
        if isinstance(value, Node):
            yield from _of_one(value, raw[term], (*path, term))
        elif isinstance(value, tuple) and value:
            yield from _of_several(value, raw[term], (*path, term))


def _of_one(node: Node, raw: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(raw, list):
        raw, path = raw[0], (*path, 0)
    if isinstance(raw, Mapping):
        yield from _unknown(node, raw, path)


def _of_several(
    values: tuple[Any, ...], raw: Any, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    items = raw if isinstance(raw, list) else [raw]
    for place, (value, item) in enumerate(zip(values, items, strict=True)):
        if isinstance(value, Node) and isinstance(item, Mapping):
            yield from _unknown(value, item, (*path, place) if isinstance(raw, list) else path)
