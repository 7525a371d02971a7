"""RFC 3161 timestamps: asked for and verified; others make them and read what we ask."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from asn1crypto import tsp
from hypothesis import given
from hypothesis import strategies as st

import pki
from elm_microcred.errors import ParseError, ProofGenerationError
from elm_microcred.proofs.certificates.algorithms import Digested
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.der import SEQUENCE, write, write_integer
from elm_microcred.proofs.timestamping import (
    read_token,
    signer_certificate,
    timestamp_request,
    timestamper,
    token_of_response,
    token_problems,
)

SKEW = timedelta(seconds=60)
DATA = b"what is timestamped"


def problems(encoded: bytes, data: bytes = DATA, **more: object) -> list[str]:
    token = read_token(encoded)
    certificate = more.get("certificate", signer_certificate(token))
    digest = Digested(data).digest
    found = list(token_problems(token, digest, certificate, now=pki.NOW, skew=SKEW))
    assert {problem.code for problem in found} <= {"SEAL_TIMESTAMP"}
    return [problem.detail for problem in found]


@pytest.mark.parametrize("ess", ["v1", "v2"])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_token(ess: str, digest: str) -> None:
    token = pki.pki().authority(ess=ess, digest=digest)(DATA)
    assert problems(token) == []
    read = read_token(token)
    assert read.time == pki.NOW and read.policy == "1.2.3.4" and len(read.certificates) == 3


def test_an_authority_with_an_rsa_key() -> None:
    made = pki.pki()
    party = pki.issue(pki.name_of("RSA TSA"), pki.rsa_key("tsa"), made.ca)
    assert problems(pki.TimestampAuthority(party)(DATA)) == []


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda a: a.token(b"\x00" * 32), "something else"),
        (lambda a: a.token(a.imprint, tampered=True), "does not fit"),
        (lambda a: a.token(a.imprint, bound_to=b"another"), "does not name"),
        (lambda a: a.token(a.imprint, certificate=False), "is missing"),
    ],
)
def test_a_token_that_does_not_hold(make: object, word: str) -> None:
    import hashlib

    authority = pki.pki().authority()
    authority.imprint = hashlib.sha256(DATA).digest()  # type: ignore[attr-defined]
    found = problems(make(authority))  # type: ignore[operator]
    assert len(found) == 1 and word in found[0]


def test_a_token_that_binds_no_certificate_or_is_of_the_future() -> None:
    authority = pki.pki().authority(ess="")
    assert "does not name" in problems(authority(DATA))[0]
    late = pki.pki().authority(time=pki.NOW + timedelta(hours=1))
    assert "future" in problems(late(DATA))[0]


def test_a_weak_digest_is_refused() -> None:
    assert "cannot be relied on" in problems(pki.pki().authority(digest="sha1")(DATA))[0]


def test_the_certificate_may_come_from_elsewhere() -> None:
    import hashlib

    authority = pki.pki().authority()
    bare = read_token(authority.token(hashlib.sha256(DATA).digest(), certificate=False))
    own = read_certificate(pki.pki().tsa.der)
    assert signer_certificate(bare) is None
    assert signer_certificate(bare, (own,)) == own


def test_revocation_lists_come_with_a_token() -> None:
    crl = pki.revocation_list(pki.pki().ca)
    assert read_token(pki.pki().authority(crls=[crl])(DATA)).revocation_lists == (crl,)


def test_others_read_the_request() -> None:
    request = tsp.TimeStampReq.load(timestamp_request(DATA, nonce=2**63, policy="1.2.3.4"))
    assert request["nonce"].native == 2**63
    assert request["req_policy"].native == "1.2.3.4"
    assert request["cert_req"].native is True
    assert request["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256"


def test_a_timestamper_asks_and_checks_the_answer() -> None:
    authority = pki.pki().authority()
    token = timestamper(authority.answer, random_bytes=os.urandom)(DATA)
    assert problems(token) == []
    replayed = authority.answer(timestamp_request(DATA, nonce=1))
    with pytest.raises(ProofGenerationError):
        token_of_response(replayed, DATA, nonce=2)
    with pytest.raises(ProofGenerationError):
        token_of_response(authority.answer(timestamp_request(b"other")), DATA)


def test_an_authority_that_refuses() -> None:
    refused = write(SEQUENCE, write(SEQUENCE, write_integer(2)))
    with pytest.raises(ProofGenerationError) as caught:
        token_of_response(refused, DATA)
    assert caught.value.code == "SEAL_TIMESTAMP"


TOKEN = pki.pki().authority()(DATA)


@given(place=st.integers(0, 4000), change=st.integers(1, 255))
def test_changed_bytes_never_pass(place: int, change: int) -> None:
    changed = bytearray(TOKEN)
    changed[place % len(TOKEN)] ^= change
    own = read_certificate(pki.pki().tsa.der)
    try:
        token = read_token(bytes(changed))
    except ParseError:
        return
    found = list(token_problems(token, Digested(DATA).digest, own, now=pki.NOW, skew=SKEW))
    # Certificates beside the signature are not signed; the path judges them.
    assert found or token.content == read_token(TOKEN).content


@pytest.mark.parametrize("encoded", [b"", b"0\x00", b"\x30\x80", bytes(300_000)])
def test_what_is_no_token(encoded: bytes) -> None:
    with pytest.raises(ParseError):
        read_token(encoded)
