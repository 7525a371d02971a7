"""Verdicts of the structural checker against pyshacl over the published shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from elm_exemplars import Exemplars, Mutant
from elm_microcred import profiles
from elm_microcred.jsonld import survey
from elm_microcred.validation import constraints as c
from elm_microcred.validation.compiled import Profile, compile_profile
from elm_microcred.validation.graph import Graph
from elm_microcred.validation.structure import Misfit, has_target, misfits, prepared
from elm_mutants import SAMPLES, mutants, sample
from shacl_referee import FILES, Result, graph_of, published, shapes_of, verdict

pytestmark = pytest.mark.reference
pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")

MORE = (
    "edc-2023/Sample-CertOfPart-unsigned.jsonld",
    "edc-2023/Sample-MC-Annex1-unsigned.jsonld",
    "edc-2024-2025/Sample-JointDegree-signed.jsonld",
    "model/credential-sample-3.1.jsonld",
)
"""Samples besides those that are mutated: not conforming, or slow."""

JUSTIFIED = {
    # SHACL: a value that cannot be compared is a violation of sh:maxInclusive too. pyshacl
    # reports the datatype of such a value, but not this.
    ("elm:LearningActivity", "elm:levelOfCompletion of another datatype"): {"MaxInclusive"},
}
"""Components that only one side reports, though the verdict is the same; by class and change."""

KINDS = {
    "edc-3.2": "MinCount MaxCount Class Or Datatype NodeKind UniqueLang MaxInclusive Node",
    "loq": "MinCount MaxCount Class Or Datatype NodeKind UniqueLang Node Closed Disjoint",
    "ams": "MinCount MaxCount Class Or Datatype NodeKind UniqueLang Node Closed Disjoint",
    "pid": "MinCount MaxCount Class Datatype NodeKind UniqueLang",
}
"""Every component that the shapes of a table use at the top; inside nodes there are more."""


def component(misfit: Misfit) -> str:
    """The name that SHACL gives to the component."""
    constraint = misfit.constraint
    if constraint is None:
        return "Closed"
    if isinstance(constraint, c.Class) and len(constraint.classes) > 1:
        return "Or"  # the published shapes write it as alternatives
    return constraint.component


def ours(document: Any, profile: Profile) -> tuple[Graph, list[Misfit]]:
    """What the checker finds."""
    graph = Graph(survey(prepared(document)).quads)
    return graph, list(misfits(graph, profile))


def results(found: Iterable[Misfit]) -> set[Result]:
    """The same in the form of the referee."""
    return {
        ("_:" if each.focus[0] == "_" else each.focus[1:-1], each.path[1:-1], component(each))
        for each in found
    }


class Match:
    """Documents of one profile before both; counts what was hit."""

    def __init__(self, reference: Path, profile: str, table: str) -> None:
        self.profile = compile_profile(profile, table)
        self.shapes = shapes_of(tuple(published(reference, profile, table)))
        self.kinds: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.differences: list[tuple[Any, ...]] = []

    def play(self, mutant: Mutant) -> None:
        """Compare verdict and results of one document."""
        from pyld.jsonld import JsonLdError
        from rdflib.exceptions import ParserError

        try:
            graph = graph_of(mutant.document)
        except (JsonLdError, ParserError):
            # No RDF at all: our reading of the document has to find fault with it too.
            self.verdicts["no RDF"] += 1
            if not survey(prepared(mutant.document)).problems:
                self.differences.append((mutant.of, mutant.name, "refused by PyLD only"))
            return
        conforms, theirs = verdict(graph, self.shapes)
        own, found = ours(mutant.document, self.profile)
        mine = results(found)
        justified = JUSTIFIED.get((mutant.of, mutant.name), set())
        unlike = {each for each in mine ^ theirs if each[2] not in justified}
        if conforms != (not mine) or unlike:
            self.differences.append((mutant.of, mutant.name, mine - theirs, theirs - mine))
        self.verdicts["conforms" if conforms else "does not"] += 1
        self.kinds.update({each[2] for each in theirs})
        self.classes.update(self._hit(own, found))

    def _hit(self, graph: Graph, found: list[Misfit]) -> set[str]:
        """The classes whose shapes found fault, and those that a value should have been of."""
        hit = {each.of for each in found}
        for each in found:
            if isinstance(each.constraint, c.Class):
                hit |= each.constraint.classes
        return {self.profile.short(of) for of in hit}

    def told(self) -> str:
        """The counts, for the output."""
        return (
            f"{self.profile.name} ({self.profile.table.name}): {dict(self.verdicts)}; "
            f"components {dict(sorted(self.kinds.items()))}; "
            f"{len(self.classes)} classes {dict(sorted(self.classes.items()))}; "
            f"{len(self.differences)} differences"
        )


@pytest.mark.parametrize("profile", FILES)
def test_samples_have_the_verdict_of_the_published_shapes(profile: str, reference: Path) -> None:
    match = Match(reference, profile, "edc-3.2")
    for name in (*SAMPLES, *MORE):
        match.play(Mutant(name, "as it is", sample(reference, name)))
    assert match.differences == []
    assert sum(match.verdicts.values()) == len(SAMPLES) + len(MORE)


def test_the_older_version_has_its_own_verdicts(reference: Path) -> None:
    match = Match(reference, "edc-generic-full", "edc-3.1")
    for name in (*SAMPLES, *MORE[-1:]):
        match.play(Mutant(name, "as it is", sample(reference, name)))
    assert match.differences == []
    # The sample of 3.1 conforms to 3.1, that of 3.2 does not.
    assert dict(match.verdicts) == {"conforms": 5, "does not": 1}


def test_a_few_mutants_have_the_verdict_of_the_published_shapes(reference: Path) -> None:
    match = Match(reference, "edc-generic-full", "edc-3.2")
    document = sample(reference, SAMPLES[-1])
    for mutant in mutants(document, SAMPLES[-1], 54, profiles.table()):
        match.play(mutant)
    assert match.differences == []
    assert match.verdicts["does not"] >= 20 and match.verdicts["conforms"] >= 10


@pytest.mark.parametrize(
    ("table", "layer"), [("edc-3.2", "edc-generic-full"), ("loq", "loq-mdr"), ("ams", "ams-mdr")]
)
def test_a_few_exemplars_have_the_verdict_of_the_published_shapes(
    table: str, layer: str, reference: Path
) -> None:
    match = Match(reference, layer, table)
    exemplars = Exemplars(profiles.table(table), layer)
    for path in ("elm:Address", "elm:Identifier", "skos:Concept"):
        for mutant in [*exemplars.mutants(path)][::4]:
            match.play(mutant)
    assert match.differences == []
    assert match.verdicts["does not"] >= 5


@pytest.mark.full
@pytest.mark.unmeasured
@pytest.mark.parametrize("name", SAMPLES)
def test_mutants_of_a_sample_have_the_verdict_of_the_published_shapes(
    name: str, reference: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five samples, 414 mutants each: 2,070 documents."""
    match = Match(reference, "edc-generic-full", "edc-3.2")
    for mutant in mutants(sample(reference, name), name, 414, profiles.table()):
        match.play(mutant)
    with capsys.disabled():
        print("\n", name, match.told())
    assert match.differences == []
    assert sum(match.verdicts.values()) == 414
    assert match.verdicts["does not"] >= 150 and match.verdicts["conforms"] >= 100


