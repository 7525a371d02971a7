"""`bake`, and `convert` of badges before Open Badges 3.0."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import unbake
from elm_microcred.carriers import bake
from elm_microcred.cli import main
from test_older_badges import ASSERTION, CLASS, PROFILE, REVOKED, World

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a picture and what the demo leaves."""
    shutil.copy(ROOT / "examples" / "badge.svg", tmp_path / "badge.svg")
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    return tmp_path


def test_a_baked_badge_is_read_from_its_picture(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    badge = "demo-output/badge.signed.json"
    assert main(["bake", "badge.svg", badge, "-o", "mine.svg"]) == 0
    assert unbake(Path("mine.svg").read_bytes()).content == Path(badge).read_bytes()
    assert main(["verify", "mine.svg"]) == 0
    capsys.readouterr()
    arguments = ["bake", "mine.svg", badge, "-o", "other.svg", "--json"]
    assert main(arguments) == 2
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "IMAGE_BAKED_ALREADY"
    assert not Path("other.svg").exists()
    assert main([*arguments, "--overwrite"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == "other.svg"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg", b"{}"])
def test_what_is_no_picture_is_refused(
    content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("odd").write_bytes(content)
    assert main(["bake", "odd", "demo-output/badge.signed.json", "-o", "mine"]) == 2
    assert "elm-microcred cannot do this" in capsys.readouterr().err
    assert not Path("mine").exists()


def test_a_picture_is_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bake", "-", "demo-output/badge.signed.json", "-o", "mine.svg"]) == 2
    assert main(["bake", "badge.svg", "demo-output/badge.signed.json", "-o", "-", "--json"]) == 2
    assert "USAGE" in capsys.readouterr().err


def test_a_picture_that_is_there_is_kept(folder: Path) -> None:
    assert main(["bake", "badge.svg", "demo-output/badge.signed.json", "-o", "badge.svg"]) == 2


# Badges before Open Badges 3.0


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The addresses of the badge answer, as they would with --online."""
    there = World(ASSERTION, CLASS, PROFILE)
    monkeypatch.setattr("elm_microcred.cli.convert.resolver", lambda *, online: there)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("is_baked", [False, True])
def test_an_older_badge_is_upgraded(
    is_baked: bool, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.dumps(ASSERTION).encode()
    picture = bake(Path("badge.svg").read_bytes(), content)
    Path("older").write_bytes(picture if is_baked else content)
    capsys.readouterr()
    assert main(["convert", "older", "--to", "open-badge-3"]) == 0
    captured = capsys.readouterr()
    badge = json.loads(captured.out)
    assert "OpenBadgeCredential" in badge["type"] and "proof" not in badge
    assert "PASSED" in captured.err
    assert main(["convert", "older", "--to", "open-badge-3", "-o", "new.json", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["outcome"], report["file"]) == ("passed", "new.json")
    assert json.loads(Path("new.json").read_text()) == badge


def test_without_the_network_its_class_cannot_be_had(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("older").write_text(json.dumps(ASSERTION))
    assert main(["convert", "older", "--to", "open-badge-3"]) == 2
    assert "RESOURCE_NOT_BUNDLED" in capsys.readouterr().err


def test_a_revoked_badge_stays_revoked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, documents, _ = next(
        row for row in REVOKED.values() if isinstance(row[0], dict) and not row[2]
    )
    there = World(ASSERTION, CLASS, PROFILE, *documents)
    monkeypatch.setattr("elm_microcred.cli.convert.resolver", lambda *, online: there)
    Path("older").write_text(json.dumps(content))
    capsys.readouterr()
    assert main(["convert", "older", "--to", "open-badge-3"]) == 1
    assert json.loads(capsys.readouterr().out)["credentialStatus"]


@pytest.mark.parametrize(
    "arguments", [["--to", "elm"], ["--to", "open-badge-3", "--plain"]], ids=" ".join
)
def test_an_older_badge_is_upgraded_and_nothing_else(arguments: list[str], folder: Path) -> None:
    Path("older").write_text(json.dumps(ASSERTION))
    assert main(["convert", "older", *arguments]) == 2


def test_a_part_of_a_badge_is_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part: Any = {"@context": "https://w3id.org/openbadges/v2", **PROFILE}
    Path("older").write_text(json.dumps(part))
    assert main(["convert", "older", "--to", "open-badge-3"]) == 2
    assert "an assertion" in capsys.readouterr().err
