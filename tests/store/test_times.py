from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.store.times import day_of, end_of_day, from_day, from_micros, start_of_day, to_day, to_micros


def test_the_epoch_is_zero() -> None:
    assert to_micros(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert to_day(date(1970, 1, 1)) == 0


def test_a_time_without_offset_is_utc_and_one_with_offset_is_converted() -> None:
    assert to_micros(datetime(2026, 11, 20, 12)) == to_micros(datetime(2026, 11, 20, 12, tzinfo=UTC))
    east = datetime(2026, 11, 20, 1, tzinfo=timezone(timedelta(hours=2)))
    assert from_day(day_of(to_micros(east))) == date(2026, 11, 19)


def test_an_unknown_time_stays_unknown() -> None:
    assert from_micros(None) is None


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))
def test_times_survive_the_way_there_and_back(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert from_micros(to_micros(aware)) == aware


@given(st.integers(-200_000, 200_000))
def test_a_day_goes_from_midnight_to_the_last_microsecond(day: int) -> None:
    assert to_day(from_day(day)) == day
    assert day_of(start_of_day(day)) == day_of(end_of_day(day)) == day
    assert end_of_day(day) + 1 == start_of_day(day + 1)


@pytest.mark.parametrize("text", ["2026-11-20T00:00:00Z", "2026-11-20T23:59:59.999999Z"])
def test_both_ends_of_a_day_belong_to_it(text: str) -> None:
    assert day_of(to_micros(datetime.fromisoformat(text))) == to_day(date(2026, 11, 20))
