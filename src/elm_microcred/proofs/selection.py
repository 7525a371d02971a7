"""Parts of a document, picked with JSON Pointers.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

from elm_microcred.errors import ProofGenerationError
from elm_microcred.problem import json_pointer

Document = dict[str, Any]

Tree = dict[str | int, Any] | None
"""What is selected: trees by member name or index; `None` is all that is there."""

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_KEPT = ("id", "@id", "type", "@type")
"""What an object around a selected part keeps: who it is, unless it is a blank node, and what."""


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
    tree: Tree = dict.fromkeys(["@context", *_kept(document)])
    for pointer in pointers:
        tree = _select(tree, parse_pointer(pointer), document, pointer)
    selected: Document = _picked(tree, document)
    return selected


def _kept(value: Document) -> list[str]:
    """Spec: https://www.w3.org/TR/vc-di-ecdsa/#createinitialselection."""
    return [
        name for name in _KEPT if not (isinstance(value.get(name), str) and value[name][:2] == "_:")
    ]


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


def _picked(tree: Tree, value: Any) -> Any:
    if tree is None:
        return copy.deepcopy(value)
    if isinstance(value, list):
        return [_picked(tree[index], item) for index, item in enumerate(value) if index in tree]
    return {name: _picked(tree[name], entry) for name, entry in value.items() if name in tree}
