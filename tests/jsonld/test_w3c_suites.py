"""The W3C suites of JSON-LD 1.1: RDF and expansion, with our refusals listed by test.

The suites need what credentials may not have: contexts written into documents, and a base IRI.
Both are let in here, below the public functions; all else is as in `to_quads` and `expand`.
`tests/vectors/json-ld/refusals.json` names every test whose answer is not the suite's, and why.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.errors import ElmMicrocredError, JsonLdError
from elm_microcred.jsonld import processor as processor_module
from elm_microcred.jsonld.compiled import Context
from elm_microcred.jsonld.document import expand_with
from elm_microcred.jsonld.emitter import Walk
from elm_microcred.jsonld.findings import At, Findings
from elm_microcred.jsonld.nquads import parse_nquads
from elm_microcred.jsonld.plans import Family
from elm_microcred.jsonld.processor import Processor
from elm_microcred.jsonld.rdfc10 import canonicalize_quads
from elm_microcred.limits import DEFAULT

pytestmark = [
    pytest.mark.reference,
    # PyLD warns of terms in the form of keywords; what they say is refused or harmless.
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]

VECTORS: Mapping[str, Any] = json.loads(
    (Path(__file__).parent.parent / "vectors/json-ld/refusals.json").read_text("utf-8")
)
_BASE = "https://w3c.github.io/json-ld-api/tests/"
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

    def __init__(self, reference: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files = _files(reference)
        self.monkeypatch = monkeypatch

    def entry(self, kind: str, id: str) -> Entry:
        (entry,) = (entry for entry in self.entries(kind) if entry["@id"] == id)
        return entry

    def entries(self, kind: str) -> list[Entry]:
        entries: list[Entry] = json.loads(self.files[f"{kind}-manifest.jsonld"])["sequence"]
        return entries

    def load(self, name: str) -> Any:
        return json.loads(self.files[name])

    def _document(self, url: str) -> Any:
        if not url.startswith(_BASE):
            raise KeyError(url)
        return self.load(url.removeprefix(_BASE))

    def walk(self, entry: Entry) -> tuple[Walk, Processor]:
        """The walk over the input of a test, with its base and its contexts."""
        option = entry.get("option", {})
        base = option.get("base") or _BASE + entry["input"]
        processor = Processor(self._document)
        for options in processor._options.values():
            options["base"] = base
        iri = processor._pyld._expand_iri
        self.monkeypatch.setattr(
            Context, "expand_id", lambda self, value: iri(self.active, value, base=base) or ""
        )
        self.monkeypatch.setattr(
            Context,
            "expand",
            lambda self, value: iri(self.active, value, vocab=True, base=base) or "",
        )
        self.monkeypatch.setattr(processor_module, "NO_BASE", base)
        walk = Walk(DEFAULT, _as_it_is)
        context = Context(processor.initial(), processor, Family())
        if "expandContext" in option:
            context = context.derive(self.load(option["expandContext"])["@context"])
        document = self.load(entry["input"])
        for item in document if isinstance(document, list) else [document]:
            if not isinstance(item, dict):
                walk.findings.note("DATA_DROPPED", None, item)
                continue
            try:
                start = context.derive(item["@context"]) if "@context" in item else context
            except JsonLdError as error:
                walk.findings.extend(error.problems)
                continue
            walk.document(item, start)
        return walk, processor


def _as_it_is(value: Any, element: Any, at: At, findings: Findings) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture
def suite(reference: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    return Suite(reference, monkeypatch)


def _codes(walk: Walk) -> list[str]:
    return sorted({problem.code for problem in walk.findings})


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
    walk, _ = suite.walk(entry)
    assert _codes(walk) == other.get("refused", [])
    if "jld:PositiveSyntaxTest" in entry["@type"] or "differs" in other:
        return
    expected = canonicalize_quads(parse_nquads(suite.files[entry["expect"]].decode()))
    quads = canonicalize_quads(walk.said.quads)
    # What is refused for what it would lose still says the same besides.
    assert (quads == expected) is not ("other_quads" in other)


def assert_refused(suite: Suite, entry: Entry) -> None:
    """Refused by a finding or an error of ours: any other exception fails the test."""
    try:
        walk, processor = suite.walk(entry)
        if not walk.findings:
            processor.expand(suite.load(entry["input"]))
    except ElmMicrocredError:
        return
    assert walk.findings


@pytest.mark.parametrize("id", cases("expand"))
def test_expand(id: str, suite: Suite) -> None:
    entry = suite.entry("expand", id)
    other = VECTORS["expand"]["other"].get(id, {})
    if "jld:NegativeEvaluationTest" in entry["@type"]:
        assert_refused(suite, entry)
        return
    walk, processor = suite.walk(entry)
    assert _codes(walk) == other.get("refused", [])
    if not walk.findings:
        expanded = expand_with(processor, suite.load(entry["input"]))
        assert expanded == suite.load(entry["expect"])
