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


def commands(page: Path) -> list[list[str]]:
    """The arguments of every `elm-microcred` in the shell blocks of a page."""
    blocks = "".join(_COMMANDS.findall(page.read_text("utf-8"))).replace("\\\n", " ")
    lines = [shlex.split(line, comments=True) for line in blocks.splitlines()]
    return [words[1:] for words in lines if words and words[0] == "elm-microcred"]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name)
def test_the_commands_of_a_page_run(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    for arguments in commands(page):
        if "demo" not in arguments and arguments[0] not in GO_ON and "--help" not in arguments:
            if ">" in arguments:
                arguments = arguments[: arguments.index(">")]
            code, said = main(arguments), capsys.readouterr().err
            if "EXTRA_MISSING" in said:
                pytest.skip(f"needs an extra that is not installed: {' '.join(arguments)}")
            assert code == 0, (arguments, said)


GO_ON = ("serve", "view")
"""Commands that go on until they are stopped; tests of their own start them."""


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


def test_every_page_is_in_the_menu_of_the_site() -> None:
    docs = ROOT / "docs"
    names: dict[str, object] = {"__file__": str(docs / "conf.py")}
    exec(compile((docs / "conf.py").read_text("utf-8"), "conf.py", "exec"), names)
    menus = re.findall(
        r"^```\{toctree\}\n(.*?)^```$", (docs / "index.md").read_text("utf-8"), re.M | re.S
    )
    entries = [line for menu in menus for line in menu.splitlines() if line and line[0] != ":"]
    entries += [entry for children in names["CHILDREN"].values() for entry in children]  # type: ignore[attr-defined]
    listed = {path for entry in entries for path in docs.glob(f"{entry}.md")}
    absent = sorted(set(docs.rglob("*.md")) - listed - {docs / "index.md"})
    assert absent == [], "add these pages to docs/index.md, or to CHILDREN of docs/conf.py"
