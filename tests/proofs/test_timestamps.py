"""Points in time: strict `dateTimeStamp`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.proofs import timestamps


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-02-26T01:21:51Z", datetime(2023, 2, 26, 1, 21, 51, tzinfo=UTC)),
        ("2023-02-26T01:21:51.5Z", datetime(2023, 2, 26, 1, 21, 51, 500_000, tzinfo=UTC)),
        ("2023-02-26T01:21:51.1234567Z", datetime(2023, 2, 26, 1, 21, 51, 123_456, tzinfo=UTC)),
        ("2023-02-26T01:21:51+02:00", datetime(2023, 2, 25, 23, 21, 51, tzinfo=UTC)),
        ("2023-02-26T01:21:51-14:00", datetime(2023, 2, 26, 15, 21, 51, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2023-12-31T24:00:00Z", datetime(2024, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_these_are_read(text: str, moment: datetime) -> None:
    assert timestamps.parse(text) == moment


@pytest.mark.parametrize(
    "value",
    [
        "2023-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2023-13-01T00:00:00Z",
        "2023-01-01T00:00:60Z",
        "2023-01-01T25:00:00Z",
        "2023-01-01T24:00:01Z",
        "2023-01-01T24:00:00.1Z",
        "2023-01-01T00:00:00",
        "2023-01-01",
        "2023-01-01 00:00:00Z",
        "2023-01-01T00:00:00z",
        "2023-01-01T00:00:00.Z",
        "2023-01-01T00:00:00+0200",
        "2023-01-01T00:00:00+15:00",
        "2023-01-01T00:00:00+14:30",
        "2023-1-1T00:00:00Z",
        "２０２３-01-01T00:00:00Z",
        "Sun, 26 Feb 2023 01:22:14 +0000",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T24:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "10000-01-01T00:00:00Z",
        " 2023-01-01T00:00:00Z",
        "2023-01-01T00:00:00Z\n",
        "",
        None,
        1677374511,
        ["2023-01-01T00:00:00Z"],
    ],
)
def test_these_stand_for_none(value: object) -> None:
    assert timestamps.parse(value) is None


def test_a_missing_zone_can_be_read_as_utc() -> None:
    moment = timestamps.parse("2023-01-01T00:00:00", zone_required=False)
    assert moment == datetime(2023, 1, 1, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    assert timestamps.parse(timestamps.write(moment)) == moment.replace(microsecond=0)
