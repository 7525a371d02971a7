"""The page on the mapping says what the mapping does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from elm_microcred.model import Achievement, Award, Learner

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "mapping-elm.md"


def test_tables_are_those_of_the_mapping() -> None:
    script = ROOT / "tools" / "elm_mapping_page.py"
    command = [sys.executable, str(script), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_member_of_the_model_is_on_the_page() -> None:
    said = set(re.findall(r"`(?:learner\.)?([a-z_]+)(?:\.[a-z_]+)?`", PAGE.read_text("utf-8")))
    elsewhere = {"format", "learner", "results", "activities", "assessments"}
    for record in (Achievement, Award, Learner):
        assert record.model_fields.keys() - elsewhere <= said, record
