"""The card: a small SVG picture of a credential, to put on a web page or to bake."""

from __future__ import annotations

import textwrap
from typing import Final

from elm_microcred.rendering.html import environment
from elm_microcred.rendering.languages import direction_of
from elm_microcred.rendering.views import Page, View

_ROW: Final = 34
_ROW_BESIDE_PICTURE: Final = 26
_MOST_LINES: Final = 4
_COLOURS: Final = {
    "passed": "#14622d",
    "failed": "#9b1c1c",
    "indeterminate": "#6b4a00",
    "none": "#444c56",
}


def card_of(view: View) -> str:
    """The SVG card of a view, in its first language: title, holder, issuer, day, state.

    It holds nothing that runs or loads anything: text, and the picture of the badge.

    Raises:
        MissingExtraError: If Jinja2 is not installed.
    """
    page = view.pages[0]
    title = page.title
    written = title.direction or direction_of(page.language)
    return (
        environment()
        .get_template("card.svg")
        .render(
            page=page,
            lines=_wrapped(title.text, _ROW_BESIDE_PICTURE if page.badge else _ROW),
            written=written,
            colour=_COLOURS[page.state.outcome],
            state=_first(page),
            day=page.lead[0] if page.lead else None,
            by=_cut(", ".join(each.text for each in page.awarders), 48),
            holder=_cut(page.holder.text if page.holder else "", 40),
        )
    )


def _wrapped(text: str, row: int) -> list[str]:
    lines = textwrap.wrap(text, row, max_lines=_MOST_LINES, placeholder="…", break_on_hyphens=False)
    return lines or [text[:row]]


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _first(page: Page) -> str:
    return page.state.headline.partition(":")[0]
