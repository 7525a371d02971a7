"""The holder's side: parts of credentials, and presentations, verified as a stranger would."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from documents import BADGE, NOW, SIGNER, Document, badge, elm
from elm_microcred.errors import (
    LimitError,
    ParseError,
    ProofGenerationError,
    UnsupportedCryptosuiteError,
)
from elm_microcred.issuing import Secured, sign
from elm_microcred.limits import Limits
from elm_microcred.presenting import derive, present
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.selection import select_json_ld
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.verification import Verification, verify

ISSUER = LocalSigner.from_multikey("z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN")
HOLDER = SIGNER


def issued_by(signer: LocalSigner, document: Document) -> Document:
    text = json.dumps(document).replace(BADGE["issuer"]["id"], signer.controller)
    made: Document = json.loads(text)
    return made


def base(document: Document | None = None, **arguments: Any) -> Secured:
    chosen = {"now": NOW, "random_bytes": random.Random(1).randbytes, **arguments}
    return sign(issued_by(ISSUER, document or badge()), ISSUER, securing="ecdsa-sd-2023", **chosen)


def checked(content: bytes, **arguments: Any) -> Verification:
    return verify(content, now=NOW, **arguments)


def codes(result: Verification) -> list[str]:
    return [problem.code for problem in result.problems]


def test_a_part_verifies_and_is_what_was_asked_for() -> None:
    part = derive(base().content, ["/credentialSubject/achievement/name"])
    assert part.media_type == "application/vc"
    assert checked(part.content)
    shown = json.loads(part.content)
    assert set(shown) == {
        "@context",
        "id",
        "type",
        "issuer",
        "validFrom",
        "validUntil",
        "credentialSubject",
        "proof",
    }
    achievement = shown["credentialSubject"]["achievement"]
    assert set(achievement) == {"id", "type", "name"}


def test_european_credentials_are_shown_in_parts_too() -> None:
    document = elm()
    secured = base(document)
    pointers = ["/credentialSubject/hasClaim/title", "/issued", "/credentialSchema"]
    part = derive(secured.content, pointers)
    assert checked(part.content)
    shown = json.loads(part.content)
    assert shown["credentialSubject"]["hasClaim"]["title"]["lv"] == "Datu pratība māsām"
    assert "Bērziņa" not in part.content.decode()


def test_the_holder_cannot_hide_who_says_it_nor_how_long_it_holds() -> None:
    shown = json.loads(derive(base().content, ["/credentialSubject/id"]).content)
    assert {"issuer", "validFrom", "validUntil"} <= set(shown)
    listed = badge()
    listed["credentialStatus"] = {
        "id": "https://a.example/status/1#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://a.example/status/1",
    }
    part = derive(base(listed).content, ["/credentialSubject"])
    assert codes(checked(part.content)) == ["STATUS_UNAVAILABLE"]


def test_the_issuer_says_what_is_always_shown() -> None:
    pointers = ["/issuer", "/credentialSubject/achievement/name"]
    shown = json.loads(derive(base(mandatory_pointers=pointers).content, []).content)
    del shown["proof"]
    assert shown == select_json_ld(pointers, issued_by(ISSUER, badge()))


def test_the_whole_credential_may_be_shown() -> None:
    secured = base()
    whole = derive(secured.content, [""])
    assert checked(whole.content)
    shown, held = json.loads(whole.content), json.loads(secured.content)
    assert {**shown, "proof": held["proof"]} == held


def test_the_base_itself_is_not_for_verifiers() -> None:
    result = checked(base().content)
    assert (result.outcome, codes(result)) == (Outcome.FAILED, ["PROOF_MALFORMED"])


def test_randomness_is_drawn_where_none_is_passed() -> None:
    first, second = (base(random_bytes=None).content for _ in range(2))
    assert first != second
    assert base().content == base().content


def test_only_a_base_proof_leads_to_others() -> None:
    whole = sign(badge(), SIGNER, now=NOW)
    part = derive(base().content, ["/credentialSubject/id"])
    for content in (whole.content, part.content, b'{"proof": [7, {}]}'):
        with pytest.raises((ProofGenerationError, ParseError)) as caught:
            derive(content, ["/name"])
        assert caught.value.code in ("PROOF_GENERATION", "PROOF_MALFORMED")
    twice = json.loads(base().content)
    twice["proof"] = [twice["proof"]] * 2
    with pytest.raises(ProofGenerationError):
        derive(json.dumps(twice), ["/name"])


@pytest.mark.parametrize("content", [b"", b"[]", b'"text"', b'{"a": 1, "a": 2}', "\ud800"])
def test_what_is_no_json_object_is_refused(content: bytes | str) -> None:
    with pytest.raises(ParseError):
        derive(content, [])
    with pytest.raises(ParseError):
        present([content], HOLDER)


def test_limits_hold_for_holders() -> None:
    with pytest.raises(LimitError):
        derive(base().content, [], limits=Limits(credential_bytes=100))


def test_other_suites_cannot_hide_anything() -> None:
    with pytest.raises(ProofGenerationError) as caught:
        sign(badge(), SIGNER, now=NOW, mandatory_pointers=["/issuer"])
    assert "ecdsa-sd-2023" in str(caught.value.problem.expected)


def test_what_is_shown_is_a_credential() -> None:
    with pytest.raises(ProofGenerationError) as caught:
        derive(base().content, ["/name"])
    assert caught.value.code == "CREDENTIAL_MALFORMED"


# Presentations

POINTERS = ("/credentialSubject/achievement/name", "/credentialSubject")


def test_parts_of_several_credentials_are_presented_together() -> None:
    parts = [derive(base().content, [p]).content for p in POINTERS]
    whole = sign(badge(), SIGNER, now=NOW).content
    made = present(
        [*parts, whole],
        HOLDER,
        domain="https://verifier.example",
        challenge="1f44d55f",
        id="urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a09",
        now=NOW,
    )
    policy = Policy(domain="https://verifier.example", challenge="1f44d55f")
    result = checked(made.content, policy=policy)
    assert result, result.problems
    assert [credential.outcome for credential in result.credentials] == [Outcome.PASSED] * 3
    assert result.controller == HOLDER.controller
    other = checked(made.content, policy=Policy(domain="https://other.example"))
    assert "PROOF_DOMAIN_MISMATCH" in codes(other)


def test_a_changed_credential_spoils_its_presentation() -> None:
    part = json.loads(derive(base().content, ["/name", "/credentialSubject"]).content)
    made = present([json.dumps({**part, "name": "Other"})], HOLDER, now=NOW)
    result = checked(made.content)
    assert result.outcome is Outcome.FAILED
    assert "PROOF_SIGNATURE_INVALID" in codes(result)


def test_credentials_of_version_1_are_presented_in_their_own_context() -> None:
    secured = sign(elm(), SIGNER, now=NOW)
    made = present([secured.content], HOLDER, now=NOW)
    assert json.loads(made.content)["@context"][0] == "https://www.w3.org/2018/credentials/v1"
    assert checked(made.content)


def test_nothing_is_no_presentation() -> None:
    with pytest.raises(ProofGenerationError):
        present([], HOLDER)
    with pytest.raises(UnsupportedCryptosuiteError):
        present([sign(badge(), SIGNER, now=NOW).content], HOLDER, securing="rot13")
