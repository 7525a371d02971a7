"""Every verdict of the Open Badges corpus, and what the default policy never lets pass."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus import openbadges
from elm_microcred import Policy, verify
from elm_microcred.carriers import unbake

pytestmark = pytest.mark.reference
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def index(reference: Path) -> Path:
    return reference / "openbadges" / "index.json"


def test_all_verdicts_are_right(index: Path) -> None:
    results = list(openbadges.run(index))
    assert len(results) >= 90
    assert [(r.id, r.expected, r.got, r.code) for r in results if not r.right] == []


def _cases(index: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(index.read_text("utf-8"))
    return [case for case in cases if case["file"].startswith("validator/")]


def test_the_default_policy_passes_no_key_that_only_vouches_for_itself(index: Path) -> None:
    seen = 0
    for case in _cases(index):
        content = (index.parent / case["file"]).read_bytes()
        if case["file"].endswith((".png", ".svg")):
            content = unbake(content).content
        lenient = verify(content, now=NOW, policy=Policy.named("self-asserted-keys"))
        strict = verify(content, now=NOW)
        accepted = {"KEY_SELF_ASSERTED_ACCEPTED"} & {p.code for p in lenient.problems}
        if accepted:
            seen += 1
            assert not strict, case["file"]
            assert strict.controller is None
        else:
            assert bool(strict) is bool(lenient), case["file"]
    assert seen >= 10
