"""Questions of a ministry to a triple store: the queries of `examples/sparql` and their answers."""

from __future__ import annotations

import copy
import itertools
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from elm_microcred.exchange import to_rdf
from elm_microcred.mapping import to_elm
from elm_microcred.model import MicroCredential

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FIELDS = ("1041", "1022", "0611")
SKILLS = tuple(
    f"http://data.europa.eu/esco/skill/{n}0000000-0000-0000-0000-000000000000" for n in range(4)
)
ASKED = SKILLS[1]
PROVIDERS = ("vmc", "north", "south")


def course(number: int) -> dict[str, Any]:
    """One of six programmes: they differ in field, level, provider, credits and outcomes."""
    data: dict[str, Any] = json.loads((EXAMPLES / "port-safety.json").read_text("utf-8"))
    name = PROVIDERS[number % 3]
    base = f"https://{name}.example/courses/{number}"
    data["id"] = base
    data["title"] = {"en": f"Course {number}", "lv": f"Kurss {number}"}
    data["levels"] = [{"framework": "EQF", "level": str(3 + number % 2)}] if number else []
    data["thematic_areas"] = [FIELDS[number % 3], *(FIELDS[2:] if number == 3 else [])]
    data["credits"] = [{"system": "ECVET", "points": "9"}]
    if number != 5:
        data["credits"].append({"system": "ECTS", "points": f"{number + 1}.5"})
    body = data["awarding_bodies"][0]
    body["id"] = f"https://{name}.example/"
    body["legal_name"] = {"en": f"Provider {name}", "lv": f"Sniedzējs {name}"}
    for place, outcome in enumerate(data["outcomes"]):
        outcome["id"] = f"{base}#o{place}"
        outcome["skills"] = []
    data["outcomes"][0]["skills"] = [
        {"iri": SKILLS[number % 4], "label": {"en": f"skill {number % 4}"}}
    ]
    if number in (2, 4):
        data["outcomes"][1]["id"] = "https://ministry.example/outcomes/common"
    if number % 2:
        data["stackability"]["entitles_to"] = [
            {"id": f"{base}#right", "title": {"en": f"Right {number}"}}
        ]
    if number == 1:
        data["quality_assurance"] = []
        data.pop("authorised_by")
        data.pop("accreditors")
    if number == 4:
        data["quality_assurance"][0]["expires_at"] = "2025-12-31"
        data.pop("authorised_by")
        data.pop("accreditors")
    return data


def award(number: int) -> dict[str, Any]:
    """An award to a learner; every third has credits of its own, some end."""
    data: dict[str, Any] = {
        "id": f"urn:credential:{number:02}",
        "learner": {"id": f"urn:learner:{number}", "full_name": {"en": f"Learner {number}"}},
        "awarded_at": "2026-06-30",
        "issued_at": "2026-07-01",
    }
    if number % 3 == 0:
        data["credits_earned"] = [{"system": "ECTS", "points": "1.25"}]
    if number % 4 == 1:
        data["valid_until"] = f"2027-{1 + number % 12:02}-15T00:00:00Z"
    return data


