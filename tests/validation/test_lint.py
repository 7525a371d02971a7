"""What nobody can have meant."""

from __future__ import annotations

from typing import Any

import pytest

from badges import port_safety
from elm_microcred.mapping import to_elm
from elm_microcred.mapping.conversion import read_source
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from elm_microcred.validation.lint import lint

Json = dict[str, Any]


def findings(document: Any) -> list[Problem]:
    source = read_source(document)
    return list(lint(source.micro, document, source.place))


def micro(**achievement: Any) -> MicroCredential:
    return MicroCredential.parse({"achievement": {"title": "x", **achievement}, "award": {}})


def activity(workload: Json | str) -> Json:
    return {"title": "x", "workload": workload}


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ({"hours": "60"}, {"months": "60"}),
        ({"hours": "8"}, {"hours": "9"}),
        ({"hours": "8"}, {"days": "9"}),
    ],
)
def test_a_part_is_not_longer_than_the_whole(whole: Json, part: Json) -> None:
    found = findings(micro(workload=whole, activities=[activity(part)]))
    assert [(p.code, p.pointer) for p in found] == [
        ("LINT_WORKLOAD", "/achievement/activities/0/workload")
    ]
    assert "longer" in found[0].detail


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ({"hours": "60"}, {"hours": "60"}),
        ({"hours": "60"}, {"days": "8"}),
        ({"days": "10"}, {"hours": "80"}),
        ({"months": "3"}, {"days": "60"}),
        ({"days": "2", "hours": "12"}, {"hours": "60"}),
    ],
)
def test_days_are_read_in_every_way(whole: Json, part: Json) -> None:
    assert findings(micro(workload=whole, activities=[activity(part)])) == []


@pytest.mark.parametrize("workload", [{"hours": "0"}, {"hours": "2000"}, {"months": "60"}])
def test_sizes_that_cannot_be(workload: Json) -> None:
    assert [p.pointer for p in findings(micro(workload=workload))] == ["/achievement/workload"]
    assert len(findings(micro(activities=[activity(workload)]))) == 1


@pytest.mark.parametrize(("hours", "wrong"), [("60", False), ("20", True), ("200", True)])
def test_hours_and_credits(hours: str, wrong: bool) -> None:
    value = micro(workload={"hours": hours}, credits=[{"points": "2"}])
    assert bool(findings(value)) is wrong
    other = micro(workload={"hours": hours}, credits=[{"points": "2", "system": "ECVET"}])
    assert findings(other) == []


def with_dates(born: str, valid: str) -> Json:
    document = dict(to_elm(port_safety()))
    document["validFrom"] = valid
    document["credentialSubject"] = {**document["credentialSubject"], "dateOfBirth": born}
    return document


@pytest.mark.parametrize("hour", ["21", "22", "23"])
def test_midnights_of_the_day_before(hour: str) -> None:
    found = findings(with_dates(f"1999-10-01T{hour}:00:00Z", f"2022-12-31T{hour}:00:00Z"))
    assert [(p.code, p.pointer) for p in found] == [
        ("LINT_DATE_SHIFTED", "/validFrom"),
        ("LINT_DATE_SHIFTED", "/credentialSubject/dateOfBirth"),
    ]


@pytest.mark.parametrize(
    "time", ["2024-01-01T00:00:00+01:00", "2024-01-01T22:30:00Z", "2024-01-01T00:00:00Z"]
)
def test_other_times_are_meant(time: str) -> None:
    assert findings(with_dates("1999-10-02T00:00:00Z", time)) == []


def test_a_micro_credential_has_no_time_zones_to_look_at() -> None:
    data = port_safety().to_dict()
    data["award"]["valid_from"] = "2024-01-01T00:00:00+01:00"
    assert findings(MicroCredential.parse(data)) == []
