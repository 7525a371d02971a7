"""The corpora of others, through the runner: DSS's test data, and the attacks on seals."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import attacks, jades

pytestmark = pytest.mark.reference


def test_every_file_of_dss_is_judged_as_its_index_says(reference: Path) -> None:
    results = list(jades.run(reference / "jades" / "index.json"))
    assert len(results) >= 20
    assert [(r.id, r.expected, r.got) for r in results if not r.right] == []


def test_attacks_on_seals_are_refused_and_controls_accepted(reference: Path) -> None:
    results = [
        result
        for result in attacks.run(reference / "attacks" / "index.json")
        if result.id.startswith("jades")
    ]
    assert len(results) >= 3
    assert [(r.id, r.got, r.code) for r in results if not r.right] == []
    assert [r.id for r in results if r.reason_right is False] == []