COURSES = [course(number) for number in range(6)]
AWARDS = [(copy.deepcopy(COURSES[number % 6]), award(number)) for number in range(24)]


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """The credentials in an embedded store, each in a graph of its own."""
    loaded = pyoxigraph.Store()
    for achievement, awarded in AWARDS:
        micro = MicroCredential.parse({"achievement": achievement, "award": awarded})
        document = to_elm(micro, envelope="edc" if awarded["id"] < "urn:credential:12" else "vcdm2")
        text = to_rdf(document, format="nquads", graph=True, scope=True, fixes=True)
        loaded.load(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert len(list(loaded.named_graphs())) == len(AWARDS)
    return loaded


def answers(store: pyoxigraph.Store, name: str, **replaced: str) -> list[tuple[str | None, ...]]:
    """The rows of an answer, as texts."""
    query = (EXAMPLES / "sparql" / f"{name}.rq").read_text("utf-8")
    for old, new in replaced.items():
        assert old in query
        query = query.replace(old, new)
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [
        tuple(None if term is None else str(term.value) for term in solution)  # type: ignore[union-attr]
        for solution in solutions
    ]


def test_credits_by_field_level_and_provider(store: pyoxigraph.Store) -> None:
    expected: dict[tuple[str, str | None, str, str], list[Decimal]] = defaultdict(list)
    for achievement, awarded in AWARDS:
        credits = awarded.get("credits_earned") or achievement["credits"]
        ects = [Decimal(c["points"]) for c in credits if c["system"] == "ECTS"]
        levels = [f"http://data.europa.eu/snb/eqf/{v['level']}" for v in achievement["levels"]]
        body = achievement["awarding_bodies"][0]
        for field in achievement["thematic_areas"] if ects else ():
            key = (
                f"http://data.europa.eu/snb/isced-f/{field}",
                levels[0] if levels else None,
                body["id"],
                body["legal_name"]["en"],
            )
            expected[key].append(ects[0])
    found = {row[:4]: (int(row[4] or 0), Decimal(row[5] or 0)) for row in answers(store, "credits")}
    assert found == {key: (len(each), sum(each)) for key, each in expected.items()}
    assert len(found) >= 6 and any(key[1] is None for key in found)


def test_credentials_that_count_for_a_skill(store: pyoxigraph.Store) -> None:
    expected = [
        (awarded["id"], achievement["title"]["en"], achievement["outcomes"][0]["title"]["en"])
        for achievement, awarded in AWARDS
        if any(skill["iri"] == ASKED for skill in achievement["outcomes"][0]["skills"])
    ]
    nobody = "00000000-0000-0000-0000-000000000000"
    found = answers(store, "skill", **{nobody: ASKED.rpartition("/")[2]})
    assert found == expected and len(found) == 8
    assert answers(store, "skill") == [
        (awarded["id"], achievement["title"]["en"], achievement["outcomes"][0]["title"]["en"])
        for achievement, awarded in AWARDS
        if achievement["outcomes"][0]["skills"][0]["iri"] == SKILLS[0]
    ]


def test_entitlements_that_end_soon(store: pyoxigraph.Store) -> None:
    expected = [
        (awarded["valid_until"], awarded["id"], right["title"]["en"])
        for achievement, awarded in AWARDS
        for right in achievement["stackability"].get("entitles_to", ())
        if "2027-01-01" <= awarded.get("valid_until", "") < "2027-07-01"
    ]
    found = answers(store, "expiring")
    assert found == sorted(expected) and len(found) >= 2
    later = answers(store, "expiring", **{"2027-07-01": "2028-01-01"})
    assert len(later) > len(found)


def test_an_entitlement_ends_when_it_says_so(store: pyoxigraph.Store) -> None:
    document = to_elm(MicroCredential.parse({"achievement": COURSES[0], "award": award(1)}))
    document["id"] = "urn:credential:right"
    document["credentialSubject"]["hasClaim"]["entitlesTo"] = {
        "id": "urn:epass:learningEntitlement:1",
        "type": "LearningEntitlement",
        "title": {"en": "A right of its own"},
        "expiryDate": "2027-05-05T00:00:00Z",
    }
    own = pyoxigraph.Store()
    text = to_rdf(document, format="nquads", graph=True, scope=True)
    own.load(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert answers(own, "expiring") == [
        ("2027-05-05T00:00:00Z", "urn:credential:right", "A right of its own")
    ]


def test_awards_that_no_accreditation_covers(store: pyoxigraph.Store) -> None:
    expected = [
        (awarded["id"], achievement["title"]["en"], "2026-06-30T00:00:00Z")
        for achievement, awarded in AWARDS
        if achievement["title"]["en"] in ("Course 1", "Course 4")
    ]
    assert answers(store, "unaccredited") == expected and len(expected) == 8


def test_outcomes_that_two_programmes_share(store: pyoxigraph.Store) -> None:
    expected = set()
    for one, other in itertools.combinations(COURSES, 2):
        ids = [
            {o["id"] for o in c["outcomes"]}
            | {s["iri"] for o in c["outcomes"] for s in o["skills"]}
            for c in (one, other)
        ]
        for shared in ids[0] & ids[1]:
            first, second = sorted((one["id"], other["id"]))
            expected.add((first, second, shared))
    found = answers(store, "shared")
    assert set(found) == expected and len(found) == len(expected) == 3


def test_every_query_is_asked() -> None:
    tested = {"credits", "skill", "expiring", "unaccredited", "shared"}
    assert {path.stem for path in (EXAMPLES / "sparql").glob("*.rq")} == tested
