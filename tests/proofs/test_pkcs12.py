"""Keys and certificates out of the files that providers hand out."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

import pki
from elm_microcred import KeyMaterialError, LocalSigner

SECRET = BestAvailableEncryption(b"secret")


def packed(key: Any, *chain: pki.Party) -> bytes:
    own, *others = [party.certificate for party in chain] or [None]
    return pkcs12.serialize_key_and_certificates(b"x", key, own, others, SECRET)


@pytest.mark.parametrize("kind", ["RSA", "P-256"])
def test_a_seal(kind: str) -> None:
    made = pki.pki(kind)
    signer = LocalSigner.from_pkcs12(packed(made.seal.key, made.seal, made.ca), b"secret")
    assert signer.certificates == (made.seal.der, made.ca.der)
    assert signer.algorithm == ("RS256" if kind == "RSA" else "ES256")
    assert signer.public_key.verify(signer.sign(b"data"), b"data")


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (ec.generate_private_key(ec.SECP521R1()), "ES512"),
    ],
)
def test_other_keys(key: Any, algorithm: str) -> None:
    signer = LocalSigner.from_pkcs12(packed(key), b"secret", "https://a.example/#k")
    assert (signer.algorithm, signer.certificates) == (algorithm, ())
    assert signer.verification_method == "https://a.example/#k"


def test_files_that_give_no_signer() -> None:
    made = pki.pki()
    for content, password in (
        (packed(made.seal.key, made.seal), b"wrong"),
        (b"no file", b"secret"),
        (
            pkcs12.serialize_key_and_certificates(b"x", None, None, [made.ca.certificate], SECRET),
            b"secret",
        ),
        (packed(dsa.generate_private_key(2048)), b"secret"),
    ):
        with pytest.raises(KeyMaterialError):
            LocalSigner.from_pkcs12(content, password)
