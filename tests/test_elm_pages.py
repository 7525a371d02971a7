"""The pages of `docs/elm/` say what the tables say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from elm_microcred import profiles, vocabularies
from elm_microcred.model import elm
from elm_microcred.model.elm.terms import term_of

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "elm"
TITLES = {"edc-3.2": "EDC 3.2", "edc-3.1": "EDC 3.1", "loq": "LOQ", "ams": "AMS", "pid": "PID"}
PATHS = sorted({path for table in profiles.TABLES for path in profiles.table(table).classes})


def rows(path: str) -> dict[str, list[str]]:
    """The cells of each row of a class's page, by the property at its end."""
    text = (PAGES / f"{path.partition(':')[2]}.md").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            (prop,) = re.findall(r"\(`([^`]+)`\)$", cells[-1].removesuffix("|").strip())
            found[prop] = cells
    return found


def said_for(cell: str, table: str) -> str:
    """What a cell says for one table: the same for all, or told apart."""
    if ": " not in cell:
        return cell
    parts = dict(reversed(part.rsplit(": ", 1)) for part in cell.split("; "))
    (said,) = (said for said, names in parts.items() if TITLES[table] in names.split(", "))
    return said


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_the_rows_of_every_table(path: str) -> None:
    page = rows(path)
    own = {p for t in profiles.TABLES for p in _properties(t, path)}
    assert page.keys() == own
    for table in profiles.TABLES:
        for prop, row in _properties(table, path).items():
            member, attribute, ranges, number, vocabulary, _ = page[prop]
            assert member == f"`{row.member}`"
            assert said_for(number, table) == row.cardinality
            named = set(re.findall(r"\[(\w+)\]\(\1\.md\)|`([\w:]+)`", said_for(ranges, table)))
            assert {short or full for short, full in named} == {
                name if name.startswith(("xsd:", "rdf:")) else name.partition(":")[2]
                for name in row.range
            }
            for scheme in filter(None, (row.vocabulary, row.recommended)):
                assert _short(scheme) in vocabulary or "pattern" in vocabulary
            if attribute:
                name = attribute.strip("`")
                assert name in getattr(elm, path.partition(":")[2]).model_fields
                assert term_of(name) == row.member


def _properties(table: str, path: str) -> dict[str, profiles.Property]:
    of = profiles.table(table).classes.get(path)
    return dict(of.properties) if of else {}


def _short(scheme: str) -> str:
    found = [of.name for of in vocabularies.schemes().values() if of.iri == scheme]
    return found[0] if found else scheme.removesuffix("/25831c2").rpartition("/")[2]


def test_every_class_is_in_the_index() -> None:
    index = (PAGES / "classes.md").read_text("utf-8")
    assert re.findall(r"^- \[(\w+)\]", index, re.M) != []
    assert set(re.findall(r"^- \[(\w+)\]", index, re.M)) == {p.partition(":")[2] for p in PATHS}


def test_every_profile_has_its_section() -> None:
    page = (PAGES / "profiles.md").read_text("utf-8")
    for table in profiles.TABLES:
        for layer in profiles.table(table).layers:
            assert re.search(rf"^### {re.escape(layer)}( \(ELM 3\.1\))?$", page, re.M)


@pytest.mark.parametrize("table", profiles.TABLES)
def test_every_profile_has_its_page(table: str) -> None:
    of = profiles.table(table)
    for name, layer in of.layers.items():
        end = "-elm-3.1" if table == "edc-3.1" else ""
        page = (PAGES / f"profile-{name}{end}.md").read_text("utf-8")
        required = page.partition("## What must be there")[2].partition("## ")[0]
        for below in of.stack(name):
            for path, shape in below.classes.items():
                for prop, row in shape.get("properties", {}).items():
                    if row.get("min") and not shape.get("deactivated"):
                        assert f"`{of.classes[path].properties[prop].member}` (" in required
        own = page.partition("## What it asks beyond")[2]
        if layer.imports:
            rows = sum(len(shape.get("properties", {})) for shape in layer.classes.values())
            assert own.count("\n- ") == rows


def test_the_generator_gives_the_committed_pages() -> None:
    subprocess.run(
        [sys.executable, "-m", "elm.pages", "--check"], check=True, cwd=ROOT / "tools", timeout=60
    )
