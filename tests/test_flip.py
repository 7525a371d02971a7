"""Sign, verify, flip: one value at a time changed, removed or added, over the whole JSON tree.

Whether a flip changes what was said is not our own judgement: it does when the canonical
N-Quads of an independent processor differ. Then verification must fail. Otherwise it may pass,
or refuse the document by name: a value that JSON-LD would lose, a form that is not ours.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from documents import BADGE, ELM, NOW, SIGNER, Document, Path_, nodes, with_node
from elm_microcred.issuing import sign
from elm_microcred.proofs.policy import Policy
from elm_microcred.report import CHECK_IDS, Outcome
from elm_microcred.verification import verify
from oracles import NoAnswer, canonical

BY_NAME = ("SCHEMA_", "DATA_", "CONTEXT_", "CREDENTIAL_", "PROOF_", "KEY_", "DID_", "LIMIT_")
POLICY = Policy(checks=frozenset(CHECK_IDS) - {"status"})
"""The lists of the workloads' status entries do not exist."""

PARTS = 4
"""Into which the flips of a large document are divided, for several workers."""

Flip = tuple[str, Path_, Document]


def other(value: Any) -> Any:
    """A leaf in place of another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return value + "x" if isinstance(value, str) else "x"


def replace(value: Any) -> Callable[[Any, Any], None]:
    def change(parent: Any, step: Any) -> None:
        parent[step] = value

    return change


def remove(parent: Any, step: Any) -> None:
    del parent[step]


def added(name: str, value: Any) -> Callable[[Any, Any], None]:
    def change(parent: Any, step: Any) -> None:
        parent[step] = {**parent[step], name: value}

    return change


def extended(value: Any) -> Callable[[Any, Any], None]:
    def change(parent: Any, step: Any) -> None:
        parent[step] = [*parent[step], value]

    return change


def flips(document: Document) -> Iterator[Flip]:
    """Every flip of every node."""
    boxed = {"document": document}
    for path, value in nodes(document):
        for name, change in _changes(value):
            if path or name != "removed":
                yield name, path, with_node(boxed, ("document", *path), change)["document"]


def _changes(value: Any) -> Iterator[tuple[str, Callable[[Any, Any], None]]]:
    yield "removed", remove
    if isinstance(value, dict):
        yield "undefined member added", added("flipped", "x")
        yield "name added", added("name", "flipped")
        yield "description added", added("description", {"en": "flipped"})
        yield "type added", added("type", "flipped")
        yield "id added", added("id", "urn:uuid:flipped")
        yield "IRI added", added("https://flipped.example/p", "x")
        yield "index added", added("@index", "x")
    elif isinstance(value, list):
        yield "text added", extended("flipped")
        yield "IRI added", extended("https://flipped.example/x")
        yield "null added", extended(None)
        yield "first repeated", extended(copy.deepcopy(value[0]) if value else "x")
        yield "reversed", replace(value[::-1])
        yield "emptied", replace([])
    else:
        yield "changed", replace(other(value))
        yield "null", replace(None)
        yield "in a list", replace([value])
        yield "as @value", replace({"@value": value})
        yield "an object", replace({"en": "flipped"})


def judge(document: Document, share: slice) -> tuple[Counter[str], list[Any]]:
    """How often each kind of answer was given, and the answers that are wrong."""
    said = canonical(document)
    counts: Counter[str] = Counter()
    wrong = []
    for name, path, flipped in islice(flips(document), share.start, share.stop, share.step):
        result = verify(json.dumps(flipped), now=NOW, policy=POLICY)
        try:
            is_change = canonical(flipped) != said
        except NoAnswer:
            is_change = True
        codes = [problem.code for problem in result.errors]
        if is_change:
            right = result.outcome is Outcome.FAILED
            counts["changed and refused"] += right
        elif result:
            right = True
            counts["the same and accepted"] += 1
        else:
            right = bool(codes) and all(code.startswith(BY_NAME) for code in codes)
            counts["the same and refused by name"] += right
        if not right:
            wrong.append((name, path, result.outcome.value, codes))
    return counts, wrong


def signed(document: Document, **arguments: Any) -> Document:
    made = json.loads(sign(document, SIGNER, now=NOW, **arguments).content)
    assert isinstance(made, dict)
    return made


def check(document: Document, least: int, share: slice = slice(None)) -> None:
    assert verify(json.dumps(document), now=NOW, policy=POLICY)
    counts, wrong = judge(document, share)
    assert wrong == []
    assert counts["changed and refused"] >= least
    assert counts["the same and accepted"] > 0


def test_the_flips_reach_every_node() -> None:
    paths = {path for _, path, _ in flips(ELM)}
    assert paths == {path for path, _ in nodes(ELM)}


@pytest.mark.parametrize("document", [BADGE, ELM], ids=["badge", "elm"])
def test_a_small_document(document: Document) -> None:
    check(signed(document), least=150)


@pytest.mark.reference
def test_the_badge_of_the_benchmark(bench: Path) -> None:
    document = json.loads((bench / "w1.json").read_text("utf-8"))
    document["issuer"]["id"] = SIGNER.controller
    check(signed(document), least=400)


@pytest.mark.full
@pytest.mark.reference
@pytest.mark.parametrize("part", range(PARTS))
def test_the_european_micro_credential_of_the_benchmark(bench: Path, part: int) -> None:
    document = json.loads((bench / "w2_elm_mc_annex1.json").read_text("utf-8"))
    document.setdefault("issuanceDate", "2025-06-16T09:00:00Z")
    check(signed(document), least=800, share=slice(part, None, PARTS))
