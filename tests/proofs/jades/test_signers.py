"""Seals by signers whose key is elsewhere, as the guide shows them."""

from __future__ import annotations

import pytest
from cryptography import x509

import pki
import seals
from elm_microcred import Outcome, SignerError, sign
from elm_microcred.proofs import keys
from elm_microcred.proofs.remote_signer import RemoteSigner


def remote(kind: str, asked: list[bytes], certificates: tuple[bytes, ...]) -> RemoteSigner:
    """A service with the key of the seal."""
    soft = seals.signer(pki.pki(kind).seal)

    def ask(data: bytes) -> bytes:
        asked.append(data)
        return soft.sign(data)

    certificate = x509.load_der_x509_certificate(certificates[0])
    return RemoteSigner(
        public_key=keys.from_loaded(certificate.public_key()),
        ask=ask,
        verification_method="https://academy.example/seal#1",
        certificates=certificates,
    )


@pytest.mark.parametrize("kind", ["RSA", "P-256"])
def test_a_service_seals(kind: str) -> None:
    made = pki.pki(kind)
    asked: list[bytes] = []
    signer = remote(kind, asked, (made.seal.der, made.ca.der))
    content = sign(seals.issued(), signer, securing="jades", now=seals.SEALED).content
    report = seals.check(content, kind)
    assert report.check("securing").outcome is Outcome.PASSED, report.errors
    assert report.check("controller").outcome is Outcome.PASSED
    assert len(asked) == 1


def test_a_service_with_another_key_seals_nothing() -> None:
    other = pki.issue(pki.SEAL_NAME, pki.ec_key("other"), pki.pki("P-256").ca)
    signer = remote("P-256", [], (other.der,))
    with pytest.raises(SignerError):
        sign(seals.issued(), signer, securing="jades", now=seals.SEALED)
