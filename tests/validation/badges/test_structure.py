"""What a badge, endorsement or record has to say, and what it may not say."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.validation.badges import class_of, json_schema, structure_problems
from elm_microcred.validation.data_model import data_model_problems

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

PROFILE = {"id": "https://issuer.example", "type": ["Profile"], "name": "A"}
ACHIEVEMENT: dict[str, Any] = {
    "id": "urn:x:achievement",
    "type": ["Achievement"],
    "name": "Safety",
    "description": "…",
    "criteria": {"narrative": "…"},
    "resultDescription": [
        {
            "id": "urn:x:grade",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": ["C", "B", "A"],
        },
        {
            "id": "urn:x:score",
            "type": ["ResultDescription"],
            "name": "Score",
            "resultType": "RawScore",
            "valueMin": "0",
            "valueMax": "100",
            "rubricCriterionLevel": [
                {"id": "urn:x:level", "type": ["RubricCriterionLevel"], "name": "good"}
            ],
        },
        {
            "id": "urn:x:status",
            "type": ["ResultDescription"],
            "name": "Status",
            "resultType": "Status",
        },
    ],
}
BADGE: dict[str, Any] = {
    "@context": [V2, OB],
    "id": "urn:x:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": PROFILE,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "id": "urn:x:learner",
        "achievement": ACHIEVEMENT,
        "result": [
            {"type": ["Result"], "resultDescription": "urn:x:grade", "value": "A"},
            {"type": ["Result"], "resultDescription": "urn:x:score", "value": "7.5"},
        ],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$" + "0a" * 32,
                "identityType": "emailAddress",
            }
        ],
    },
}
RECORD: dict[str, Any] = {
    "@context": [V2, CLR, OB],
    "id": "urn:x:record",
    "type": ["VerifiableCredential", "ClrCredential"],
    "name": "Record",
    "issuer": PROFILE,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "type": ["ClrSubject"],
        "id": "urn:x:learner",
        "verifiableCredential": [BADGE],
        "achievement": [{**ACHIEVEMENT, "id": "urn:x:whole"}, {**ACHIEVEMENT, "id": "urn:x:b"}],
        "association": [
            {
                "type": "Association",
                "associationType": "isPartOf",
                "sourceId": "urn:x:achievement",
                "targetId": "urn:x:whole",
            }
        ],
    },
}
OLD: dict[str, Any] = {
    **{name: value for name, value in BADGE.items() if name != "validFrom"},
    "@context": [V1, OB],
    "name": "Badge",
    "issuanceDate": "2026-01-01T00:00:00Z",
}


def found(document: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in structure_problems(document)]


@pytest.mark.parametrize("document", [BADGE, RECORD, OLD, {"type": "VerifiableCredential"}, {}])
def test_what_is_right_has_no_findings(document: dict[str, Any]) -> None:
    assert found(document) == []


def test_several_subjects_are_remarked_and_each_is_looked_at() -> None:
    subject = BADGE["credentialSubject"]
    assert found({**BADGE, "credentialSubject": [subject]}) == []
    assert found({**BADGE, "credentialSubject": [subject, {**subject, "achievement": 7}]}) == [
        ("SCHEMA_SEVERAL", "/credentialSubject"),
        ("SCHEMA_TYPE", "/credentialSubject/1/achievement"),
    ]


def test_single_values_and_language_maps_are_right_too() -> None:
    badge = copy.deepcopy(BADGE)
    subject = badge["credentialSubject"]
    subject["type"] = "AchievementSubject"
    subject["identifier"] = subject["identifier"][0]
    subject["achievement"]["name"] = {"en": "Safety", "pt-BR": "Segurança"}
    badge["issuer"] = "https://issuer.example"
    badge["proof"] = {"type": "DataIntegrityProof"}
    assert found(badge) == []


Change = Callable[[dict[str, Any]], Any]


def put(*path: Any, value: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


def drop(*path: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


S = "credentialSubject"
A = (S, "achievement")
R = (S, "result")
L = (S, "association", 0)
WRONG: dict[str, tuple[dict[str, Any], Change, str, str]] = {
    "no issuer": (BADGE, drop("issuer"), "SCHEMA_MISSING", "/issuer"),
    "issuer without type": (BADGE, drop("issuer", "type"), "SCHEMA_MISSING", "/issuer/type"),
    "no achievement": (BADGE, drop(*A), "SCHEMA_MISSING", f"/{S}/achievement"),
    "no criteria": (BADGE, drop(*A, "criteria"), "SCHEMA_MISSING", f"/{S}/achievement/criteria"),
    "empty criteria": (
        BADGE,
        put(*A, "criteria", value={}),
        "SCHEMA_MISSING",
        f"/{S}/achievement/criteria",
    ),
    "no learner": (
        BADGE,
        lambda d: (d[S].pop("id"), d[S].pop("identifier")),
        "SCHEMA_MISSING",
        f"/{S}",
    ),
    "no type": (BADGE, put(S, "type", value=[]), "SCHEMA_MISSING", f"/{S}/type"),
    "another type": (BADGE, put(S, "type", value="Person"), "SCHEMA_CLASS", f"/{S}/type"),
    "another profile": (
        BADGE,
        put(*A, "creator", value={"id": "urn:x:2", "type": "Person"}),
        "SCHEMA_CLASS",
        f"/{S}/achievement/creator/type",
    ),
    "another evidence": (
        BADGE,
        put("evidence", value=[{"type": "Proof"}]),
        "SCHEMA_CLASS",
        "/evidence/0/type",
    ),
    "an achievement told by its address": (
        BADGE,
        put(*A, value="urn:x:2"),
        "SCHEMA_TYPE",
        f"/{S}/achievement",
    ),
    "two achievements": (
        BADGE,
        put(*A, value=[ACHIEVEMENT] * 2),
        "SCHEMA_TYPE",
        f"/{S}/achievement",
    ),
    "null": (BADGE, put("name", value=None), "SCHEMA_TYPE", "/name"),
    "number as text": (
        BADGE,
        put(*A, "creditsAvailable", value="2"),
        "SCHEMA_VALUE",
        f"/{S}/achievement/creditsAvailable",
    ),
    "truth as number": (
        BADGE,
        put(S, "creditsEarned", value=True),
        "SCHEMA_TYPE",
        f"/{S}/creditsEarned",
    ),
    "text as truth": (
        BADGE,
        put(S, "identifier", 0, "hashed", value="true"),
        "SCHEMA_VALUE",
        f"/{S}/identifier/0/hashed",
    ),
    "date without zone": (
        BADGE,
        put("awardedDate", value="2026-01-01T00:00:00"),
        "SCHEMA_VALUE",
        "/awardedDate",
    ),
    "date of birth": (
        BADGE,
        put("issuer", "dateOfBirth", value="2026-02-30"),
        "SCHEMA_VALUE",
        "/issuer/dateOfBirth",
    ),
    "language": (
        BADGE,
        put(*A, "inLanguage", value="english"),
        "SCHEMA_VALUE",
        f"/{S}/achievement/inLanguage",
    ),
    "token": (
        BADGE,
        put("endorsementJwt", value=["no token"]),
        "SCHEMA_VALUE",
        "/endorsementJwt/0",
    ),
    "word": (
        BADGE,
        put(*A, "achievementType", value="Course "),
        "SCHEMA_VALUE",
        f"/{S}/achievement/achievementType",
    ),
    "word that only looks like an extension": (
        BADGE,
        put(*A, "achievementType", value="foo-ext:bar"),
        "SCHEMA_EXTENSION",
        f"/{S}/achievement/achievementType",
    ),
    "word of a closed list": (
        BADGE,
        put(*R, 0, "status", value="ext:Passed"),
        "SCHEMA_VALUE",
        f"/{S}/result/0/status",
    ),
    "member of a closed class": (
        BADGE,
        put("image", value={"id": "urn:x:2", "type": "Image", "alt": "…"}),
        "SCHEMA_CLOSED",
        "/image/alt",
    ),
    "context as number": (BADGE, put("@context", value=[V2, OB, 7]), "SCHEMA_TYPE", "/@context/2"),
    "one context": (BADGE, put("@context", value=[V2]), "SCHEMA_MISSING", "/@context"),
    "one context alone": (BADGE, put("@context", value=V2), "SCHEMA_MISSING", "/@context"),
    "another context": (BADGE, put("@context", value=[V2, CLR]), "SCHEMA_VALUE", "/@context/1"),
    "a context written out": (
        BADGE,
        put("@context", value=[V2, {}]),
        "SCHEMA_VALUE",
        "/@context/1",
    ),
    "language map with another key": (
        BADGE,
        put("name", value={"english": "…"}),
        "SCHEMA_TYPE",
        "/name",
    ),
    "hash of nothing": (
        BADGE,
        put(S, "identifier", 0, "identityHash", value="anna@example.org"),
        "IDENTITY_HASH",
        f"/{S}/identifier/0/identityHash",
    ),
    "result without description": (
        BADGE,
        put(*R, 0, "resultDescription", value="urn:x:none"),
        "RESULT_UNKNOWN",
        f"/{S}/result/0/resultDescription",
    ),
    "level of another rubric": (
        BADGE,
        put(*R, 1, "achievedLevel", value="urn:x:none"),
        "RESULT_UNKNOWN",
        f"/{S}/result/1/achievedLevel",
    ),
    "value that is not allowed": (
        BADGE,
        put(*R, 0, "value", value="D"),
        "RESULT_OUTSIDE",
        f"/{S}/result/0/value",
    ),
    "score that is too high": (
        BADGE,
        put(*R, 1, "value", value="101"),
        "RESULT_OUTSIDE",
        f"/{S}/result/1/value",
    ),
    "score that is too low": (
        BADGE,
        put(*R, 1, "value", value="-1"),
        "RESULT_OUTSIDE",
        f"/{S}/result/1/value",
    ),
    "status without status": (
        BADGE,
        put(*R, 0, "resultDescription", value="urn:x:status"),
        "SCHEMA_MISSING",
        f"/{S}/result/0/status",
    ),
    "old badge without name": (OLD, drop("name"), "SCHEMA_LEGACY", "/name"),
    "old badge without date": (OLD, drop("issuanceDate"), "SCHEMA_MISSING", "/issuanceDate"),
    "old badge told by its address": (
        OLD,
        put("issuer", "type", value="Person"),
        "SCHEMA_CLASS",
        "/issuer/type",
    ),
    "record without name": (RECORD, drop("name"), "SCHEMA_MISSING", "/name"),
    "empty record": (
        RECORD,
        put(S, "verifiableCredential", value=[]),
        "SCHEMA_MISSING",
        f"/{S}/verifiableCredential",
    ),
    "token in a record": (
        RECORD,
        put(S, "verifiableCredential", value=["eyJ.e30.x"]),
        "SCHEMA_TYPE",
        f"/{S}/verifiableCredential/0",
    ),
    "association of its own": (
        RECORD,
        put(*L, "associationType", value="replacementOf"),
        "SCHEMA_VALUE",
        f"/{S}/association/0/associationType",
    ),
    "member of an association": (
        RECORD,
        put(*L, "weight", value=1),
        "SCHEMA_CLOSED",
        f"/{S}/association/0/weight",
    ),
    "association to nothing": (
        RECORD,
        put(*L, "targetId", value="urn:x:none"),
        "CLR_DANGLING",
        f"/{S}/association/0/targetId",
    ),
    "association to itself": (
        RECORD,
        put(*L, "targetId", value="urn:x:achievement"),
        "CLR_CYCLE",
        f"/{S}/association/0",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    document, change, code, pointer = WRONG[name]
    changed = copy.deepcopy(document)
    change(changed)
    assert (code, pointer) in found(changed)


def test_associations_are_walked() -> None:
    record = copy.deepcopy(RECORD)

    def of(*edges: tuple[str, str, str]) -> list[tuple[str, str]]:
        record[S]["association"] = [
            {
                "type": "Association",
                "associationType": type_,
                "sourceId": f"urn:x:{source}",
                "targetId": f"urn:x:{target}",
            }
            for source, type_, target in edges
        ]
        return found(record)

    a, b, whole = "achievement", "b", "whole"
    assert of((a, "isPartOf", whole), (b, "isPartOf", whole), (a, "precedes", b)) == []
    assert of((a, "isPeerOf", b), (b, "isPeerOf", a), (a, "exactMatchOf", b)) == []
    assert of((a, "precedes", b), (b, "isPartOf", a)) == []
    cycle = [("CLR_CYCLE", f"/{S}/association/1")]
    assert of((a, "isPartOf", whole), (whole, "isPartOf", a)) == cycle
    assert of((a, "isPartOf", whole), (a, "isParentOf", whole)) == cycle
    assert of((a, "precedes", b), (b, "precedes", whole), (whole, "precedes", a)) == [
        ("CLR_CYCLE", f"/{S}/association/2")
    ]
    many = [(a, "isPartOf", whole), (b, "isPartOf", whole), (a, "isPartOf", b), (b, "isPartOf", b)]
    assert of(*many) == [("CLR_CYCLE", f"/{S}/association/3")]


def test_a_long_chain_is_walked_without_recursion() -> None:
    record = copy.deepcopy(RECORD)
    record[S]["association"] = [
        {
            "type": "Association",
            "associationType": "precedes",
            "sourceId": f"urn:{n}",
            "targetId": f"urn:{n + 1}",
        }
        for n in range(5_000)
    ]
    codes = {code for code, _ in found(record)}
    assert codes == {"CLR_DANGLING"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    return [path, *(p for step, inner in inside for p in _paths(inner, (*path, step)))]


@given(data=st.data(), value=_JSON)
def test_nothing_crashes(data: st.DataObject, value: Any) -> None:
    document = copy.deepcopy(data.draw(st.sampled_from([BADGE, RECORD, OLD])))
    path = data.draw(st.sampled_from(_paths(document)[1:]))
    put(*path, value=value)(document)
    for problem in structure_problems(document):
        assert problem.code and problem.pointer.startswith("/")


PUBLISHED = {
    ("AchievementCredential", "arrays"): "ob-2024-strict/ob_v3p0_achievementcredential_schema.json",
    ("AchievementCredential", "json-ld"): "ob-2026/ob_v3p0_achievementcredential_schema.json",
    ("EndorsementCredential", "arrays"): "ob-2024-strict/endorsementcredential.json",
    ("EndorsementCredential", "json-ld"): "ob-2026/ob_v3p0_endorsementcredential_schema.json",
    ("Profile", "arrays"): "ob-2024-strict/profile.json",
    ("Profile", "json-ld"): "ob-2026/ob_v3p0_profile_schema.json",
    ("ClrCredential", "json-ld"): "clr-2026/clr_v2p0_clrcredential_schema.json",
    (
        "GetOpenBadgeCredentialsResponse",
        "json-ld",
    ): "ob-2026/ob_v3p0_getopenbadgecredentialsresponse_schema.json",
}


@pytest.fixture(scope="module")
def judges(reference: Path) -> dict[Any, tuple[Any, Any]]:
    """For each class and form: the published schema, and ours."""
    from jsonschema import Draft201909Validator

    folder = reference / "openbadges" / "schemas"
    return {
        key: (
            Draft201909Validator(json.loads((folder / file).read_text("utf-8"))),
            Draft201909Validator(json_schema(*key)),  # type: ignore[arg-type]
        )
        for key, file in PUBLISHED.items()
    }


@pytest.fixture(scope="module")
def samples(reference: Path) -> list[dict[str, Any]]:
    found_ = []
    for path in sorted((reference / "openbadges").rglob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if isinstance(document, dict) and "credentialSubject" in document:
            found_ += [document, {"credential": [document]}]
            if isinstance(document.get("issuer"), dict):
                found_.append(document["issuer"])
    return found_


@pytest.mark.reference
def test_our_schemas_judge_as_the_published_ones(
    judges: dict[Any, tuple[Any, Any]], samples: list[dict[str, Any]]
) -> None:
    verdicts = set()
    for document in samples:
        for key, (published, ours) in judges.items():
            verdict = published.is_valid(document)
            assert ours.is_valid(document) is verdict, (key, document)
            verdicts.add((key, verdict))
    assert len(verdicts) == 2 * len(judges)


CHANGES: list[Any] = [None, 7, True, "x", "ext:x", {}, [], ["x"], {"en": "x"}, {"x": 1}]


def _agree(judges: dict[Any, tuple[Any, Any]], samples: list[dict[str, Any]], count: int) -> None:
    choose = Random(3)
    for _ in range(count):
        document = copy.deepcopy(choose.choice(samples))
        path = choose.choice(_paths(document)[1:])
        put(*path, value=choose.choice(CHANGES))(document)
        for key, (published, ours) in judges.items():
            assert ours.is_valid(document) is published.is_valid(document), (key, path)
        # What the newer schema refuses, this check refuses too; that knows more.
        of = class_of(document)
        key = (of.name if of else "", "json-ld")
        if key in judges and not judges[key][0].is_valid(document):
            assert found(document) or data_model_problems(document), path


@pytest.mark.reference
def test_our_schemas_judge_changed_samples_as_the_published_ones(
    judges: dict[Any, tuple[Any, Any]], samples: list[dict[str, Any]]
) -> None:
    _agree(judges, samples, 100)


@pytest.mark.full
@pytest.mark.reference
def test_our_schemas_judge_thousands_of_changes_as_the_published_ones(
    judges: dict[Any, tuple[Any, Any]], samples: list[dict[str, Any]]
) -> None:
    _agree(judges, samples, 3_000)


@pytest.mark.reference
def test_the_holes_of_the_published_schemas_are_closed(
    reference: Path, judges: dict[Any, tuple[Any, Any]]
) -> None:
    folder = reference / "openbadges" / "validator" / "invalid-structure"
    name = "simple-err-credential-subject-profile-type.json"
    document = json.loads((folder / name).read_text("utf-8"))
    published, ours = judges["AchievementCredential", "json-ld"]
    assert published.is_valid(document) and ours.is_valid(document)
    assert ("SCHEMA_CLASS", "/credentialSubject/source/type") in found(document)
