"""Published credentials with one thing changed: removed, doubled, retyped, moved, reworded."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from elm_exemplars import Mutant
from elm_microcred.profiles import Table

Path_ = tuple[str | int, ...]

SAMPLES = (
    "edc-2023/Sample-CertOfPart-signed.jsonld",
    "edc-2023/Sample-MC-Annex1-signed.jsonld",
    "edc-2024-2025/AA-Annex1-MC-signed.jsonld",
    "edc-2024-2025/Sample-CertOfPart-signed.jsonld",
    "model/credential-sample-3.2.jsonld",
)
"""Samples that conform and are quickly looked at."""


def sample(reference: Path, name: str) -> dict[str, Any]:
    """The credential of a published file, its images cut short."""
    content: dict[str, Any] = json.loads((reference / "elm" / "samples" / name).read_bytes())
    if "payload" in content:
        content = json.loads(content["payload"])
    return _slim(content)


def _slim(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: "AA==" if name == "content" else _slim(member) for name, member in value.items()
        }
    return [_slim(item) for item in value] if isinstance(value, list) else value


def _nodes(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The places of all objects that have a type."""
    if isinstance(value, dict):
        if "type" in value:
            yield path
        for name, member in value.items():
            if name != "@context":
                yield from _nodes(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nodes(item, (*path, index))


def _at(document: Any, path: Path_) -> Any:
    for step in path:
        document = document[step]
    return document


class Mutation:
    """One document in the hands of one random generator."""

    def __init__(self, document: dict[str, Any], seed: int, table: Table) -> None:
        self.document = copy.deepcopy(document)
        self.random = random.Random(seed)
        self.paths = list(_nodes(self.document))
        self.types = sorted(of.term for of in table.classes.values() if of.term)
        self.terms = sorted(
            {r.term for of in table.classes.values() for r in of.properties.values() if r.term}
        )

    def node(self) -> dict[str, Any]:
        """Some node."""
        found: dict[str, Any] = _at(self.document, self.random.choice(self.paths))
        return found

    def member(self) -> tuple[dict[str, Any], str]:
        """Some node, and some member of it that says something."""
        while True:
            node = self.node()
            names = [name for name in node if name not in ("id", "type", "@context")]
            if names:
                return node, self.random.choice(names)

    def removed(self) -> str:
        """A member is gone."""
        node, name = self.member()
        del node[name]
        return name

    def doubled(self) -> str:
        """A member has a second value."""
        node, name = self.member()
        node[name] = [*_items(node[name]), self.another(_items(node[name])[0])]
        return name

    def another(self, value: Any) -> Any:
        """A value like this one."""
        if isinstance(value, dict) and "type" in value:
            return {**value, "id": "urn:another"}
        if isinstance(value, dict):
            return {language: f"{text} bis" for language, text in value.items()}
        return value + 1 if isinstance(value, int) else f"{value}1"

    def in_one_language(self) -> str:
        """A text stands twice in one language."""
        for _ in range(50):
            node, name = self.member()
            texts = node[name]
            if isinstance(texts, dict) and "type" not in texts and texts:
                language = self.random.choice(list(texts))
                texts[language] = [texts[language], "bis"]
                return f"{name}/{language}"
        return self.removed()

    def retyped(self) -> str:
        """A node has another type, a further one, or none."""
        node = self.node()
        before = node["type"]
        other = self.random.choice(self.types)
        match self.random.randrange(3):
            case 0:
                node["type"] = other
            case 1:
                node["type"] = [*_items(before), other]
            case _:
                del node["type"]
        return f"{before} to {node.get('type')}"

    def moved(self) -> str:
        """A member stands in another node."""
        node, name = self.member()
        other = self.node()
        other[name] = copy.deepcopy(node.pop(name))
        return name

    def renamed(self) -> str:
        """A member is called otherwise."""
        node, name = self.member()
        other = self.random.choice(self.terms)
        node[other] = node.pop(name)
        return f"{name} to {other}"

    def reworded(self) -> str:
        """A literal says something else, or is of another kind."""
        node, name = self.member()
        node[name] = self.random.choice(
            [
                "text",
                "",
                5,
                1.5,
                True,
                {"en": "text"},
                {"@value": "text"},
                {"@value": "text", "@language": "lv"},
                {"@value": "5", "@type": "http://www.w3.org/2001/XMLSchema#integer"},
                {"id": "urn:bare"},
                "2023-02-30T00:00:00Z",
                "2023-09-27",
                "P1Y",
                "http://example.org/",
                [],
                None,
            ]
        )
        return f"{name} to {node[name]!r}"

    def misidentified(self) -> str:
        """A node has another id, or none, or the id of another node."""
        node = self.node()
        before = node.pop("id", None)
        match self.random.randrange(3):
            case 0:
                node["id"] = "urn:another"
            case 1:
                node["id"] = self.node().get("id", before)
        return f"{before} to {node.get('id')}"

    def of_another_vocabulary(self) -> str:
        """A concept is of another vocabulary, or of none."""
        for _ in range(50):
            node = self.node()
            if "inScheme" in node:
                break
        scheme = node.pop("inScheme", None)
        if scheme and self.random.random() < 0.7:
            node["inScheme"] = self.random.choice(
                [
                    {"id": "urn:scheme", "type": "ConceptScheme"},
                    {"id": scheme["id"]},
                    scheme["id"],
                    [scheme, {"id": "urn:scheme", "type": "ConceptScheme"}],
                    {"type": "ConceptScheme"},
                ]
            )
        return f"{node.get('id')}"


KINDS: tuple[Callable[[Mutation], str], ...] = (
    Mutation.removed,
    Mutation.doubled,
    Mutation.in_one_language,
    Mutation.retyped,
    Mutation.moved,
    Mutation.renamed,
    Mutation.reworded,
    Mutation.misidentified,
    Mutation.of_another_vocabulary,
)


def mutants(document: dict[str, Any], name: str, number: int, table: Table) -> Iterator[Mutant]:
    """So many mutants of a document, always the same."""
    for seed in range(number):
        kind = KINDS[seed % len(KINDS)]
        mutation = Mutation(document, seed, table)
        what = kind(mutation)
        yield Mutant(name, f"{seed} {kind.__name__} {what}", mutation.document)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) and value else [value]
