"""Whole documents: published canonical forms, other processors, contexts of one's own, threads."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench.workloads import scaled
from elm_microcred import contexts
from elm_microcred.errors import ElmMicrocredError, JsonLdError, LimitError, UsageError
from elm_microcred.jsonld import (
    Quad,
    approved,
    canonicalize,
    canonicalize_quads,
    check_terms,
    emitter,
    expand,
    parse_nquads,
    plans,
    to_nquads,
    to_quads,
)
from elm_microcred.limits import BULK
from elm_microcred.strict_json import read_json
from oracles import canonical
from peers import pyld_quads

EDC = [contexts.CREDENTIALS_V1, contexts.EDC_AP]


def load(path: Path) -> Any:
    return read_json(path.read_bytes(), max_bytes=16 * 2**20)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def bench_contexts(bench: Path) -> dict[str, Any]:
    """The contexts that the published hashes of the workloads belong to."""
    found: dict[str, Any] = load(bench / "contexts.json")
    return found


# Published canonical forms


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w1.json", "2fe75f30b4394fd89dd11a8f316114846e1e5cb7cf04a939c1bb86ec405bfbd5"),
        (
            "w2_elm_mc_annex1.json",
            "d7665771ea68c72f2dc1ac8a4e32391a6911b5638d77c1077eff9fd804e8d8d4",
        ),
    ],
)
def test_workloads_have_the_hash_of_other_processors(
    name: str, expected: str, bench: Path, bench_contexts: dict[str, Any]
) -> None:
    assert sha256(canonicalize(load(bench / name), extra_contexts=bench_contexts)) == expected


@pytest.mark.reference
def test_quads_of_the_european_sample(reference: Path) -> None:
    folder = reference / "elm/samples/edc-2023"
    sealed = load(folder / "Sample-MC-Annex1-signed.jsonld")
    payload = read_json(sealed["payload"], max_bytes=16 * 2**20)
    unsigned = load(folder / "Sample-MC-Annex1-unsigned.jsonld")
    assert len(set(to_quads(payload))) == 353
    assert len(set(to_quads(unsigned))) == 292
    assert canonicalize(payload).count("\n") == 353
    appended = [*payload["@context"], contexts.DATA_INTEGRITY_V2]
    assert len(set(to_quads({**payload, "@context": appended}))) == 353


EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.jsonld",
    "https://www.w3.org/2018/credentials/examples/v1": "credentials-examples-v1.jsonld",
}


@pytest.fixture(scope="module")
def examples(reference: Path) -> dict[str, Any]:
    """Contexts of examples, with which every term is defined."""
    return {url: load(reference / "w3c/contexts" / name) for url, name in EXAMPLES.items()}


VECTORS = [
    ("vc-di-eddsa/unsigned.json", "vc-di-eddsa/eddsa-rdfc-2022/canonDocDataInt.txt"),
    (
        "vc-di-eddsa/eddsa-rdfc-2022/proofConfigDataInt.json",
        "vc-di-eddsa/eddsa-rdfc-2022/proofCanonDataInt.txt",
    ),
    (
        "vc-di-ecdsa/ecdsa-rdfc-2019-p256/proofConfigECDSAP256.json",
        "vc-di-ecdsa/ecdsa-rdfc-2019-p256/proofCanonECDSAP256.txt",
    ),
    ("vc-di-ecdsa/unsigned.json", "vc-di-ecdsa/ecdsa-rdfc-2019-p256/canonDocECDSAP256.txt"),
    (
        "vc-di-eddsa/Ed25519Signature2020/proofConfigEdSig.json",
        "vc-di-eddsa/Ed25519Signature2020/proofCanonEdSig.txt",
    ),
]


@pytest.mark.reference
@pytest.mark.parametrize(("document", "expected"), VECTORS, ids=[case[1] for case in VECTORS])
def test_vectors_of_the_cryptosuites(
    document: str, expected: str, reference: Path, examples: dict[str, Any]
) -> None:
    folder = reference / "w3c/vectors"
    text = canonicalize(load(folder / document), extra_contexts=examples)
    assert text == (folder / expected).read_text()


@pytest.mark.reference
@pytest.mark.parametrize("family", ["obv3p0", "clrv2p0"])
def test_vectors_of_open_badges(family: str, reference: Path) -> None:
    """The guide's canonical forms, from its examples of signed credentials."""
    folder = reference / "openbadges"
    example = {"obv3p0": "linked-data-proof-ob", "clrv2p0": "linked-data-proof-clr"}[family]
    document = load(folder / f"spec-examples/{example}--signed-credential.json")
    proof = document.pop("proof")
    (proof,) = proof if isinstance(proof, list) else [proof]
    proof.pop("proofValue")
    vectors = folder / "test-vectors" / family
    assert canonicalize(document) == (vectors / "document-canon.txt").read_text()
    config = {"@context": document["@context"], **proof}
    assert canonicalize(config) == (vectors / "proof-canon.txt").read_text()


