"""What is found to fit at once has nothing wrong with it, however it was changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

import bench
from badge_classes import main
from elm_microcred.validation.badges import class_of, fitting, structure
from elm_microcred.validation.data_model import version
from mutants import mutants

Document = dict[str, Any]

W1: Document = json.loads(Path(bench.__file__).with_name("w1.json").read_text("utf-8"))


def _old() -> Document:
    """The same over the data model 1.1, as badges were before."""
    old = copy.deepcopy(W1)
    old["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    old["issuanceDate"] = old.pop("validFrom")
    old.pop("validUntil", None)
    return old


def _endorsement() -> Document:
    """An endorsement, with another inside of its issuer."""
    base = {
        "@context": W1["@context"],
        "id": "urn:x:endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "https://issuer.example", "type": ["Profile"], "name": "A"},
        "name": "Endorsement",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:x:badge",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well made.",
        },
    }
    return {**base, "issuer": {**base["issuer"], "endorsement": [base]}}  # type: ignore[dict-item]


def _record() -> Document:
    return {
        "@context": [
            W1["@context"][0],
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            W1["@context"][1],
        ],
        "id": "urn:x:record",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": "https://issuer.example",
        "name": "Record",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": [W1]},
    }


SEEDS = {"badge": W1, "old": _old(), "endorsement": _endorsement(), "record": _record()}


def _looked_at(document: Any) -> bool | None:
    """Whether a document fits at once; `None` for one that is no badge, nor any JSON object."""
    of = class_of(document) if isinstance(document, dict) else None
    if of is None:
        return None
    is_old = version(document) == 1
    fits = fitting.fits(document, of, is_old=is_old)
    if fits:
        assert list(structure._object(document, of, (), is_old)) == []
    return fits


def _law(seeds: Sequence[Document], count: int) -> set[bool | None]:
    texts = [json.dumps(seed).encode() for seed in seeds]
    found = set()
    for number, text in enumerate(texts):
        changed = mutants(text, texts, Random(number))
        for _ in range(count):
            try:
                document = json.loads(next(changed))
            except ValueError:
                continue
            found.add(_looked_at(document))
    return found


@pytest.mark.parametrize("name", SEEDS)
def test_what_is_right_fits_at_once(name: str) -> None:
    assert _looked_at(SEEDS[name]) is True


def test_what_fits_at_once_has_nothing_wrong() -> None:
    assert _law(list(SEEDS.values()), 250) == {True, False, None}


def test_each_member_of_another_type_is_noticed() -> None:
    subject = W1["credentialSubject"]
    for name in ("achievement", "result", "identifier"):
        for value in (7, None, [], "x", [[]]):
            changed = {**W1, "credentialSubject": {**subject, name: value}}
            of = class_of(changed)
            assert of is not None
            wrong = list(structure._object(changed, of, (), False))
            assert fitting.fits(changed, of, is_old=False) is (not wrong), (name, value)


def test_the_shapes_of_strange_objects_are_not_kept_without_end() -> None:
    of = class_of(W1)
    assert of is not None
    for number in range(600):
        assert fitting.fits({**W1, f"member{number}": 1}, of, is_old=False)


@pytest.mark.full
@pytest.mark.reference
def test_what_fits_at_once_has_nothing_wrong_in_samples_of_others(reference: Path) -> None:
    samples = []
    for path in sorted((reference / "openbadges").rglob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if isinstance(document, dict) and "credentialSubject" in document:
            samples.append(document)
    assert _law(samples, 100) == {True, False, None}


def test_the_table_is_that_of_the_classes() -> None:
    assert main(["--check"]) == 0, "run python tools/badge_classes.py"
