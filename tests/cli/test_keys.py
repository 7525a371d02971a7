"""`keys new`: a key file that only its owner can read and that signs what it says."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.cli import main
from elm_microcred.cli.keys import read_signer
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.proofs.curves import KEY_TYPES


@pytest.mark.parametrize(
    "kind", [name for name, row in KEY_TYPES.items() if row.kty and not row.is_read_only]
)
def test_a_new_key_is_written_for_its_owner_and_can_be_read_back(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "key.json"
    assert main(["keys", "new", "--type", kind, "--output", str(path)]) == 0
    captured = capsys.readouterr()
    signer = read_signer(str(path))
    assert captured.out.strip() == signer.controller
    assert signer.controller.startswith("did:key:z")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["d"] not in captured.out + captured.err


def test_a_key_may_name_where_verifiers_find_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, method = tmp_path / "key.json", "did:web:vmc.example#seal"
    arguments = ["keys", "new", "--verification-method", method, "-o", str(path), "--json"]
    assert main(arguments) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "outcome": "passed",
        "file": str(path),
        "type": "Ed25519",
        "controller": "did:web:vmc.example",
        "verificationMethod": method,
    }
    assert read_signer(str(path)).verification_method == method


def test_a_key_is_never_overwritten_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "key.json"
    assert main(["keys", "new", "-o", str(path)]) == 0
    before = path.read_bytes()
    assert main(["keys", "new", "-o", str(path)]) == 2
    assert "OUTPUT_EXISTS" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert main(["keys", "new", "-o", str(path), "--force"]) == 0
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "KEY_MALFORMED"),
        ("[]", "KEY_MALFORMED"),
        ("{}", "KEY_MALFORMED"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "AA"}', "KEY_MALFORMED"),
    ],
)
def test_a_file_without_a_key_is_refused(content: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(content)
    with pytest.raises(ElmMicrocredError) as caught:
        read_signer(str(path))
    assert caught.value.code == code


def test_a_key_file_is_locked_and_opened_by_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, path = tmp_path / "secret.txt", tmp_path / "key.pem"
    secret.write_text("open sesame\n")
    arguments = ["keys", "new", "--form", "pem", "--password-file", str(secret), "-o", str(path)]
    assert main(arguments) == 0
    assert b"ENCRYPTED" in path.read_bytes()
    signer = read_signer(str(path), str(secret))
    monkeypatch.setenv("ELM_MICROCRED_PASSWORD", "open sesame")
    assert read_signer(str(path)) == signer
    monkeypatch.setenv("ELM_MICROCRED_PASSWORD", "wrong")
    with pytest.raises(ElmMicrocredError) as caught:
        read_signer(str(path))
    assert caught.value.code == "KEY_LOCKED"
    captured = capsys.readouterr()
    assert "sesame" not in captured.out + captured.err


def test_the_keys_of_an_issuer_over_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, did = str(tmp_path / "keys"), "did:web:vmc.example"

    def said(*arguments: str, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        assert main(["keys", *arguments]) == code
        return dict(json.loads(capsys.readouterr().out))

    first = said("create", folder, "--controller", did, "--json")
    assert first["controller"] == did
    assert first["state"] == "current"
    second = said("rotate", folder, "--type", "P-256", "--json")
    assert read_signer(folder).verification_method == second["id"]
    listed = said("list", folder, "--json")["keys"]
    assert [key["state"] for key in listed] == ["replaced", "current"]
    document = said("public", folder)
    assert document["id"] == did
    assert document["assertionMethod"] == [first["id"], second["id"]]
    assert "revoked" not in json.dumps(document)
    assert said("revoke", folder, second["id"].partition("#")[2], "--json")["revoked"]
    assert said("public", folder)["verificationMethod"][1]["revoked"]
    assert main(["keys", "list", folder]) == 0
    text = capsys.readouterr().out
    assert "revoked" in text
    assert did in text
    for path in (tmp_path / "keys").glob("*.key"):
        with pytest.raises(ElmMicrocredError) as caught:
            read_signer(str(path))
        assert caught.value.code in ("KEY_REVOKED", "KEY_EXPIRED")
    arguments = ["issue", "award.json", "--key", folder]
    assert main(arguments) == 2
    assert "KEY_REVOKED" in capsys.readouterr().err
    assert main(["keys", "rotate", folder]) == 0
    assert "did.json" in capsys.readouterr().err


def test_the_public_half_of_a_key_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "key.json"
    assert main(["keys", "new", "-o", str(path)]) == 0
    capsys.readouterr()
    assert main(["keys", "public", str(path)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["id"] == read_signer(str(path)).controller
    assert json.loads(path.read_text())["d"] not in json.dumps(document)
