"""`load`, and carriers given to `verify`, as a person or a program types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from elm_microcred import LocalSigner, bake, sign
from elm_microcred.cli import main
from pictures import png, text

BADGE = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "urn:x:1"},
}


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign({**BADGE, "issuer": "urn:x:2"}, LocalSigner.generate()).content


@pytest.fixture
def picture(signed: bytes, tmp_path: Path) -> str:
    path = tmp_path / "badge.png"
    path.write_bytes(bake(png(), signed))
    return str(path)


def test_a_picture_is_verified_by_what_it_carries(
    picture: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", picture]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1].startswith("PASSED")
    assert "carries one credential: iTXt openbadgecredential" in captured.err


def test_a_picture_that_is_wrong_is_unreadable(
    signed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "badge.png"
    for content in (png(), png(text(signed), text(signed)), png(text(signed, flag=1))):
        path.write_bytes(content)
        assert main(["verify", str(path)]) == 2
        assert "IMAGE_" in capsys.readouterr().err


def test_several_credentials_are_told_and_not_verified(
    signed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import zipfile

    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.json", signed)
        archive.writestr("2.json", signed)
    assert main(["verify", str(path)]) == 2
    assert "carries 2 credentials" in capsys.readouterr().err
    folder = tmp_path / "taken" / "out"
    assert main(["load", str(path), "-o", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["place"] for one in told["found"]] == [["zip", "1.json"], ["zip", "2.json"]]
    assert [Path(name).read_bytes() for name in told["files"]] == [signed, signed]


def test_what_a_file_holds_is_listed(picture: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", picture]) == 0
    assert "secured by data-integrity" in capsys.readouterr().out


def test_parts_and_remarks_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "presentation.json"
    context = BADGE["@context"]
    presentation = {"@context": context, "type": "VerifiablePresentation"}
    path.write_text(json.dumps({**presentation, "verifiableCredential": [BADGE]}))
    assert main(["load", str(path)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Verifiable presentation, not secured")
    assert second.startswith("  Verifiable credential")
    named = tmp_path / "results"
    for content, suffix in (("https://badges.example/1.json", ".txt"), ("VP1-AB", ".txt")):
        named.write_text(content)
        assert main(["load", str(named), "-o", str(tmp_path / "out"), "-f"]) == 3
        captured = capsys.readouterr()
        assert "FORMAT_UNSUPPORTED" in captured.out
        assert captured.err.rstrip().endswith(suffix)


def test_a_folder_that_cannot_be_made_is_an_error(
    picture: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", picture, "-o", f"{picture}/inside"]) == 2
    assert "OUTPUT_UNWRITABLE" in capsys.readouterr().err


def test_an_older_badge_is_verified_by_its_own_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "assertion.json"
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://issuer.example/1",
        "recipient": {"type": "email", "hashed": False, "identity": "anna@example.org"},
        "issuedOn": "2020-01-01T00:00:00Z",
        "badge": {
            "type": "BadgeClass",
            "name": "Safety",
            "issuer": {"id": "https://issuer.example", "name": "Example"},
        },
    }
    path.write_text(json.dumps(assertion))
    assert main(["verify", str(path), "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    codes = {problem["code"] for check in told["checks"] for problem in check["problems"]}
    assert codes == {"RESOURCE_NOT_BUNDLED"}