# Other processors

CORPORA = (
    "elm/samples/**/*.json*",
    "openbadges/validator/**/*.json",
    "openbadges/own-vectors/*.json",
    "openbadges/spec-examples/*.json",
    "w3c/vectors/vc-di-e*/**/*.json",
    "w3c/vectors/vcdm2-inputs/**/*.json",
    "attacks/cases/di-*.json",
)


def documents(reference: Path) -> Any:
    """Every JSON-LD document of the reference data, with and without its proof."""
    for pattern in CORPORA:
        for path in sorted(reference.glob(pattern)):
            document = load(path)
            if isinstance(document, dict) and "payload" in document:
                document = json.loads(document["payload"])
            if isinstance(document, dict) and "@context" in document:
                yield path, document
                if "proof" in document:
                    yield path, {k: v for k, v in document.items() if k != "proof"}


@pytest.mark.reference
def test_every_published_document_is_refused_by_name_or_says_what_pyld_says(
    reference: Path, examples: dict[str, Any]
) -> None:
    extra = {
        **examples,
        "https://contexts.example/achievement/v1": load(
            reference / "attacks/contexts/achievement-v1.json"
        ),
    }
    said = refused = 0
    for path, document in documents(reference):
        try:
            text = canonicalize(document, extra_contexts=extra, limits=BULK)
        except LimitError as error:
            assert (path.name, error.code) == ("di-poison-clique.json", "LIMIT_CANONICALISATION")
        except JsonLdError:
            refused += 1
        else:
            said += 1
            quads = pyld_quads(document, extra)
            assert text == canonicalize_quads(quads, limits=BULK), path
            assert bool(expand(document, extra_contexts=extra)) is bool(text)
    assert said > 150
    assert refused > 40


WORKLOADS = {
    "one": scaled(1),
    "ten": scaled(10),
    "a hundred": scaled(100),
}


@pytest.mark.parametrize("document", WORKLOADS.values(), ids=WORKLOADS)
def test_workloads_as_pyld_and_pyoxigraph(document: dict[str, Any]) -> None:
    text = canonicalize(document, limits=BULK)
    assert text == canonical(document)
    assert text == canonicalize_quads(pyld_quads(document, {}), limits=BULK)


@pytest.mark.full
def test_a_thousand_achievements_as_pyoxigraph() -> None:
    document = scaled(1000)
    assert canonicalize(document, limits=BULK) == canonical(document)


@pytest.mark.reference
def test_the_large_european_sample_as_pyoxigraph(bench: Path) -> None:
    document = load(bench / "w2_elm_mc_annex1.json")
    document["@context"] = [*EDC, contexts.DATA_INTEGRITY_V2]
    assert canonicalize(document) == canonical(document)


@pytest.mark.parametrize(
    "context",
    [
        [contexts.CREDENTIALS_V2],
        [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3, contexts.OPEN_BADGES_EXTENSIONS],
        [*EDC, contexts.DATA_INTEGRITY_V2],
        contexts.DATA_INTEGRITY_V2,
    ],
)
def test_proof_options_as_pyld_and_pyoxigraph(context: Any) -> None:
    options = {
        "@context": context,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T12:00:00Z",
        "verificationMethod": "did:key:z6Mk#z6Mk",
        "proofPurpose": "assertionMethod",
        "domain": ["https://a.example", "b"],
        "challenge": 'a "quoted" \\ text\n',
    }
    text = canonicalize(options)
    assert text == canonical(options)
    assert text == canonicalize_quads(pyld_quads(options, {}))


# The order of members

BADGE = scaled(2)


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in sorted(value, reverse=True)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def test_the_order_of_members_does_not_matter() -> None:
    assert canonicalize(reordered(BADGE)) == canonicalize(BADGE)


def test_quads_and_their_text() -> None:
    quads = to_quads(BADGE)
    assert all(isinstance(quad, Quad) for quad in quads)
    assert parse_nquads(to_nquads(quads)) == quads
    assert canonicalize_quads(quads) == canonicalize(BADGE)


def test_sha384_changes_labels_only() -> None:
    one, other = canonicalize(BADGE), canonicalize(BADGE, algorithm="sha384")
    assert one != other
    assert canonicalize_quads(parse_nquads(other)) == one


