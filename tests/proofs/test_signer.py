"""Signers: their keys, their names, and that they never show a secret."""

from __future__ import annotations

import dataclasses
import json

import pytest

from elm_microcred.errors import KeyMaterialError, UsageError
from elm_microcred.proofs.signer import LocalSigner, Signer

SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


def test_a_key_names_itself_by_its_did_key() -> None:
    signer = LocalSigner.from_multikey(SECRET)
    assert signer.did == signer.controller == f"did:key:{PUBLIC}"
    assert signer.verification_method == f"did:key:{PUBLIC}#{PUBLIC}"
    assert signer.algorithm == "Ed25519"
    assert signer.certificates == ()


def test_a_key_can_stand_in_the_document_of_an_issuer() -> None:
    signer = LocalSigner.from_multikey(SECRET, "https://university.example/issuer#key-1")
    assert signer.controller == "https://university.example/issuer"
    assert signer.did == f"did:key:{PUBLIC}"
    listed_elsewhere = LocalSigner(
        signer.key,
        verification_method="https://university.example/keys/1",
        controller="https://university.example/issuer",
        certificates=[b"DER"],
    )
    assert listed_elsewhere.controller == "https://university.example/issuer"
    assert listed_elsewhere.certificates == (b"DER",)


@pytest.mark.parametrize(
    ("type_", "algorithm"),
    [("Ed25519", "Ed25519"), ("P-256", "ES256"), ("P-384", "ES384"), ("P-521", "ES512")],
)
def test_a_generated_key_survives_its_jwk(type_: str, algorithm: str) -> None:
    signer: Signer = LocalSigner.generate(type_)
    assert signer.algorithm == algorithm
    again = LocalSigner.from_jwk(json.loads(json.dumps(signer.to_jwk())))  # type: ignore[attr-defined] - of LocalSigner
    assert again == signer
    assert again.public_key.verify(signer.sign(b"data"), b"data")


def test_two_generated_keys_differ() -> None:
    assert LocalSigner.generate() != LocalSigner.generate()


def test_no_text_form_shows_the_secret() -> None:
    signer = LocalSigner.from_multikey(SECRET)
    secret = signer.to_jwk()["d"]
    for text in (repr(signer), str(signer), repr(dataclasses.replace(signer.key))):
        assert secret not in text and signer.key.encoded.hex() not in text
        assert repr(signer.key.encoded) not in text


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(UsageError) as caught:
        LocalSigner.generate("DSA")
    assert caught.value.problem.expected == "Ed25519, P-256, P-384, P-521, RSA, BLS12-381"
    with pytest.raises(UsageError):
        LocalSigner.from_multikey(SECRET, "key-1")
    with pytest.raises(KeyMaterialError):
        LocalSigner.from_jwk({"kty": "OKP"})
