"""Seals of European credentials beside the bare signature, and beside a budget.

seal           a seal of level B-B over the bytes of a credential, of one kilobyte and of a hundred,
               beside RS256 of the cryptography library over the same bytes
sign-seal      the same through `sign`, with the term checks and the rules of the data model
verify-seal    seals of level B-LTA that the issuer of the European Union made, through `verify`
               with all checks and the anchors at hand, beside the 15 ms of CPU that each may take.
               What lives as long as the process (modules, and what the bench holds) is frozen
               before, as servers do once they have started: the garbage collector otherwise walks
               over all of it every dozen large seals
"""

from __future__ import annotations

import base64
import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bench.measure import interleaved
from elm_microcred import LocalSigner, Policy, sign, verify
from elm_microcred.proofs import keys
from elm_microcred.proofs import rsa as rsa_keys
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.jades.sealing import seal_bytes
from elm_microcred.proofs.multibase import decode_base64url

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPERATIONS = ("seal", "sign-seal", "verify-seal")
BUDGET_SECONDS = 0.015
_SAMPLES = {
    "CertOfPart-2023": "edc-2023/Sample-CertOfPart-signed.jsonld",
    "CertOfPart-2024": "edc-2024-2025/Sample-CertOfPart-signed.jsonld",
    "JointDegree": "edc-2024-2025/Sample-JointDegree-signed.jsonld",
}
_CREDENTIALS = {"EDC-1": 1, "EDC-400": 400}
"""Made credentials, by how many achievements they have: one and eighty kilobytes."""


def rates(
    operation: str, samples: Path, *, rounds: int, seconds: float
) -> Iterator[tuple[str, float, float]]:
    """Workload, our operations per second of CPU time, and those of the other side.

    Raises:
        AssertionError: If a seal does not verify.
    """
    turns = partial(interleaved, rounds=rounds, seconds=seconds)
    if operation == "verify-seal":
        contents = {name: (samples / path).read_bytes() for name, path in _SAMPLES.items()}
        policy = Policy(trust_anchors=tuple(dict.fromkeys(_roots(contents.values()))))
        for name, content in contents.items():
            report = verify(content, now=NOW, policy=policy)
            if not report:
                raise AssertionError(f"{name}: {report.errors}")
            work = partial(verify, content, now=NOW, policy=policy)
            with _frozen():
                (rate,) = turns([work])
            yield name, rate, 1 / BUDGET_SECONDS
        return
    signer, key = _signer()
    for name, achievements in _CREDENTIALS.items():
        document = _credential(achievements)
        payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        if not verify(seal_bytes(payload, signer, created=NOW), now=NOW, policy=_own(signer)).check(
            "securing"
        ):
            raise AssertionError(name)
        ours = (
            partial(seal_bytes, payload, signer, created=NOW)
            if operation == "seal"
            else partial(sign, document, signer, securing="jades", now=NOW)
        )
        bare = partial(key.sign, payload, padding.PKCS1v15(), hashes.SHA256())
        sealed, signed = turns([ours, bare])
        yield name, sealed, signed


@contextmanager
def _frozen() -> Iterator[None]:
    """Leave what is there now to itself: the garbage collector looks at what comes after."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def is_possible(operation: str, samples: Path) -> str:
    """Why an operation cannot be measured here; empty where it can."""
    if operation == "verify-seal" and not samples.is_dir():
        return f"there is no {samples}"
    return ""


def _own(signer: LocalSigner) -> Policy:
    return Policy(trust_anchors=tuple(signer.certificates))


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


def _roots(contents: Iterable[bytes]) -> Iterator[bytes]:
    """The roots in the validation data of seals."""
    for content in contents:
        for text in json.loads(content)["signatures"][0]["header"]["etsiU"]:
            for value in json.loads(decode_base64url(text)).get("xVals", []):
                encoded = base64.b64decode(value["x509Cert"]["val"])
                if read_certificate(encoded).is_self_issued:
                    yield encoded
