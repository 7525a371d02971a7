"""The W3C suites of JSON-LD 1.1: RDF and expansion, with our refusals listed by test.

The suites need what credentials may not have; `corpus.json_ld_harness` lets it in.
`tests/vectors/json-ld/refusals.json` names every test whose answer is not the suite's, and why.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.json_ld_harness import Harness
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.jsonld.nquads import parse_nquads
from elm_microcred.jsonld.rdfc10 import canonicalize_quads
from elm_microcred.problem import Problem

pytestmark = [
    pytest.mark.reference,
    # PyLD warns of terms in the form of keywords; what they say is refused or harmless.
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]

VECTORS: Mapping[str, Any] = json.loads(
    (Path(__file__).parent.parent / "vectors/json-ld/refusals.json").read_text("utf-8")
)
Entry = dict[str, Any]


@cache
def _files(reference: Path) -> dict[str, bytes]:
    with tarfile.open(reference / VECTORS["archive"]) as archive:
        files = {member.name: archive.extractfile(member) for member in archive.getmembers()}
        return {
            name.removeprefix("json-ld-api-tests/"): file.read()
            for name, file in files.items()
            if file
        }


class Suite:
    """The files of the suites, and our answers to their tests."""

    def __init__(self, reference: Path) -> None:
        self.files = _files(reference)
        self.harness = Harness(self.files.__getitem__)

    def entry(self, kind: str, id: str) -> Entry:
        (entry,) = (entry for entry in self.entries(kind) if entry["@id"] == id)
        return entry

    def entries(self, kind: str) -> list[Entry]:
        entries: list[Entry] = self.harness.load(f"{kind}-manifest.jsonld")["sequence"]
        return entries


@pytest.fixture
def suite(reference: Path) -> Suite:
    return Suite(reference)


def _codes(findings: Iterable[Problem]) -> list[str]:
    return sorted({problem.code for problem in findings})


def cases(kind: str) -> list[Any]:
    """The tests of the suite that are about what we do; the list says why the others are not."""
    other = VECTORS[kind]["other"]
    applicable = (id for id in VECTORS[kind]["tests"] if "left_out" not in other.get(id, {}))
    return [pytest.param(id, id=id) for id in applicable]


@pytest.mark.parametrize("kind", ["toRdf", "expand"])
def test_the_list_names_every_test_of_the_suite(kind: str, suite: Suite) -> None:
    assert VECTORS[kind]["tests"] == [entry["@id"] for entry in suite.entries(kind)]
    assert VECTORS[kind]["other"].keys() <= set(VECTORS[kind]["tests"])


@pytest.mark.parametrize("id", cases("toRdf"))
def test_to_rdf(id: str, suite: Suite) -> None:
    entry = suite.entry("toRdf", id)
    other = VECTORS["toRdf"]["other"].get(id, {})
    if "jld:NegativeEvaluationTest" in entry["@type"]:
        assert_refused(suite, entry)
        return
    quads, findings = suite.harness.quads(entry)
    assert _codes(findings) == other.get("refused", [])
    if "jld:PositiveSyntaxTest" in entry["@type"] or "differs" in other:
        return
    expected = canonicalize_quads(parse_nquads(suite.files[entry["expect"]].decode()))
    # What is refused for what it would lose still says the same besides.
    assert (canonicalize_quads(quads) == expected) is not ("other_quads" in other)


def assert_refused(suite: Suite, entry: Entry) -> None:
    """Refused by a finding or an error of ours: any other exception fails the test."""
    try:
        _, findings = suite.harness.expanded(entry)
    except ElmMicrocredError:
        return
    assert findings


@pytest.mark.parametrize("id", cases("expand"))
def test_expand(id: str, suite: Suite) -> None:
    entry = suite.entry("expand", id)
    other = VECTORS["expand"]["other"].get(id, {})
    if "jld:NegativeEvaluationTest" in entry["@type"]:
        assert_refused(suite, entry)
        return
    expanded, findings = suite.harness.expanded(entry)
    assert _codes(findings) == other.get("refused", [])
    if not findings:
        assert expanded == suite.harness.load(entry["expect"])