@pytest.mark.full
@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("table", "layer", "step"),
    [
        ("edc-3.2", "edc-generic-full", 3),
        ("loq", "loq-mdr", 3),
        ("ams", "ams-mdr", 3),
        ("pid", "pid", 3),
    ],
)
def test_every_class_has_the_verdict_of_the_published_shapes(
    table: str, layer: str, step: int, reference: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every class of a table, each property of it changed in many ways; one change in `step`."""
    match = Match(reference, layer, table)
    of = profiles.table(table)
    exemplars = Exemplars(of, layer)
    for number, path in enumerate(of.classes):
        for mutant in [Mutant(path, "whole", exemplars.document(path)), *exemplars.mutants(path)][
            number % step :: step
        ]:
            match.play(mutant)
    with capsys.disabled():
        print("\n", match.told())
    assert match.differences == []
    assert set(KINDS[table].split()) <= set(match.kinds)
    assert set(of.classes) <= set(match.classes) | _without_constraints(of)


def _without_constraints(table: profiles.Table) -> set[str]:
    """Classes of which no shape asks anything, not even that a value is one."""
    asked = {
        name
        for of in table.classes.values()
        for row in of.properties.values()
        for name in row.range
    }
    return {path for path, of in table.classes.items() if not of.properties and path not in asked}


def test_every_class_of_european_credentials_is_asked_for_something() -> None:
    assert _without_constraints(profiles.table()) == set()


@pytest.mark.parametrize("table", ["edc-3.2", "edc-3.1"])
def test_exemplars_conform(table: str) -> None:
    exemplars = Exemplars(profiles.table(table), "edc-generic-full")
    profile = compile_profile("edc-generic-full", table)
    for path in profiles.table(table).classes:
        document = exemplars.document(path)
        graph, found = ours(document, profile)
        assert found == [], path
        assert has_target(graph, profile)