# Contexts that the caller approves

MINE = "https://mine.example/v1"


def mine(predicate: str) -> dict[str, Any]:
    return {MINE: {"@context": {"a": predicate}}}


DOCUMENT: dict[str, Any] = {"@context": [contexts.CREDENTIALS_V2, MINE], "id": "urn:x", "a": "b"}


def test_an_extra_context_is_used_and_not_kept() -> None:
    assert [p.code for p in check_terms(DOCUMENT)] == ["CONTEXT_UNKNOWN"]
    for predicate in ("urn:one", "urn:two", "urn:one"):
        text = canonicalize(DOCUMENT, extra_contexts=mine(predicate))
        assert text == f'<urn:x> <{predicate}> "b" .\n'
    assert [p.code for p in check_terms(DOCUMENT)] == ["CONTEXT_UNKNOWN"]


def test_an_extra_context_that_changes_is_read_anew() -> None:
    extra = mine("urn:one")
    assert "urn:one" in canonicalize(DOCUMENT, extra_contexts=extra)
    extra[MINE]["@context"]["a"] = "urn:two"
    assert "urn:two" in canonicalize(DOCUMENT, extra_contexts=extra)


@pytest.mark.reference
def test_an_earlier_context_goes_before_a_bundled_one(bench_contexts: dict[str, Any]) -> None:
    """That of ELM 3.1, for what was signed under it."""
    extra = {contexts.EDC_AP: bench_contexts[contexts.EDC_AP]}
    document = {
        "@context": EDC,
        "id": "urn:x",
        "type": "Person",
        "nationalID": {"id": "urn:y", "type": "LegalIdentifier"},
    }
    earlier, ours = canonicalize(document, extra_contexts=extra), canonicalize(document)
    assert earlier != ours
    changed = copy.deepcopy(extra)
    changed[contexts.EDC_AP]["@context"]["title"] = "urn:evil"
    with pytest.raises(JsonLdError, match="CONTEXT_HASH_MISMATCH"):
        canonicalize(document, extra_contexts=changed)


def test_an_extra_context_reaches_embedded_credentials() -> None:
    credential = {**DOCUMENT, "type": "VerifiableCredential"}
    document = {
        "@context": contexts.CREDENTIALS_V2,
        "type": "VerifiablePresentation",
        "verifiableCredential": credential,
    }
    for predicate in ("urn:one", "urn:two"):
        assert predicate in canonicalize(document, extra_contexts=mine(predicate))


def test_contexts_are_not_changed() -> None:
    extra = mine("urn:one")
    before = copy.deepcopy(extra)
    bundled = {url: copy.deepcopy(contexts.document(url)) for url in contexts.URLS}
    canonicalize(DOCUMENT, extra_contexts=extra)
    canonicalize(BADGE)
    assert extra == before
    assert all(contexts.document(url) == bundled[url] for url in contexts.URLS)


@pytest.mark.parametrize("document", [{"@context": {"a": {1, 2}}}, {1: 2, "a": 3}, {b"a": 1}])
def test_an_extra_context_that_is_not_json(document: Any) -> None:
    if document == {1: 2, "a": 3}:
        assert check_terms(DOCUMENT, extra_contexts={MINE: document})
        return
    with pytest.raises(UsageError):
        check_terms(DOCUMENT, extra_contexts={MINE: document})


def test_extra_contexts_without_context() -> None:
    problems = check_terms(DOCUMENT, extra_contexts={MINE: {}})
    assert [problem.code for problem in problems] == ["DATA_UNDEFINED_TERM"]


def test_compiled_contexts_are_kept_within_bounds() -> None:
    for number in range(approved._MOST_ROOTS + 3):
        canonicalize(DOCUMENT, extra_contexts=mine(f"urn:{number}"))
    assert len(approved._roots) <= approved._MOST_ROOTS
    assert canonicalize(BADGE) == canonicalize(BADGE)


def test_derived_contexts_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_MOST_CONTEXTS", 2)
    expected = canonicalize(BADGE)
    urls = tuple(BADGE["@context"])
    before = approved.compiled(urls, {})
    assert canonicalize(BADGE) == expected
    assert approved.compiled(urls, {}) is not before


def test_many_languages_and_addresses() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    languages = {a + b: "x" for a in letters for b in letters}
    languages["en" + "-abcdefgh" * 20] = "x"
    document = {"@context": EDC, "id": "urn:x", "title": languages}
    assert canonicalize(document).count("\n") == len(languages)
    assert canonicalize(document) == canonicalize(document)
    sources = [{"id": f"https://a.example/{number}"} for number in range(5_000)]
    sources.append({"id": "https://a.example/" + "b" * 300})
    document = {"@context": EDC, "id": "urn:x", "supplementaryDocument": sources}
    assert canonicalize(document, limits=BULK).count("\n") == len(sources)
    assert len(emitter._iris) <= emitter._MOST_IRIS


