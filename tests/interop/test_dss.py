"""The European Commission's DSS accepts our seals, and we accept those that it makes.

DSS is made ready by `sh tests/interop/dss/prepare`, which needs Java, Maven and the network;
the tests need none of these but Java. It has a clock of its own, so that the certificates are
made around the time of the test.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    pkcs12,
)

import pki
import seals
from elm_microcred import Outcome, Policy, verify
from elm_microcred.proofs.jades.sealing import seal_bytes
from elm_microcred.retrieval import Resource

pytestmark = [pytest.mark.interop, pytest.mark.full]

HERE = Path(__file__).resolve().parent / "dss"
KINDS = ("RSA", "P-256")
LEVELS = {"B-B": "B", "B-T": "T", "B-LT": "LT", "B-LTA": "LTA"}
WAYS: dict[str, dict[str, Any]] = {
    "general": {},
    "flattened": {"serialization": "flattened", "b64": True},
    "clear": {"is_clear": True},
    "chain": {"with_chain": True, "content_timestamp": True},
    "hash": {"objects": {"payload.json": b"{}"}, "b64": True},
    "hash-raw": {"objects": {"payload.json": b"{}"}},
    "uri": {"objects": {"payload.json": b"{}"}, "object_hashes": False, "b64": True},
}
PAYLOAD = seals.compact(seals.issued())
NOW = datetime.now(UTC).replace(microsecond=0)
MADE = NOW - timedelta(minutes=3)
STAMPED = NOW - timedelta(minutes=2)
KNOWN = NOW - timedelta(minutes=1)


def referee(command: str, folder: Path) -> str:
    if not (HERE / "target" / "classes" / "Referee.class").is_file() or not shutil.which("java"):
        pytest.skip("could not import the referee DSS: run sh tests/interop/dss/prepare")
    classes = f"{HERE / 'target' / 'classes'}:{HERE / 'target' / 'lib'}/*"
    found = subprocess.run(
        ["java", "-Xmx1g", "-cp", classes, "Referee", command, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout


def setting(folder: Path) -> None:
    """Anchors, certificates and revocation data of both infrastructures."""
    for kind in KINDS:
        made = pki.pki_around(kind, NOW)
        for name, encoded in (
            (f"anchors/{kind}.der", made.root.der),
            (f"certificates/{kind}.der", made.ca.der),
            (f"crl/{kind}-root.crl", pki.revocation_list(made.root, at=KNOWN)),
            (f"crl/{kind}-ca.crl", pki.revocation_list(made.ca, at=KNOWN)),
            (f"ocsp/{kind}.ocsp", pki.ocsp_response(made.seal, made.ca, made.responder, at=KNOWN)),
            (
                f"ocsp/{kind}-tsa.ocsp",
                pki.ocsp_response(made.tsa, made.ca, made.responder, at=KNOWN),
            ),
        ):
            target = folder / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(encoded)


def status(made: pki.Pki, of: pki.Party) -> bytes:
    """What the responder says now about somebody."""
    return pki.ocsp_response(of, made.ca, made.responder, at=KNOWN)


def our_seal(kind: str, level: str, more: dict[str, Any]) -> bytes:
    made = pki.pki_around(kind, NOW)
    given = {"timestamp": made.authority(time=STAMPED), **more}
    options = seals.options(made, level, at=KNOWN, **given)
    payload = b"" if "objects" in more else PAYLOAD
    who = seals.signer(made.seal, made.ca)
    return seal_bytes(payload, who, created=MADE, options=options)


def test_dss_accepts_our_seals(tmp_path: Path) -> None:
    setting(tmp_path)
    folder = tmp_path / "seals"
    folder.mkdir()
    expected = {}
    for kind in KINDS:
        for level, name in LEVELS.items():
            for way, more in WAYS.items():
                if (way, level) == ("clear", "B-LTA"):
                    continue  # DSS knows no canonical form to archive what stands in clear
                file = f"{kind}-{level}-{way}.json"
                (folder / file).write_bytes(our_seal(kind, level, more))
                for uri, data in more.get("objects", {}).items():
                    beside = folder / f"{file}.detached"
                    beside.mkdir()
                    (beside / uri).write_bytes(data)
                expected[file] = ["TOTAL_PASSED", "null", f"JAdES-BASELINE-{name}"]
        compact = our_seal(kind, "B-B", {"serialization": "compact", "b64": True})
        (folder / f"{kind}-compact").write_bytes(compact)
        expected[f"{kind}-compact"] = ["TOTAL_PASSED", "null", "JAdES-BASELINE-B"]
    forged = json.loads(our_seal("P-256", "B-B", {}))
    forged["payload"] = forged["payload"].replace("Ada", "Eve")
    (folder / "forged.json").write_text(json.dumps(forged, ensure_ascii=False), "utf-8")
    expected["forged.json"] = ["TOTAL_FAILED", "HASH_FAILURE", "JAdES-BASELINE-B"]
    rows = (line.split("\t") for line in referee("validate", tmp_path).splitlines())
    assert {name: row for name, *row in rows} == expected


def test_we_accept_the_seals_of_dss(tmp_path: Path) -> None:
    setting(tmp_path)
    (tmp_path / "payload").write_bytes(PAYLOAD)
    keys = tmp_path / "keys"
    keys.mkdir()
    secret = BestAvailableEncryption(b"secret")
    for kind in KINDS:
        made = pki.pki_around(kind, NOW)
        for name, party in ((kind, made.seal), ("tsa", made.tsa)):
            chain = [made.ca.certificate, made.root.certificate]
            packed = pkcs12.serialize_key_and_certificates(
                b"key", party.key, party.certificate, chain, secret
            )
            (keys / f"{name}.p12").write_bytes(packed)
    referee("sign", tmp_path)
    files = sorted((tmp_path / "made").iterdir())
    assert len(files) == len(KINDS) * (len(LEVELS) * 6 - 1)
    now = datetime.now(UTC)
    for file in files:
        kind = "RSA" if file.name.startswith("RSA") else "P-256"
        made = pki.pki_around(kind, NOW)
        other = pki.pki_around(KINDS[1 - KINDS.index(kind)], NOW)
        policy = Policy(
            trust_anchors=(made.root.der, other.root.der),
            certificates=(made.ca.der,),
            revocation_data=(
                pki.ocsp_response(made.seal, made.ca, made.responder, at=KNOWN),
                pki.revocation_list(made.root, at=KNOWN),
            ),
            checks=frozenset({"securing", "controller", "issuer"}),
        )
        content = file.read_bytes()
        report = verify(content, now=now, policy=policy, resolve=lambda _: Resource(PAYLOAD))
        assert report.outcome is Outcome.PASSED, (file.name, report.errors)
        level = report.check("securing").values["level"]
        assert LEVELS[level] == file.name.split("-JAdES_BASELINE_")[1].split("-")[0], file.name
