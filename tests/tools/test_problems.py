"""The pages of problem codes: one for each, made from the table, the source and the advice."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import problems
from elm_microcred.advice import advice, advice_for
from elm_microcred.codes import CODES
from problems import PAGES, Raised, main, page, read_source

COMMAND = "run python tools/problems.py"


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(CODES), COMMAND
    assert main(["--check"]) == 0, COMMAND


@pytest.mark.full
def test_every_word_of_the_pages_is_current() -> None:
    assert main(["--check-all"]) == 0, COMMAND


def test_advice_is_for_codes_that_exist() -> None:
    assert set(advice()) <= set(CODES)
    assert all(isinstance(text, str) and text.endswith(".") for text in advice().values())
    assert advice_for("PARSE_INVALID_JSON").startswith("Send the bytes")
    assert "`" not in advice_for("PARSE_INVALID_JSON")
    assert advice_for("NO_SUCH_CODE") == ""


def test_what_the_source_says_of_a_code() -> None:
    raised = read_source()["PROOF_EXPIRED"]
    assert raised.details == {"The proof has expired."}
    assert raised.example["pointer"] == "…/expires"
    assert "https://www.w3.org/TR/vc-data-integrity/#dfn-proof-expires" in raised.specs


def test_a_code_that_nobody_wrote_about_has_a_whole_page_too() -> None:
    text = page(CODES["USAGE"], "The house", Raised(), "")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert json.loads(example)["type"] == CODES["USAGE"].type
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["When it is raised", "Example", "What to do"]


def test_pages_are_written_and_left_over_ones_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "PAGES", tmp_path / "problems")
    monkeypatch.setattr(problems, "TARGET", tmp_path / "problems.md")
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check-all"]) == 0
    left_over = tmp_path / "problems" / "NO_SUCH_CODE.md"
    left_over.write_text("x", "utf-8")
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert not left_over.exists()
