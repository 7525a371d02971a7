"""Entries: what is made is well-formed, and every malformed one is named by its member."""

from __future__ import annotations

from typing import Any

import pytest

from elm_microcred.errors import UsageError
from elm_microcred.status import status_entry
from elm_microcred.status.entry import malformed, read_entry

LIST = "https://a.example/status/3"
FOUR = ["0 is all well", "1 is under review", "2 is rejected", "undefined"]


def test_an_entry_as_the_specification_writes_it() -> None:
    assert status_entry(LIST, 94567) == {
        "id": f"{LIST}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST,
    }


def test_messages_say_how_many_bits_a_status_has() -> None:
    entry = status_entry(
        LIST, 1, purpose="message", messages=FOUR, reference="https://a.example/words"
    )
    assert entry["statusSize"] == 2
    assert entry["statusMessage"][2] == {"status": "0x2", "message": "2 is rejected"}
    assert entry["statusReference"] == "https://a.example/words"
    read = read_entry(entry)
    assert (read.size, read.messages[3], read.index) == (2, "undefined", 1)
    assert "statusSize" not in status_entry(LIST, 1, messages=["unset", "set"])


@pytest.mark.parametrize("count", [1, 3, 5, 9, 257])
def test_there_is_one_message_for_each_status(count: int) -> None:
    with pytest.raises(UsageError):
        status_entry(LIST, 1, purpose="message", messages=["?"] * count)


@pytest.mark.parametrize(
    "arguments",
    [
        {"list_id": "status/3"},
        {"index": -1},
        {"purpose": ""},
        {"id": LIST},
        {"id": "no URL"},
        {"reference": "no URL"},
    ],
)
def test_no_entry_is_made_that_verifiers_refuse(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        status_entry(**{"list_id": LIST, "index": 1, **arguments})


@pytest.mark.parametrize(
    "index", [42, None, "", "1e3", "0x10", "42.0", "-1", "+1", " 1", "042", "٤", "9" * 17, ["1"]]
)
def test_an_index_is_decimal_digits_in_a_string(index: Any) -> None:
    (problem,) = malformed({**status_entry(LIST, 1), "statusListIndex": index})
    assert (problem.code, problem.pointer) == ("STATUS_INDEX", "/statusListIndex")


MESSAGES = status_entry(LIST, 1, purpose="message", messages=FOUR)["statusMessage"]


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"statusPurpose": None}, "statusPurpose"),
        ({"statusPurpose": ["revocation"]}, "statusPurpose"),
        ({"statusPurpose": ""}, "statusPurpose"),
        ({"statusListCredential": "x"}, "statusListCredential"),
        ({"statusListCredential": [LIST]}, "statusListCredential"),
        ({"id": LIST}, "id"),
        ({"id": None}, "id"),
        ({"statusSize": 0}, "statusSize"),
        ({"statusSize": 9}, "statusSize"),
        ({"statusSize": True}, "statusSize"),
        ({"statusSize": "2"}, "statusSize"),
        ({"statusSize": 1.0}, "statusSize"),
        ({"statusSize": 2}, "statusMessage"),
        ({"statusSize": 2, "statusMessage": MESSAGES[:3]}, "statusMessage"),
        ({"statusSize": 2, "statusMessage": [*MESSAGES[:3], MESSAGES[0]]}, "statusMessage"),
        ({"statusSize": 2, "statusMessage": [*MESSAGES[:3], {"status": "0x3"}]}, "statusMessage"),
        ({"statusSize": 2, "statusMessage": [*MESSAGES[:3], "0x3"]}, "statusMessage"),
        ({"statusMessage": [{"status": "0", "message": ""}] * 2}, "statusMessage"),
        ({"statusMessage": {}}, "statusMessage"),
        ({"statusReference": 1}, "statusReference"),
        ({"statusReference": [LIST, "x"]}, "statusReference"),
    ],
)
def test_a_malformed_member_is_named(change: dict[str, Any], member: str) -> None:
    (problem,) = malformed({**status_entry(LIST, 1), **change})
    assert (problem.code, problem.pointer) == ("STATUS_INVALID", f"/{member}")


def test_an_empty_entry_lacks_three_members() -> None:
    problems = list(malformed({}))
    assert {p.pointer for p in problems} == {
        "/statusPurpose",
        "/statusListIndex",
        "/statusListCredential",
    }
    assert all(problem.found is None for problem in problems)
