"""The documentation: its code runs, its commands run, its links lead somewhere."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
import shutil
from pathlib import Path

import pytest

import elm_microcred
from elm_microcred.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(elm_microcred.__path__, "elm_microcred.")
    if "_data" not in module.name
)
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_ROW = re.compile(r"^\| `([\w.-]+)` \| (.+) \|$", re.MULTILINE)
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_examples_of_a_page_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def test_the_readme_has_examples() -> None:
    examples = doctest.DocTestParser().get_examples((ROOT / "README.md").read_text("utf-8"))
    assert len(examples) >= 10


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    inside = [t for t in _LINK.findall(page.read_text("utf-8")) if "://" not in t]
    assert [target for target in inside if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "cli.md"], ids=name)
def test_the_commands_of_a_page_run(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = "".join(_COMMANDS.findall(page.read_text("utf-8")))
    lines = ["elm-microcred demo", *blocks.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("elm-microcred")]
    assert len(commands) > 3
    for arguments in commands:
        assert main(arguments) == 0, (arguments, capsys.readouterr().err)


def test_the_readme_lists_what_the_demo_writes() -> None:
    from elm_microcred.cli.demo import FILES

    table = re.findall(
        r"^\| `([\w.-]+)` \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    assert dict(table) == FILES


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_names_nothing_of_this_house(page: Path) -> None:
    text = page.read_text("utf-8")
    for word in ("../shared", "/root/", "/work/", "localhost"):
        assert word not in text
