"""JSON-LD: contexts that change what was signed, and what a proof does not cover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V2, DATA_INTEGRITY_V2
from hostile.case import COURSE, Case, Document, World, changed, credential, maker, signed, subject

KIND = "data-integrity"


def cases(_: World) -> Iterator[Case]:
    """Every case of the table."""
    control = signed(credential())
    yield from _contexts(control)
    yield from _undefined(control)
    yield from _keywords(control)
    yield from _iris(control)
    yield from _same_meaning(control)
    yield from _tampered(control)
    yield from _poison()


_INLINE = "CONTEXT_INLINE_NOT_ALLOWED"
_UNKNOWN = "CONTEXT_UNKNOWN"
_NESTED = "CONTEXT_NESTED"


def _contexts(control: Document) -> Iterator[Case]:
    make = maker(KIND, "context")
    listed = control["@context"]
    grades = {"grade": "https://vocab.example/ects", "ects": "https://vocab.example/grade"}
    swapped = {**control, "credentialSubject": subject(grade="5", ects="C")}
    for name, inline in (
        ("swap", grades),
        ("vocab", {"@vocab": "https://anything.example/#"}),
        ("base", {"@base": "https://attacker.example/"}),
        ("protected", {"issuer": "https://attacker.example/issuer"}),
        ("import", {"@import": "https://attacker.example/context"}),
        ("propagate", {"@propagate": False, "grade": "https://vocab.example/ects"}),
        ("type-alias", {"kind": "@type"}),
        ("nest-alias", {"more": "@nest"}),
        ("null-term", {"grade": None}),
        ("language", {"@language": "en"}),
        ("version", {"@version": 1.1}),
        ("empty", {}),
    ):
        inside = {**(swapped if name == "swap" else control), "@context": [*listed, inline]}
        yield make(f"inline-{name}", inside, _INLINE)
    yield make(
        "inline-before", {**control, "@context": [*listed[:1], grades, *listed[1:]]}, _INLINE
    )
    for name, url in (
        ("attacker", "https://attacker.example/context/v1"),
        ("metadata", "http://169.254.169.254/latest/meta-data/"),
        ("loopback", "http://127.0.0.1:8080/context"),
        ("localhost", "https://localhost/context"),
        ("file", "file:///etc/passwd"),
        ("ftp", "ftp://attacker.example/context"),
        ("data", "data:application/ld+json,%7B%22@context%22:%7B%7D%7D"),
        ("scheme", "http://www.w3.org/ns/credentials/v2"),
        ("slash", "https://www.w3.org/ns/credentials/v2/"),
        ("fragment", "https://www.w3.org/ns/credentials/v2#"),
        ("query", "https://www.w3.org/ns/credentials/v2?x"),
        ("case", "https://WWW.w3.org/ns/credentials/v2"),
        ("any-term", "https://www.w3.org/ns/credentials/examples/v2"),
        ("undefined-terms", "https://www.w3.org/ns/credentials/undefined-terms/v2"),
        ("user", "https://www.w3.org@attacker.example/ns/credentials/v2"),
    ):
        yield make(f"unknown-{name}", {**control, "@context": [*listed, url]}, _UNKNOWN)
    yield make("exchanged", {**control, "@context": [listed[0], COURSE + "2"]}, _UNKNOWN)
    yield make("left-out", {**control, "@context": listed[:1]}, "DATA_UNDEFINED_TERM")
    yield make("missing", changed(control, "@context", ...), "CONTEXT_MISSING")
    yield make("none", {**control, "@context": None}, "CONTEXT_MISSING")
    yield make("empty", {**control, "@context": []}, "CONTEXT_MISSING")
    for name, value in (
        ("number", [*listed, 7]),
        ("null-inside", [*listed, None]),
        ("list-in-list", [*listed, [DATA_INTEGRITY_V2]]),
        ("reversed", listed[::-1]),
        ("second-only", listed[1:]),
        ("not-a-url", [listed[0], "course"]),
    ):
        yield make(name, {**control, "@context": value}, "CREDENTIAL_MALFORMED")
    for name, value in (
        ("url", COURSE),
        ("base", CREDENTIALS_V2),
        ("null", None),
        ("object", grades),
        ("list", [COURSE]),
    ):
        inside = changed(control, "credentialSubject", subject(**{"@context": value}))
        yield make(f"nested-{name}", inside, _NESTED)
    in_issuer = {**control, "issuer": {"id": control["issuer"], "@context": grades}}
    yield make("nested-in-issuer", in_issuer, _NESTED)
    in_proof = changed(control, "proof", {**control["proof"], "@context": [grades]})
    yield make("inline-in-proof", in_proof, _INLINE)
    for name, type_ in (("credential", "VerifiableCredential"), ("badge", "OpenBadgeCredential")):
        carried = {"@context": [*listed, grades], "type": [type_], "grade": "A"}
        inside = changed(control, "credentialSubject", subject(linked=carried))
        yield make(f"inline-in-{name}", inside, _INLINE)
    yield make("ok-other-order", signed(credential(**{"@context": [*listed, DATA_INTEGRITY_V2]})))


def _undefined(control: Document) -> Iterator[Case]:
    """Claims that JSON-LD drops without a word, so that no signature covers them."""
    make = maker(KIND, "undefined")
    for name, path in (
        ("top", "honours"),
        ("in-subject", "credentialSubject/honours"),
        ("prototype", "credentialSubject/__proto__"),
        ("empty-name", "credentialSubject/"),
        ("with-space", "credentialSubject/grade "),
        ("other-case", "credentialSubject/Grade"),
        ("look-alike", "credentialSubject/gr\u0430de"),
        ("in-proof", "proof/honours"),
    ):
        for kind, value in (("text", "summa cum laude"), ("object", {"grade": "A"})):
            yield make(f"{name}-{kind}", changed(control, path, value), "DATA_UNDEFINED_TERM")
    inside = changed(control, "credentialSubject/linked", {"grade": "A", "honours": ["x"]})
    yield make("deep", inside, "DATA_UNDEFINED_TERM")
    two = [control["credentialSubject"], subject(honours="x")]
    yield make("in-second-subject", {**control, "credentialSubject": two}, "DATA_UNDEFINED_TERM")
    for name, type_ in (("top", ["Honours"]), ("look-alike", ["Cours\u0435"])):
        document = {**control, "type": control["type"] + type_}
        yield make(f"type-{name}", document, "DATA_UNDEFINED_TYPE")
    inside = changed(control, "credentialSubject/type", "Honours")
    yield make("type-in-subject", inside, "DATA_UNDEFINED_TYPE")
    for name, path in (("text", "credentialSubject/secret"), ("top", "secret")):
        yield make(f"null-term-{name}", changed(control, path, "x"), "DATA_UNPROTECTED_KEYWORD")
    for name, value in (("null", None), ("in-list", ["x", None])):
        inside = changed(control, "credentialSubject/remark", value)
        yield make(f"lost-{name}", inside, "DATA_DROPPED")
    inside = changed(control, "credentialSubject/remark", {"en": "x"})
    yield make("language-map", inside, "DATA_LANGUAGE_MAP")
    yield make("ok-iri", signed(credential(**{"https://vocab.example/honours": "x"})))
    yield make("ok-empty-list", {**control, "credentialSubject": subject(remark=[])})


def _keywords(control: Document) -> Iterator[Case]:
    make = maker(KIND, "keyword")
    keyword = "DATA_UNPROTECTED_KEYWORD"
    for name, value, reason in (
        ("@index", "1", keyword),
        ("@language", "en", keyword),
        ("@foo", "x", keyword),
        ("@nest", {"grade": "A"}, "CREDENTIAL_MALFORMED"),
        ("@included", [{"id": "urn:x:y", "grade": "A"}], "CREDENTIAL_MALFORMED"),
        ("@reverse", {"awardedBy": {"id": "urn:x:y"}}, "CREDENTIAL_MALFORMED"),
        ("@graph", [{"id": "urn:x:y", "grade": "A"}], "CREDENTIAL_MALFORMED"),
        ("@id", "urn:x:z", "CREDENTIAL_MALFORMED"),
        ("@type", "Course", "CREDENTIAL_MALFORMED"),
    ):
        plain = name.removeprefix("@")
        inside = changed(control, f"credentialSubject/{name}", value)
        yield make(f"{plain}-in-subject", inside, reason)
        yield make(f"{plain}-at-top", {**control, name: value}, reason)
    for name, value in (
        ("value-index", {"@value": "C", "@index": "1"}),
        ("list-index", {"@list": ["C"], "@index": "1"}),
    ):
        yield make(name, changed(control, "credentialSubject/grade", value), keyword)
    directed = signed(credential(name={"@value": "a", "@language": "ar", "@direction": "rtl"}))
    yield make("ok-direction", directed)
    for name, direction, reason in (
        ("flipped", "ltr", "PROOF_SIGNATURE_INVALID"),
        ("removed", ..., "PROOF_SIGNATURE_INVALID"),
        ("unknown", "up", "DATA_INVALID"),
    ):
        yield make(f"direction-{name}", changed(directed, "name/@direction", direction), reason)
    added = changed(control, "name", {"@value": control["name"], "@direction": "rtl"})
    yield make("direction-added", added, "PROOF_SIGNATURE_INVALID")
    # Moved under a keyword: the same RDF where a processor allows it, another JSON.
    nested = subject()
    nested["details"] = {"grade": nested.pop("grade")}
    yield make("ok-nest", signed(credential(credentialSubject=nested)))
    # The validity of what was signed, hidden from who reads the JSON.
    ended = signed(credential(validUntil="2026-02-01T00:00:00Z"))
    until = {"@value": ended["validUntil"], "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    for name in ("https://www.w3.org/2018/credentials#validUntil", "cred:validUntil"):
        hidden = {**changed(ended, "validUntil", ...), name: until}
        plain = name.partition(":")[0]
        yield make(f"respelled-{plain}", hidden, "CREDENTIAL_MALFORMED")
    split = {
        **changed(changed(ended, "validUntil", ...), "credentialSubject", subject()),
        "linked": {"id": ended["id"], "validUntil": ended["validUntil"]},
    }
    yield make("said-elsewhere", split, "CREDENTIAL_MALFORMED")


_INJECTED = 'urn:x> <urn:p> "v" .\n<urn:y'


def _iris(control: Document) -> Iterator[Case]:
    make = maker(KIND, "iri")
    for name, value in (
        ("relative", "course/1"),
        ("fragment", "#1"),
        ("empty", ""),
        ("dots", "../x"),
        ("no-scheme", "//university.example/x"),
    ):
        inside = changed(control, "credentialSubject/awardedBy", value)
        yield make(f"{name}-value", inside, "DATA_RELATIVE_IRI")
        inside = changed(control, "credentialSubject/linked", {"id": value, "grade": "A"})
        yield make(f"{name}-node", inside, "DATA_RELATIVE_IRI")
    for name, value in (
        ("injection", _INJECTED),
        ("space", "urn:x y"),
        ("angle", "urn:x<y"),
        ("quote", 'urn:x"y'),
        ("brace", "urn:x{y}"),
        ("control", "urn:x\x00y"),
        ("newline", "urn:x\ny"),
        ("backslash", "urn:x\\y"),
    ):
        inside = changed(control, "credentialSubject/awardedBy", value)
        yield make(f"{name}-value", inside, "DATA_INVALID_IRI")
        inside = changed(control, "credentialSubject/linked", {"id": value, "grade": "A"})
        yield make(f"{name}-node", inside, "DATA_INVALID_IRI")
        yield make(f"{name}-subject", changed(control, "credentialSubject/id", value), _MALFORMED)
        yield make(f"{name}-id", changed(control, "id", value), _MALFORMED)
    inside = changed(control, f"credentialSubject/{_INJECTED}", "x")
    yield make("injected-property", inside, "DATA_INVALID_IRI")
    for name, tag in (
        ("injection", 'en> <urn:p> "x'),
        ("space", "en us"),
        ("newline", "en\n"),
        ("empty", ""),
        ("underscore", "en_US"),
        ("long", "a" * 9),
    ):
        value = {"@value": "x", "@language": tag}
        inside = changed(control, "credentialSubject/remark", value)
        yield make(f"language-{name}", inside, "DATA_INVALID_LANGUAGE")
        inside = changed(control, "credentialSubject/title", {tag: "x"})
        yield make(f"language-map-{name}", inside, "DATA_INVALID_LANGUAGE")
    injected = {"@value": "x", "@type": _INJECTED}
    inside = changed(control, "credentialSubject/remark", injected)
    yield make("datatype-injection", inside, "DATA_INVALID_IRI")
    relative = {"@value": "x", "@type": "date"}
    inside = changed(control, "credentialSubject/remark", relative)
    yield make("datatype-relative", inside, "DATA_UNDEFINED_TYPE")
    blank = changed(control, "credentialSubject/linked", {"id": "_:b0", "grade": "A"})
    yield make("blank-node", blank, "PROOF_SIGNATURE_INVALID")
    yield make("blank-subject", changed(control, "credentialSubject/id", "_:b0"), _MALFORMED)


_MALFORMED = "CREDENTIAL_MALFORMED"


def _same_meaning(control: Document) -> Iterator[Case]:
    """Controls: another JSON of the same RDF, and every character that text may hold."""
    make = maker(KIND, "ok")
    yield make("plain", control)
    yield make("members-reversed", dict(reversed(control.items())))
    yield make("types-reversed", {**control, "type": control["type"][::-1]})
    yield make(
        "subject-in-a-list", {**control, "credentialSubject": [control["credentialSubject"]]}
    )
    yield make("value-in-a-list", changed(control, "credentialSubject/grade", ["C"]))
    for name, text in (
        ("controls", "".join(map(chr, range(1, 32))) + "\x7f"),
        ("nul", "a\x00b"),
        ("escapes", '\\n \\\\ " \b \f \n \r \t'),
        ("quads", 'x" .\n<urn:a> <urn:b> "c'),
        ("unicode", "\u0080\u00e9\u2028\ufeff\ufffe\U0010ffff\U0001f600"),
        ("not-composed", "e\u0301"),
        ("right-to-left", "\u202e\u05d0"),
        ("blank", " "),
        ("empty", ""),
        ("long", "x" * 200_000),
    ):
        yield make(f"text-{name}", signed(credential(name=text)))
    twins = [{"linked": {"remark": "same"}} for _ in range(60)]
    yield make("sixty-alike", signed(credential(credentialSubject=subject(linked=twins))))
    steps = [{"remark": str(place)} for place in range(40)]
    yield make("list", signed(credential(credentialSubject=subject(steps=steps))))


def _tampered(control: Document) -> Iterator[Case]:
    """The document changed after it was signed: every leaf, in several ways."""
    make = maker(KIND, "tamper")
    invalid = "PROOF_SIGNATURE_INVALID"
    rich = signed(
        credential(
            description="A short course.",
            issuer={"id": control["issuer"], "name": "University"},
            evidence=[{"type": "Course", "remark": "exam"}, {"type": "Course", "remark": "essay"}],
            credentialSubject=subject(
                steps=["1", "2"], title={"en": "Soil"}, awardedBy="urn:x:a", linked={"ects": 5}
            ),
        )
    )
    yield make("ok", rich)
    for path, value in (
        ("id", "urn:uuid:5f1d0c5e-0000-4000-8000-00000000dead"),
        ("id", ...),
        ("name", "Doctorate"),
        ("name", ["Micro-credential in soil chemistry", "x"]),
        ("name", ...),
        ("description", "A short course.\u200b"),
        ("description", {"@value": "A short course.", "@language": "en"}),
        ("validFrom", "2025-01-15T00:00:00Z"),
        ("validFrom", "2026-01-15T00:00:00+00:00"),
        ("validFrom", "2026-01-15T00:00:00.000Z"),
        ("validFrom", ...),
        ("validUntil", "2099-01-15T00:00:00Z"),
        ("validUntil", ...),
        ("issuer/name", "Other"),
        ("issuer/description", "x"),
        ("credentialSubject/id", "did:example:mallory"),
        ("credentialSubject/id", ...),
        ("credentialSubject/grade", "A"),
        ("credentialSubject/grade", "c"),
        ("credentialSubject/grade", "C "),
        ("credentialSubject/grade", ["C", "A"]),
        ("credentialSubject/grade", {"@value": "C", "@type": "urn:x:t"}),
        ("credentialSubject/ects", 5),
        ("credentialSubject/ects", "5.0"),
        ("credentialSubject/ects", True),
        ("credentialSubject/steps", ["2", "1"]),
        ("credentialSubject/steps", ["1", "2", "2"]),
        ("credentialSubject/steps", []),
        ("credentialSubject/title", {"de": "Soil"}),
        ("credentialSubject/title", {"en": "Soil", "fr": "Sol"}),
        ("credentialSubject/awardedBy", "urn:x:b"),
        ("credentialSubject/linked/ects", 6),
        ("credentialSubject/linked/id", "urn:x:new"),
        ("evidence/0/remark", "none"),
        ("evidence/1", ...),
        ("evidence/0/type", ["Course", "VerifiableCredential"]),
        ("type", ["VerifiableCredential"]),
        ("credentialSubject/type", "Course"),
        ("termsOfUse", {"type": "Course"}),
    ):
        kind = "removed" if value is ... else f"{len(json.dumps(value))}-{str(value)[:12]!r}"
        name = path.replace("/", "-") + "-" + "".join(c for c in kind if c.isalnum() or c == "-")
        yield make(name, changed(rich, path, value), invalid, f"{path} changed")
    two = signed(credential(credentialSubject=[subject(), subject(id="did:example:b", grade="A")]))
    swapped = changed(
        changed(two, "credentialSubject/0/grade", "A"), "credentialSubject/1/grade", "C"
    )
    yield make("grades-of-two-swapped", swapped, invalid)


def _poison() -> Iterator[Case]:
    """Graphs that cost an unbounded processor minutes or for ever."""
    make = maker(KIND, "poison", limits={"seconds": 1.0, "memory_mb": 100})
    costly = "LIMIT_CANONICALISATION"
    proof = signed(credential())["proof"]
    for size in (9, 10, 14):
        nodes = [
            {"id": f"_:n{a}", "linked": [{"id": f"_:n{b}"} for b in range(size) if b != a]}
            for a in range(size)
        ]
        yield make(f"clique-{size}", {**_with(nodes), "proof": proof}, costly)
    rings: list[Any] = []
    for ring in range(6):
        names = [f"_:r{ring}-{place}".replace("-", "x") for place in range(8)]
        for here, there in pairwise([*names, names[0]]):
            rings.append({"id": here, "linked": [{"id": there}, {"id": "_:hub"}]})
    wheels = _with([*rings, _star("_:hub", rings)])
    yield make("ok-wheels", signed(wheels), attack="alike in many ways, and can be solved")
    sides = [{"id": f"_:a{a}", "linked": [{"id": f"_:b{b}"} for b in range(9)]} for a in range(9)]
    yield make("ok-bipartite", signed(_with(sides)))
    cube = [
        {"id": f"_:q{a}", "linked": [{"id": f"_:q{a ^ 1 << bit}"} for bit in range(7)]}
        for a in range(2**7)
    ]
    yield make("hypercube", {**_with(cube), "proof": proof}, costly)
    values = [f"v{place}" for place in range(4_000)]
    many = credential(credentialSubject=subject(remark=values))
    yield make("values-of-a-property", {**many, "proof": proof}, "LIMIT_VALUES")
    evidence = [{"type": "Course", "remark": str(place)} for place in range(4_000)]
    yield make("evidence", {**credential(evidence=evidence), "proof": proof}, "LIMIT_VALUES")
    wide = [{"linked": [{"remark": "x"} for _ in range(100)]} for _ in range(120)]
    wide_document = credential(credentialSubject=subject(linked=wide))
    yield make("nodes", {**wide_document, "proof": proof}, "LIMIT_NODES")


def _star(hub: str, nodes: list[Any]) -> Document:
    return {"id": hub, "linked": [{"id": node["id"]} for node in nodes]}


def _with(nodes: list[Any]) -> Document:
    return credential(credentialSubject=subject(linked=nodes))
