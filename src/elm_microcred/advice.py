"""What to do about a problem, by its code: said once for the documentation and for people."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def advice() -> Mapping[str, str]:
    """A word of advice by code, in English, as Markdown; not every code has one."""
    text = (files("elm_microcred") / "advice.toml").read_text("utf-8")
    words: Mapping[str, str] = tomllib.loads(text)
    return words


def advice_for(code: str) -> str:
    """The advice about a code as plain text; empty where it has none of its own."""
    return advice().get(code, "").replace("`", "")
