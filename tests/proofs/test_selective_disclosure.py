"""Statements under secret labels: the published ones, and laws of selection."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import contexts
from elm_microcred.errors import JsonLdError, ParseError, ProofGenerationError
from elm_microcred.jsonld import canonicalize_quads, parse_nquads, to_quads
from elm_microcred.problem import json_pointer
from elm_microcred.proofs.selection import select_json_ld
from elm_microcred.proofs.selective_disclosure import (
    Statements,
    hmac_labels,
    known_labels,
    label_replacement_canonicalize,
    shuffled_labels,
)
from published import CITIZENSHIP, WINDSURF, bbs_vectors, ecdsa_sd_vectors, with_windsurf

KEY = bytes(range(32))
IDENTITY = {"hashed": False, "identityType": "name"}
BADGE: dict[str, Any] = {
    "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3],
    "id": "urn:x:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:key:z6Mk", "type": ["Profile"], "name": "A"},
    "validFrom": "2025-01-01T00:00:00Z",
    "name": "Data",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:x:achievement",
            "type": ["Achievement"],
            "criteria": {"narrative": "Four tasks."},
            "description": "Data",
            "name": "Data",
            "resultDescription": [
                {
                    "id": "urn:x:grade",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["A", "B", "C"],
                },
                {
                    "id": "urn:x:other-grade",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["A", "B", "C"],
                },
            ],
        },
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "a",
                "identityType": "name",
            },
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "b",
                "identityType": "name",
            },
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "b",
                "identityType": "name",
            },
        ],
        "result": [{"type": ["Result"], "resultDescription": "urn:x:grade", "value": "A"}],
    },
}


def statements(document: dict[str, Any] = BADGE, key: bytes = KEY) -> Statements:
    return Statements.of(document, hmac_labels(key))


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[str]:
    """The JSON Pointer of each value of a document but for its contexts."""
    found = [json_pointer(path)] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in items:
        if name != "@context":
            here = (*path, name)
            nested = isinstance(inner, dict | list)
            found += places(inner, here) if nested else [json_pointer(here)]
    return found


WHOLE_LISTS = [p for p in places(BADGE) if "/allowedValue/" not in p]


@pytest.mark.reference
@pytest.mark.parametrize("suite", ["ecdsa-sd-2023", "bbs-2023"])
def test_the_published_statements(suite: str, reference: Path) -> None:
    if suite == "bbs-2023":
        files, extra = bbs_vectors(reference), WINDSURF
        key, label_map = files["BBSKeyMaterial.json"], shuffled_labels
        document = with_windsurf(files["windDoc.json"])
        pointers = (files["windMandatory.json"], files["windSelective.json"])
    else:
        files, extra = ecdsa_sd_vectors(reference), CITIZENSHIP
        key, label_map = files["SDKeyMaterial.json"], hmac_labels
        document = dict(files["addSignedSDBase.json"])
        del document["proof"]
        pointers = (files["employMandatory.json"], files["employSelective.json"])
    labels = label_map(bytes.fromhex(key["hmacKeyString"]))
    found = Statements.of(document, labels, extra_contexts=extra)
    canonical = canonicalize_quads(found.quads).splitlines(keepends=True)
    assert canonical == files["addBaseDocCanon.json"]
    assert list(found.nquads) == files["addBaseDocHMACCanon.json"]
    expected = files["derivedGroupIndexes.json"]
    groups = dict(zip(("mandatory", "selective"), pointers, strict=True))
    groups["combined"] = [*pointers[0], *pointers[1]]
    for group, chosen in groups.items():
        assert sorted(found.matching(chosen)) == expected[f"{group}Indexes"]


@given(st.sets(st.sampled_from(WHOLE_LISTS), max_size=6))
def test_a_part_says_what_its_document_says(pointers: set[str]) -> None:
    whole = statements()
    chosen = whole.matching(sorted(pointers))
    part = select_json_ld(sorted(pointers), BADGE)
    told = "".join(whole.nquads[index] for index in sorted(chosen))
    shown = to_quads(part) if part else []
    assert canonicalize_quads(shown) == canonicalize_quads(parse_nquads(told))


@given(st.lists(st.sampled_from(WHOLE_LISTS), min_size=1, max_size=4), st.randoms())
def test_more_pointers_show_more_and_their_order_never_matters(
    pointers: list[str], source: random.Random
) -> None:
    whole = statements()
    shuffled = source.sample(pointers, len(pointers))
    assert whole.matching(shuffled) == whole.matching(pointers)
    parts = [whole.matching([pointer]) for pointer in pointers]
    assert whole.matching(pointers) == frozenset().union(*parts)


def test_everything_is_everything() -> None:
    whole = statements()
    assert whole.matching([""]) == frozenset(range(len(whole.nquads)))
    assert whole.matching([]) == frozenset()


def test_labels_are_those_of_the_key_and_hide_the_order() -> None:
    ours, same, other = statements(), statements(copy.deepcopy(BADGE)), statements(key=bytes(32))
    assert ours.nquads == same.nquads
    blank = {term for line in ours.nquads for term in line.split() if term.startswith("_:")}
    assert all(term.startswith("_:u") and len(term) == 46 for term in blank)
    assert not blank & {t for line in other.nquads for t in line.split() if t.startswith("_:")}


def test_key_order_never_matters() -> None:
    def reversed_members(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: reversed_members(value[name]) for name in reversed(value)}
        return [reversed_members(item) for item in value] if isinstance(value, list) else value

    assert statements(reversed_members(BADGE)).nquads == statements().nquads


def test_shuffled_labels_count_the_blank_nodes() -> None:
    found = Statements.of(BADGE, shuffled_labels(KEY))
    labels = sorted(found.names.values(), key=lambda term: int(term[3:]))
    assert labels == [f"_:b{place}" for place in range(len(labels))]


def test_an_ordered_list_is_shown_whole_or_not_at_all() -> None:
    whole = statements()
    for place in (0, 1):
        pointer = f"/credentialSubject/achievement/resultDescription/{place}/allowedValue"
        chosen = whole.matching([pointer])
        told = [whole.nquads[index] for index in chosen]
        assert sum("22-rdf-syntax-ns#first>" in line for line in told) == 3
        assert any(f"<urn:x:{'grade' if place == 0 else 'other-grade'}>" in line for line in told)
        with pytest.raises(ProofGenerationError) as caught:
            whole.matching(["/issuer", f"{pointer}/1"])
        assert (caught.value.code, caught.value.pointer) == ("PROOF_GENERATION", f"{pointer}/1")


def test_twins_are_told_apart_by_their_place() -> None:
    whole = statements()
    twins = [whole.matching([f"/credentialSubject/identifier/{place}"]) for place in (1, 2)]
    assert twins[0] != twins[1]
    assert len(twins[0]) == len(twins[1])


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"@value": "Daten", "@language": "de"}, "/name/@value"),
        ({"@value": "Daten", "@language": "de"}, "/name/@language"),
    ],
)
def test_a_part_of_a_value_is_not_shown_by_itself(value: Any, pointer: str) -> None:
    whole = statements({**BADGE, "name": value})
    assert len(whole.matching(["/name"])) == 3
    with pytest.raises((ProofGenerationError, JsonLdError)) as caught:
        whole.matching([pointer])
    assert caught.value.code in ("PROOF_GENERATION", "DATA_DROPPED", "DATA_UNPROTECTED_KEYWORD")


def test_blank_node_identifiers_of_the_document_are_no_obstacle() -> None:
    document = json.loads(json.dumps(BADGE).replace("urn:x:achievement", "_:achievement"))
    whole = statements(document)
    chosen = whole.matching(["/credentialSubject/achievement/description"])
    assert any("_:u" in whole.nquads[index].split()[0] for index in chosen)
    assert not any("_:achievement" in line or "urn:bnid:" in line for line in whole.nquads)


def test_a_document_cannot_pass_off_an_identifier_for_a_blank_node() -> None:
    label = statements().names[next(iter(statements().names))][2:]
    document = json.loads(json.dumps(BADGE).replace("urn:x:achievement", f"urn:bnid:{label}"))
    with pytest.raises(ProofGenerationError):
        statements(document).matching(["/credentialSubject/achievement/name"])


def test_what_json_ld_would_lose_is_refused() -> None:
    with pytest.raises(JsonLdError) as caught:
        statements({**BADGE, "undefined": 1})
    assert caught.value.pointer == "/undefined"


def test_labels_that_come_with_a_proof_must_be_all_there_and_distinct() -> None:
    quads = to_quads(BADGE)
    nquads, names = label_replacement_canonicalize(quads, hmac_labels(KEY))
    canonical = hmac_labels(KEY)([f"c14n{number}" for number in range(len(names))])
    again, _ = label_replacement_canonicalize(quads, known_labels(canonical))
    assert again == nquads
    for wrong in (
        {},
        {**canonical, "c14n99": "u"},
        {label: own for label, own in canonical.items() if label != "c14n0"},
        {**canonical, "c14n0": canonical["c14n1"]},
    ):
        with pytest.raises(ParseError) as caught:
            label_replacement_canonicalize(quads, known_labels(wrong))
        assert caught.value.code == "PROOF_MALFORMED"


ENDORSEMENT: dict[str, Any] = {
    "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3],
    "id": "urn:x:endorsement",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "issuer": {"id": "did:key:z6Mo", "type": ["Profile"], "name": "B"},
    "validFrom": "2025-01-01T00:00:00Z",
    "name": "Endorsement",
    "credentialSubject": {
        "id": "urn:x:achievement",
        "type": ["EndorsementSubject"],
        "endorsementComment": "Well done.",
    },
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2025-01-01T00:00:00Z",
        "verificationMethod": "did:key:z6Mo#z6Mo",
        "proofPurpose": "assertionMethod",
        "proofValue": "z1",
    },
}


def test_an_embedded_credential_is_shown_with_its_proof() -> None:
    document = copy.deepcopy(BADGE)
    second = {**copy.deepcopy(ENDORSEMENT), "id": "urn:x:endorsement-2"}
    document["credentialSubject"]["achievement"]["endorsement"] = [ENDORSEMENT, second]
    whole = statements(document)
    at = "/credentialSubject/achievement/endorsement"
    for pointers in ([f"{at}/0"], [f"{at}/1"], [f"{at}/1/proof"], [at]):
        part = select_json_ld(pointers, document)
        assert part is not None
        told = "".join(whole.nquads[index] for index in sorted(whole.matching(pointers)))
        assert canonicalize_quads(to_quads(part)) == canonicalize_quads(parse_nquads(told))
    with pytest.raises(ProofGenerationError) as caught:
        whole.matching([f"{at}/1/proof/proofValue"])
    assert caught.value.pointer == f"{at}/1/proof/proofValue"
