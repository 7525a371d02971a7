"""`render`, as a person or a program types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from elm_microcred import bake
from elm_microcred.cli import main
from pictures import png

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--output", str(folder), "--json"]) == 0
    return folder


def test_a_signed_credential_is_verified_and_drawn(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    source = str(folder / "edc.signed.json")
    assert main(["render", source, "--language", "lv", "--output", str(page)]) == 0
    assert "Pārbaudīts: visas veiktās pārbaudes izturētas" in page.read_text("utf-8")
    assert "Written" in capsys.readouterr().err
    assert main(["render", source, "--output", str(page)]) == 2
    assert "OUTPUT_EXISTS" in capsys.readouterr().err


def test_what_was_changed_is_drawn_as_not_valid(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(folder / "tampered.json")]) == 0
    assert "Not valid" in capsys.readouterr().out


def test_what_nobody_signed_is_drawn_as_not_verified(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("edc.json", "micro-credential.json"):
        assert main(["render", str(folder / name), "--to", "svg"]) == 0
        assert "Not verified" in capsys.readouterr().out


def test_a_report_is_drawn(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(folder / "report.json"), "--language", "de"]) == 0
    assert "Prüfbericht" in capsys.readouterr().out


def test_a_picture_is_drawn_by_what_it_carries(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "badge.png"
    path.write_bytes(bake(png(), (folder / "badge.signed.json").read_bytes()))
    assert main(["render", str(path), "--link", "https://vmc.example/check", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verification"] == "passed"
    assert "figcaption" in said["content"]


def test_a_notice_is_said_on_standard_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(folder / "edc.signed.json")
    assert main(["render", source, "--qr", "--language", "fr"]) == 0
    said = capsys.readouterr()
    assert "RENDER_QR_LEFT_OUT" in said.err
    assert "RENDER_LANGUAGE_MISSING" in said.err
    assert said.out.startswith("<!doctype html>")


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for content in ("nothing", "{}", '{"achievement": {}, "award": {}}', '{"a": NaN}'):
        path.write_text(content, "utf-8")
        assert main(["render", str(path)]) == 2
