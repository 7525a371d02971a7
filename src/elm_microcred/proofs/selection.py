"""Parts of a document, picked with JSON Pointers.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from elm_microcred.errors import ProofGenerationError
from elm_microcred.problem import json_pointer

Document = dict[str, Any]
Path = tuple[str | int, ...]

Tree = dict[str | int, Any] | None
"""What is selected: trees by member name or index; `None` is all that is there."""

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_IDS = ("id", "@id")
_KEPT = (*_IDS, "type", "@type")
"""What an object around a selected part keeps: who it is, unless it is a blank node, and what."""
_NO_IDS: Mapping[Path, str] = MappingProxyType({})


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON Pointer.

    Raises:
        ProofGenerationError: If it is not one.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#jsonpointertopaths
    """
    if not isinstance(pointer, str) or not _POINTER.fullmatch(pointer):
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "This is not a JSON Pointer.",
            found=str(pointer),
            expected="/member/0/member, with ~1 for / and ~0 for ~",
            spec="https://www.rfc-editor.org/rfc/rfc6901#section-3",
        )
    steps = pointer.split("/")[1:]
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def select_json_ld(pointers: Sequence[str], document: Document) -> Document | None:
    """The document with only the parts at these pointers; `None` where there are no pointers.

    What is around them keeps its types, and its id if it has one; arrays keep the order of what
    is left of them.

    Raises:
        ProofGenerationError: If a pointer leads nowhere.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld
    """
    if not pointers:
        return None
    picked: Document = pick(select(pointers, document), document)
    return picked


def select(pointers: Sequence[str], document: Document) -> Tree:
    """Which parts of the document the pointers select.

    Raises:
        ProofGenerationError: If a pointer leads nowhere.
    """
    tree: Tree = dict.fromkeys(["@context", *_kept(document)])
    for pointer in pointers:
        tree = _select(tree, parse_pointer(pointer), document, pointer)
    return tree


def pick(tree: Tree, value: Any, ids: Mapping[Path, str] = _NO_IDS, path: Path = ()) -> Any:
    """A copy of the selected parts.

    Args:
        tree: What is selected.
        value: What it is selected from.
        ids: Identifiers to give to nodes that have none, by their path.
        path: The path of `value`.
    """
    if isinstance(value, list):
        return [
            pick(tree and tree[index], item, ids, (*path, index))
            for index, item in enumerate(value)
            if tree is None or index in tree
        ]
    if not isinstance(value, dict):
        return value
    own = ids.get(path)
    picked = {
        name: pick(tree and tree[name], entry, ids, (*path, name))
        for name, entry in value.items()
        if (tree is None or name in tree) and not (own and name in _IDS and _is_blank(entry))
    }
    return {**picked, "@id": own} if own else picked


def _select(tree: Tree, steps: Sequence[str], value: Any, pointer: str) -> Tree:
    """A selection with what is at a path added.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#selectpaths
    """
    if not steps:
        return None
    key: str | int = steps[0]
    if isinstance(value, list) and _INDEX.fullmatch(steps[0]) and int(steps[0]) < len(value):
        key = int(steps[0])
    elif not isinstance(value, dict) or key not in value:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The JSON Pointer leads nowhere in this document.",
            pointer=pointer,
            found=json_pointer((key,)),
            expected="the place of a value",
            spec="https://www.w3.org/TR/vc-di-ecdsa/#selectpaths",
        )
    inner = value[key]
    if tree is None:
        return _select(None, steps[1:], inner, pointer)
    if key not in tree:
        tree[key] = dict.fromkeys(_kept(inner)) if isinstance(inner, dict) else {}
    tree[key] = _select(tree[key], steps[1:], inner, pointer)
    return tree


def _kept(value: Document) -> list[str]:
    """Spec: https://www.w3.org/TR/vc-di-ecdsa/#createinitialselection."""
    return [name for name in _KEPT if not _is_blank(value.get(name))]


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and value[:2] == "_:"
