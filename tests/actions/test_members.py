"""Assigning, removing, changing roles: what is in the records, and what outranks what."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from time import monotonic

import pytest

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done
from bgdetails.actions.members import assign, change_role, remove
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.undo import undo_last
from bgdetails.store.schema_check import WorkspaceError
from bgdetails.store.workspace import open_workspace
from tests.actions.conftest import THEN, Deal

BEFORE = {
    "Ana Moss": [("Decision Maker", "system", "2026-10-11T12:00:00", None, None)],
    "Ben Ito": [("Influencer", "journey", None, None, None)],
}


def assigning(deal: Deal, role: str, *names: str) -> Callable[[Acting], Done]:
    return lambda each: assign(each, deal.group, [deal.people[name] for name in names], role)


def removing(deal: Deal, *names: str) -> Callable[[Acting], Done]:
    return lambda each: remove(each, deal.group, [deal.people[name] for name in names])


def changing(deal: Deal, role: str, *names: str) -> Callable[[Acting], Done]:
    return lambda each: change_role(each, deal.group, [deal.people[name] for name in names], role)


def listed(deal: Deal) -> tuple[object, ...]:
    (row,) = deal.rows("SELECT member_count, missing, short FROM group_row WHERE group_id = ?", deal.group)
    return row


def test_assigned_people_are_members_by_hand(deal: Deal) -> None:
    assert listed(deal) == (2, "Practitioner", "Decision Maker 1 of 2")
    said = deal.act(assigning(deal, "practitioner", "Dan Ruiz", "Eve Stone"))
    assert said == "Assigned Dan Ruiz and Eve Stone to Cloud Backup for Acme as Practitioner."
    assert deal.memberships("Eve Stone") == [("Practitioner", "manual", THEN, None, None)]
    assert listed(deal) == (4, None, "Decision Maker 1 of 2")
    deal.act(undo_last)
    assert deal.memberships("Dan Ruiz") == deal.memberships("Eve Stone") == []
    assert listed(deal) == (2, "Practitioner", "Decision Maker 1 of 2")


def test_removed_members_keep_their_row(deal: Deal) -> None:
    said = deal.act(removing(deal, "Ana Moss", "Ben Ito"))
    assert said == "Removed Ana Moss and Ben Ito from Cloud Backup for Acme."
    assert deal.memberships("Ana Moss") == [("Decision Maker", "system", "2026-10-11T12:00:00", THEN, "manual")]
    assert listed(deal) == (0, "Decision Maker\x1fInfluencer\x1fPractitioner", None)
    deal.act(undo_last)
    assert {name: deal.memberships(name) for name in BEFORE} == BEFORE


def test_another_role_is_another_membership(deal: Deal) -> None:
    said = deal.act(changing(deal, "Champion", "Ana Moss"))
    assert said == "Cloud Backup for Acme: Ana Moss is now Champion, before Decision Maker."
    assert deal.memberships("Ana Moss") == [
        ("Decision Maker", "system", "2026-10-11T12:00:00", THEN, "manual"),
        ("Champion", "manual", THEN, None, None),
    ]
    deal.act(undo_last)
    assert deal.memberships("Ana Moss") == BEFORE["Ana Moss"]


def test_whoever_has_the_role_keeps_the_membership(deal: Deal) -> None:
    said = deal.act(changing(deal, "Influencer", "Ana Moss", "Ben Ito"))
    assert said == "Cloud Backup for Acme: Ana Moss is now Influencer, before Decision Maker."
    assert deal.memberships("Ben Ito") == BEFORE["Ben Ito"]
    with pytest.raises(ActionRefused, match="Ben Ito: Influencer already"):
        deal.act(changing(deal, "influencer", "Ben Ito"))


def test_removed_and_assigned_again_within_a_second(deal: Deal) -> None:
    deal.act(removing(deal, "Ana Moss"))
    deal.act(assigning(deal, "Champion", "Ana Moss"))
    deal.act(removing(deal, "Ana Moss"))
    deal.act(assigning(deal, "Influencer", "Ana Moss"))
    assert [row[0] for row in deal.memberships("Ana Moss") if row[3] is None] == ["Influencer"]
    for _ in range(4):
        deal.act(undo_last)
    assert deal.memberships("Ana Moss") == BEFORE["Ana Moss"]


def test_every_row_that_holds_is_ended(deal: Deal) -> None:
    deal.write(
        "INSERT INTO membership (group_id, person_id, role, role_key, source, ordinal)"
        " VALUES (?, ?, 'Champion', 'champion', 'manual', 0)",
        deal.group,
        deal.people["Ana Moss"],
    )
    deal.act(removing(deal, "Ana Moss"))
    assert [row[4] for row in deal.memberships("Ana Moss")] == ["manual", "manual"]
    assert listed(deal)[0] == 1


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (
            lambda deal: assigning(deal, "Champion", "Zoe Elsewhere"),
            "Only people of Acme can be assigned, not Zoe Elsewhere.",
        ),
        (
            lambda deal: assigning(deal, "Champion", "Eve Stone", "Ben Ito"),
            "Already in the group: Ben Ito. Nothing was changed.",
        ),
        (
            lambda deal: assigning(deal, "Chief", "Eve Stone"),
            "“Chief” is no role of this group. Roles are Executive Steering Committee, Decision Maker, Champion,"
            " Influencer and Practitioner.",
        ),
        (lambda deal: removing(deal, "Eve Stone"), "Not in the group any more: Eve Stone. Nothing was changed."),
        (lambda deal: changing(deal, "Champion", "Eve Stone"), "Not in the group any more: Eve Stone."),
        (lambda deal: removing(deal), "Nobody was chosen; nothing was changed."),
        (
            lambda deal: lambda each: remove(each, deal.group, range(1, 52)),
            "At most 50 people at once; 51 are selected.",
        ),
        (lambda deal: lambda each: remove(each, deal.group, [4711]), "Somebody of those is no longer in the workspace"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    deal: Deal, what: Callable[[Deal], Callable[[Acting], Done]], sentence: str
) -> None:
    before = deal.rows("SELECT * FROM membership ORDER BY id")
    with pytest.raises(ActionRefused) as refused:
        deal.act(what(deal))
    assert str(refused.value).startswith(sentence)
    assert deal.rows("SELECT * FROM membership ORDER BY id") == before
    assert deal.rows("SELECT * FROM logged_action") == []


def test_a_person_removed_since_is_not_undone(deal: Deal) -> None:
    deal.act(assigning(deal, "Champion", "Eve Stone"))
    deal.write("UPDATE membership SET role = 'Other' WHERE person_id = ?", deal.people["Eve Stone"])
    with pytest.raises(ActionRefused, match="The members of Cloud Backup for Acme have changed since"):
        deal.act(undo_last)


def test_seen_from_a_past_day_it_holds_on_that_day(deal: Deal) -> None:
    late = datetime(2027, 1, 9, 8, tzinfo=UTC)
    deal.act(assigning(deal, "Champion", "Eve Stone"), now=late)
    assert deal.memberships("Eve Stone") == [("Champion", "manual", "2026-11-20T12:00:00", None, None)]
    assert listed(deal)[0] == 3
    # A moment on the same day that is later than noon comes first.
    deal.write(
        "UPDATE membership SET added_at = added_at + 3600000000 * 5 WHERE person_id = ?", deal.people["Eve Stone"]
    )
    deal.act(removing(deal, "Eve Stone"), now=late)
    assert deal.memberships("Eve Stone")[0][2:4] == ("2026-11-20T17:00:00", "2026-11-20T17:00:00")
    assert listed(deal)[0] == 2


def test_the_log_says_who_what_and_when(deal: Deal) -> None:
    deal.act(assigning(deal, "Champion", "Dan Ruiz", "Eve Stone"))
    deal.act(changing(deal, "Influencer", "Eve Stone"))
    deal.act(undo_last)
    rows = deal.rows("SELECT batch, kind, person_id, before, after, undone_at IS NOT NULL FROM logged_action")
    dan, eve = deal.people["Dan Ruiz"], deal.people["Eve Stone"]
    assert rows == [
        (1, "assign", dan, None, "Champion", 0),
        (1, "assign", eve, None, "Champion", 0),
        (3, "role", eve, "Champion", "Influencer", 1),
    ]


def test_while_an_import_writes_it_is_refused_and_does_not_hang(deal: Deal) -> None:
    with closing(sqlite3.connect(deal.workspace.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = monotonic()
        with pytest.raises(ActionRefused, match="Another program is writing to "):
            deal.act(removing(deal, "Ana Moss"))
        assert monotonic() - started < 5
        other.execute("ROLLBACK")
    deal.act(removing(deal, "Ana Moss"))


def test_what_may_not_be_written_is_said(deal: Deal) -> None:
    workspace = open_workspace(str(deal.workspace.path), read_only=True)
    with pytest.raises(WorkspaceError, match="is open for reading only"):
        Deal(workspace, deal.group, deal.other, deal.people).act(removing(deal, "Ana Moss"))
    workspace.close()
