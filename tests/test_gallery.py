"""The gallery: eight micro-credentials that are current, valid, and whole in five languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gallery
from elm_microcred import render, validate, verify
from elm_microcred.rendering.languages import INTERFACE
from elm_microcred.rendering.viewing import view_of
from elm_microcred.stacking.replaying import replay

NAMES = gallery.names()


def read(name: str, kind: str) -> bytes:
    return (gallery.FOLDER / f"{name}.{kind}.json").read_bytes()


def test_the_files_are_those_that_the_tool_makes() -> None:
    assert len(NAMES) >= 8
    assert gallery.main(["--check"]) == 0, "run python tools/gallery.py"


def test_a_file_that_differs_or_is_missing_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for half in ("achievement", "award"):
        (tmp_path / f"x.{half}.json").write_bytes(read(NAMES[0], half))
    monkeypatch.setattr(gallery, "FOLDER", tmp_path)
    assert gallery.main(["--check"]) == 1
    assert gallery.main([]) == 0
    assert gallery.main(["--check"]) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_european_credential_is_authentic_and_says_all_that_it_should(name: str) -> None:
    content = read(name, "edc")
    assert verify(content, replay=replay).check("securing").outcome == "passed"
    document = json.loads(content)
    report = validate(document, profile=("edc-generic-full", "annex-1"), before_sealing=True)
    assert report, report.errors


@pytest.mark.parametrize("name", NAMES)
def test_a_badge_is_authentic_and_says_all_that_it_should(name: str) -> None:
    content = read(name, "badge")
    assert verify(content).check("securing").outcome == "passed"
    report = validate(json.loads(content), profile="annex-1")
    assert report, report.errors


@pytest.mark.parametrize("name", NAMES)
def test_titles_and_outcomes_are_written_in_five_languages(name: str) -> None:
    achievement = gallery.micro_credential(name).achievement
    texts = [achievement.title, achievement.description, achievement.outcome_summary]
    texts += [outcome.title for outcome in achievement.outcomes]
    assert all(text is not None and set(text.languages) == set(INTERFACE) for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_it_in_each_of_them(name: str) -> None:
    view = view_of(json.loads(read(name, "edc")))
    assert {page.language for page in view.pages} == set(INTERFACE)
    assert all(page.badge is not None for page in view.pages)
    assert view.notices == ()
    rendered = render(json.loads(read(name, "badge")))
    assert [notice for notice in rendered.notices if notice.code.startswith("RENDER")] == []
