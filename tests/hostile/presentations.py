"""Presentations: replayed, made for somebody else, by somebody else, or of bad credentials."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2, DATA_INTEGRITY_V2
from hostile.case import (
    ATTACKER,
    COURSE,
    LEARNER,
    NOW,
    UNIVERSITY,
    Case,
    Document,
    World,
    changed,
    credential,
    maker,
    presentation,
    signed,
    subject,
)

KIND = "presentation"
CHALLENGE = "c-7f3a"
DOMAIN = "https://verifier.example"
ASKED: dict[str, Any] = {"challenge": CHALLENGE, "domain": DOMAIN}


def cases(_: World) -> Iterator[Case]:
    """Every case of the table."""
    yield from _requests()
    yield from _holders()
    yield from _shapes()
    yield from _credentials()


def shown(*credentials: Any, signer: Any = LEARNER, **changes: Any) -> Document:
    """A presentation that answers the request of the verifier, ten seconds ago."""
    document = presentation(*(credentials or [signed(credential())]), **changes)
    return signed(document, signer, created=NOW - timedelta(seconds=10), **ASKED)


def _requests() -> Iterator[Case]:
    """Domain and challenge: those that were asked for, and no others."""
    make = maker(KIND, "vp", op="verify-presentation")
    inner = signed(credential())
    recent = NOW - timedelta(seconds=10)
    domain, challenge = "PROOF_DOMAIN_MISMATCH", "PROOF_CHALLENGE_MISMATCH"
    yield make("ok", shown(), **ASKED)
    yield make("ok-nothing-asked", shown())
    for name, made, reason in (
        ("old-challenge", {**ASKED, "challenge": "c-old"}, challenge),
        ("other-case", {**ASKED, "challenge": CHALLENGE.upper()}, challenge),
        ("challenge-and-more", {**ASKED, "challenge": CHALLENGE + " "}, challenge),
        ("no-challenge", {"domain": DOMAIN}, challenge),
        ("other-domain", {**ASKED, "domain": "https://other.example"}, domain),
        ("domain-slash", {**ASKED, "domain": DOMAIN + "/"}, domain),
        ("domain-prefix", {**ASKED, "domain": DOMAIN + ".attacker.example"}, domain),
        ("domain-case", {**ASKED, "domain": DOMAIN.upper()}, domain),
        ("domain-superset", {**ASKED, "domain": [DOMAIN, "https://other.example"]}, domain),
        ("no-domain", {"challenge": CHALLENGE}, domain),
        ("neither", {}, domain),
    ):
        document = signed(presentation(inner), LEARNER, created=recent, **made)
        yield make(name, document, reason, **ASKED)
    listed = signed(
        presentation(inner), LEARNER, created=recent, challenge=CHALLENGE, domain=[DOMAIN]
    )
    yield make("ok-domain-list", listed, **ASKED)
    good = shown()
    for name, path, value, reason in (
        ("challenge-changed", "proof/challenge", "c-new", "PROOF_SIGNATURE_INVALID"),
        ("domain-changed", "proof/domain", "https://new.example", "PROOF_SIGNATURE_INVALID"),
    ):
        asked = {**ASKED, path.partition("/")[2]: value}
        yield make(name, changed(good, path, value), reason, **asked)
    for value in (7, None, [CHALLENGE], {"id": CHALLENGE}, ""):
        document = changed(good, "proof/challenge", value)
        yield make(f"challenge-{type(value).__name__}", document, "PROOF_MALFORMED", **ASKED)
    for name, value in (("null", None), ("object", {}), ("empty-list", []), ("mixed", [DOMAIN, 7])):
        document = changed(good, "proof/domain", value)
        yield make(f"domain-{name}", document, "PROOF_MALFORMED", **ASKED)
    late = signed(presentation(inner), LEARNER, created=NOW + timedelta(minutes=5), **ASKED)
    yield make("made-in-future", late, "PROOF_CREATED_IN_FUTURE", **ASKED)
    ended = signed(
        presentation(inner), LEARNER, created=recent, expires=NOW - timedelta(minutes=5), **ASKED
    )
    yield make("ended", ended, "PROOF_EXPIRED", **ASKED)
    asserted = signed(
        presentation(inner), LEARNER, created=recent, purpose="assertionMethod", **ASKED
    )
    yield make("for-assertion", asserted, "PROOF_PURPOSE_MISMATCH", **ASKED)
    two = signed(good, LEARNER, created=recent, challenge="c-old", domain=DOMAIN)
    yield make("second-proof-of-another-challenge", two, challenge, **ASKED)


def _holders() -> Iterator[Case]:
    make = maker(KIND, "vp-holder", op="verify-presentation", **ASKED)
    other = "KEY_HOLDER_MISMATCH"
    yield make("ok-object", shown(holder={"id": LEARNER.controller, "name": "Anna"}))
    yield make("ok-not-named", shown(holder=...))
    yield make("attacker-key", shown(signer=ATTACKER), other)
    yield make("foreign", shown(holder="did:example:alice"), other)
    yield make("object-foreign", shown(holder={"id": "did:example:alice"}), other)
    yield make("university", shown(holder=UNIVERSITY.controller), other)
    yield make("https", shown(holder="https://learner.example/"), other)
    good = shown()
    renamed = {**good, "holder": "did:example:alice"}
    yield make("renamed", renamed, other)
    yield make("removed", changed(good, "holder", ...), "PROOF_SIGNATURE_INVALID")
    for name, holder in (
        ("list", [LEARNER.controller]),
        ("null", None),
        ("number", 7),
        ("words", "Anna"),
        ("without-id", {"name": "Anna"}),
        ("id-list", {"id": [LEARNER.controller]}),
    ):
        yield make(f"is-{name}", {**good, "holder": holder}, "CREDENTIAL_MALFORMED")


def _shapes() -> Iterator[Case]:
    make = maker(KIND, "vp-shape", op="verify-presentation", **ASKED)
    malformed = "CREDENTIAL_MALFORMED"
    good = shown()
    yield make("ok-none-inside", shown(verifiableCredential=[]))
    yield make("ok-nothing-said", shown(verifiableCredential=...))
    yield make("ok-single-object", shown(verifiableCredential=signed(credential())))
    yield make("no-proof", changed(good, "proof", ...), "PROOF_MISSING")
    yield make("empty-proof", {**good, "proof": []}, "PROOF_MISSING")
    yield make("null-proof", {**good, "proof": None}, "PROOF_MISSING")
    yield make("text-proof", {**good, "proof": "z"}, "PROOF_MALFORMED")
    yield make("no-type", changed(good, "type", ...), malformed)
    yield make("other-type", {**good, "type": ["Course"]}, malformed)
    yield make("no-context", changed(good, "@context", ...), "CONTEXT_MISSING")
    yield make("context-order", {**good, "@context": [COURSE, CREDENTIALS_V2]}, malformed)
    yield make("id-list", {**good, "id": ["urn:x:y"]}, malformed)
    for name, inside in (
        ("text", "eyJhbGciOiJub25lIn0.e30."),
        ("number", 7),
        ("null", None),
        ("nested", [[signed(credential())]]),
        ("mixed", [signed(credential()), "eyJhbGciOiJub25lIn0.e30."]),
    ):
        yield make(f"inside-{name}", {**good, "verifiableCredential": inside}, malformed)
    undefined = changed(good, "honours", "x")
    yield make("undefined-term", undefined, "DATA_UNDEFINED_TERM")
    inline = {**good, "@context": [*good["@context"], {"holder": "https://attacker.example/h"}]}
    yield make("inline-context", inline, "CONTEXT_INLINE_NOT_ALLOWED")
    unknown = {**good, "@context": [*good["@context"], "https://attacker.example/v1"]}
    yield make("unknown-context", unknown, "CONTEXT_UNKNOWN")
    old = {"@context": [CREDENTIALS_V1, DATA_INTEGRITY_V2]}
    dates = {"validFrom": ..., "validUntil": ..., "issuanceDate": "2026-01-15T00:00:00Z"}
    of_old = {"@context": [*old["@context"], COURSE], "name": ..., **dates}
    yield make("ok-version-1", shown(signed(credential(**of_old)), **old))
    yield make("ok-version-1-inside", shown(signed(credential(**of_old))))
    as_credential = signed(credential())
    yield make("ok-two", shown(as_credential, signed(credential(name="Second"))))


def _credentials() -> Iterator[Case]:
    """What is presented is judged as what is received alone."""
    make = maker(KIND, "vp-inside", op="verify-presentation", **ASKED)
    inner = signed(credential())
    day = timedelta(days=1)
    for name, bad, reason in (
        ("tampered", changed(inner, "credentialSubject/grade", "A"), "PROOF_SIGNATURE_INVALID"),
        ("ended", signed(credential(validUntil="2026-02-01T00:00:00Z")), "CREDENTIAL_EXPIRED"),
        (
            "not-begun",
            signed(credential(validFrom="2027-02-01T00:00:00Z")),
            "CREDENTIAL_NOT_YET_VALID",
        ),
        ("unsecured", credential(), "PROOF_MISSING"),
        ("empty-proof", {**inner, "proof": []}, "PROOF_MISSING"),
        ("attacker-key", signed(credential(), ATTACKER), "KEY_ISSUER_MISMATCH"),
        ("proof-expired", signed(credential(), expires=NOW - day), "PROOF_EXPIRED"),
        ("for-login", signed(credential(), purpose="authentication"), "PROOF_PURPOSE_MISMATCH"),
        ("own-claim-for-another", credential(issuer=ATTACKER.controller), "PROOF_MISSING"),
    ):
        yield make(name, shown(bad), reason)
        yield make(f"{name}-second", shown(inner, bad), reason)
    exchanged = {**shown(), "verifiableCredential": [signed(credential(name="Doctorate"))]}
    yield make("exchanged", exchanged, "PROOF_SIGNATURE_INVALID")
    added = shown()
    added["verifiableCredential"].append(signed(credential(name="Doctorate")))
    yield make("added", added, "PROOF_SIGNATURE_INVALID")
    removed = {**shown(inner, signed(credential(name="Second")))}
    removed["verifiableCredential"] = removed["verifiableCredential"][:1]
    yield make("removed", removed, "PROOF_SIGNATURE_INVALID")
    moved = {**shown(), "proof": shown(signed(credential(name="Second")))["proof"]}
    yield make("proof-of-another", moved, "PROOF_SIGNATURE_INVALID")
    yield make("ok-own-claim", shown(credential(issuer=LEARNER.controller)))
    forged = shown(credential(issuer=LEARNER.controller))
    forged = changed(forged, "verifiableCredential/0/credentialSubject", subject(grade="A"))
    yield make("own-claim-tampered", forged, "PROOF_SIGNATURE_INVALID")
    anonymous = shown(credential(issuer=LEARNER.controller), holder=...)
    yield make("own-claim-of-nobody", anonymous, "PROOF_MISSING")
    nested = shown(shown())
    yield make("presentation-inside", nested, "CREDENTIAL_MALFORMED")
    swapped = {"grade": "https://vocab.example/ects"}
    bad = {**inner, "@context": [*inner["@context"], swapped]}
    outer = {**shown(), "verifiableCredential": [bad]}
    yield make("inline-context", outer, "CONTEXT_INLINE_NOT_ALLOWED")
