"""`elm-microcred verify` of seals: anchors, certificates and revocation data are files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pki
import seals
from elm_microcred.cli import main


def test_a_seal_needs_an_anchor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = pki.pki()
    for name, content in {
        "sealed.json": seals.sealed(),
        "root.der": made.root.der,
        "ca.der": made.ca.der,
        "ocsp.der": seals.fresh_status(made)[0],
        "other.der": pki.issue(pki.name_of("Other"), pki.ec_key("other"), ca=True).der,
        "nonsense.der": b"nonsense",
    }.items():
        (tmp_path / name).write_bytes(content)
    file = str(tmp_path / "sealed.json")
    at = ["--at", "2026-03-01T12:00:00Z"]

    def said(*more: str) -> int:
        named = [str(tmp_path / m) if m.endswith(".der") else m for m in more]
        return main(["verify", file, *at, *named])

    assert said() == 3
    known = ["--certificate", "ca.der", "--revocation", "ocsp.der"]
    assert said("--anchor", "root.der", *known) == 0
    assert said("--anchor", "other.der", *known) == 1
    assert said("--anchor", "nonsense.der") == 2
    assert said("--anchor", "absent.der") == 2
    capsys.readouterr()
    assert said("--anchor", "root.der", "--certificate", "ca.der", "--json") == 3
    report = json.loads(capsys.readouterr().out)
    (securing,) = [check for check in report["checks"] if check["id"] == "securing"]
    assert securing["values"]["level"] == "B-B"
