"""An independent implementation, openvc-core: ours verifies there, theirs here.

It shares no code with us but PyLD and the cryptography library; its canonical form is PyLD's,
ours is our own.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from documents import BADGE, ELM, NOW, Document
from elm_microcred import contexts
from elm_microcred.issuing import sign
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.verification import verify

pytestmark = pytest.mark.interop
openvc = pytest.importorskip("openvc", reason="openvc-core is not installed (extra `interop`)")

CONTEXTS = {url: contexts.document(url) for url in contexts.URLS}
SUITES = [
    ("eddsa-rdfc-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
]
SIGNERS = {key: LocalSigner.generate(key) for key in ("Ed25519", "P-256", "P-384")}


def issued_by(signer: LocalSigner, document: Document) -> Document:
    document = copy.deepcopy(document)
    document["issuer"]["id"] = signer.controller
    text = json.dumps(document).replace(BADGE["issuer"]["id"], signer.controller)
    read = json.loads(text)
    assert isinstance(read, dict)
    return read


def their_suite(name: str) -> Any:
    """Their object for a cryptosuite."""
    from openvc.proof.data_integrity import DataIntegrityProofSuite
    from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
    from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite

    return {
        "eddsa-rdfc-2022": DataIntegrityProofSuite,
        "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
        "eddsa-jcs-2022": EddsaJcsProofSuite,
        "ecdsa-jcs-2019": EcdsaJcsProofSuite,
    }[name]()


def their_key(signer: LocalSigner, type_: str) -> Any:
    """The same key as an object of theirs."""
    from openvc import keys

    kind = {
        "Ed25519": keys.Ed25519SigningKey,
        "P-256": keys.P256SigningKey,
        "P-384": keys.P384SigningKey,
    }[type_]
    return kind.from_jwk(signer.to_jwk(), signer.verification_method)


def theirs(document: Document, suite: str, type_: str, **arguments: Any) -> Document:
    """A document that they signed."""
    signer = SIGNERS[type_]
    if "rdfc" in suite:
        arguments["extra_contexts"] = CONTEXTS
    made = their_suite(suite).add_proof(
        issued_by(signer, document),
        signing_key=their_key(signer, type_),
        verification_method=signer.verification_method,
        created=NOW,
        **arguments,
    )
    assert isinstance(made, dict)
    return made


def ours(document: Document, suite: str, type_: str) -> Document:
    """A document that we signed."""
    signer = SIGNERS[type_]
    made = json.loads(sign(issued_by(signer, document), signer, securing=suite, now=NOW).content)
    assert isinstance(made, dict)
    return made


def they_accept(document: Document) -> bool:
    """Whether their whole pipeline accepts a document: signature, key, issuer, dates."""
    from openvc.errors import OpenvcError
    from openvc.verify import VerificationPolicy, verify_credential

    policy = VerificationPolicy(now=NOW, require_status=False)
    try:
        verify_credential(document, policy=policy, extra_contexts=CONTEXTS)
    except OpenvcError:
        return False
    return True


# Contexts of VCDM 1.1 need that of Data Integrity, which their signer does not add.
ELM_WITH_TERMS = {**ELM, "@context": [*ELM["@context"], contexts.DATA_INTEGRITY_V2]}


@pytest.mark.parametrize(("suite", "type_"), SUITES)
@pytest.mark.parametrize("document", [BADGE, ELM], ids=["badge", "elm"])
def test_what_we_sign_they_accept(document: Document, suite: str, type_: str) -> None:
    assert they_accept(ours(document, suite, type_))


@pytest.mark.parametrize(("suite", "type_"), SUITES)
@pytest.mark.parametrize("document", [BADGE, ELM_WITH_TERMS], ids=["badge", "elm"])
def test_what_they_sign_we_accept(document: Document, suite: str, type_: str) -> None:
    made = theirs(document, suite, type_)
    if "jcs" in suite:
        # They sign the @context with the proof but leave it out of the proof, where the
        # specification wants it (vc-di-eddsa, Create Proof (eddsa-jcs-2022), step 2).
        assert not verify(json.dumps(made), now=NOW)
        made["proof"]["@context"] = made["@context"]
    result = verify(json.dumps(made), now=NOW)
    assert result, result.problems


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_both_make_the_same_signature(suite: str) -> None:
    """Ed25519 is deterministic: the same value means that the same bytes were signed."""
    mine, other = ours(BADGE, suite, "Ed25519"), theirs(BADGE, suite, "Ed25519")
    assert mine["proof"]["proofValue"] == other["proof"]["proofValue"]


def tampered(document: Document) -> Document:
    return {**document, "validFrom": "2025-01-01T00:00:00Z"}


def by_somebody_else(document: Document) -> Document:
    return {**document, "issuer": SIGNERS["P-256"].controller}


def unsecured(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "proof"}


def with_unsigned_claim(document: Document) -> Document:
    return {**document, "grade": "A"}


def with_inline_context(document: Document) -> Document:
    return {**document, "@context": [*document["@context"], {"grade": "https://a.example/g"}]}


def with_hidden_end(document: Document) -> Document:
    members = {**document}
    value = {
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        "@value": members.pop("validUntil"),
    }
    return {**members, "https://www.w3.org/2018/credentials#validUntil": value}


def with_short_value(document: Document) -> Document:
    return {**document, "proof": {**document["proof"], "proofValue": "z11"}}


def with_other_purpose(document: Document) -> Document:
    return {**document, "proof": {**document["proof"], "proofPurpose": "authentication"}}


REFUSED: list[Callable[[Document], Document]] = [
    tampered,
    by_somebody_else,
    unsecured,
    with_unsigned_claim,
    with_inline_context,
    with_hidden_end,
    with_short_value,
    with_other_purpose,
]


@pytest.mark.parametrize("change", REFUSED)
@pytest.mark.parametrize("origin", [ours, theirs])
def test_what_both_refuse(
    change: Callable[[Document], Document], origin: Callable[..., Document]
) -> None:
    document = change(origin(BADGE, "eddsa-rdfc-2022", "Ed25519"))
    assert not they_accept(document)
    assert not verify(json.dumps(document), now=NOW)


def test_neither_signs_what_would_be_lost() -> None:
    from openvc.errors import OpenvcError

    from elm_microcred.errors import JsonLdError

    document = {**BADGE, "grade": "A"}
    with pytest.raises(OpenvcError):
        theirs(document, "eddsa-rdfc-2022", "Ed25519")
    with pytest.raises(JsonLdError):
        ours(document, "eddsa-rdfc-2022", "Ed25519")


@pytest.mark.reference
def test_the_benchmarks_badge_goes_both_ways(bench: Path) -> None:
    text = (bench / "w1.json").read_text("utf-8")
    # They accept only the name that JSON-LD compaction prefers, of two for one type.
    document = json.loads(text.replace("AchievementCredential", "OpenBadgeCredential", 1))
    assert they_accept(ours(document, "eddsa-rdfc-2022", "Ed25519"))
    made = theirs(document, "eddsa-rdfc-2022", "Ed25519")
    result = verify(json.dumps(made), now=NOW)
    assert result.check("securing").outcome == "passed"
    assert result.check("controller").outcome == "passed"
