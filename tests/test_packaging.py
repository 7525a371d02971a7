"""What goes into the wheel: every package, the data, the licences, one version."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "elm_microcred"


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The content of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_package_is_listed_and_every_listed_one_is_there(project: dict[str, Any]) -> None:
    setuptools = project["tool"]["setuptools"]
    mapped = {name for name in setuptools["package-dir"] if name}
    found = {
        ".".join(("elm_microcred", *init.parent.relative_to(SOURCE).parts))
        for init in SOURCE.rglob("__init__.py")
    }
    assert set(setuptools["packages"]) == found | mapped
    assert setuptools["packages"] == sorted(setuptools["packages"])


def test_every_mapped_folder_is_a_package_of_data(project: dict[str, Any]) -> None:
    for name, folder in project["tool"]["setuptools"]["package-dir"].items():
        if name:
            assert (ROOT / folder / "__init__.py").is_file()
            assert name in project["tool"]["setuptools"]["package-data"]


def test_every_data_file_is_matched_by_a_pattern(project: dict[str, Any]) -> None:
    setuptools = project["tool"]["setuptools"]
    for name, folder in setuptools["package-dir"].items():
        patterns = setuptools["package-data"].get(name, [])
        files = [p for p in (ROOT / folder).iterdir() if p.is_file() and p.suffix != ".py"]
        missed = [p.name for p in files if name and not any(p.match(pat) for pat in patterns)]
        assert missed == []


def test_the_package_says_that_it_is_typed(project: dict[str, Any]) -> None:
    assert (SOURCE / "py.typed").is_file()
    assert "py.typed" in project["tool"]["setuptools"]["package-data"]["elm_microcred"]


def test_the_changelog_knows_the_version(project: dict[str, Any]) -> None:
    version = project["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(version)}\]|^## \[Unreleased\]", changelog, re.MULTILINE)
    assert metadata.version("elm-microcred") == version


def test_the_licences_travel_with_the_package(project: dict[str, Any]) -> None:
    assert project["project"]["license"] == "Apache-2.0"
    for file in project["project"]["license-files"]:
        assert (ROOT / file).is_file()


def test_an_extra_named_in_an_extra_is_one(project: dict[str, Any]) -> None:
    extras = project["project"]["optional-dependencies"]
    for requirements in extras.values():
        for requirement in requirements:
            if match := re.fullmatch(r"elm-microcred\[([\w,]+)\]", requirement):
                assert set(match[1].split(",")) <= set(extras)
