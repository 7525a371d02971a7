"""Key files: PEM and JWK, locked and not, read by others and read from others."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwcrypto import jwe, jwk

from elm_microcred import KeyMaterialError, LocalSigner
from elm_microcred.proofs import multibase
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.key_files import is_locked, read_key, write_key

KINDS = [name for name, row in KEY_TYPES.items() if row.kty and not row.is_read_only]
METHOD = "did:web:vmc.example#seal"
PASSWORD = "päss wörd"
FEW = 1_000


@pytest.fixture(scope="module", params=KINDS)
def signer(request: pytest.FixtureRequest) -> LocalSigner:
    return LocalSigner.generate(request.param, verification_method=METHOD)


@pytest.mark.parametrize("form", ["jwk", "pem"])
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_a_key_comes_back_as_it_was_written(
    signer: LocalSigner, form: str, password: str | None
) -> None:
    content = write_key(signer.key, form=form, password=password, method=METHOD, rounds=FEW)
    assert is_locked(content) is (password is not None)
    held = read_key(content, password)
    assert held.key == signer.key
    assert held.method == (METHOD if form == "jwk" else None)
    assert held.signer(method=METHOD) == signer


@pytest.mark.parametrize("form", ["jwk", "pem"])
def test_a_locked_file_opens_with_its_password_only(signer: LocalSigner, form: str) -> None:
    content = write_key(signer.key, form=form, password=PASSWORD, rounds=FEW)
    for wrong in (None, "", "passwort", PASSWORD + " "):
        with pytest.raises(KeyMaterialError) as caught:
            read_key(content, wrong or None)
        assert caught.value.code == "KEY_LOCKED"


@pytest.mark.parametrize("form", ["jwk", "pem"])
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_nothing_of_the_secret_is_in_a_locked_file_or_any_text(
    signer: LocalSigner, form: str, password: str | None
) -> None:
    content = write_key(signer.key, form=form, password=password, rounds=FEW)
    held = read_key(content, password)
    secrets = list(_secrets(signer))
    assert secrets
    shown = f"{held!r} {held} {signer!r} {signer} {signer.key!r} {[held]} {vars_of(held)}"
    for secret in secrets:
        assert secret not in shown
        if password is not None:
            assert secret.encode() not in content


def _secrets(signer: LocalSigner) -> Iterator[str]:
    """The secret in every way of writing it."""
    encoded = signer.key.encoded
    yield encoded.hex()
    yield multibase.encode_base64url(encoded)
    yield signer.to_multikey()
    yield str(encoded)[2:-1]
    for name in ("d", "p", "q", "dp", "dq", "qi"):
        if name in signer.to_jwk():
            yield signer.to_jwk()[name]


def vars_of(held: object) -> str:
    """What a debugger or a logger would print of the fields."""
    return " ".join(f"{name}={getattr(held, name)!r}" for name in ("key", "method"))


@pytest.mark.parametrize("kind", [*KINDS, "BLS12-381"])
def test_no_kind_of_key_shows_its_secret_in_text_or_in_errors(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    if kind == "BLS12-381":
        pytest.importorskip("py_arkworks_bls12381", reason="needs the extra `bbs`")
    signer = LocalSigner.generate(kind)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("elm_microcred").warning("%s %r %s", signer, signer.key, [signer])
        with pytest.raises(Exception, match=r".*") as caught:
            LocalSigner(signer.key, verification_method="no url")
    shown = caplog.text + str(caught.value) + repr(caught.value) + repr(vars(caught.value))
    encoded = signer.key.encoded
    for secret in (encoded.hex(), multibase.encode_base64url(encoded), signer.to_multikey()):
        assert secret not in shown


def test_others_read_what_is_written_here_and_the_other_way_round() -> None:
    signer = LocalSigner.generate("P-256")
    pem = write_key(signer.key, form="pem", password=PASSWORD)
    assert b"ENCRYPTED" in pem
    loaded = load_pem_private_key(pem, PASSWORD.encode())
    assert loaded.private_numbers().private_value.to_bytes(32, "big") == signer.key.encoded

    locked = write_key(signer.key, password=PASSWORD, method=METHOD, rounds=8_192).decode().strip()
    header = json.loads(multibase.decode_base64url(locked.partition(".")[0]))
    assert header["alg"] == "PBES2-HS512+A256KW"
    password = jwk.JWK(kty="oct", k=multibase.encode_base64url(PASSWORD.encode()))
    token = jwe.JWE(algs=["PBES2-HS512+A256KW", "A256GCM"])
    token.deserialize(locked, key=password)
    assert json.loads(token.payload) == {**signer.to_jwk(), "kid": METHOD}

    for alg, enc in (("PBES2-HS256+A128KW", "A128GCM"), ("PBES2-HS384+A192KW", "A256GCM")):
        theirs = jwe.JWE(
            json.dumps(signer.to_jwk()).encode(),
            json.dumps({"alg": alg, "enc": enc}),
            algs=[alg, enc],
        )
        theirs.add_recipient(password)
        held = read_key(theirs.serialize(compact=True).encode(), PASSWORD)
        assert held.key == signer.key


def test_every_changed_character_of_a_locked_file_is_noticed() -> None:
    signer = LocalSigner.generate()
    content = write_key(signer.key, password=PASSWORD, rounds=FEW).strip()
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] = ord("A") if content[place] != ord("A") else ord("B")
        try:
            held = read_key(bytes(changed), PASSWORD)
        except KeyMaterialError as error:
            assert error.code in ("KEY_LOCKED", "KEY_MALFORMED")
        else:  # spare bits at the end of a part say nothing
            assert held.key == signer.key
            assert content[place + 1 : place + 2] in (b".", b"")


@pytest.mark.parametrize(
    "rounds", [0, 1, 999, 2_000_001, 10**12, True, "1000", None], ids=lambda value: f"{value}"
)
def test_a_file_cannot_keep_its_reader_busy(rounds: object) -> None:
    protected, *rest = write_key(LocalSigner.generate().key, password="a", rounds=FEW).split(b".")
    header = json.loads(multibase.decode_base64url(protected.decode()))
    header["p2c"] = rounds
    again = multibase.encode_base64url(json.dumps(header).encode()).encode()
    began = time.process_time()
    with pytest.raises(KeyMaterialError) as caught:
        read_key(b".".join([again, *rest]), "a")
    assert caught.value.code == "KEY_MALFORMED"
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"kty": "OKP"}',
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        b"-----BEGIN",
        b"....",
        b"e30.e30.e30.e30.e30",
        b"\xff\xfe",
        b"a" * 70_000,
    ],
)
@pytest.mark.parametrize("password", [None, "a"])
def test_what_is_no_key_file_is_refused(content: bytes, password: str | None) -> None:
    with pytest.raises(KeyMaterialError) as caught:
        read_key(content, password)
    assert caught.value.code == "KEY_MALFORMED"
    assert caught.value.problem.detail


def test_a_key_that_has_no_such_form_is_refused() -> None:
    pytest.importorskip("py_arkworks_bls12381", reason="needs the extra `bbs`")
    signer = LocalSigner.generate("BLS12-381")
    for form in ("jwk", "pem"):
        with pytest.raises(KeyMaterialError) as caught:
            write_key(signer.key, form=form)
        assert caught.value.code == "KEY_TYPE_MISMATCH"
