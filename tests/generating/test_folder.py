"""What is made up: the same for the same seed, as much as was asked for, and believable."""

from __future__ import annotations

import csv
import hashlib
import os
import statistics
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgdetails.generating.calendar import DAYS
from bgdetails.generating.folder import generate_folder
from bgdetails.generating.kinds import KINDS
from bgdetails.generating.layout import COLUMNS
from bgdetails.generating.more_names import account_name
from bgdetails.generating.plan import Sizes, shares
from bgdetails.rules.engagement import DAILY_CAP, level, score
from bgdetails.sources.pipeline import import_into
from bgdetails.store.workspace import open_workspace

LAST_DAY = date(2026, 6, 30)
SMALL = Sizes(accounts=5, people=120, groups=30, activities=2_000)
OF_SEED_11 = "33a1e0f502a8401e753292a8c1b3e14b756e04e210980e0a91c8f9fb35999bbe"
"""SHA-256 of the files of SMALL: as written by Python 3.10 to 3.13. A change of what is made up changes it."""


def made(folder: Path, sizes: Sizes = SMALL, seed: int = 11) -> dict[str, int]:
    folder.mkdir()
    return generate_folder(folder, sizes, seed=seed, last_day=LAST_DAY)


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_same_seed_makes_the_same_bytes_everywhere(tmp_path: Path) -> None:
    made(tmp_path / "here")
    assert digest(tmp_path / "here") == OF_SEED_11
    made(tmp_path / "other", seed=12)
    assert digest(tmp_path / "other") != OF_SEED_11


def test_the_order_of_sets_and_dicts_plays_no_part(tmp_path: Path) -> None:
    words = ["--accounts", "5", "--people", "120", "--groups", "30", "--activities", "2000"]
    command = [sys.executable, "-m", "bgdetails", "generate", str(tmp_path / "there"), *words]
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    said = subprocess.run(
        [*command, "--seed", "11", "--as-of", str(LAST_DAY)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert digest(tmp_path / "there") == OF_SEED_11
    assert "invented" in said


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        Sizes,
        accounts=st.integers(1, 40),
        people=st.integers(1, 300),
        groups=st.integers(0, 200),
        activities=st.integers(0, 2_000),
    ),
    st.integers(0, 1 << 32),
)
def test_nothing_is_left_over(sizes: Sizes, seed: int) -> None:
    split = list(shares(sizes, seed))
    assert len(split) == sizes.accounts
    for name, first in (("people", "first_person"), ("groups", "first_group"), ("activities", "first_activity")):
        before = 0
        for share in split:
            assert getattr(share, first) == before
            before += getattr(share, name)
        assert before == getattr(sizes, name)
    assert all(share.people or not share.activities for share in split)


def test_as_many_rows_as_were_asked_for(tmp_path: Path) -> None:
    counted = made(tmp_path / "made")
    assert counted == {file: len(rows(tmp_path / "made", file)) for file in COLUMNS}
    found = counted["accounts"], counted["people"], counted["buying_groups"], counted["activities"]
    assert found == (SMALL.accounts, SMALL.people, SMALL.groups, SMALL.activities)
    keys = [row["id"] for row in rows(tmp_path / "made", "activities")]
    assert len(set(keys)) == len(keys)


def test_every_kind_and_day_belongs(tmp_path: Path) -> None:
    made(tmp_path / "made", Sizes(30, 2_000, 300, 30_000))
    activities = rows(tmp_path / "made", "activities")
    kinds = Counter(row["type"] for row in activities)
    assert set(KINDS) < set(kinds)
    assert kinds["Email Sent"] > kinds["Email Delivered"] > kinds["Email Opened"] > kinds["Email Clicked"] > 0
    days = Counter(date.fromisoformat(row["at"][:10]) for row in activities)
    assert LAST_DAY - timedelta(days=DAYS) < min(days) <= max(days) == LAST_DAY
    worked = [days[LAST_DAY - timedelta(days=ago)] for ago in range(DAYS)]
    usual = statistics.median(worked)
    # Surges, and a holiday of a week and more.
    assert max(worked) > 2 * usual
    assert min(sum(worked[start : start + 7]) for start in range(DAYS - 7)) < 3 * usual
    of_people = Counter((row["person_id"], row["at"][:10], row["type"]) for row in activities)
    assert max(of_people.values()) > DAILY_CAP


def test_sizes_are_skewed_and_some_are_quiet(tmp_path: Path) -> None:
    made(tmp_path / "made", Sizes(100, 5_000, 800, 20_000))
    folder = tmp_path / "made"
    people = Counter(row["account_id"] for row in rows(folder, "people"))
    assert max(people.values()) > 5 * statistics.median(people.values())
    members = Counter(row["buying_group_id"] for row in rows(folder, "members"))
    assert max(members.values()) > 3 * statistics.median(members.values())
    assert any(row["id"] not in members for row in rows(folder, "buying_groups"))
    assert 1 in members.values()
    active = Counter(row["person_id"] for row in rows(folder, "activities"))
    assert len(active) < 0.95 * len(rows(folder, "people"))
    assert max(active.values()) > 10 * statistics.median(active.values())


def test_no_two_accounts_have_one_name() -> None:
    assert len({account_name(number) for number in range(100_000)}) == 100_000


def test_it_is_taken_in_whole_and_every_level_occurs(tmp_path: Path) -> None:
    made(tmp_path / "made", Sizes(20, 900, 150, 9_000))
    database = str(tmp_path / "made.db")
    report = import_into(database, [tmp_path / "made"], as_of=LAST_DAY)
    assert report.rejects == {}
    assert report.warnings == []
    # Every interest has groups of its own: the rules form none.
    assert report.groups.formed == 0
    workspace = open_workspace(database)
    connection = workspace.connect()
    day, largest_units, largest_raw = connection.execute(
        "SELECT day, largest_units, largest_raw FROM score_day ORDER BY day DESC LIMIT 1"
    ).fetchone()
    groups = connection.execute("SELECT raw FROM group_score WHERE day = ?", (day,)).fetchall()
    everybody = connection.execute(
        "SELECT coalesce(s.units, 0) FROM person p LEFT JOIN person_score s ON s.person_id = p.id AND s.day = ?", (day,)
    ).fetchall()
    row = connection.execute(
        "SELECT count(missing), count(short), min(completeness), max(completeness), sum(stagnant), sum(velocity)"
        " FROM group_row"
    ).fetchone()
    bands = {band for (band,) in connection.execute("SELECT band FROM account_score")}
    connection.close()
    workspace.close()
    levels = {"None", "Low", "Medium", "High"}
    assert {level(score(raw, largest_raw)) for (raw,) in groups} == levels
    assert {level(score(units, largest_units)) for (units,) in everybody} == levels
    missing, short, emptiest, fullest, stagnant, velocity = row
    assert min(missing, short, stagnant, velocity) > 0
    assert (emptiest, fullest) == (0, 100)
    assert {"Surging", "Negative"} <= bands


@pytest.mark.parametrize("accounts", [1, 3])
def test_very_little_is_enough(tmp_path: Path, accounts: int) -> None:
    made(tmp_path / "made", Sizes(accounts, accounts, accounts, 10))
    assert import_into(str(tmp_path / "made.db"), [tmp_path / "made"], as_of=LAST_DAY).rejects == {}
