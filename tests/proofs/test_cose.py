"""COSE_Sign1: credentials and presentations in it, and every other sequence of bytes."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import NOW, badge, elm
from elm_microcred import ElmMicrocredError, ProofGenerationError, present, sign
from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.proofs import cbor
from elm_microcred.proofs.cose import read_sign1, sign1
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.verification import verify
from tokens import HOLDER, ISSUER, STRANGER, checked, codes, credential

Document = dict[Any, Any]

HEADER: Document = {
    1: -7,
    3: "application/vc",
    4: ISSUER.verification_method.encode(),
    16: "application/vc+cose",
}


def message(header: Any = HEADER, payload: Any = None, signer: LocalSigner = ISSUER) -> bytes:
    protected = header if isinstance(header, bytes) else cbor.encode(header)
    said = credential() if payload is None else payload
    octets = said if isinstance(said, bytes) else json.dumps(said).encode()
    return sign1(protected, octets, signer)


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_what_is_signed_verifies(kind: str) -> None:
    signer = LocalSigner.generate(kind)
    document = badge(issuer=signer.controller)
    secured = sign(document, signer, securing="vc+cose", now=NOW)
    assert secured.media_type == "application/vc+cose"
    result = checked(secured.content)
    assert result, result.problems
    assert result.document == document
    assert result.check("securing").values["mechanism"] == "cose"
    assert checked(secured.content[1:]), "a COSE_Sign1 without its tag"


def test_a_presentation_and_an_envelope() -> None:
    inner = sign(credential(), ISSUER, securing="vc+cose", now=NOW)
    envelope = {
        "@context": CREDENTIALS_V2,
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+cose;base64," + base64.b64encode(inner.content).decode(),
    }
    assert checked(envelope)
    other = {**envelope, "id": envelope["id"].replace("vc+cose", "vc+jwt")}
    assert "JOSE_TYP_MISMATCH" in codes(checked(other))
    jwt = sign(credential(), ISSUER, securing="vc+jwt", now=NOW)
    unsecured = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": [envelope],
    }
    options = {"domain": "https://v.example", "challenge": "n-1"}
    shown = sign(unsecured, HOLDER, securing="vp+cose", now=NOW, **options)
    result = checked(shown.content, **options)
    assert result, result.problems
    assert result.credentials[0].document == credential()
    assert codes(checked(shown.content, challenge="n-2")) == ["PROOF_CHALLENGE_MISMATCH"]
    assert checked(present([jwt.content], HOLDER, securing="vp+cose", now=NOW).content)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({**HEADER, 1: -35}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, 1: 5}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, 1: "ES256"}, "JOSE_ALG_NOT_ALLOWED"),
        ({3: "application/vc", 16: "application/vc+cose"}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, 2: [99], 99: 1}, "JOSE_CRIT_UNSUPPORTED"),
        ({**HEADER, 2: ["x"], "x": 1}, "JOSE_CRIT_UNSUPPORTED"),
        ({**HEADER, 2: []}, "JOSE_CRIT_UNSUPPORTED"),
        ({**HEADER, 4: b"x"}, "KEY_NOT_FOUND"),
        ({**HEADER, 4: b"\xff"}, "KEY_NOT_FOUND"),
        ({**HEADER, 4: "text"}, "KEY_NOT_FOUND"),
        ({**HEADER, 4: STRANGER.verification_method.encode()}, "KEY_ISSUER_MISMATCH"),
        ({**HEADER, 16: "application/vp+cose"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, 16: 7}, "JOSE_TYP_MISMATCH"),
        ({1: -7, 4: HEADER[4]}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, 3: "application/vp"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, 3: 50}, "JOSE_TYP_MISMATCH"),
    ],
    ids=str,
)
def test_headers_that_are_refused(header: Document, code: str) -> None:
    assert code in codes(checked(message(header)))


def test_other_payloads_and_signatures() -> None:
    assert codes(checked(message(signer=STRANGER))) == ["PROOF_SIGNATURE_INVALID"]
    for change, code in (
        ({"iss": STRANGER.controller}, "JOSE_CLAIM_MISMATCH"),
        ({"vc": {}}, "JOSE_CLAIM_MISMATCH"),
        ({"exp": 1}, "CREDENTIAL_EXPIRED"),
        ({"grade": "A"}, "DATA_UNDEFINED_TERM"),
    ):
        assert code in codes(checked(message(payload={**credential(), **change})))
    assert codes(checked(message(payload=b"{"))) == ["PARSE_INVALID_JSON"]


def parts(*values: Any) -> bytes:
    return b"\xd2" + cbor.encode(list(values))


@pytest.mark.parametrize(
    "content",
    [
        b"\xd2",
        b"\x84",
        b"\xd2\x80",
        b"\xd2\xa0",
        b"\xd2\xd2" + message()[1:],
        message() + b"\0",
        parts(b"", {}, b""),
        parts(b"", {}, b"", b"", b""),
        parts({}, {}, b"{}", b""),
        parts(b"", {}, "text", b""),
        parts(b"", [], b"{}", b""),
        parts(b"\x01", {}, b"{}", b""),
        parts(b"", {1: -7}, b"{}", b""),
        parts(b"", {4: b"x"}, b"{}", b""),
    ],
)
def test_other_bytes_are_no_message(content: bytes) -> None:
    assert codes(checked(content)) == ["PARSE_INVALID_CBOR"]
    with pytest.raises(ParseError):
        read_sign1(content)


def test_what_stands_in_the_unprotected_header_says_nothing() -> None:
    _, _, payload, value = cbor.decode(message()[1:])
    content = parts(cbor.encode(HEADER), {"x": 1, 33: b"chain"}, payload, value)
    assert checked(content)


def test_a_message_has_an_end() -> None:
    with pytest.raises(LimitError):
        read_sign1(message(), limits=Limits(credential_bytes=64))
    assert codes(checked(b"\xd2\x84" + bytes(4 * 1024 * 1024))) == ["LIMIT_SIZE"]


@pytest.mark.parametrize(
    ("document", "securing"),
    [(credential(), "vp+cose"), (elm(issuer=ISSUER.controller), "vc+cose")],
)
def test_each_mechanism_has_its_documents(document: Document, securing: str) -> None:
    with pytest.raises(ProofGenerationError):
        sign(document, ISSUER, securing=securing, now=NOW)


def test_any_changed_byte_is_found() -> None:
    content = message()
    for place in range(0, len(content), 9):
        changed = bytearray(content)
        changed[place] ^= 1
        assert not checked(bytes(changed)), place


@given(st.binary(max_size=40))
def test_no_bytes_are_a_crash(content: bytes) -> None:
    try:
        read_sign1(content)
    except ElmMicrocredError as error:
        assert error.problems
    assert not verify(b"\xd2" + content, now=NOW)
