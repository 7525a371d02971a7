"""RSA keys: every form both ways, and the malformed and weak ones."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import KeyMaterialError
from elm_microcred.proofs import keys
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.multibase import encode, encode_base64url
from elm_microcred.proofs.signer import LocalSigner

SIGNER = LocalSigner.generate("RSA")
JWK = SIGNER.to_jwk()
RSA = KEY_TYPES["RSA"]


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(KeyMaterialError) as caught:
        call(*arguments)
    return caught.value.code


def octets(number: int) -> str:
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def test_a_jwk_has_both_halves() -> None:
    assert set(JWK) == {"kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"}
    again = LocalSigner.from_jwk(JWK)
    assert again.public_key == SIGNER.public_key
    assert again.public_key.verify(SIGNER.sign(b"data"), b"data")
    assert not again.public_key.verify(SIGNER.sign(b"data"), b"other")
    assert code_of(keys.from_jwk, JWK) == "KEY_MALFORMED"


def test_a_key_object_is_a_key_of_ours() -> None:
    for made, name in (
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (ec.generate_private_key(ec.SECP384R1()), "P-384"),
        (rsa.generate_private_key(65537, 2048), "RSA"),
    ):
        assert keys.from_loaded(made.public_key()).type.name == name
    for other in (
        ec.generate_private_key(ec.SECP192R1()),
        X25519PrivateKey.generate(),
    ):
        assert code_of(keys.from_loaded, other.public_key()) == "KEY_TYPE_MISMATCH"


def jwk(**changes: Any) -> dict[str, Any]:
    public = {name: JWK[name] for name in ("kty", "n", "e")}
    return {**public, **changes}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"n": octets(2**1023 + 1)}, "KEY_WEAK"),
        ({"n": octets(2**8192 + 1)}, "KEY_MALFORMED"),
        ({"e": octets(1)}, "KEY_MALFORMED"),
        ({"e": octets(65536)}, "KEY_MALFORMED"),
        ({"e": octets(2**32 + 1)}, "KEY_MALFORMED"),
        ({"n": octets(2**2048)}, "KEY_MALFORMED"),
        ({"n": "AA"}, "KEY_MALFORMED"),
        ({"n": ""}, "KEY_MALFORMED"),
        ({"e": 3}, "KEY_MALFORMED"),
        ({"alg": "RSA-OAEP"}, "KEY_TYPE_MISMATCH"),
    ],
)
def test_malformed_and_weak_jwks_are_refused(changes: dict[str, Any], code: str) -> None:
    assert code_of(keys.from_jwk, jwk(**changes)) == code


def test_halves_that_do_not_fit_are_refused() -> None:
    for name in ("d", "p", "q", "dp", "dq", "qi"):
        assert code_of(keys.from_secret_jwk, {**JWK, name: octets(65537)}) == "KEY_MALFORMED"


def test_other_structures_are_no_key() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    public = SIGNER.public_key.loaded
    for encoded in (
        b"",
        b"\x30\x00",
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        curve.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        # A SubjectPublicKeyInfo of an algorithm that nobody knows.
        bytes.fromhex("300d300806062a0304050607030100"),
    ):
        assert code_of(keys.public_key, RSA, encoded) == "KEY_MALFORMED"
    for encoded in (
        b"",
        curve.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        bytes.fromhex("30130201003008060" + "62a03040506070404020500"),
    ):
        assert code_of(keys.secret_key, RSA, encoded) == "KEY_MALFORMED"


@given(st.binary(max_size=64))
def test_no_bytes_are_a_crash(encoded: bytes) -> None:
    assert code_of(keys.from_multikey, encode(RSA.public_header + encoded)) == "KEY_MALFORMED"
