"""The recipes that are shipped: read, and satisfied by the right parts only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.stack_instances import NOW, part
from elm_microcred import Award, LocalSigner, sign, verify
from elm_microcred.model.volume import Level
from elm_microcred.stacking import Part, Recipe, compose, replay, stack

NAMES = ("latvian-vet", "ects-electives", "rpl-cap", "mandatory-training")


@pytest.fixture
def recipes(root: Path) -> dict[str, Recipe]:
    return {name: Recipe.load(root / "examples" / f"recipe-{name}.yaml") for name in NAMES}


def level(framework: str, number: int) -> dict[str, Any]:
    return {"levels": (Level(framework=framework, level=str(number)),)}


def vet(name: str, credits: int, framework: str, number: int, /, **more: Any) -> Part:
    members = {"assessed": True, "quality": frozenset(["stated"]), **level(framework, number)}
    return part(name, credits, **(members | more))


def test_a_latvian_qualification_of_small_units(recipes: dict[str, Recipe]) -> None:
    before = datetime(2022, 7, 31, tzinfo=UTC)
    warehouse = {"identifiers": frozenset(["NOL-1"])}
    safety = {"identifiers": frozenset(["DRO-1"])}
    core = [
        vet("warehouse", 8, "LV-PQL", 2, awarded_at=before, **warehouse),
        vet("safety", 4, "LQF", 3, awarded_at=before, **safety),
    ]
    practice = vet("practice", 12, "LQF", 2, origin="work")
    elective = vet("elective", 6, "EQF", 5)
    what = recipes["latvian-vet"]
    report = stack([*core, practice, elective], what, now=NOW)
    assert report, report.problems
    assert [p.group for p in report.placed] == ["core", "core", "practice", "elective"]
    after = vet(
        "warehouse", 8, "LV-PQL", 2, awarded_at=datetime(2022, 8, 1, tzinfo=UTC), **warehouse
    )
    later = stack([after, core[1], practice, elective], what, now=NOW)
    assert not later and later.missing is not None
    assert "level.min" in later.missing.conflict  # level 2 counts as LQF 2 from that day on
    assert not stack([*core, practice], what, now=NOW)
    assert not stack([*core, elective], what, now=NOW)
    early = vet("practice", 12, "LQF", 2, origin="work", awarded_at=before - timedelta(days=1))
    assert not stack([*core, early, elective], what, now=NOW)


def test_an_elective_block(recipes: dict[str, Recipe]) -> None:
    what = recipes["ects-electives"]
    theme = {"tags": frozenset(["data-science"]), "assessed": True}
    inside = [part(f"t{n}", 6, **theme, **level("EQF", 7)) for n in range(4)]
    outside = part("o", 6, assessed=True, **level("EQF", 6))
    assert stack([*inside, outside], what, now=NOW)
    assert not stack(
        [*inside[:3], outside, part("p", 6, assessed=True, **level("EQF", 7))], what, now=NOW
    )
    assert not stack([*inside, outside], what, now=NOW, spent=[outside.id])


def test_prior_learning_is_capped(recipes: dict[str, Recipe]) -> None:
    what = recipes["rpl-cap"]
    old = NOW - timedelta(days=200)
    taught = [part(n, 5, awarded_at=old) for n in "ab"]
    prior = [part(n, 5, origin="rpl", awarded_at=old) for n in "cd"]
    capstone = part("z", 5, tags=frozenset(["role:capstone"]))
    assert stack([*taught, prior[0], capstone], what, now=NOW)
    assert stack([taught[0], *prior, capstone], what, now=NOW)
    third = part("e", 5, origin="rpl", awarded_at=old)
    assert not stack([*prior, third, capstone], what, now=NOW)
    recognised = part("z", 5, tags=frozenset(["role:capstone"]), origin="rpl")
    assert not stack([*taught, prior[0], recognised], what, now=NOW)


def test_mandatory_training_is_renewed(recipes: dict[str, Recipe]) -> None:
    what = recipes["mandatory-training"]
    course = {"identifiers": frozenset(["VMC-PS-04"])}
    current = part("a", 5, valid_until=NOW + timedelta(days=30), **course)
    report = stack([current], what, now=NOW)
    assert report and report.fragility is not None
    assert report.fragility.holds_until == current.valid_until
    assert not stack([current], what, now=NOW + timedelta(days=31))
    old = part("a", 5, awarded_at=NOW - timedelta(days=1200), **course)
    renewed = part("b", 5, renewal_of=old.id, **course)
    assert not stack([old], what, now=NOW)
    assert stack([old, renewed], what, now=NOW).used == ("urn:part:b",)


@pytest.mark.parametrize("name", NAMES)
def test_each_makes_a_credential_that_verifies(name: str, recipes: dict[str, Recipe]) -> None:
    what = recipes[name]
    old = NOW - timedelta(days=200)
    theme = frozenset(["data-science"])
    held = {
        "latvian-vet": [
            vet("w", 10, "LQF", 3, identifiers=frozenset(["NOL-1"]), awarded_at=old),
            vet("s", 5, "LQF", 3, identifiers=frozenset(["DRO-1"]), awarded_at=old),
            vet("p", 12, "LQF", 3, origin="work"),
            vet("e", 6, "EQF", 5),
        ],
        "ects-electives": [
            part(f"t{n}", 6, tags=theme, assessed=True, **level("EQF", 7)) for n in range(5)
        ],
        "rpl-cap": [
            part("a", 15, awarded_at=old),
            part("z", 5, tags=frozenset(["role:capstone"])),
        ],
        "mandatory-training": [part("a", 5, identifiers=frozenset(["VMC-PS-04"]))],
    }[name]
    report = stack(held, what, now=NOW)
    assert report, report.problems
    signer = LocalSigner.generate()
    award = Award.parse({"learner": {"id": "did:example:1"}, "id": "urn:cred:whole"})
    document = compose(report, award, copies=False, issuer_id=signer.controller)
    result = verify(sign(document, signer, now=NOW).content, now=NOW, replay=replay)
    assert result.check("securing").outcome.value == "passed"
    assert {problem.code for problem in result.errors} <= {
        "STACK_PART_ABSENT",
        "STACK_PART_UNSETTLED",
    }
