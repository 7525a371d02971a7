"""Seals that the issuer of the European Union made, between 2023 and 2025.

The anchors are the roots that stand beside the seals. The certificate of all of them has ended
since, so that only their timestamps keep them alive.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import Outcome, Policy, Verification, verify
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.multibase import decode_base64url, encode_base64url

pytestmark = pytest.mark.reference

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LONG_TERM = {
    "edc-2023/Sample-CertOfPart-signed.jsonld": "2023-09-27T12:07:04Z",
    "edc-2023/Sample-MC-Annex1-signed.jsonld": "2023-09-27T11:54:20Z",
    "edc-2024-2025/Sample-CertOfPart-signed.jsonld": "2025-02-12T12:09:48Z",
    "edc-2024-2025/Sample-JointDegree-signed.jsonld": "2025-02-19T18:31:05Z",
}
SHORT = "edc-2024-2025/AA-Annex1-MC-signed.jsonld"
INVALID = "edc-2023/edci-credential-jws-invalid.jsonld"
SEAL = frozenset({"securing", "controller", "issuer"})


@dataclass(frozen=True)
class Samples:
    folder: Path
    roots: tuple[bytes, ...]
    others: tuple[bytes, ...]

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def verify(self, content: bytes, **more: Any) -> Verification:
        return verify(content, now=NOW, policy=Policy(trust_anchors=self.roots, **more))


@pytest.fixture(scope="module")
def samples(reference: Path) -> Samples:
    folder = reference / "elm" / "samples"
    found: dict[bytes, bool] = {}
    for name in LONG_TERM:
        entry = json.loads((folder / name).read_bytes())["signatures"][0]
        for text in entry["header"]["etsiU"]:
            for value in json.loads(decode_base64url(text)).get("xVals", []):
                encoded = base64.b64decode(value["x509Cert"]["val"])
                found[encoded] = read_certificate(encoded).is_self_issued
    roots = tuple(encoded for encoded, is_root in found.items() if is_root)
    others = tuple(encoded for encoded, is_root in found.items() if not is_root)
    return Samples(folder, roots, others)


@pytest.mark.parametrize("name", LONG_TERM)
def test_a_seal_of_long_term_passes_entirely(samples: Samples, name: str) -> None:
    report = samples.verify(samples.read(name))
    assert report.outcome is Outcome.PASSED, report.errors
    values = report.check("securing").values
    assert values["level"] == "B-LTA"
    assert values["bestSignatureTime"] == LONG_TERM[name]
    assert values["provenBy"] == "sigTst"
    assert [stamp["kind"] for stamp in values["timestamps"]] == ["adoTst", "sigTst", "arcTst"]
    assert report.controller == "VATES-A00000000"
    about = report.check("issuer").values
    assert about["trust"] == "anchored"
    assert about["qualification"] == "claims to be qualified"


def test_any_certificate_beside_the_seal_may_be_the_anchor(samples: Samples) -> None:
    for name in LONG_TERM:
        anchors = (*samples.roots, *samples.others)
        report = verify(samples.read(name), now=NOW, policy=Policy(trust_anchors=anchors))
        assert report.outcome is Outcome.PASSED


def test_without_timestamps_the_certificate_has_ended(samples: Samples) -> None:
    whole = json.loads(samples.read(next(iter(LONG_TERM))))
    del whole["signatures"][0]["header"]
    report = samples.verify(json.dumps(whole).encode(), certificates=samples.others)
    assert "SEAL_CERT_EXPIRED" in {problem.code for problem in report.errors}


def test_a_seal_with_its_certificate_only(samples: Samples) -> None:
    content = samples.read(SHORT)
    report = samples.verify(content, certificates=samples.others)
    assert report.outcome is Outcome.INDETERMINATE
    assert report.check("securing").outcome is Outcome.PASSED
    assert report.check("securing").values["level"] == "B-T"
    assert report.check("issuer/seal-certificate").outcome is Outcome.PASSED
    assert report.check("issuer/revocation").outcome is Outcome.INDETERMINATE
    assert [problem.code for problem in report.errors] == ["SEAL_REVOCATION_UNKNOWN"]
    alone = samples.verify(content)
    assert "SEAL_UNTRUSTED" in {problem.code for problem in alone.errors}


def test_the_invalid_one_fails(samples: Samples) -> None:
    report = samples.verify(samples.read(INVALID), certificates=samples.others)
    assert report.outcome is Outcome.FAILED
    assert report.check("issuer").outcome is Outcome.FAILED


def changed(content: bytes, part: str, place: int, change: int) -> bytes | None:
    """The seal with one byte of a part changed; `None` where that makes no JSON of ours."""
    whole = json.loads(content)
    entry = whole["signatures"][0]
    if part == "payload":
        raw = bytearray(whole["payload"].encode())
    elif part == "protected":
        raw = bytearray(decode_base64url(entry["protected"]))
    elif part == "signature":
        raw = bytearray(decode_base64url(entry["signature"]))
    else:
        raw = bytearray(decode_base64url(entry["header"]["etsiU"][int(part)]))
    raw[place % len(raw)] ^= change
    if part == "payload":
        try:
            whole["payload"] = raw.decode()
        except UnicodeDecodeError:
            return None
    elif part in ("protected", "signature"):
        entry[part] = encode_base64url(bytes(raw))
    else:
        entry["header"]["etsiU"][int(part)] = encode_base64url(bytes(raw))
    return json.dumps(whole, ensure_ascii=False).encode()


REASONS = {
    "payload": {"PROOF_SIGNATURE_INVALID"},
    "protected": {"PROOF_SIGNATURE_INVALID", "SEAL_MALFORMED", "JOSE_HEADER_INVALID"}
    | {"SEAL_THUMBPRINT_MISMATCH", "JOSE_ALG_NOT_ALLOWED", "JOSE_CRIT_UNSUPPORTED"},
    "signature": {"PROOF_SIGNATURE_INVALID"},
    "0": {"SEAL_TIMESTAMP", "SEAL_MALFORMED"},
    "1": {"SEAL_TIMESTAMP", "SEAL_MALFORMED"},
    "2": {"SEAL_TIMESTAMP", "SEAL_MALFORMED"},
    "3": {"SEAL_TIMESTAMP", "SEAL_MALFORMED"},
}
SAMPLE = "edc-2023/Sample-CertOfPart-signed.jsonld"


@pytest.mark.parametrize("part", REASONS)
@given(place=st.integers(0, 200_000), change=st.integers(1, 127))
def test_one_changed_byte_changes_the_verdict(
    samples: Samples, part: str, place: int, change: int
) -> None:
    content = changed(samples.read(SAMPLE), part, place, change)
    if content is None:
        return
    report = samples.verify(content, checks=SEAL)
    found = {problem.code for problem in report.errors}
    if part == "3":
        # Of an archive timestamp, what its own signature does not cover is only looked at:
        # certificates that come along, and members whose names nobody knows.
        assert report.outcome is not Outcome.PASSED or _says_the_same(report)
        return
    assert report.outcome is Outcome.FAILED, (place, change, found)
    assert found & REASONS[part], found


def _says_the_same(report: Verification) -> bool:
    stamps = report.check("securing").values["timestamps"]
    return [stamp["time"] for stamp in stamps][:2] == [
        "2023-09-27T12:07:01Z",
        "2023-09-27T12:07:04Z",
    ]
