"""The last step: the main language of bare texts, and an id for every node.

Equal nodes get the same id, and no others: two things with one id would become one thing in RDF.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, TypeVar

from elm_microcred.model.elm.concepts import ConceptScheme
from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.values import LanguageMap

N = TypeVar("N", bound=Node)


class Finisher:
    """Finishes the nodes of one credential.

    Args:
        language: Main language, as a BCP 47 tag.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._count: Counter[str] = Counter()
        self._ids: dict[tuple[str, str], str] = {}

    def node(self, node: N) -> N:
        """The node with everything in it in the main language, and with ids."""
        if node.model_fields_set == {"id"}:
            return node  # a reference
        changed = {
            name: done
            for name, value in node.__dict__.items()
            if (done := self._value(value)) != value
        }
        done = node.model_copy(update=changed)
        if done.id is None and not isinstance(done, ConceptScheme):
            done = done.model_copy(update={"id": self._id(done)})
        return done

    def _value(self, value: Any) -> Any:
        if isinstance(value, Node):
            return self.node(value)
        if isinstance(value, LanguageMap):
            return LanguageMap(
                {self.language if tag == "@none" else tag: text for tag, text in value.items()}
            )
        return tuple(map(self._value, value)) if isinstance(value, tuple) else value

    def _id(self, node: Node) -> str:
        name = type(node).__name__
        kind = name[0].lower() + name[1:]
        key = (kind, json.dumps(node.to_dict(), sort_keys=True))
        if key not in self._ids:
            self._count[kind] += 1
            self._ids[key] = f"urn:epass:{kind}:{self._count[kind]}"
        return self._ids[key]
