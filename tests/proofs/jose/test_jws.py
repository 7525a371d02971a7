"""JSON Web Signatures: made and read in every serialization, and refused in every other form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import (
    ElmMicrocredError,
    LimitError,
    ParseError,
    ProofError,
    ProofGenerationError,
)
from elm_microcred.limits import Limits
from elm_microcred.proofs.jose import algorithms
from elm_microcred.proofs.jose.jws import (
    critical_problems,
    read_compact,
    read_json_serialization,
    sign_compact,
    sign_json,
)
from elm_microcred.proofs.signer import LocalSigner
from tokens import ISSUER, STRANGER, part, token

SIGNERS = {
    name: LocalSigner.generate(name) for name in ("Ed25519", "P-256", "P-384", "P-521", "RSA")
}
UNENCODED = {"b64": False, "crit": ["b64"]}


@pytest.mark.parametrize("kind", SIGNERS)
@pytest.mark.parametrize("header", [{}, UNENCODED], ids=["base64url", "as it is"])
@pytest.mark.parametrize("is_detached", [False, True])
def test_what_is_made_is_read_again(kind: str, header: dict[str, Any], is_detached: bool) -> None:
    signer, payload = SIGNERS[kind], b'{"a": "b"}'
    beside = payload if is_detached else None
    compact = sign_compact(payload, header, signer, is_detached=is_detached)
    flattened = sign_json(payload, header, signer, is_detached=is_detached)
    general = sign_json(payload, header, signer, is_detached=is_detached, is_general=True)
    for jws in (
        read_compact(compact, payload=beside),
        read_json_serialization(flattened, payload=beside),
        read_json_serialization(general, payload=beside),
    ):
        assert jws.payload == payload
        assert jws.is_detached is is_detached
        [signature] = jws.signatures
        assert signature.fits(signer.public_key)
        assert list(critical_problems(signature)) == []


@given(st.binary())
def test_any_bytes_can_be_signed_as_they_are(payload: bytes) -> None:
    compact = sign_compact(payload, UNENCODED, ISSUER, is_detached=True)
    [signature] = read_compact(compact, payload=payload).signatures
    assert signature.fits(ISSUER.public_key)
    [other] = read_compact(compact, payload=payload + b"\0").signatures
    assert not other.fits(ISSUER.public_key)


def test_the_unencoded_payload_of_the_specification() -> None:
    """RFC 7797, section 4: the same payload, as base64url and as it is."""
    assert part({"alg": "HS256", "b64": False, "crit": ["b64"]}) == (
        "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"
    )
    jws = read_compact(f"{part({'alg': 'ES256', **UNENCODED})}.$_02.AA")
    assert jws.payload == b"$_02"
    assert jws.signatures[0].signing_input.endswith(b".$_02")


def test_a_payload_that_cannot_stand_bare_is_not_put_there() -> None:
    for payload in (b"a.b", b"\x00", "ü".encode()):
        with pytest.raises(ProofGenerationError):
            sign_compact(payload, UNENCODED, ISSUER)
    with pytest.raises(ProofGenerationError):
        sign_json(b"\xff", UNENCODED, ISSUER)
    with pytest.raises(ProofGenerationError):
        sign_compact(b"", {"b64": False}, ISSUER)
    assert (
        read_json_serialization(sign_json("ü".encode(), UNENCODED, ISSUER)).payload == b"\xc3\xbc"
    )


GOOD = token({"alg": "ES256"}, b"payload").split(".")
HEAD, BODY, MARK = GOOD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "JOSE_ENCODING_INVALID"),
        ("a.b", "JOSE_ENCODING_INVALID"),
        (".".join([*GOOD, "AA"]), "JOSE_ENCODING_INVALID"),
        (".".join([*GOOD, "AA", "AA"]), "JWE_UNSUPPORTED"),
        (f"{HEAD}=.{BODY}.{MARK}", "JOSE_ENCODING_INVALID"),
        (f"{HEAD}.{BODY}=.{MARK}", "JOSE_ENCODING_INVALID"),
        (f"{HEAD}.{BODY}.{MARK}==", "JOSE_ENCODING_INVALID"),
        (f"{HEAD}.{BODY}.{MARK[:-1]}B", "JOSE_ENCODING_INVALID"),
        (f"{HEAD}.{BODY}.{MARK[:8]}\n{MARK[8:]}", "JOSE_ENCODING_INVALID"),
        (f"{HEAD}.{BODY}.+{MARK[1:]}", "JOSE_ENCODING_INVALID"),
        (f"{HEAD}.{BODY}.é", "JOSE_ENCODING_INVALID"),
        (f".{BODY}.{MARK}", "JOSE_HEADER_INVALID"),
    ],
)
def test_other_texts_are_no_token(text: str, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_compact(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("[]", "JOSE_HEADER_INVALID"),
        ("{", "JOSE_HEADER_INVALID"),
        ("{}{}", "JOSE_HEADER_INVALID"),
        (b"\xff", "JOSE_HEADER_INVALID"),
        ('{"alg":"ES256","alg":"none"}', "JOSE_HEADER_INVALID"),
        ({"alg": "ES256", "zip": "DEF"}, "JOSE_HEADER_INVALID"),
        ({"alg": "dir", "enc": "A128GCM"}, "JWE_UNSUPPORTED"),
        ({"alg": "ES256", "b64": False}, "JOSE_HEADER_INVALID"),
        ({"alg": "ES256", "b64": "false", "crit": ["b64"]}, "JOSE_HEADER_INVALID"),
        ({"alg": "ES256", "b64": True, "crit": "b64"}, "JOSE_HEADER_INVALID"),
    ],
    ids=str,
)
def test_other_headers_are_none(header: Any, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_compact(f"{part(header)}.{BODY}.{MARK}")
    assert caught.value.code == code


def flattened(**changes: Any) -> dict[str, Any]:
    members = {"payload": BODY, "protected": HEAD, "signature": MARK, **changes}
    return {name: value for name, value in members.items() if value is not ...}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (flattened(signatures=[]), "JOSE_HEADER_INVALID"),
        ({"payload": BODY, "signatures": []}, "JOSE_HEADER_INVALID"),
        ({"payload": BODY, "signatures": {}}, "JOSE_HEADER_INVALID"),
        ({"payload": BODY, "signatures": ["x"]}, "JOSE_HEADER_INVALID"),
        ({"payload": BODY, "signatures": [flattened()] * 17}, "JOSE_HEADER_INVALID"),
        (flattened(payload=...), "JOSE_HEADER_INVALID"),
        (flattened(payload=7), "JOSE_HEADER_INVALID"),
        (flattened(protected=...), "JOSE_HEADER_INVALID"),
        (flattened(signature=None), "JOSE_HEADER_INVALID"),
        (flattened(header=[]), "JOSE_HEADER_INVALID"),
        (flattened(header={"alg": "none"}), "JOSE_HEADER_INVALID"),
        (flattened(header={"kid": "x"}), "JOSE_HEADER_INVALID"),
        (flattened(header={"crit": []}), "JOSE_HEADER_INVALID"),
        (flattened(protected=part({"x": 1}), header={"x": 1}), "JOSE_HEADER_INVALID"),
        (flattened(protected=HEAD + "="), "JOSE_ENCODING_INVALID"),
        (flattened(payload="a b"), "JOSE_ENCODING_INVALID"),
        (flattened(payload="\ud800"), "JOSE_ENCODING_INVALID"),
        ({"ciphertext": "x", "iv": "x", "tag": "x"}, "JWE_UNSUPPORTED"),
        (
            {
                "payload": BODY,
                "signatures": [
                    {"protected": HEAD, "signature": MARK},
                    {"protected": part({"alg": "ES256", **UNENCODED}), "signature": MARK},
                ],
            },
            "JOSE_HEADER_INVALID",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_other_objects_are_no_token(members: dict[str, Any], code: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_json_serialization(members)
    assert caught.value.code == code


def test_a_payload_stands_in_one_place() -> None:
    with pytest.raises(ParseError):
        read_compact(".".join(GOOD), payload=b"payload")
    with pytest.raises(ParseError):
        read_json_serialization(flattened(), payload=b"payload")
    assert read_json_serialization(flattened(payload=""), payload=b"payload").payload == b"payload"


def test_members_that_are_not_known_are_left_alone() -> None:
    jws = read_json_serialization(flattened(header={"etsiU": []}, other=1))
    assert jws.signatures[0].unprotected == {"etsiU": []}
    assert jws.signatures[0].fits(ISSUER.public_key)


def test_a_token_has_an_end() -> None:
    with pytest.raises(LimitError) as caught:
        read_compact(".".join(GOOD), limits=Limits(credential_bytes=64))
    assert caught.value.code == "LIMIT_SIZE"
    assert read_compact(".".join(GOOD), limits=Limits(credential_bytes=64), max_bytes=1024)


@pytest.mark.parametrize(
    ("header", "is_understood"),
    [
        ({}, True),
        (UNENCODED, True),
        ({"crit": []}, False),
        ({"crit": "exp"}, False),
        ({"crit": [7]}, False),
        ({"crit": ["exp"]}, False),
        ({"crit": ["exp"], "exp": 1}, False),
        ({"crit": ["alg"]}, False),
        ({"crit": ["x5t#S256"], "x5t#S256": "x"}, False),
        ({"b64": True, "crit": ["b64", "b64"]}, False),
        ({"b64": True, "crit": ["b64", "sigT"], "sigT": "x"}, False),
        ({"crit": None}, False),
    ],
)
def test_what_a_header_demands_is_understood_or_refused(
    header: dict[str, Any], is_understood: bool
) -> None:
    [signature] = read_compact(token({"alg": "ES256", **header}, b"x")).signatures
    found = list(critical_problems(signature))
    assert (found == []) is is_understood
    assert {problem.code for problem in found} <= {"JOSE_CRIT_UNSUPPORTED"}


def test_an_extension_can_be_understood() -> None:
    header = {"alg": "ES256", "crit": ["sigT"], "sigT": "x"}
    [signature] = read_compact(token(header, b"x")).signatures
    assert list(critical_problems(signature, understood=("sigT",))) == []


@pytest.mark.parametrize(
    "name",
    [
        "none",
        "None",
        "HS256",
        "HS384",
        "HS512",
        "ES384",
        "RS256",
        "PS256",
        "EdDSA",
        "ES256K",
        "",
        7,
    ],
)
def test_the_key_decides_how_it_is_used(name: Any) -> None:
    [signature] = read_compact(token({"alg": name}, b"x")).signatures
    with pytest.raises(ProofError) as caught:
        signature.fits(ISSUER.public_key)
    assert caught.value.code == "JOSE_ALG_NOT_ALLOWED"


def test_another_key_or_another_signature_does_not_fit() -> None:
    [signature] = read_compact(".".join(GOOD)).signatures
    assert not signature.fits(STRANGER.public_key)
    for mark in ("", "AA", part(bytes(64)), part(bytes(63)), part(bytes(65))):
        [other] = read_compact(f"{HEAD}.{BODY}.{mark}").signatures
        assert not other.fits(ISSUER.public_key)


def test_both_halves_of_the_curve_are_valid_in_es256() -> None:
    """A high s is a valid signature: JOSE does not ask for the low one."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    [signature] = read_compact(".".join(GOOD)).signatures
    r, s = signature.value[:32], int.from_bytes(signature.value[32:], "big")
    mirrored = r + (order - s).to_bytes(32, "big")
    [other] = read_compact(f"{HEAD}.{BODY}.{part(mirrored)}").signatures
    assert other.fits(ISSUER.public_key)


