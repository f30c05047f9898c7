"""A refresh of what imports and hands touched leaves what a refresh of everything leaves."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bgdetails.refresh.days import compute_day
from bgdetails.refresh.run import refresh
from bgdetails.refresh.scoring import score_groups_of, score_people_of
from bgdetails.sources.pipeline import ImportCancelled
from bgdetails.store.intent_strengths import unpack
from bgdetails.store.shadow import SCORE_TABLES
from bgdetails.store.times import to_day
from bgdetails.store.workspace import OpenWorkspace, driver_connection
from tests.factory import AS_OF, new_workspace
from tests.sources.import_help import bring, folder, one, sf

RULES = """
[[roles_template]]
name = "Simple"
  [[roles_template.role]]
  role = "Decision Maker"
  members_required = 2
  weighting = {weighting}
  conditions = [{{ field = "title", op = "starts with", value = "Director" }}]
  [[roles_template.role]]
  role = "Champion"
  conditions = [{condition}]
  [[roles_template.role]]
  role = "Practitioner"
  conditions = [{{ field = "title", op = "contains", value = "Engineer" }}]
[[solution_interest]]
name = "Cloud"
roles_template = "Simple"
audience = [{{ field = "industry", op = "is not", value = "Farms" }}]
[[solution_interest]]
name = "Given"
roles_template = "Simple"
"""
CONDITIONS = (
    "",
    '{ field = "engagement_score", op = "greater than", value = 60 }',
    '{ field = "intent:Backup", op = "is", value = "High" }',
)
HEADERS = {
    "Account": "Id,Name,Industry,IsDeleted",
    "Contact": "Id,AccountId,LastName,Title,CreatedDate,IsDeleted",
    "Opportunity": "Id,AccountId,Name,StageName,CloseDate,IsClosed,IsDeleted",
    "OpportunityContactRole": "Id,OpportunityId,ContactId,Role,IsPrimary,IsDeleted",
    "CampaignMember": "Id,CampaignId,ContactId,LeadId,Status,CreatedDate,FirstRespondedDate,IsDeleted",
    "Campaign": "Id,Name,Status,StartDate",
    "accounts": "id,name,industry",
    "people": "id,account_id,last_name,title,created_at",
    "buying_groups": "id,account_id,solution_interest,stage",
    "members": "buying_group_id,person_id,role,source,added_at,removed_at",
    "stage_changes": "buying_group_id,from,to,at",
    "journeys": "id,name",
    "account_journeys": "account_id,journey_id,entered_at,left_at,status",
    "activities": "id,person_id,type,at,asset",
    "intent_keywords": "category,product,keyword",
}
few, numbers = st.integers(1, 3), st.integers(1, 6)
marks = st.sampled_from(("false", "false", "false", "true"))
titles = st.sampled_from(("Director", "Engineer", "Gardener"))
names = st.sampled_from(("Moss", "Roth"))
ages = st.sampled_from((-3, 0, 1, 6, 29, 30, 31, 45, 59, 60, 83, 110))
days = ages.map(lambda age: (AS_OF - timedelta(days=age)).isoformat())


def line(*cells: st.SearchStrategy[Any] | str) -> st.SearchStrategy[str]:
    drawn = (cell if isinstance(cell, st.SearchStrategy) else st.just(cell) for cell in cells)
    return st.tuples(*drawn).map(lambda found: ",".join(str(cell) for cell in found))


def ids(prefix: str, some: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    return some.map(lambda number: sf(prefix, number))


def own(prefix: str, some: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    return some.map(lambda number: f"{prefix}{number}")


LINES = {
    "Account": line(ids("001", few), st.sampled_from(("Acme", "Brill")), st.sampled_from(("Farms", "Banks")), marks),
    "Contact": line(ids("003", numbers), ids("001", few), names, titles, days, marks),
    "Opportunity": line(
        ids("006", few), ids("001", few), "Deal", "Open", days, st.sampled_from(("false", "true")), marks
    ),
    "OpportunityContactRole": line(
        ids("00K", numbers), ids("006", few), ids("003", numbers), st.sampled_from(("Champion", "Gatekeeper")), "",
        marks,
    ),
    "CampaignMember": line(
        ids("00v", st.integers(1, 12)), ids("701", few), ids("003", numbers), "",
        st.sampled_from(("Registered", "Attended")), days, "", marks,
    ),
    "Campaign": line(ids("701", few), st.sampled_from(("Tape archive", "Picnic")), "", ""),
    "accounts": line(own("w", few), st.sampled_from(("West", "Acme")), st.sampled_from(("Farms", "Banks"))),
    "people": line(own("p", numbers), own("w", few), names, titles, days),
    "buying_groups": line(own("g", few), own("w", few), "Given", st.sampled_from(("", "Interest"))),
    "members": line(
        own("g", few), own("p", numbers), st.sampled_from(("Champion", "Decision Maker", "Guest")), "manual",
        days, st.just("") | days,
    ),
    "stage_changes": line(own("g", few), "Awareness", "Interest", days),
    "account_journeys": line(own("w", few), "j1", days, "", st.sampled_from(("In progress", "Completed"))),
    "activities": line(
        own("x", st.integers(1, 30)), own("p", numbers),
        st.sampled_from(("Page Views", "Meeting Held", "Email Sent", "Interesting Moment")), days,
        st.sampled_from(("Tape archive", "Picnic")),
    ),
    "intent_keywords": line("Storage", "Backup", st.sampled_from(("tape", "picnic"))),
}  # fmt: skip
MOSTLY = ("activities", "CampaignMember", "people", "Contact", "members")
"""What most imports bring; each other kind now and then."""


def unlike(lines: Sequence[str]) -> list[str]:
    """One line of each id."""
    return list({each.partition(",")[0]: each for each in lines}.values())


def some_of(kind: str, most: int) -> st.SearchStrategy[tuple[str, list[str]]]:
    """Lines of a file."""
    keyed = kind not in ("members", "stage_changes", "account_journeys", "intent_keywords")
    found = st.lists(LINES[kind], min_size=1, max_size=most)
    return st.tuples(st.just(kind), found.map(unlike) if keyed else found)


steps = st.fixed_dictionaries(
    {
        "files": st.lists(
            st.sampled_from(MOSTLY * 3 + tuple(LINES)).flatmap(lambda kind: some_of(kind, 3)),
            min_size=1, max_size=2, unique_by=lambda each: each[0],
        ),
        "rules": st.sampled_from((None,) * 7 + CONDITIONS[:1]),
        "after": st.sampled_from((0, 0, 0, 0, 1, 7)),
        "refresh": st.sampled_from((True, True, True, False)),
        "stopped": st.sampled_from((False, False, False, True)),
    }
)  # fmt: skip
starts = st.tuples(*(some_of(kind, 12) for kind in LINES)).map(dict)


def bring_all(
    workspace: OpenWorkspace, root: Path, files: dict[str, list[str]], as_of: date, rules: str | None, **options: Any
) -> None:
    paths = [folder(root, **{kind: (HEADERS[kind], *lines) for kind, lines in files.items()})]
    if rules is not None:
        (root / "rules.toml").write_text(rules, "utf-8")
        paths.append(root / "rules.toml")
    try:
        bring(workspace, *paths, as_of=as_of, **options)
    finally:
        for path in [*paths[0].iterdir(), *paths[1:]]:
            path.unlink()


def held_to_everything(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        # Each example is a workspace of its own with several imports: making a failing one smaller would take minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


imports = (starts, st.sampled_from(CONDITIONS), st.lists(steps, min_size=2, max_size=4))


@held_to_everything(12)
@given(*imports)
def test_what_was_touched_is_what_is_another(
    start: dict[str, list[str]], condition: str, then: list[dict[str, Any]]
) -> None:
    check(start, condition, then)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@held_to_everything(2)
@given(*imports)
def test_on_a_server_too(
    database: str, start: dict[str, list[str]], condition: str, then: list[dict[str, Any]]
) -> None:
    check(start, condition, then)


def check(start: dict[str, list[str]], condition: str, then: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        workspace = new_workspace(root)
        rules = RULES.format(weighting=100, condition=condition)
        bring_all(workspace, root, {**start, "journeys": ["j1,Tour"]}, AS_OF, rules, refresh=True)
        as_of = AS_OF
        for step in then:
            as_of += timedelta(days=step["after"])
            changed = None if step["rules"] is None else RULES.format(weighting=40, condition=step["rules"])
            brought = (workspace, root, dict(step["files"]), as_of, changed)
            if step["stopped"]:
                stop(*brought)
            bring_all(*brought, refresh=step["refresh"])
            if step["refresh"]:
                compare(workspace, as_of)
        with workspace.writing() as session:
            refresh(session, as_of)
        compare(workspace, as_of)
        workspace.close()


def stop(workspace: OpenWorkspace, *brought: Any) -> None:
    """Import, and be stopped in the middle of the refresh."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bgdetails.refresh.run.follow_groups", stopped)
        with pytest.raises(ImportCancelled):
            bring_all(workspace, *brought, refresh=True)


