"""`keys new`: a key file that only its owner can read and that signs what it says."""

from __future__ import annotations

import json
import stat
from pathlib import Path

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
        ("", "PARSE_INVALID_JSON"),
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
