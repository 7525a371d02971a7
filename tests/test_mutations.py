"""Secured documents changed at random: none makes the verifier stumble, none verifies that says
something else.

What a document says is judged by somebody else: its canonical form by pyoxigraph where a proof
signs the RDF, by the package rfc8785 where it signs the JSON.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from typing import Any

import pytest
import rfc8785

from conftest import FULL
from documents import (
    NOW,
    OTHER,
    SIGNER,
    UNIVERSITY,
    UNIVERSITY_SIGNER,
    Document,
    badge,
    elm,
    serving,
    university_document,
)
from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.issuing import sign
from elm_microcred.presenting import derive, present
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.proof import listed, suite_named
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.status import StatusList, status_entry, status_list_credential
from elm_microcred.verification import verify
from mutants import mutants
from oracles import NoAnswer, canonical

COUNT = 10_000 if FULL else 400
"""Of all seeds together."""

P256 = LocalSigner.from_multikey("z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN")
P384 = LocalSigner.from_multikey(
    "z2fajYA5N5ABFonvjUeaospz5XMfU4QgcT68VVFCkTWfSsSdQu7fqWkbRpVMGxuCamSNzz"
)
BBS = LocalSigner.from_multikey("z488xVBqwjkukDgMcu231xSXyR8trQJcoUfXQ4iovSi14cHT")
LIST = "https://status.example/1"
ID = "urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0b0"


def by(signer: LocalSigner, securing: str, document: Document | None = None) -> bytes:
    """A badge, or another document, secured by a signer as its issuer."""
    document = document or badge()
    issuer = document["issuer"]
    named = {**issuer, "id": signer.controller} if isinstance(issuer, dict) else signer.controller
    made = {**document, "issuer": named}
    return sign(
        made, signer, securing=securing, now=NOW, random_bytes=random.Random(1).randbytes
    ).content


def listed_statuses() -> bytes:
    unsigned = status_list_credential(LIST, SIGNER.controller, StatusList.empty(), valid_from=NOW)
    return sign(unsigned, SIGNER, now=NOW).content


def with_status() -> Document:
    return badge(credentialStatus=status_entry(LIST, 42))


def chained() -> bytes:
    one = add_proof(badge(), SIGNER, created=NOW, id=ID + "1")
    return json.dumps(add_proof(one, SIGNER, created=NOW, previous_proof=ID + "1")).encode()


def proof_set() -> bytes:
    one = add_proof(badge(), SIGNER, created=NOW)
    return json.dumps(add_proof(one, SIGNER, created=NOW, suite="eddsa-rdfc-2022")).encode()


def part(signer: LocalSigner, securing: str) -> bytes:
    held = by(signer, securing)
    shown = ["/credentialSubject/achievement/name", "/credentialSubject/achievement/tag"]
    return derive(held, shown, random_bytes=random.Random(2).randbytes).content


def presented(*contents: bytes) -> bytes:
    return present(contents, OTHER, now=NOW, challenge="c", domain="https://v.example").content


def of_university() -> bytes:
    document = {**badge(), "issuer": UNIVERSITY}
    return sign(document, UNIVERSITY_SIGNER, now=NOW).content


def in_words() -> Document:
    return {
        "@context": [CREDENTIALS_V2],
        "id": ID + "9",
        "type": ["VerifiableCredential"],
        "issuer": {"id": "urn:x:placeholder", "name": {"@value": "U", "@language": "en"}},
        "name": {"@value": "شهادة", "@language": "ar", "@direction": "rtl"},
        "description": [{"@value": "a", "@language": "en"}, {"@value": "é", "@language": "fr"}],
        "credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}],
        "termsOfUse": {"type": "https://a.example/Terms"},
        "evidence": [
            {"type": ["https://a.example/E"], "name": "x"},
            {"type": "https://a.example/E"},
        ],
    }


def enveloped(kind: str, token: bytes) -> bytes:
    """The object that stands for a token."""
    document = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/{kind},{token.decode()}",
        "type": f"EnvelopedVerifiable{'Credential' if kind == 'vc+jwt' else 'Presentation'}",
    }
    return json.dumps(document).encode()


def enveloped_presentation() -> bytes:
    inside = enveloped("vc+jwt", by(P256, "vc+jwt"))
    presentation = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": OTHER.controller,
        "verifiableCredential": [json.loads(inside)],
    }
    token = sign(presentation, OTHER, securing="vp+jwt", now=NOW).content
    return enveloped("vp+jwt", token)


SEEDS: Mapping[str, Callable[[], bytes]] = {
    "badge": lambda: by(SIGNER, "eddsa-rdfc-2022"),
    "elm": lambda: sign(elm(), SIGNER, now=NOW).content,
    "jcs": lambda: by(SIGNER, "eddsa-jcs-2022"),
    "jcs-elm": lambda: sign(elm(), SIGNER, securing="eddsa-jcs-2022", now=NOW).content,
    "ecdsa-p256": lambda: by(P256, "ecdsa-rdfc-2019"),
    "ecdsa-p384": lambda: by(P384, "ecdsa-rdfc-2019"),
    "ecdsa-jcs-p256": lambda: by(P256, "ecdsa-jcs-2019"),
    "ecdsa-jcs-p384": lambda: by(P384, "ecdsa-jcs-2019"),
    "2020": lambda: by(SIGNER, "Ed25519Signature2020"),
    "sd-base": lambda: by(P256, "ecdsa-sd-2023"),
    "sd": lambda: part(P256, "ecdsa-sd-2023"),
    "bbs": lambda: part(BBS, "bbs-2023"),
    "set": proof_set,
    "chain": chained,
    "status": lambda: by(SIGNER, "eddsa-rdfc-2022", with_status()),
    "status-list": listed_statuses,
    "presentation": lambda: presented(by(SIGNER, "eddsa-rdfc-2022")),
    "presentation-of-two": lambda: presented(by(P256, "ecdsa-rdfc-2019"), of_university()),
    "university": of_university,
    "words": lambda: by(SIGNER, "eddsa-rdfc-2022", in_words()),
    "enveloped": lambda: enveloped("vc+jwt", by(SIGNER, "vc+jwt")),
    "enveloped-presentation": enveloped_presentation,
    "versions-mixed": lambda: presented(sign(elm(), SIGNER, now=NOW).content),
    "purpose": lambda: json.dumps(
        add_proof(badge(), SIGNER, created=None, expires=NOW.replace(year=2030), domain="a.example")
    ).encode(),
}


@cache
def seed(name: str) -> bytes:
    return SEEDS[name]()


def resolver() -> Any:
    return serving({UNIVERSITY: university_document(), LIST: json.loads(listed_statuses())})


def what_is_said(document: Document) -> set[str]:
    """Document and proof together, once for each proof of a kind that is implemented.

    Raises:
        NoAnswer: If the referee cannot read it.
    """
    if "proof" not in document:
        # It was in an envelope, whose signature is over its very bytes.
        return {rfc8785.dumps(document).decode()}
    said = set()
    for proof in listed(document.get("proof", [])):
        suite = SUITES.get(suite_named(proof)) if isinstance(proof, dict) else None
        if suite is not None and suite.proof_type == proof["type"]:
            one = {**document, "proof": proof}
            said.add(canonical(one) if suite.signs_rdf else rfc8785.dumps(one).decode())
    return said


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_verifies_as_it_is(name: str) -> None:
    outcome = verify(seed(name), now=NOW, resolve=resolver()).outcome
    assert outcome is (Outcome.FAILED if name == "sd-base" else Outcome.PASSED)


def test_there_are_seeds_enough() -> None:
    assert len(SEEDS) >= 20


@pytest.mark.parametrize("name", SEEDS)
def test_only_what_says_the_same_verifies(name: str) -> None:
    content, others = seed(name), [seed(other) for other in SEEDS if other != name]
    resolve = resolver()
    whole = verify(content, now=NOW, resolve=resolve).document
    assert whole is not None
    said = what_is_said(whole)
    outcomes: Counter[str] = Counter()
    made = mutants(content, others, random.Random(name))
    for mutant in islice(made, -(-COUNT // len(SEEDS))):
        began = time.process_time()
        result = verify(mutant, now=NOW, resolve=resolve)
        assert time.process_time() - began < 1, mutant
        outcomes[result.outcome] += 1
        if not result:
            assert result.errors or result.outcome is Outcome.INDETERMINATE, mutant
            continue
        assert result.document is not None
        try:
            found = what_is_said(result.document)
        except NoAnswer as error:  # pragma: no cover - a failure, with the mutant in its words
            raise AssertionError(mutant) from error
        assert (found and found <= said) or is_of_another_seed(found), mutant
    assert outcomes[Outcome.FAILED] > 0


def is_of_another_seed(found: set[str]) -> bool:
    """Whether a graft has made one of the other seeds whole again."""
    return any(found <= what_is_said(json.loads(seed(name))) for name in SEEDS if found)