KEPT = (*(table for table in SCORE_TABLES if table != "dashboard_count"), "interest_count", "touched")


def compare(workspace: OpenWorkspace, as_of: date) -> None:
    """What is kept now, and what a refresh of everything keeps; it finds nothing to do to groups."""
    day = to_day(as_of)
    found = kept(workspace)
    with workspace.writing() as session:
        connection = driver_connection(session)
        before = memberships(connection)
        for table in (*SCORE_TABLES, "interest_count"):
            connection.execute(f"DELETE FROM {table}")
        assert not refresh(session, as_of).anything
        assert memberships(connection) == before
        for other in [row[0] for row in found["score_day"] if row[0] != day]:
            if any(row[0] == other for row in found["group_row"]):
                compute_day(connection, other)
            else:
                # Browse has no rows of that day.
                score_people_of(connection, [other])
                score_groups_of(connection, [other])
    expected = kept(workspace)
    days = {row[0] for row in found["score_day"]}
    for table in KEPT:
        if table in ("interest_count", "touched"):
            assert_alike(table, found[table], expected[table])
        else:
            assert_alike(table, found[table], [row for row in expected[table] if row[0] in days])


def memberships(connection: Any) -> list[tuple[Any, ...]]:
    rows = connection.execute("SELECT group_id, person_id, role, added_at, removed_at FROM membership ORDER BY id")
    return [tuple(row) for row in rows]


