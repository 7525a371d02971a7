"""Tokens on the command line: every mechanism issues what `verify` accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents import NOW
from elm_microcred import derive, present, sign
from elm_microcred.cli import main
from elm_microcred.proofs.cryptosuites import SIGNING
from elm_microcred.proofs.envelopes import SECURING
from tokens import HOLDER, ISSUER

ROOT = Path(__file__).resolve().parents[2] / "examples"
OF_VERSION_2 = ("vc+jwt", "vc+sd-jwt", "vc+cose")
TOKENS = [name for name in SECURING if name != "jades" and not name.startswith("vp+")]


@pytest.fixture
def key(tmp_path: Path) -> str:
    path = tmp_path / "key.json"
    assert main(["keys", "new", "--type", "P-256", "--output", str(path)]) == 0
    return str(path)


@pytest.mark.parametrize("securing", TOKENS)
@pytest.mark.parametrize("target", ["elm", "open-badge-3"])
def test_what_is_issued_verifies(
    securing: str, target: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "credential"
    arguments = [
        "issue",
        str(ROOT / "learner.csv"),
        *("--achievement", str(ROOT / "port-safety.json")),
        *("--key", key, "--to", target, "--securing", securing),
    ]
    if target == "elm" and securing in OF_VERSION_2:
        assert main([*arguments, "--output", str(output)]) == 2
        assert not output.exists()
        return
    assert main([*arguments, "--output", str(output)]) == 0
    capsys.readouterr()
    assert main(["verify", str(output), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "passed"
    assert main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["content"].isascii()
    assert printed["mediaType"] == f"application/{securing}"


def test_every_mechanism_is_of_one_of_the_two_kinds() -> None:
    assert not set(SECURING) & set(SIGNING)
    assert {"vc+jwt", "dc+sd-jwt", "vc+cose", "jades"} <= set(SECURING)


def test_what_is_demanded_of_a_presentation(tmp_path: Path) -> None:
    claims = {"vct": "urn:x", "grade": "A"}
    issued = sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW, holder_key=HOLDER.public_key)
    shown = present(
        [derive(issued.content, []).content],
        HOLDER,
        securing="kb+jwt",
        domain="https://v.example",
        challenge="n-1",
        now=NOW,
    )
    path = tmp_path / "shown"
    path.write_bytes(shown.content)
    asked = ["verify", str(path), "--at", "2026-03-01T12:00:10Z", "--require-key-binding"]
    good = [*asked, "--nonce", "n-1", "--audience", "https://v.example", "--vct", "urn:x"]
    assert main(good) == 0
    assert main([*asked, "--challenge", "n-2"]) == 1
    assert main([*asked, "--domain", "https://w.example"]) == 1
    assert main([*asked, "--vct", "urn:y"]) == 1
    path.write_bytes(issued.content)
    assert main(asked) == 1
