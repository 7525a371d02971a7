"""Keys: the published vectors, every malformed form, and the weak ones."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import KeyMaterialError, UsageError
from elm_microcred.proofs import keys, multibase
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.signer import LocalSigner

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


@cache
def secret(name: str, number: int = 7) -> keys.SecretKey:
    row = KEY_TYPES[name]
    encoded = number.to_bytes(row.secret_bytes, "big") if row.secret_bytes else row.generate()
    return keys.secret_key(row, encoded)


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(KeyMaterialError) as caught:
        call(*arguments)
    return caught.value.code


@pytest.mark.parametrize("name", KEY_TYPES)
def test_both_written_forms_lead_back_to_the_key(name: str) -> None:
    key = secret(name)
    public = key.public
    assert keys.from_multikey(public.multikey) == public
    assert keys.from_secret_multikey(key.multikey) == key
    if key.type.kty:
        assert keys.from_jwk(public.jwk) == public
        assert keys.from_secret_jwk(key.jwk) == key
    else:
        assert code_of(lambda: key.jwk) == "KEY_TYPE_MISMATCH"
        assert code_of(keys.from_jwk, {"kty": "", "crv": name, "x": "AA"}) == "KEY_MALFORMED"


@pytest.mark.parametrize("name", KEY_TYPES)
def test_a_signature_fits_its_data_and_its_key_only(name: str) -> None:
    key = secret(name)
    signature = key.sign(b"data")
    assert key.sign(b"data") == signature
    assert len(signature) in (64, 80, 96, 132, 384)
    assert key.public.verify(signature, b"data")
    assert not key.public.verify(signature, b"other data")
    assert not key.public.verify(signature[:-1], b"data")
    assert not key.public.verify(signature + b"\0", b"data")
    assert not key.public.verify(bytes(len(signature)), b"data")
    other = secret(name, 8)
    assert not other.public.verify(signature, b"data")


@pytest.mark.parametrize("name", KEY_TYPES)
def test_a_generated_key_is_of_its_kind(name: str) -> None:
    row = KEY_TYPES[name]
    assert keys.secret_key(row, row.generate()).public.multikey.startswith("z")


def test_no_text_form_shows_the_secret() -> None:
    for name in KEY_TYPES:
        key = secret(name)
        for text in (repr(key), str(key), f"{key}"):
            assert multibase.encode_base64url(key.encoded) not in text
            assert repr(key.encoded) not in text
            assert key.encoded.hex() not in text


@pytest.mark.reference
def test_the_published_keys_of_the_nist_curves(reference: Path) -> None:
    cases = json.loads((reference / "w3c/vectors/did-key/nist-curves.json").read_text("utf-8"))
    for did, case in cases.items():
        method = case["verificationMethod"]
        key = keys.from_multikey(did.removeprefix("did:key:"))
        if "publicKeyJwk" in method:
            assert key.jwk == method["publicKeyJwk"]
            assert keys.from_secret_jwk(method["privateKeyJwk"]).public == key


@pytest.mark.reference
def test_the_published_ed25519_keys(reference: Path) -> None:
    cases = json.loads((reference / "w3c/vectors/did-key/ed25519-x25519.json").read_text("utf-8"))
    for did, case in cases.items():
        key = keys.from_multikey(did.removeprefix("did:key:"))
        seed = keys.secret_key(KEY_TYPES["Ed25519"], bytes.fromhex(case["seed"]))
        assert seed.public == key
        pair = case["verificationKeyPair"]
        if "publicKeyBase58" in pair:
            assert key.encoded == multibase.decode_base58btc(pair["publicKeyBase58"])
        else:
            assert key.jwk == pair["publicKeyJwk"]


def test_kinds_of_key_that_are_not_known_are_refused() -> None:
    x25519 = multibase.encode(bytes.fromhex("ec01") + bytes([9]) + bytes(31))
    assert code_of(keys.from_multikey, x25519) == "KEY_MALFORMED"


@pytest.mark.reference
def test_the_published_keys_of_secp256k1(reference: Path) -> None:
    cases = json.loads((reference / "w3c/vectors/did-key/secp256k1.json").read_text("utf-8"))
    for did, case in cases.items():
        key = keys.from_multikey(did.removeprefix("did:key:"))
        pair = case["verificationKeyPair"]
        if "publicKeyJwk" in pair:
            assert key.jwk == pair["publicKeyJwk"]
        else:
            assert key.encoded == multibase.decode_base58btc(pair["publicKeyBase58"])


def test_keys_of_secp256k1_are_read_and_never_made() -> None:
    with pytest.raises(UsageError) as caught:
        LocalSigner.generate("secp256k1")
    assert "secp256k1" not in str(caught.value.problem.expected)


@pytest.mark.reference
def test_the_published_keys_of_bls12_381(reference: Path) -> None:
    cases = json.loads((reference / "w3c/vectors/did-key/bls12381.json").read_text("utf-8"))
    for did, case in cases.items():
        text, pair = did.removeprefix("did:key:"), case["verificationKeyPair"]
        if not text.startswith("zUC7"):
            assert code_of(keys.from_multikey, text) == "KEY_MALFORMED"
            continue
        key = keys.from_multikey(text)
        assert key.encoded == multibase.decode_base58btc(pair["publicKeyBase58"])
        secret = multibase.decode_base58btc(pair["privateKeyBase58"])
        assert keys.secret_key(KEY_TYPES["BLS12-381"], secret).public == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        "z6Mk",
        "u7QEA",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ22",
        "m" + "A" * 44,
        "z" + "1" * 40,
    ],
)
def test_malformed_multikeys_are_refused(text: str) -> None:
    assert code_of(keys.from_multikey, text) == "KEY_MALFORMED"


@pytest.mark.parametrize("name", KEY_TYPES)
def test_a_multikey_of_another_length_is_refused(name: str) -> None:
    public = secret(name).public
    for encoded in (b"", public.encoded[:-1], public.encoded + b"\0"):
        multikey = multibase.encode(public.type.public_header + encoded)
        assert code_of(keys.from_multikey, multikey) == "KEY_MALFORMED"


@pytest.mark.parametrize("name", ["P-256", "P-384", "P-521"])
def test_only_a_compressed_point_is_a_key(name: str) -> None:
    public = secret(name).public
    for first in (0, 1, 4, 5):
        multikey = multibase.encode(public.type.public_header + bytes([first]) + public.encoded[1:])
        assert code_of(keys.from_multikey, multikey) == "KEY_MALFORMED"


def jwk_with(**changes: Any) -> dict[str, Any]:
    members = {**secret("P-256").public.jwk, **changes}
    return {name: value for name, value in members.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kty": "RSA"}, "KEY_MALFORMED"),
        ({"kty": ["EC"]}, "KEY_MALFORMED"),
        ({"crv": "P-255"}, "KEY_MALFORMED"),
        ({"crv": {}}, "KEY_MALFORMED"),
        ({"crv": None}, "KEY_MALFORMED"),
        ({"crv": "P-384"}, "KEY_MALFORMED"),
        ({"x": None}, "KEY_MALFORMED"),
        ({"x": 7}, "KEY_MALFORMED"),
        ({"x": "AA"}, "KEY_MALFORMED"),
        ({"x": "A" * 43 + "="}, "KEY_MALFORMED"),
        ({"y": "A" * 43}, "KEY_MALFORMED"),
        ({"d": "A" * 43}, "KEY_MALFORMED"),
        ({"d": None, "k": "AA"}, "KEY_MALFORMED"),
        ({"use": "enc"}, "KEY_TYPE_MISMATCH"),
        ({"alg": "ECDH-ES"}, "KEY_TYPE_MISMATCH"),
    ],
)
def test_malformed_jwks_are_refused(changes: dict[str, Any], code: str) -> None:
    assert code_of(keys.from_jwk, jwk_with(**changes)) == code


def test_a_jwk_may_say_what_it_is_for() -> None:
    assert keys.from_jwk(jwk_with(use="sig", alg="ES256", kid="x"))
    ed25519_jwk = secret("Ed25519").public.jwk
    for alg in ("EdDSA", "Ed25519"):
        assert keys.from_jwk({**ed25519_jwk, "alg": alg})


def test_malformed_secrets_are_refused() -> None:
    good = secret("P-256").jwk
    order = "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE"
    for d in (None, 5, "AA", "A" * 43, order, "A" * 42 + "E"):
        jwk = {**good, "d": d}
        assert code_of(keys.from_secret_jwk, jwk) == "KEY_MALFORMED"
    header = KEY_TYPES["Ed25519"].secret_header
    assert code_of(keys.from_secret_multikey, multibase.encode(header + b"x")) == "KEY_MALFORMED"


# Weak keys


def add(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    """Two points of edwards25519 added, by the book."""
    (x1, y1), (x2, y2) = one, two
    k = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P,
    )


def small_order_points() -> list[tuple[int, int]]:
    """All eight points whose order divides eight, from one of order eight."""
    y = int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    )
    squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if x * x % P != squared:
        x = x * pow(2, (P - 1) // 4, P) % P
    points = [(x, y)]
    while points[-1] != (0, 1):
        points.append(add(points[-1], (x, y)))
    return points


def encodings(point: tuple[int, int]) -> list[bytes]:
    """Every 32 bytes that some implementation reads as this point, canonical or not."""
    x, y = point
    signs = {x % 2} if x else {0, 1}
    spellings = [value for value in (y, y + P) if value < 2**255]
    return [(v | sign << 255).to_bytes(32, "little") for v in spellings for sign in signs]


def test_the_points_of_small_order_are_eight() -> None:
    assert len(set(small_order_points())) == 8


@pytest.mark.parametrize("point", small_order_points())
def test_a_point_of_small_order_is_refused_in_every_spelling(point: tuple[int, int]) -> None:
    for encoded in encodings(point):
        multikey = multibase.encode(bytes.fromhex("ed01") + encoded)
        assert code_of(keys.from_multikey, multikey) == "KEY_WEAK"
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": multibase.encode_base64url(encoded)}
        assert code_of(keys.from_jwk, jwk) == "KEY_WEAK"


def test_the_neutral_element_is_what_the_library_would_let_pass() -> None:
    """Why we check: the cryptography library takes one signature for every text."""
    neutral = ed25519.Ed25519PublicKey.from_public_bytes(bytes([1]) + bytes(31))
    neutral.verify(bytes([1]) + bytes(63), b"any text")


@given(st.binary(min_size=32, max_size=32))
def test_only_points_of_the_curve_are_keys(encoded: bytes) -> None:
    """Euler's criterion for x^2, computed in another way than the package does."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(squared, (P + 3) // 8, P)
    on_curve = y < P and any(
        r * r % P == squared for r in (root, root * pow(2, (P - 1) // 4, P) % P)
    )
    try:
        keys.public_key(KEY_TYPES["Ed25519"], encoded)
    except KeyMaterialError as error:
        assert not on_curve or error.code == "KEY_WEAK"
    else:
        assert on_curve


def test_a_point_off_the_curve_is_malformed() -> None:
    off = (2).to_bytes(32, "little")
    beyond = (P + 5).to_bytes(32, "little")
    for encoded in (off, beyond):
        assert code_of(keys.public_key, KEY_TYPES["Ed25519"], encoded) == "KEY_MALFORMED"


@given(st.integers(1, 2**200))
def test_points_are_compressed_as_the_library_does(scalar: int) -> None:
    for name in ("P-256", "P-384", "P-521"):
        row = KEY_TYPES[name]
        key = keys.secret_key(row, scalar.to_bytes(row.secret_bytes, "big"))
        point = key.public.loaded
        assert isinstance(point, ec.EllipticCurvePublicKey)
        numbers = point.public_numbers()
        assert key.public.encoded[0] == 2 + numbers.y % 2
        assert int.from_bytes(key.public.encoded[1:], "big") == numbers.x