def kept(workspace: OpenWorkspace) -> dict[str, list[tuple[Any, ...]]]:
    with closing(workspace.connect()) as connection:
        return {table: sorted(map(tuple, connection.execute(f"SELECT * FROM {table}")), key=repr) for table in KEPT}


KEYS = {"score_day": 1, "group_score": 2, "group_row": 2, "intent_scale": 2, "intent_strength": 3}
"""How many columns tell rows apart, of tables with sums whose last bit the order of rows may decide."""


def assert_alike(table: str, found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    if table not in KEYS:
        # People to the last bit, and all that is counted.
        assert found == expected, table
        return
    ours, theirs = ({row[: KEYS[table]]: row for row in rows} for rows in (found, expected))
    assert sorted(ours) == sorted(theirs), table
    for key, row in ours.items():
        for cell, other in zip(flat(table, row), flat(table, theirs[key]), strict=True):
            close = isinstance(cell, float) and isclose(cell, other, rel_tol=1e-12, abs_tol=1e-12)
            assert close or cell == other, (table, row, theirs[key])


def flat(table: str, row: tuple[Any, ...]) -> list[Any]:
    """The cells; of a packed one all that is in it."""
    if table != "intent_strength":
        return list(row)
    return [*row[:-1], *(each for record in unpack(row[-1]) for each in record)]


def test_what_was_touched_is_forgotten_and_nothing_else_is_looked_at(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = new_workspace(tmp_path)
    rules = RULES.format(weighting=100, condition="")
    people = [f"p{number},w{number % 3 + 1},Moss,Director,2026-01-01" for number in range(1, 10)]
    files = {"accounts": ["w1,West,Banks", "w2,East,Banks", "w3,North,Banks"], "people": people}
    bring_all(workspace, tmp_path, files, AS_OF, rules, refresh=True)
    monkeypatch.setattr("bgdetails.refresh.run._refresh_all", None)
    bring_all(workspace, tmp_path, {"activities": ["x1,p1,Page Views,2026-11-10,"]}, AS_OF, None, refresh=False)
    assert one(workspace, "SELECT count(*) FROM touched") == 1
    # Of the trend those whose window has the day.
    stale = "SELECT min(day), max(day), count(*) FROM score_day WHERE stale AND partly"
    with closing(workspace.connect()) as connection:
        assert tuple(connection.execute(stale).fetchone()) == (to_day(AS_OF) - 7, to_day(AS_OF), 2)
    with workspace.writing() as session:
        refresh(session, AS_OF)
    assert one(workspace, "SELECT count(*) FROM touched") == 0
    assert one(workspace, "SELECT count(*) FROM score_day WHERE stale") == 0
    assert one(workspace, "SELECT count(*) FROM person_score") == 2
    workspace.close()
