"""Seals that name a signature policy: told, and its document compared where it is at hand."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

import pki
import seals
from elm_microcred import Outcome, Verification
from elm_microcred.proofs.multibase import encode_base64url

PAYLOAD = seals.compact(seals.issued())
URI = "https://policies.example/seal/1"
TEXT = b"Whoever seals under this policy has looked at the register of awards."
DIGEST = encode_base64url(hashlib.sha256(TEXT).digest())
POLICY: dict[str, Any] = {"id": {"id": URI}, "digAlg": "S256", "digVal": DIGEST}


def checked(named: Any, **documents: bytes) -> Verification:
    header = {**seals.parts(seals.sealed())[2], "sigPId": named}
    content = seals.resealed(header, PAYLOAD, pki.pki().seal)
    known = {URI: documents["text"]} if documents else {}
    return seals.check(content, signature_policies=known)


def told(report: Verification) -> list[str]:
    return [problem.code for problem in report.check("securing/header").problems]


def test_a_policy_is_told() -> None:
    report = checked(POLICY)
    assert report.outcome is Outcome.PASSED, report.errors
    assert report.check("securing").values["signaturePolicy"] == {
        "id": URI,
        "document": "not compared",
    }
    assert told(report) == ["SEAL_POLICY_UNCHECKED"]


def test_no_policy_is_no_value() -> None:
    report = seals.check(seals.sealed(), signature_policies={URI: TEXT})
    assert "signaturePolicy" not in report.check("securing").values


@pytest.mark.parametrize(("name", "digest"), [("S256", "sha256"), ("S512", "sha512")])
def test_its_document_is_compared(name: str, digest: str) -> None:
    value = encode_base64url(hashlib.new(digest, TEXT).digest())
    report = checked({**POLICY, "digAlg": name, "digVal": value}, text=TEXT)
    assert report.outcome is Outcome.PASSED, report.errors
    assert report.check("securing").values["signaturePolicy"]["document"] == "compared"
    assert told(report) == []


@pytest.mark.parametrize("value", [DIGEST[:-1] + "A", "", "!", DIGEST + "=", None])
def test_another_document_is_refused(value: str | None) -> None:
    text = TEXT + b"!" if value is None else TEXT
    report = checked({**POLICY, "digVal": DIGEST if value is None else value}, text=text)
    assert report.outcome is Outcome.FAILED
    assert "SEAL_POLICY_MISMATCH" in seals.codes(report)


@pytest.mark.parametrize(
    "named",
    [
        {"id": {"id": URI}},
        {**POLICY, "digPSp": True},
        {**POLICY, "digAlg": "MD5"},
        {"id": {"id": "urn:oid:1.2.3"}, "digAlg": "S256", "digVal": DIGEST},
    ],
    ids=["no digest", "a digest of its own", "a weak digest", "another policy"],
)
def test_what_cannot_be_compared_is_told(named: Any) -> None:
    report = checked(named, text=TEXT)
    assert report.outcome is Outcome.PASSED, report.errors
    assert told(report) == ["SEAL_POLICY_UNCHECKED"]


@pytest.mark.parametrize("named", [{}, [], "x", {"id": URI}, {**POLICY, "digAlg": {}}], ids=repr)
def test_a_policy_of_another_form(named: Any) -> None:
    report = checked(named, text=TEXT)
    assert report.outcome is Outcome.FAILED
    assert "SEAL_MALFORMED" in seals.codes(report)
