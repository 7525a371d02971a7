"""The tables on the pages of the exchange formats are those of the code."""

from __future__ import annotations

import re

from exchange_pages import PAGES, main, page, tables


def test_the_pages_are_what_the_tables_say() -> None:
    assert main(["--check"]) == 0, "run python tools/exchange_pages.py"
    assert main(["nothing"]) == 2


def test_every_table_stands_on_a_page() -> None:
    text = "".join(path.read_text("utf-8") for path in PAGES.glob("*.md"))
    assert set(re.findall(r"<!-- table ([\w-]+) -->", text)) == set(tables())
    assert page("<!-- table elmo -->\nx<!-- end -->").count("\n") > 50