def test_rsa_is_used_with_each_of_its_algorithms() -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    signer = SIGNERS["RSA"]
    secret = signer.key.type.load_secret(signer.key.encoded)
    for name, hash_ in (
        ("256", hashes.SHA256()),
        ("384", hashes.SHA384()),
        ("512", hashes.SHA512()),
    ):
        for scheme, pad in (
            ("RS", padding.PKCS1v15()),
            ("PS", padding.PSS(padding.MGF1(hash_), padding.PSS.DIGEST_LENGTH)),
        ):
            signed = f"{part({'alg': scheme + name})}.{part(b'x')}"
            value = secret.sign(signed.encode(), pad, hash_)
            [signature] = read_compact(f"{signed}.{part(value)}").signatures
            assert signature.fits(signer.public_key, algorithms.SEAL_ALGORITHMS)
            [other] = read_compact(f"{signed}.{part(value[::-1])}").signatures
            assert not other.fits(signer.public_key, algorithms.SEAL_ALGORITHMS)


class InDer(LocalSigner):
    """A signer that returns what its device returns."""

    def sign(self, data: bytes, /) -> bytes:
        return b"\x30" + super().sign(data)


def test_a_signer_returns_raw_signatures() -> None:
    with pytest.raises(ProofGenerationError) as caught:
        sign_compact(b"x", {}, InDer(ISSUER.key))
    assert "DER" in str(caught.value)
    with pytest.raises(ProofGenerationError) as caught:
        algorithms.header_name("BBS")
    assert caught.value.code == "KEY_TYPE_MISMATCH"


@given(st.text(alphabet="eyJhbGciOiJub25l.-_=\n é", max_size=60))
def test_no_text_is_a_crash(text: str) -> None:
    try:
        read_compact(text)
    except ElmMicrocredError as error:
        assert error.problems


@given(
    st.dictionaries(
        st.sampled_from(["payload", "signature", "signatures", "protected", "header", "x"]),
        st.recursive(
            st.none() | st.text(max_size=8) | st.integers() | st.just(HEAD),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["protected", "signature", "header"]), inner)
            ),
            max_leaves=6,
        ),
    )
)
def test_no_object_is_a_crash(members: dict[str, Any]) -> None:
    try:
        read_json_serialization(json.loads(json.dumps(members)))
    except ElmMicrocredError as error:
        assert error.problems


def test_an_unprotected_header_goes_along() -> None:
    made = sign_json(b"x", {"typ": "JOSE"}, ISSUER, unprotected={"etsiU": ["x"]})
    [signature] = read_json_serialization(made).signatures
    assert signature.unprotected == {"etsiU": ["x"]}
    assert signature.fits(ISSUER.public_key)
