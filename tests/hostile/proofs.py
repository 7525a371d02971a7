"""Proofs and keys: replayed, stripped, exchanged, of the wrong purpose, time, chain or key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V1, DATA_INTEGRITY_V2
from elm_microcred.limits import BULK
from elm_microcred.proofs import multibase
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.cryptosuites.suite import Disclosure
from elm_microcred.proofs.keys import KEY_TYPES
from elm_microcred.proofs.signer import LocalSigner
from hostile.case import (
    ATTACKER,
    COURSE,
    COURSE_CONTEXT,
    LEARNER,
    NOW,
    UNIVERSITY,
    Case,
    Document,
    Make,
    World,
    carelessly,
    changed,
    credential,
    maker,
    signed,
    subject,
)

KIND = "data-integrity"
P256 = LocalSigner.from_multikey("z42tngceHFHQSdgbfszsNsB6D4ahYLBKdYSrJkF3vg14pPBa")
P384 = LocalSigner.from_multikey(
    "z2fajYA5N5ABFonvjUeaospz5XMfU4QgcT68VVFCkTWfSsSdQu7fqWkbRpVMGxuCamSNzz"
)
SUITES_AND_KEYS = (
    ("eddsa-rdfc-2022", UNIVERSITY),
    ("eddsa-jcs-2022", UNIVERSITY),
    ("ecdsa-rdfc-2019", P256),
    ("ecdsa-rdfc-2019", P384),
    ("ecdsa-jcs-2019", P256),
    ("ecdsa-jcs-2019", P384),
    ("Ed25519Signature2020", UNIVERSITY),
)


def cases(world: World) -> Iterator[Case]:
    """Every case of the table."""
    control = signed(credential())
    yield from _members(control)
    yield from _replayed(control)
    yield from _values(control)
    yield from _suites()
    yield from _times(control)
    yield from _sets(control)
    yield from _chains()
    yield from _issuers(control)
    yield from _keys()
    yield from _documents(world)
    yield from _model()


_INVALID = "PROOF_SIGNATURE_INVALID"
_MISSING = "PROOF_MISSING"
_MALFORMED = "PROOF_MALFORMED"


def _members(control: Document) -> Iterator[Case]:
    make = maker(KIND, "proof")
    yield make("missing", changed(control, "proof", ...), _MISSING)
    yield make("null", {**control, "proof": None}, _MISSING)
    yield make("empty", {**control, "proof": []}, _MISSING)
    yield make(
        "respelled", {**changed(control, "proof", ...), "sec:proof": control["proof"]}, _MISSING
    )
    for name, value in (
        ("object", {}),
        ("text", "z5abc"),
        ("true", True),
        ("number", 1),
        ("list-of-null", [None]),
        ("list-of-list", [[control["proof"]]]),
        ("empty-object-too", [control["proof"], {}]),
        ("null-too", [control["proof"], None]),
    ):
        yield make(f"is-{name}", {**control, "proof": value}, _MALFORMED)
    for member in ("type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"):
        yield make(f"without-{member}", changed(control, f"proof/{member}", ...), _MALFORMED)
        for name, value in (
            ("null", None),
            ("number", 7),
            ("list", [control["proof"][member]]),
            ("object", {"id": control["proof"][member]}),
            ("empty", ""),
        ):
            document = changed(control, f"proof/{member}", value)
            yield make(f"{member}-{name}", document, _MALFORMED)
    for member, value in (
        ("id", "not a url"),
        ("created", "yesterday"),
        ("created", "2026-02-30T00:00:00Z"),
        ("created", 1767225600),
        ("expires", "never"),
        ("domain", 7),
        ("domain", [None]),
        ("challenge", 7),
        ("challenge", ["a"]),
        ("nonce", {}),
        ("previousProof", 7),
        ("previousProof", []),
        ("previousProof", "not a url"),
        ("@id", "urn:x:y"),
        ("sec:proofPurpose", "assertionMethod"),
        ("https://w3id.org/security#expiration", "2020-01-01T00:00:00Z"),
    ):
        document = changed(control, ("proof", member), value)
        plain = "".join(c for c in f"{member}-{value}" if c.isalnum() or c in "-@")[:40]
        yield make(f"member-{plain}", document, _MALFORMED)
    for member, value in (
        ("created", "2026-01-15T09:00:01Z"),
        ("created", ...),
        ("expires", "2099-01-01T00:00:00Z"),
        ("domain", "https://other.example"),
        ("challenge", "x"),
        ("nonce", "x"),
        ("id", "urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a01"),
    ):
        name = "removed" if value is ... else "changed"
        yield make(f"{member}-{name}", changed(control, f"proof/{member}", value), _INVALID)


def _replayed(control: Document) -> Iterator[Case]:
    make = maker(KIND, "replay")
    other = signed(credential(name="Doctorate"))
    yield make("of-another", {**control, "proof": other["proof"]}, _INVALID)
    attacker = signed(credential(issuer=ATTACKER.controller), ATTACKER)
    yield make("of-the-attacker", {**control, "proof": attacker["proof"]}, "KEY_ISSUER_MISMATCH")
    whole = {**credential(name="Wrapper"), "credentialSubject": subject(linked=control)}
    yield make("wrapped", whole, _MISSING)
    moved = {**whole, "proof": control["proof"]}
    yield make("wrapped-and-moved", moved, _INVALID)
    as_vp = {**control, "type": ["VerifiablePresentation", "Course"]}
    yield make("as-a-presentation", as_vp, "PROOF_PURPOSE_MISMATCH")
    both = {**control, "type": [*control["type"], "VerifiablePresentation"]}
    yield make("as-both", both, "CREDENTIAL_MALFORMED")


def _values(control: Document) -> Iterator[Case]:
    """The value of the proof: other bytes, other encodings of the same bytes."""
    make = maker(KIND, "value")
    value = control["proof"]["proofValue"]
    octets = multibase.decode(value)

    def with_value(text: Any) -> Document:
        return changed(control, "proof/proofValue", text)

    for name, other in (
        ("zero", bytes(64)),
        ("short", octets[:-1]),
        ("long", octets + b"\0"),
        ("nothing", b""),
        ("flipped", bytes([octets[0] ^ 1]) + octets[1:]),
        ("halves", octets[32:] + octets[:32]),
        ("identity", bytes([1]) + bytes(63)),
        ("all-ones", b"\xff" * 64),
        ("large-s", octets[:32] + _plus_order(octets[32:])),
    ):
        yield make(name, with_value(multibase.encode(other, "z")), _INVALID)
    for name, text in (
        ("no-prefix", value[1:]),
        ("base64url", multibase.encode(octets, "u")),
        ("hexadecimal", "f" + octets.hex()),
        ("base64", "m" + "A" * 86),
        ("not-base58", value[:-1] + "0"),
        ("white-space", value + " "),
        ("newline", value + "\n"),
        ("other-prefix", "y" + value[1:]),
        ("endless", "z" + "2" * 20_000),
        ("look-alike", value[:-1] + "\u0430"),
    ):
        yield make(f"written-{name}", with_value(text), _MALFORMED)
    yield make("leading-one", with_value("z1" + value[1:]), _INVALID)
    for securing, key in (("ecdsa-rdfc-2019", P256), ("ecdsa-rdfc-2019", P384)):
        good = signed(credential(issuer=key.controller), key, suite=securing)
        curve = key.public_key.type
        raw = multibase.decode(good["proof"]["proofValue"])
        half = len(raw) // 2
        r, s = (int.from_bytes(part, "big") for part in (raw[:half], raw[half:]))
        order = _ORDERS[curve.name]
        for name, pair, reason in (
            ("ok-high-s", (r, order - s), None),
            ("r-zero", (0, s), _INVALID),
            ("s-zero", (r, 0), _INVALID),
            ("both-zero", (0, 0), _INVALID),
            ("r-is-order", (order, s), _INVALID),
            ("s-is-order", (r, order), _INVALID),
            ("r-plus-one", (r + 1, s), _INVALID),
        ):
            encoded = b"".join(number.to_bytes(half, "big") for number in pair)
            document = changed(good, "proof/proofValue", multibase.encode(encoded))
            yield make(f"{curve.name}-{name}", document, reason)
        der = multibase.encode(_der(r, s))
        yield make(f"{curve.name}-der", changed(good, "proof/proofValue", der), _INVALID)


_ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": int(
        "ffffffffffffffffffffffffffffffffffffffffffffffff"
        "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        16,
    ),
}


def _plus_order(s: bytes) -> bytes:
    """The same scalar plus the order of the Ed25519 group, which RFC 8032 forbids."""
    order = 2**252 + 27742317777372353535851937790883648493
    return (int.from_bytes(s, "little") + order).to_bytes(32, "little")


def _der(r: int, s: int) -> bytes:
    def integer(number: int) -> bytes:
        octets = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return bytes([2, len(octets)]) + octets

    body = integer(r) + integer(s)
    return bytes([0x30, len(body)]) + body


def _suites() -> Iterator[Case]:
    make = maker(KIND, "suite")
    for securing, key in SUITES_AND_KEYS:
        good = signed(credential(issuer=key.controller), key, suite=securing)
        curve = key.public_key.type.name
        name = f"{securing}-{curve}"
        yield make(f"ok-{name}", good)
        grade = changed(good, "credentialSubject/grade", "A")
        yield make(f"{name}-tampered", grade, _INVALID)
        unknown = changed(good, "credentialSubject/honours", "x")
        yield make(f"{name}-undefined", unknown, "DATA_UNDEFINED_TERM")
        purpose = changed(good, "proof/proofPurpose", "authentication")
        yield make(f"{name}-purpose", purpose, "PROOF_PURPOSE_MISMATCH")
        if "jcs" in securing:
            for what, context in (
                ("removed", ...),
                ("shorter", good["@context"][:1]),
                ("other", ["https://attacker.example/"]),
                ("longer", [*good["@context"], DATA_INTEGRITY_V2]),
                ("reversed", good["@context"][::-1]),
            ):
                document = changed(good, "proof/@context", context)
                yield make(f"{name}-context-{what}", document, _INVALID)
            exchanged = {**good, "@context": [good["@context"][0], DATA_INTEGRITY_V2, COURSE]}
            yield make(f"{name}-document-context", exchanged, _INVALID)
    good = signed(credential())
    for name, suite in (
        ("eddsa-jcs-2022", "eddsa-jcs-2022"),
        ("eddsa-2022", "eddsa-2022"),
    ):
        relabelled = changed(good, "proof/cryptosuite", suite)
        yield make(f"relabelled-{name}", relabelled, _INVALID)
    for suite in ("ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"):
        relabelled = changed(good, "proof/cryptosuite", suite)
        yield make(f"key-of-{suite}", relabelled, "KEY_TYPE_MISMATCH")
    for suite in ("none", "EDDSA-RDFC-2022", "eddsa-rdfc-2022 ", "Ed25519Signature2020", "hmac"):
        relabelled = changed(good, "proof/cryptosuite", suite)
        yield make(f"unknown-{suite.strip()}-{len(suite)}", relabelled, "PROOF_SUITE_UNSUPPORTED")
    for type_ in (
        "DataIntegrityproof",
        "RsaSignature2018",
        "eddsa-rdfc-2022",
        "JsonWebSignature2020",
    ):
        typed = changed(good, "proof/type", type_)
        yield make(f"unknown-type-{type_}", typed, "PROOF_SUITE_UNSUPPORTED")
    yield from _selective(make)


def _selective(make: Make) -> Iterator[Case]:
    """ecdsa-sd-2023: a base proof where a derived one is asked for, and derived ones changed."""
    suite = SUITES["ecdsa-sd-2023"]
    disclosure = Disclosure(_counted(), ["/issuer", "/validUntil"])
    base = signed(
        credential(issuer=P256.controller), P256, suite="ecdsa-sd-2023", disclosure=disclosure
    )
    yield make("sd-base-proof", base, _MALFORMED)
    unsecured = changed(base, "proof", ...)
    assert suite.derive is not None
    shown, proof = suite.derive(
        unsecured,
        base["proof"],
        ["/credentialSubject/grade"],
        limits=BULK,
        extra_contexts={COURSE: COURSE_CONTEXT},
        disclosure=disclosure,
    )
    derived = {**shown, "proof": proof}
    yield make("sd-ok", derived)
    for path, value in (
        ("credentialSubject/grade", "A"),
        ("validUntil", "2099-01-01T00:00:00Z"),
        ("name", "Doctorate"),
        ("proof/created", "2026-01-16T00:00:00Z"),
    ):
        document = changed(derived, path, value)
        yield make(f"sd-{path.replace('/', '-')}", document, _INVALID)
    for path in ("validUntil", "credentialSubject/grade"):
        document = changed(derived, path, ...)
        yield make(f"sd-without-{path.replace('/', '-')}", document, None, outcome="invalid")
    octets = multibase.decode(proof["proofValue"])
    for name, other in (
        ("header", b"\xd9\x5d\x00" + octets[3:]),
        ("cut", octets[:-1]),
        ("longer", octets + b"\0"),
        ("tagged", octets[:3] + b"\xd8\x40" + octets[3:]),
        ("nothing", b""),
        ("bomb", octets[:3] + b"\x9b" + b"\xff" * 8),
    ):
        document = changed(derived, "proof/proofValue", multibase.encode(other, "u"))
        yield make(f"sd-value-{name}", document, _MALFORMED)


def _counted() -> Callable[[int], bytes]:
    """Bytes that are not random, so that the corpus is the same each time."""
    return lambda length: bytes(place % 251 for place in range(length))


def _times(control: Document) -> Iterator[Case]:
    make = maker(KIND, "time")
    second = timedelta(seconds=1)
    future = "PROOF_CREATED_IN_FUTURE"
    for name, created, reason in (
        ("ok-created-within-skew", NOW + 59 * second, None),
        ("created-after-skew", NOW + 62 * second, future),
        ("created-next-year", NOW + timedelta(days=365), future),
        ("ok-created-long-ago", NOW - timedelta(days=9_000), None),
        ("ok-not-created", None, None),
    ):
        yield make(name, signed(credential(), created=created), reason)
    for name, expires, reason in (
        ("ok-expires-later", NOW + timedelta(days=1), None),
        ("ok-expired-within-skew", NOW - 59 * second, None),
        ("expired-after-skew", NOW - 62 * second, "PROOF_EXPIRED"),
        ("expired-long-ago", NOW - timedelta(days=30), "PROOF_EXPIRED"),
    ):
        yield make(name, signed(credential(), expires=expires), reason)
    for name, member, value, reason in (
        ("ended", "validUntil", "2026-02-28T00:00:00Z", "CREDENTIAL_EXPIRED"),
        ("ended-by-offset", "validUntil", "2026-03-01T13:00:00+02:00", "CREDENTIAL_EXPIRED"),
        ("ok-ended-within-skew", "validUntil", "2026-03-01T11:59:30Z", None),
        ("ended-after-skew", "validUntil", "2026-03-01T11:58:50Z", "CREDENTIAL_EXPIRED"),
        ("not-begun", "validFrom", "2026-03-02T00:00:00Z", "CREDENTIAL_NOT_YET_VALID"),
        ("ok-begins-within-skew", "validFrom", "2026-03-01T12:00:30Z", None),
        ("begins-after-skew", "validFrom", "2026-03-01T12:01:10Z", "CREDENTIAL_NOT_YET_VALID"),
        ("ok-fraction", "validFrom", "2026-01-15T00:00:00.123456789Z", None),
        ("ok-offset", "validFrom", "2026-01-15T00:00:00-05:00", None),
        ("ok-hour-24", "validFrom", "2026-01-15T24:00:00Z", None),
        ("end-before-beginning", "validUntil", "2026-01-14T00:00:00Z", "CREDENTIAL_PERIOD"),
    ):
        yield make(name, signed(credential(**{member: value})), reason)
    for name, value in (
        ("30-february", "2030-02-30T00:00:00Z"),
        ("29-february", "2031-02-29T00:00:00Z"),
        ("month-13", "2030-13-01T00:00:00Z"),
        ("no-zone", "2030-01-15T00:00:00"),
        ("date", "2030-01-15"),
        ("hour-25", "2030-01-15T25:00:00Z"),
        ("second-61", "2030-01-15T00:00:61Z"),
        ("lower-case", "2030-01-15t00:00:00z"),
        ("space", "2030-01-15 00:00:00Z"),
        ("basic", "20300115T000000Z"),
        ("week", "2030-W03-2T00:00:00Z"),
        ("offset-25", "2030-01-15T00:00:00+25:00"),
        ("offset-no-colon", "2030-01-15T00:00:00+0100"),
        ("words", "15 January 2030"),
        ("other-digits", "\u0662\u0660\u0663\u0660-01-15T00:00:00Z"),
        ("blank-after", "2030-01-15T00:00:00Z "),
        ("newline-after", "2030-01-15T00:00:00Z\n"),
        ("empty", ""),
        ("short-year", "30-01-15T00:00:00Z"),
    ):
        for member in ("validFrom", "validUntil"):
            document = signed(credential(**{member: value}))
            yield make(f"{member}-{name}", document, "CREDENTIAL_MALFORMED")
    for name, value in (("number", 1893456000), ("list", ["2030-01-15T00:00:00Z"]), ("null", None)):
        document = {**control, "validUntil": value}
        yield make(f"validUntil-{name}", document, "CREDENTIAL_MALFORMED")
    old = {
        "@context": [CREDENTIALS_V1, DATA_INTEGRITY_V2, COURSE],
        "validFrom": ...,
        "validUntil": ...,
        "name": ...,
    }
    for name, dates, reason in (
        ("ok", {"issuanceDate": "2026-01-15T00:00:00Z"}, None),
        (
            "ended",
            {"issuanceDate": "2020-01-15T00:00:00Z", "expirationDate": "2021-01-15T00:00:00Z"},
            "CREDENTIAL_EXPIRED",
        ),
        ("not-begun", {"issuanceDate": "2027-01-15T00:00:00Z"}, "CREDENTIAL_NOT_YET_VALID"),
        ("undated", {}, "CREDENTIAL_MALFORMED"),
    ):
        yield make(f"version-1-{name}", signed(credential(**old, **dates)), reason)


def _sets(control: Document) -> Iterator[Case]:
    make = maker(KIND, "set")
    two = signed(signed(credential()), created=NOW)
    yield make("ok", two)
    first, second = two["proof"]
    broken = {**second, "proofValue": first["proofValue"]}
    yield make("second-broken", {**two, "proof": [first, broken]}, _INVALID)
    yield make("first-broken", {**two, "proof": [broken, first]}, _INVALID)
    yield make("ok-one-left-out", {**two, "proof": [first]})
    yield make("ok-one-twice", {**two, "proof": [first, first]})
    added = signed(control, ATTACKER)
    yield make("attacker-too", added, "KEY_ISSUER_MISMATCH")
    unknown = {**second, "cryptosuite": "of-tomorrow-2030"}
    yield make("ok-unknown-too", {**two, "proof": [first, unknown]})
    yield make("unknown-and-broken", {**two, "proof": [unknown, broken]}, _INVALID)
    yield make("all-unknown", {**two, "proof": [unknown, unknown]}, "PROOF_SUITE_UNSUPPORTED")
    yield make("too-many", {**two, "proof": [first] * 500}, "LIMIT_VALUES")
    late = signed(signed(credential()), expires=NOW - timedelta(days=1))
    yield make("one-expired", late, "PROOF_EXPIRED")
    other = signed(control, purpose="authentication")
    yield make("one-of-another-purpose", other, "PROOF_PURPOSE_MISMATCH")
    mixed = signed(signed(credential()), suite="eddsa-jcs-2022")
    yield make("ok-two-suites", mixed)


_A, _B, _C = (f"urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a0{digit}" for digit in "123")
_BROKEN = "PROOF_CHAIN_BROKEN"


def _chains() -> Iterator[Case]:
    make = maker(KIND, "chain")
    one = signed(credential(), id=_A)
    two = signed(one, id=_B, previous_proof=_A)
    three = signed(two, id=_C, previous_proof=[_A, _B])
    first, second = two["proof"]
    yield make("ok-two", two)
    yield make("ok-three", three)
    yield make("ok-reversed", {**two, "proof": [second, first]})
    yield make("previous-removed", {**two, "proof": [second]}, _BROKEN)
    yield make("previous-removed-alone", {**two, "proof": second}, _BROKEN)
    yield make("previous-twice", {**two, "proof": [first, first, second]}, _BROKEN)
    for name, value in (
        ("unknown", "urn:uuid:00000000-0000-4000-8000-000000000000"),
        ("itself", _B),
        ("one-unknown", [_A, "urn:uuid:00000000-0000-4000-8000-000000000000"]),
    ):
        document = changed(two, "proof/1/previousProof", value)
        yield make(name, document, _BROKEN)
    circle = changed(changed(two, "proof/0/previousProof", _B), "proof/1/previousProof", _A)
    yield make("circle", circle, _BROKEN)
    ring = changed(three, "proof/0/previousProof", _C)
    yield make("ring-of-three", ring, _BROKEN)
    bad = {**first, "proofValue": second["proofValue"]}
    yield make("previous-broken", {**two, "proof": [bad, second]}, _INVALID)
    yield make("link-removed", changed(two, "proof/1/previousProof", ...), _INVALID)
    exchanged = {**signed(credential(), ATTACKER, id=_A)["proof"]}
    document = {**two, "proof": [exchanged, second]}
    yield make("previous-exchanged", document, "KEY_ISSUER_MISMATCH")
    late = signed(credential(), id=_A, expires=NOW - timedelta(days=1))
    yield make("previous-expired", signed(late, previous_proof=_A), "PROOF_EXPIRED")
    unknown = {**first, "cryptosuite": "of-tomorrow-2030"}
    yield make("previous-of-unknown-kind", {**two, "proof": [unknown, second]}, _BROKEN)
    yield make("tampered", changed(three, "credentialSubject/grade", "A"), _INVALID)


def _issuers(control: Document) -> Iterator[Case]:
    make = maker(KIND, "issuer")
    mismatch = "KEY_ISSUER_MISMATCH"
    malformed = "CREDENTIAL_MALFORMED"
    own = UNIVERSITY.controller
    by_attacker = signed(credential(), ATTACKER)
    yield make("attacker-key", by_attacker, mismatch)
    as_object = signed(credential(issuer={"id": own, "name": "University"}), ATTACKER)
    yield make("attacker-key-object", as_object, mismatch)
    for suite in ("eddsa-jcs-2022", "Ed25519Signature2020"):
        yield make(f"attacker-key-{suite}", signed(credential(), ATTACKER, suite=suite), mismatch)
    for name, issuer in (
        ("other-case", own.upper().replace("DID:KEY:Z", "did:key:z")),
        ("https", "https://university.example/"),
        ("with-fragment", own + "#" + own.removeprefix("did:key:")),
        ("with-query", own + "?a=b"),
        ("mailto", "mailto:rector@university.example"),
        ("urn", "urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a01"),
    ):
        yield make(name, signed(credential(issuer=issuer)), mismatch)
    for name, issuer in (
        ("list", [own]),
        ("list-of-two", [own, ATTACKER.controller]),
        ("objects", [{"id": own}]),
        ("object-without-id", {"name": "University"}),
        ("id-list", {"id": [own]}),
        ("id-object", {"id": {"id": own}}),
        ("id-null", {"id": None}),
        ("null", None),
        ("number", 7),
        ("true", True),
        ("empty", ""),
        ("blank", " "),
        ("words", "University"),
        ("relative", "university"),
        ("white-space", own + " "),
    ):
        yield make(f"is-{name}", {**control, "issuer": issuer}, malformed)
    yield make("missing", changed(control, "issuer", ...), malformed)
    method = f"{own}#{own.removeprefix('did:key:')}"
    for name, url, reason in (
        ("attacker-method", ATTACKER.verification_method, mismatch),
        ("no-fragment", own, "KEY_NOT_FOUND"),
        ("other-fragment", own + "#key-1", "KEY_NOT_FOUND"),
        ("fragment-of-attacker", own + "#" + ATTACKER.controller[8:], "KEY_NOT_FOUND"),
        ("query", method.replace("#", "?versionId=1#"), "DID_INVALID"),
        ("path", method.replace("#", "/key#"), "DID_INVALID"),
        ("relative", "#key-1", _MALFORMED),
        ("metadata", "https://169.254.169.254/latest/meta-data/#key", "URL_BLOCKED"),
        ("loopback", "https://127.0.0.1:8443/keys/1", "URL_BLOCKED"),
        ("plain-http", "http://university.example/keys/1", "URL_BLOCKED"),
        ("file", "file:///etc/passwd#key", "DID_INVALID"),
        ("malformed-did", "did:key:#x", "DID_INVALID"),
        ("no-method", "did:#x", "DID_INVALID"),
    ):
        yield make(f"method-{name}", changed(control, "proof/verificationMethod", url), reason)
    for name, url, reason in (
        ("unknown-did", "did:ebsi:zabc#key-1", "DID_METHOD_UNSUPPORTED"),
        ("unreachable", "https://unreachable.example/issuer#key-1", "DID_UNAVAILABLE"),
        ("unreachable-did-web", "did:web:unreachable.example#key-1", "DID_UNAVAILABLE"),
    ):
        issuer = url.partition("#")[0]
        document = {**changed(control, "proof/verificationMethod", url), "issuer": issuer}
        yield make(name, document, reason, outcome="unchecked")


_SMALL_ORDER = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)


def _keys() -> Iterator[Case]:
    """did:key issuers whose key is weak, malformed, or of the wrong kind."""
    make = maker(KIND, "key")
    constant = multibase.encode(bytes([1]) + bytes(63))

    def forged(multikey: str, **proof: Any) -> Document:
        did = f"did:key:{multikey}"
        document = signed(credential())
        made = {**document["proof"], "verificationMethod": f"{did}#{multikey}", **proof}
        return {**document, "issuer": did, "proof": made}

    for place, point in enumerate(_SMALL_ORDER):
        multikey = multibase.encode(bytes.fromhex("ed01" + point))
        yield make(f"small-order-{place}", forged(multikey, proofValue=constant), "KEY_WEAK")
    good = UNIVERSITY.public_key.encoded
    p256 = P256.public_key.encoded
    for name, octets in (
        ("short", b"\xed\x01" + good[:-1]),
        ("long", b"\xed\x01" + good + b"\0"),
        ("nothing", b"\xed\x01"),
        ("unknown-header", b"\xee\x01" + good),
        ("no-header", good),
        ("x25519", b"\xec\x01" + good),
        ("header-not-varint", b"\x00\xed" + good),
        ("not-on-curve", b"\xed\x01" + b"\x02" + bytes(31)),
        ("p256-not-on-curve", b"\x80\x24\x02" + b"\xff" * 32),
        ("p256-infinity", b"\x80\x24" + bytes(33)),
        ("p256-uncompressed", b"\x80\x24\x04" + p256[1:] * 2),
        ("p256-wrong-sign", b"\x80\x24\x05" + p256[1:]),
        ("p256-as-p384", b"\x81\x24" + p256),
        ("secret-key", b"\x80\x26" + bytes(range(32))),
        ("rsa", b"\x85\x24" + bytes(270)),
    ):
        yield make(name, forged(multibase.encode(octets)), "KEY_MALFORMED")
    for name, text in (
        ("base64url", "u" + multibase.encode(b"\xed\x01" + good, "u")[1:]),
        ("not-base58", "z6Mk0OIl"),
        ("bare", "6MkjMeN2QArwUn8S31QQ74jMVMJ3N17yCDXeiWrsFxTqGSM"),
        ("prefix-alone", "z"),
        ("endless", "z" + "6" * 6_000),
    ):
        yield make(f"written-{name}", forged(text), "KEY_MALFORMED")
    for signer, name in ((P256, "p256"), (P384, "p384")):
        yield make(f"kind-{name}", forged(signer.public_key.multikey), "KEY_TYPE_MISMATCH")
    p521 = LocalSigner.from_multikey(_P521)
    yield make("kind-p521", forged(p521.public_key.multikey), "KEY_TYPE_MISMATCH")
    bitcoin = KEY_TYPES["secp256k1"].public_header + _SECP256K1
    yield make("kind-secp256k1", forged(multibase.encode(bitcoin)), "KEY_TYPE_MISMATCH")


_P521 = (
    "zJp6swrbeu7SpNcvr3MCmVcvMRXAU1qPLGQ9T4Qy21sPbnG6MRowhnFYRH6sPJU3Jdc1zWsF7KXmVxYF7fjMLbqPgWzr7W"
)
_SECP256K1 = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")


def _documents(world: World) -> Iterator[Case]:
    """Issuers whose key stands in a document: everything that can be wrong with it."""
    make = maker(KIND, "document")

    def issued(name: str, change: Callable[[Document], Any] | None = None, **more: Any) -> Document:
        """A credential of the issuer with this name, whose document is changed like this."""
        did = f"did:web:{name}.example"
        document = _document(did)
        served = document if change is None else change(document)
        world.did_web[did] = document if served is None else served
        signer = LocalSigner(UNIVERSITY.key, verification_method=f"{did}#key-1")
        return signed(credential(issuer=did, **more), signer)

    def case(name: str, reason: str | None, change: Any = None) -> Case:
        return make(name, issued(name, change), reason)

    def method(**members: Any) -> Callable[[Document], None]:
        def change(document: Document) -> None:
            for member, value in members.items():
                if value is ...:
                    del document["verificationMethod"][0][member]
                else:
                    document["verificationMethod"][0][member] = value

        return change

    def top(**members: Any) -> Callable[[Document], Document]:
        return lambda document: {
            name: value for name, value in {**document, **members}.items() if value is not ...
        }

    jwk = UNIVERSITY.public_key.jwk
    as_jwk = {"type": "JsonWebKey", "publicKeyMultibase": ..., "publicKeyJwk": jwk}
    past, future = "2026-02-01T00:00:00Z", "2027-02-01T00:00:00Z"
    multikey = UNIVERSITY.public_key.multikey
    yield case("ok", None)
    yield case("ok-jwk", None, method(**as_jwk))
    yield case("ok-revoked-later", None, method(revoked=future))
    yield case("ok-expires-later", None, method(expires=future))
    yield case("ok-relative-method", None, method(id="#key-1"))
    embedded = {
        "verificationMethod": [],
        "assertionMethod": [_method("did:web:ok-embedded.example")],
    }
    yield case("ok-embedded", None, top(**embedded))
    yield case("revoked", "KEY_REVOKED", method(revoked=past))
    yield case("expired", "KEY_EXPIRED", method(expires=past))
    yield case("revoked-malformed", "KEY_MALFORMED", method(revoked="yes"))
    yield case("revoked-true", "KEY_MALFORMED", method(revoked=True))
    yield case("expires-number", "KEY_MALFORMED", method(expires=1))
    yield case("not-for-assertion", "KEY_NOT_AUTHORISED", top(assertionMethod=...))
    others = {"assertionMethod": [], "authentication": ["did:web:for-login-only.example#key-1"]}
    yield case("for-login-only", "KEY_NOT_AUTHORISED", top(**others))
    yield case(
        "other-controller", "KEY_CONTROLLER_MISMATCH", method(controller=ATTACKER.controller)
    )
    yield case(
        "controller-list", "KEY_CONTROLLER_MISMATCH", method(controller=["did:web:a.example"])
    )
    yield case("other-id", "DID_DOCUMENT_MISMATCH", top(id="did:web:attacker.example"))
    yield case("id-case", "DID_DOCUMENT_MISMATCH", top(id="did:web:ID-CASE.example"))
    yield case("no-id", "DID_DOCUMENT_MISMATCH", top(id=...))
    yield case("id-list", "DID_DOCUMENT_MISMATCH", top(id=["did:web:id-list.example"]))
    yield case("no-methods", "KEY_NOT_FOUND", top(verificationMethod=[]))
    yield case("other-method", "KEY_NOT_FOUND", method(id="did:web:other-method.example#key-2"))
    yield case("methods-null", "KEY_NOT_FOUND", top(verificationMethod=None))
    yield case("methods-text", "KEY_NOT_FOUND", top(verificationMethod="#key-1"))
    yield case("list-document", "DID_INVALID", lambda document: [document])
    yield case("not-json", "DID_INVALID", lambda _: b"<html></html>")
    yield case("not-utf-8", "DID_INVALID", lambda _: b"\xff{}")
    twice = b'{"id":"did:web:attacker.example","id":"did:web:duplicate-id.example"}'
    yield case("duplicate-id", "DID_INVALID", lambda _: twice)
    yield case("deep", "LIMIT_DEPTH", lambda _: b"[" * 10_000)
    yield case("long", "LIMIT_SIZE", lambda _: b" " * 2_000_000 + b"{}")
    yield case(
        "secret-multibase", "KEY_MALFORMED", method(secretKeyMultibase=UNIVERSITY.key.multikey)
    )
    yield case(
        "secret-jwk", "KEY_MALFORMED", method(**{**as_jwk, "publicKeyJwk": UNIVERSITY.key.jwk})
    )
    yield case("private-jwk", "KEY_MALFORMED", method(privateKeyJwk=UNIVERSITY.key.jwk))
    yield case("two-forms", "KEY_MALFORMED", method(publicKeyJwk=jwk))
    yield case("no-key", "KEY_MALFORMED", method(publicKeyMultibase=...))
    yield case("unknown-type", "KEY_MALFORMED", method(type="Unknown2030"))
    yield case("no-type", "KEY_MALFORMED", method(type=...))
    yield case("hexadecimal", "KEY_MALFORMED", method(publicKeyMultibase="f" + "ed01" * 17))
    yield case(
        "for-encryption",
        "KEY_TYPE_MISMATCH",
        method(**{**as_jwk, "publicKeyJwk": {**jwk, "use": "enc"}}),
    )
    yield case(
        "other-algorithm",
        "KEY_TYPE_MISMATCH",
        method(**{**as_jwk, "publicKeyJwk": {**jwk, "alg": "ES256"}}),
    )
    for name, wrong in (
        ("no-x", {"x": ...}),
        ("x-padded", {"x": jwk["x"] + "="}),
        ("x-short", {"x": jwk["x"][:-2]}),
        ("x-number", {"x": 7}),
        ("curve", {"crv": "Ed448"}),
        ("kty", {"kty": "EC"}),
        ("symmetric", {"kty": "oct", "k": "AAAA"}),
    ):
        members = {key: value for key, value in {**jwk, **wrong}.items() if value is not ...}
        yield case(f"jwk-{name}", "KEY_MALFORMED", method(**{**as_jwk, "publicKeyJwk": members}))
    weak = multibase.encode(bytes.fromhex("ed01" + _SMALL_ORDER[0]))
    yield case("weak", "KEY_WEAK", method(publicKeyMultibase=weak))
    short = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
    yield case("jwk-rsa-short", "KEY_WEAK", method(**{**as_jwk, "publicKeyJwk": short}))
    yield case("p256-key", "KEY_TYPE_MISMATCH", method(publicKeyMultibase=P256.public_key.multikey))
    yield case("attacker-key", _INVALID, method(publicKeyMultibase=ATTACKER.public_key.multikey))
    two = [
        _method("did:web:two-of-a-name.example"),
        {**_method("did:web:two-of-a-name.example"), "publicKeyMultibase": weak},
    ]
    yield case("two-of-a-name", "DID_INVALID", top(verificationMethod=two))
    # Another host's document that lists the key of a stranger.
    stranger = issued("stranger")
    yield make("of-a-stranger", {**stranger, "issuer": "did:web:ok.example"}, "KEY_ISSUER_MISMATCH")
    https = "https://university.example/issuers/1"
    world.resources[https] = _document(https)
    signer = LocalSigner(UNIVERSITY.key, verification_method=f"{https}#key-1")
    yield make("ok-https", signed(credential(issuer=https), signer))
    slash = signed(credential(issuer=https + "/"), signer)
    yield make("https-other-slash", slash, "KEY_ISSUER_MISMATCH")
    moved = "https://moved.example/issuer"
    world.resources[moved] = {"redirect": "https://attacker.example/issuer"}
    world.resources["https://attacker.example/issuer"] = _document(moved)
    signer = LocalSigner(UNIVERSITY.key, verification_method=f"{moved}#key-1")
    yield make("redirect-to-another-host", signed(credential(issuer=moved), signer), "URL_BLOCKED")
    inside = "https://inside.example/issuer"
    world.resources[inside] = {"redirect": "http://169.254.169.254/latest/meta-data/"}
    signer = LocalSigner(UNIVERSITY.key, verification_method=f"{inside}#key-1")
    yield make("redirect-to-metadata", signed(credential(issuer=inside), signer), "URL_BLOCKED")
    gone = "https://gone.example/issuer"
    world.resources[gone] = {"error": 404}
    signer = LocalSigner(UNIVERSITY.key, verification_method=f"{gone}#key-1")
    gone_case = signed(credential(issuer=gone), signer)
    yield make("gone", gone_case, "DID_UNAVAILABLE", outcome="unchecked")
    platform = f"https://platform.example/issuers/1#{multikey}"
    signer = LocalSigner(UNIVERSITY.key, verification_method=platform)
    own_word = signed(credential(issuer="https://platform.example/issuers/1"), signer)
    yield make("vouches-for-itself", own_word, "KEY_SELF_ASSERTED", outcome="unchecked")


def _document(id: str) -> Document:
    return {
        "id": id,
        "verificationMethod": [_method(id)],
        "assertionMethod": [f"{id}#key-1"],
        "authentication": [f"{id}#key-1"],
    }


def _method(id: str) -> Document:
    return {
        "id": f"{id}#key-1",
        "type": "Multikey",
        "controller": id,
        "publicKeyMultibase": UNIVERSITY.public_key.multikey,
    }


def _model() -> Iterator[Case]:
    """What an issuer signed that is no credential, or names resources that are others."""
    make = maker(KIND, "model")
    malformed = "CREDENTIAL_MALFORMED"
    for name, changes in (
        ("no-type", {"type": ...}),
        ("type-of-no-credential", {"type": ["Course"]}),
        ("no-subject", {"credentialSubject": ...}),
        ("empty-subject", {"credentialSubject": {}}),
        ("one-empty-subject", {"credentialSubject": [subject(), {}]}),
        ("status-without-type", {"credentialStatus": {"id": "urn:x:y"}}),
        ("schema-without-id", {"credentialSchema": {"type": "JsonSchema"}}),
        ("schema-without-type", {"credentialSchema": {"id": "https://a.example/"}}),
        ("schema-type-objects", {"credentialSchema": {"id": "urn:x:y", "type": [{}, []]}}),
        ("status-type-objects", {"credentialStatus": {"type": [{}, []]}}),
        ("evidence-type-objects", {"evidence": {"type": [{}, []]}}),
        ("type-objects", {"type": ["VerifiableCredential", {}, []]}),
        ("evidence-without-type", {"evidence": [{"id": "urn:x:y"}]}),
        ("terms-without-type", {"termsOfUse": {"id": "urn:x:y"}}),
        ("refresh-without-type", {"refreshService": {"id": "https://a.example/"}}),
        ("resource-without-digest", {"relatedResource": {"id": "https://a.example/"}}),
    ):
        yield make(name, carelessly(credential(**changes)), malformed)
    good = {
        "id": "https://www.w3.org/ns/credentials/v2",
        "digestSRI": "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
    }
    bare = {**good, "digestSRI": "sha256-" + "A" * 43 + "="}
    absent = {**good, "id": "https://unreachable.example/x"}
    inside = {**good, "id": "https://10.0.0.1/x"}
    for name, resource, reason, outcome in (
        ("ok-digest", good, None, "valid"),
        ("digest-of-another", bare, "RESOURCE_DIGEST_MISMATCH", "invalid"),
        ("resource-unreachable", absent, "RESOURCE_UNAVAILABLE", "unchecked"),
        ("resource-inside", inside, "URL_BLOCKED", "invalid"),
        ("resource-twice", [good, good], malformed, "invalid"),
    ):
        document = signed(credential(relatedResource=resource))
        yield make(name, document, reason, outcome=outcome, check_related_resources=True)
    self_signed = signed(credential(issuer=LEARNER.controller), LEARNER)
    yield make("ok-own-claim", self_signed, attack="a learner's own claim is the learner's")
