"""The table of codes: whole, used, and tested."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from elm_microcred.codes import BASE_IRI, CODES, Effect, Severity

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "elm_microcred" / "codes.py"
_SHAPE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_PREFIXES = {name.partition("_")[0] for name in CODES}


@cache
def words(folder: str) -> frozenset[str]:
    """Every string literal below a folder that has the shape of a code."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        if path in (TABLE, Path(__file__)):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {word for word in [node.value] if _SHAPE.fullmatch(word)}
    return frozenset(found)


def raised() -> list[tuple[str, str]]:
    """The code and the place of every error and problem that the package makes."""
    found = []
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            if name == "Problem" or name.endswith("Error"):
                found.append((first.value, f"{path.name}:{node.lineno}"))
    return found


@pytest.mark.parametrize("name", CODES)
def test_a_row_is_well_formed(name: str) -> None:
    code = CODES[name]
    assert code.name == name
    assert _SHAPE.fullmatch(name)
    assert code.title and not code.title.endswith(".")
    assert re.fullmatch(r"https://\S+", code.type)
    assert (code.effect is Effect.NONE) is (code.severity is not Severity.ERROR)


def test_a_code_stands_once_in_the_table() -> None:
    names = re.findall(r'_(?:error|unknown|warning|info)\(\s*"(\w+)"', TABLE.read_text("utf-8"))
    assert names == list(CODES)


def test_the_type_is_the_specifications_own_or_our_page() -> None:
    assert CODES["CREDENTIAL_EXPIRED"].type == "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"
    assert CODES["MODEL_VALUE"].type == BASE_IRI + "problems/MODEL_VALUE"


def test_every_code_that_is_raised_stands_in_the_table() -> None:
    assert [(code, where) for code, where in raised() if code not in CODES] == []


def test_every_word_that_looks_like_a_code_stands_in_the_table() -> None:
    """A code may be picked before it is raised: whatever begins as our codes do is one."""
    groups = {"PARSE", "LIMIT", "CONTEXT", "DATA", "PROOF", "KEY", "DID", "CREDENTIAL", "MAPPING"}
    assert groups <= _PREFIXES
    strays = {w for w in words("src") if w.partition("_")[0] in groups and "_" in w}
    assert strays <= set(CODES) | W3C_PROBLEMS


W3C_PROBLEMS = {"DATA_LOSS_DETECTION_ERROR"}
"""Names of W3C problem types that begin as codes of ours do."""


def test_the_page_of_problems_is_that_of_the_table() -> None:
    from problems import main

    assert main(["--check"]) == 0, "run python tools/problems.py and commit docs/problems*"


def test_every_row_is_used_by_the_package() -> None:
    assert sorted(set(CODES) - words("src")) == []


def test_every_row_is_tested_somewhere() -> None:
    assert sorted(set(CODES) - words("tests")) == []
