"""What a notebook shows: the facts, escaped."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import elm_microcred
from elm_microcred import Achievement, Award, MicroCredential, verify

EXAMPLES = Path(elm_microcred.__file__).resolve().parent.parent.parent / "examples"


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.cells.append(data)


def test_a_micro_credential_shows_what_a_reader_looks_for() -> None:
    course = Achievement.load(EXAMPLES / "port-safety.json")
    award = Award.parse(
        {"learner": {"full_name": "<script>alert(1)</script>"}, "awarded_at": "2026-06-30"}
    )
    page = _Page(MicroCredential(course, award)._repr_html_())
    assert page.tags == {"table", "caption", "tr", "td"}
    said = "".join(page.cells)
    for text in (
        "<script>alert(1)</script>",
        "2026-06-30",
        "Ventspils Maritime",
        "2 ECTS",
        "EQF 4",
    ):
        assert text in said


def test_a_bare_micro_credential_shows_its_title() -> None:
    bare = MicroCredential.parse({"achievement": {"title": "Weaving"}, "award": {"learner": {}}})
    assert _Page(bare._repr_html_()).cells == ["Weaving"]
    named = MicroCredential.parse(
        {
            "achievement": {"title": "Weaving"},
            "award": {"learner": {"given_name": "Ana", "family_name": "Bo"}},
        }
    )
    assert "Ana Bo" in _Page(named._repr_html_()).cells


def test_a_report_shows_every_finding_and_no_check_that_was_not_asked_for() -> None:
    report = verify(b'{"<b>": 1}')
    page = _Page(report._repr_html_())
    said = " ".join(page.cells)
    assert page.tags == {"table", "caption", "tr", "th", "td"}
    assert "✗ failed" in said and "skipped" not in said
    for problem in report.problems:
        assert problem.code in said and problem.detail in said
