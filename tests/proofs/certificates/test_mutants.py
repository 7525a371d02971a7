"""Certificates, tokens and revocation data with any one element changed: refused by name, or read.

What comes with a seal is not signed by it, so that anybody may have changed it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509

import pki
from der_mutants import mutants
from elm_microcred.errors import ParseError
from elm_microcred.proofs.certificates.algorithms import Digested
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.certificates.crl import answer_from, read_revocation_list
from elm_microcred.proofs.certificates.ocsp import Unusable, answer_about, read_ocsp_response
from elm_microcred.proofs.certificates.path import Purpose, find_path
from elm_microcred.proofs.certificates.qualified import qualified_claims
from elm_microcred.proofs.timestamping import read_token, token_problems

MADE = pki.pki()
SEAL, CA, ROOT, TSA = (
    read_certificate(party.der) for party in (MADE.seal, MADE.ca, MADE.root, MADE.tsa)
)


def _leaf(encoded: bytes) -> bool:
    certificate = read_certificate(encoded)
    with suppress(ParseError):
        qualified_claims(certificate)
    path = find_path(certificate, [CA], [ROOT], at=pki.NOW, purpose=Purpose.SEAL)
    return not path.problems


def _issuer(encoded: bytes) -> bool:
    path = find_path(SEAL, [read_certificate(encoded)], [ROOT], at=pki.NOW, purpose=Purpose.SEAL)
    return not path.problems


def _token(encoded: bytes) -> bool:
    token, digest = read_token(encoded), Digested(b"data").digest
    return not list(token_problems(token, digest, TSA, now=pki.NOW, skew=timedelta(seconds=60)))


def _ocsp(encoded: bytes) -> bool:
    answer = answer_about(read_ocsp_response(encoded), SEAL, CA)
    return answer is not None and answer.is_known


def _crl(encoded: bytes) -> bool:
    answer = answer_from(read_revocation_list(encoded), SEAL, CA)
    return answer is not None and answer.is_known


REVOKED = [(SEAL.serial + 1, pki.NOW, x509.ReasonFlags.key_compromise)]
CRL = pki.revocation_list(MADE.ca, revoked=REVOKED)
ROWS: dict[str, tuple[bytes, Callable[[bytes], bool]]] = {
    "certificate": (MADE.seal.der, _leaf),
    "certificate of an issuer": (MADE.ca.der, _issuer),
    "token": (MADE.authority(crls=[CRL])(b"data"), _token),
    "token of the older form": (MADE.authority(ess="v1")(b"data"), _token),
    "OCSP response": (pki.ocsp_response(MADE.seal, MADE.ca, MADE.responder), _ocsp),
    "OCSP response by name": (pki.ocsp_response(MADE.seal, MADE.ca, by_name=True), _ocsp),
    "revocation list": (CRL, _crl),
}


@pytest.mark.parametrize(("encoded", "holds"), ROWS.values(), ids=ROWS)
def test_one_changed_element_is_a_typed_refusal(
    encoded: bytes, holds: Callable[[bytes], bool]
) -> None:
    assert holds(encoded)
    found: dict[Any, int] = {}
    for mutant in mutants(encoded):
        try:
            outcome: Any = holds(mutant)
        except (ParseError, Unusable) as error:
            outcome = type(error)
        found[outcome] = found.get(outcome, 0) + 1
    assert found[ParseError] > 50 and found[False] > 2, found