# Threads


def test_eight_threads_say_what_one_says() -> None:
    approved._roots.clear()
    work: list[tuple[Any, Mapping[str, Any]]] = [
        (scaled(1), {}),
        (scaled(3), {}),
        ({"@context": EDC, "id": "urn:x", "type": "Person", "fullName": {"en": "A"}}, {}),
        (DOCUMENT, mine("urn:one")),
        (DOCUMENT, mine("urn:two")),
        ({"@context": contexts.CREDENTIALS_V2, "type": "Foo"}, {}),
    ] * 12

    def say(item: tuple[Any, Mapping[str, Any]]) -> str:
        document, extra = item
        try:
            return canonicalize(document, extra_contexts=extra)
        except ElmMicrocredError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(say, work))
    approved._roots.clear()
    assert together == [say(item) for item in work]


# Hostile documents

PRESENTATION = {"@context": contexts.CREDENTIALS_V2, "type": "VerifiablePresentation"}
BADGE_CONTEXT: list[str] = [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3]
CREDENTIAL = {"@context": BADGE_CONTEXT, "type": ["VerifiableCredential", "OpenBadgeCredential"]}
TYPES = [
    "Achievement", "Address", "Alignment", "Criteria", "Evidence", "Image", "Profile", "Related",
    "Result", "ResultDescription", "RubricCriterionLevel", "IdentityObject",
]  # fmt: skip
HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "4,000 values": (
        {**CREDENTIAL, "evidence": [{"id": f"urn:{n}"} for n in range(4_000)]},
        "LIMIT_VALUES",
    ),
    "20,000 nodes": (
        {
            **CREDENTIAL,
            "evidence": [{"type": "Evidence", "description": [{}] * 20} for _ in range(1_000)],
        },
        "LIMIT_NODES",
    ),
    "49,000 undefined members": (
        {"@context": BADGE_CONTEXT, **{f"x{n}": n for n in range(49_000)}},
        "DATA_UNDEFINED_TERM",
    ),
    "18,000 members like languages": (
        {
            "@context": BADGE_CONTEXT,
            "name": {
                **{
                    a + b + c: 1
                    for a in "abcdefghijklm"
                    for b in "abcdefghijklmnopqrstuvwxyz"
                    for c in "abcdefghijklmnopqrstuvwxyz"
                },
                "longer": 1,
            },
        },
        "DATA_UNDEFINED_TERM",
    ),
    "types in 900 combinations": (
        {
            **CREDENTIAL,
            "evidence": [
                {"type": [t for n, t in enumerate(TYPES) if mask >> n & 1]} for mask in range(900)
            ],
        },
        "LIMIT_CONTEXTS",
    ),
    "contexts in 120 orders": (
        {
            **PRESENTATION,
            "verifiableCredential": [
                {
                    "@context": [contexts.CREDENTIALS_V2, *([contexts.OPEN_BADGES_V3] * n)],
                    "type": "VerifiableCredential",
                }
                for n in range(1, 15)
            ]
            * 10,
        },
        "LIMIT_CONTEXTS",
    ),
    "a clique of blank nodes": (
        {
            **CREDENTIAL,
            "evidence": [
                {"id": f"_:{n}", "https://a.example/p": [{"id": f"_:{m}"} for m in range(10)]}
                for n in range(10)
            ],
        },
        "LIMIT_CANONICALISATION",
    ),
    "1 MiB of IRI": (
        {"@context": BADGE_CONTEXT, "id": "urn:" + "a" * 2**20 + " "},
        "DATA_INVALID_IRI",
    ),
    "1 MiB of type": ({"@context": BADGE_CONTEXT, "type": ["a" * 2**20]}, "DATA_UNDEFINED_TYPE"),
    "1 MiB of language": (
        {"@context": EDC, "title": {"a" * 2**20: "x"}},
        "DATA_INVALID_LANGUAGE",
    ),
}


@pytest.mark.parametrize(("document", "code"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_are_refused_within_a_second(document: dict[str, Any], code: str) -> None:
    canonicalize({"@context": document["@context"]})
    start = time.process_time()
    with pytest.raises(ElmMicrocredError) as caught:
        canonicalize(document)
    assert time.process_time() - start < 1
    assert caught.value.code == code
    assert len(caught.value.problems) <= 1_000
