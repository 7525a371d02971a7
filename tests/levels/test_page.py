"""The page of the tables is what the tables say."""

from __future__ import annotations

import pytest

import levels_page


def test_the_committed_page_is_the_generated_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert levels_page.main(["--check"]) == 0, capsys.readouterr().err


def test_the_page_names_every_table_and_rate() -> None:
    text = levels_page.page()
    assert all(f"`{table.id}`" in text for table in levels_page.levels.tables())
    assert all(f"`{rate.id}`" in text for rate in levels_page.levels.rates())
