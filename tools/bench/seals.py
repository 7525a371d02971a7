"""Seals: what sealing costs beside the bare signature, and what verifying a seal of the EU costs.

```
python -m bench.seals [--json]      rows as those of the benchmark; the peer is bare RS256
```
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bench.measure import calibration, interleaved
from elm_microcred import LocalSigner, Policy, sign, verify
from elm_microcred.proofs import keys
from elm_microcred.proofs import rsa as rsa_keys
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.jades.sealing import seal_bytes
from elm_microcred.proofs.multibase import decode_base64url

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SAMPLES = (
    "edc-2023/Sample-CertOfPart-signed.jsonld",
    "edc-2024-2025/Sample-CertOfPart-signed.jsonld",
    "edc-2024-2025/Sample-JointDegree-signed.jsonld",
)


def rows(reference: Path, *, rounds: int, seconds: float) -> Iterator[dict[str, Any]]:
    """Operations per second of CPU time; of verification also the milliseconds of one."""
    (rate,) = interleaved([calibration], rounds=rounds, seconds=seconds)
    yield _row("calibration", "fixed loop", rate, rate)
    signer, key = _signer()
    for name, document in (("small EDC", _credential(1)), ("EDC of 100 kB", _credential(400))):
        payload = json.dumps(document, separators=(",", ":")).encode()
        works = [
            lambda p=payload: seal_bytes(p, signer, created=NOW),
            lambda d=document: sign(d, signer, securing="jades", now=NOW),
            lambda p=payload: key.sign(p, padding.PKCS1v15(), hashes.SHA256()),
        ]
        sealed, signed, bare = interleaved(works, rounds=rounds, seconds=seconds)
        yield _row("seal B-B", name, sealed, bare)
        yield _row("sign(jades)", name, signed, bare)
    samples = reference / "elm" / "samples"
    if not samples.is_dir():
        print(f"left out for want of {samples}: the seals of the EU", file=sys.stderr)
        return
    contents = {name: (samples / name).read_bytes() for name in _SAMPLES}
    policy = Policy(trust_anchors=tuple(dict.fromkeys(_roots(contents.values()))))
    for name, content in contents.items():
        report = verify(content, now=NOW, policy=policy)
        if not report:
            raise AssertionError(f"{name}: {report.errors}")
        work = [lambda c=content: verify(c, now=NOW, policy=policy)]
        (rate,) = interleaved(work, rounds=rounds, seconds=seconds)
        row = _row("verify B-LTA", f"{name.split('/')[1][:24]} {len(content) // 1000} kB", rate, 0)
        yield {**row, "milliseconds": round(1000 / rate, 2)}


def _row(operation: str, workload: str, ours: float, peer: float) -> dict[str, Any]:
    ratio = round(ours / peer, 2) if peer else None
    return {
        "operation": operation,
        "workload": workload,
        "ours": round(ours, 2),
        "pyld": round(peer, 2),
        "ratio": ratio,
    }


def _signer() -> tuple[LocalSigner, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Bench"),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_IDENTIFIER, "VATXX-1"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = keys.secret_key(KEY_TYPES["RSA"], rsa_keys.encode_secret(key))
    return LocalSigner(secret, certificates=[certificate.public_bytes(Encoding.DER)]), key


def _credential(achievements: int) -> dict[str, Any]:
    claims = [
        {
            "id": f"urn:epass:learningAchievement:{number}",
            "type": "LearningAchievement",
            "title": {"en": "Port safety", "lv": "Ostas drošība"},
            "awardedBy": {"id": "urn:epass:awardingProcess:1", "type": "AwardingProcess"},
        }
        for number in range(achievements)
    ]
    return {
        "id": "urn:credential:1c3f9a1e-5a7c-4c1e-9d52-5d1c3b2a0f11",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {"id": "urn:epass:person:1", "type": "Person", "hasClaim": claims},
        "validFrom": "2026-01-01T00:00:00Z",
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
        ],
    }


def _roots(contents: Any) -> Iterator[bytes]:

    for content in contents:
        for text in json.loads(content)["signatures"][0]["header"]["etsiU"]:
            for value in json.loads(decode_base64url(text)).get("xVals", []):
                encoded = base64.b64decode(value["x509Cert"]["val"])
                if read_certificate(encoded).is_self_issued:
                    yield encoded


def main(arguments: list[str] | None = None) -> int:
    """Print the rows."""
    parser = argparse.ArgumentParser(prog="bench.seals", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as a JSON array")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.4)
    given = parser.parse_args(arguments)
    reference = Path(os.environ.get("ELM_MICROCRED_REFERENCE", "")) / "reference"
    measured = list(rows(reference, rounds=given.rounds, seconds=given.seconds))
    if given.json:
        print(json.dumps(measured))
    else:
        for row in measured:
            print(" ".join(f"{value!s:>12}" for value in row.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
