from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.sources.cells import (
    parse_day,
    parse_machine_number,
    parse_number,
    parse_salesforce_id,
    parse_time,
    parse_truth,
)
from bgdetails.store.times import from_micros, to_micros

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("2026-11-20", NOON),
        ("2026-11-20T12:00:00Z", NOON),
        ("2026-11-20t12:00:00z", NOON),
        ("2026-11-20 12:00:00", NOON),
        ("2026-11-20T12:00", NOON),
        ("2026-11-20T12:00Z", NOON),
        ("2026-11-20T12:00:00+0000", NOON),
        ("2026-11-20T12:00:00+00:00", NOON),
        ("2026-11-20T12:00:00 +0000", NOON),
        ("2026-11-20T17:30:00+05:30", NOON),
        ("2026-11-20T07:00:00-05", NOON),
        ("2026-11-20T12:00:00.000Z", NOON),
        ("2026-11-20T12:00:00.25Z", NOON + timedelta(milliseconds=250)),
        ("2026-11-20T12:00:00,123456789Z", NOON + timedelta(microseconds=123456)),
        ("2026-11-20T23:30:00-01:00", datetime(2026, 11, 21, 0, 30, tzinfo=UTC)),
        ("0001-01-01", datetime(1, 1, 1, 12, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1969-07-20T20:17:40Z", datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC)),
    ],
)
def test_times(cell: str, expected: datetime) -> None:
    assert from_micros(parse_time(cell)) == expected
    assert from_micros(parse_time(cell)) == expected, "the second time comes from the table"


@pytest.mark.parametrize(
    "cell",
    [
        "yesterday",
        "31/12/2026",
        "20.11.2026",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "2026-1-1",
        "20261120",
        "2026-11-20T",
        "2026-11-20T24:00:00Z",
        "2026-11-20T12:60:00Z",
        "2026-11-20T12:00:61Z",
        "2026-11-20T12:00:00+25:00",
        "2026-11-20T12:00:00Z ",
        "2026-11-20T12:00:00ZZ",
        "2026-11-20X12:00:00Z",
        "０２０２-11-20",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "1763640000",
        "-2026-11-20",
    ],
)
def test_what_is_no_time(cell: str) -> None:
    assert parse_time(cell) is None


@given(
    st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=9))])
    )
)
def test_a_time_that_python_writes_is_read_back(at: datetime) -> None:
    try:
        at.astimezone(UTC)
    except OverflowError:
        assert parse_time(at.isoformat()) is None
    else:
        assert parse_time(at.isoformat()) == to_micros(at)


@given(st.text(max_size=30))
def test_no_text_breaks_a_parser(text: str) -> None:
    for parse in (parse_time, parse_number, parse_machine_number, parse_truth, parse_salesforce_id, parse_day):
        parse(text)


def test_days() -> None:
    assert parse_day("2026-12-31") == "2026-12-31"
    assert parse_day("2026-12-31T23:00:00-08:00") == "2026-12-31", "as it is written, not as it is in UTC"
    assert parse_day("31/12/2026") is None


@pytest.mark.parametrize(
    "cell, expected",
    [("0", 0), ("1250000.50", 1250000.5), ("1,250,000.50", 1250000.5), ("-12", -12), ("+3", 3), (".5", 0.5), ("5.", 5)],
)
def test_numbers(cell: str, expected: float) -> None:
    assert parse_number(cell) == expected


@pytest.mark.parametrize(
    "cell",
    ["nan", "inf", "-Infinity", "1,5", "12,34", "1.250.000,50", "$5", "1 000", "0x10", "1_000", "1e5", "--1", "٣", ","],
)
def test_what_is_no_number(cell: str) -> None:
    assert parse_number(cell) is None


def test_programs_write_large_amounts_with_an_exponent() -> None:
    assert parse_machine_number("7.4E8") == 740_000_000
    assert parse_machine_number("1,250") == 1250
    assert parse_machine_number("1e999") is None
    assert parse_number("9" * 400) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_python_writes_is_read_back(number: float) -> None:
    assert parse_machine_number(repr(number)) == number
    assert parse_number(f"{number:,f}") == float(f"{number:f}")


def test_truth() -> None:
    assert [parse_truth(word) for word in ("true", "TRUE", "1", "Yes", "y", "T")] == [True] * 6
    assert [parse_truth(word) for word in ("false", "0", "No", "n", "F")] == [False] * 5
    assert parse_truth("maybe") is None
    assert parse_truth("2") is None


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("0015g000000000C", "0015g000000000CAAQ"),
        ("0015g000000000CAAQ", "0015g000000000CAAQ"),
        ("00T5g000000000R", "00T5g000000000REAQ"),
        ("abcdefghijklmno", "abcdefghijklmnoAAA"),
        ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
    ],
)
def test_salesforce_ids_are_completed(cell: str, expected: str) -> None:
    assert parse_salesforce_id(cell) == expected


@pytest.mark.parametrize(
    "cell", ["0015g000000000", "0015g000000000CA", "0015g000000000CAAQX", "0015g-00000000C", "x", "é" * 15]
)
def test_bad_salesforce_ids(cell: str) -> None:
    assert parse_salesforce_id(cell) is None
