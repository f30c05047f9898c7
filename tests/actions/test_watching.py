"""Watching: a group, an account and with it its groups; undone, logged, and nothing that is scored changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.subjects import Subject
from bgdetails.actions.undo import undo_last
from bgdetails.actions.watching import toggle_watch
from bgdetails.store.workspace import WorkspaceError, open_workspace
from bgdetails.views.actions import load_actions
from tests.actions.conftest import Deal

ACME = Subject("account", 1)


def toggle(subject: Subject) -> Callable[[Acting], Done]:
    return lambda each: toggle_watch(each, subject)


def watched(deal: Deal) -> list[tuple[object, ...]]:
    return deal.rows("SELECT kind, record_id FROM watched ORDER BY kind, record_id")


def test_a_group_is_watched_and_no_more_and_each_is_undone(deal: Deal) -> None:
    group = Subject("group", deal.group)
    before = deal.rows("SELECT * FROM group_row"), deal.rows("SELECT * FROM buying_group")
    assert deal.act(toggle(group)) == "Watching Cloud Backup for Acme."
    assert watched(deal) == [tuple(group)]
    assert deal.act(toggle(group)) == "No longer watching Cloud Backup for Acme."
    assert watched(deal) == []
    assert deal.act(undo_last) == "Undone: No longer watching Cloud Backup for Acme."
    assert watched(deal) == [tuple(group)]
    assert deal.act(lambda each: undo_last(each, deal.group)) == "Undone: Watching Cloud Backup for Acme."
    assert watched(deal) == []
    assert (deal.rows("SELECT * FROM group_row"), deal.rows("SELECT * FROM buying_group")) == before
    with deal.workspace.reading() as session:
        lines = load_actions(session)
    assert [(str(line.target), line.said, line.undone_at is None) for line in lines] == [
        (f"group/{before[1][0][1]}", "No longer watching Cloud Backup for Acme", False),
        (f"group/{before[1][0][1]}", "Watching Cloud Backup for Acme", False),
    ]


def test_a_group_of_a_watched_account_is_watched_as_long_as_that_is(deal: Deal) -> None:
    deal.act(toggle(Subject("group", deal.other)))
    assert deal.act(toggle(ACME)) == "Watching Acme."
    with pytest.raises(ActionRefused, match="is watched with its account, Acme"):
        deal.act(toggle(Subject("group", deal.group)))
    deal.act(toggle(Subject("group", deal.other)))  # its own mark goes, though it stays watched
    assert watched(deal) == [("account", 1)]
    assert deal.act(lambda each: undo_last(each, 1, "account")) == "Undone: Watching Acme."
    assert watched(deal) == []


def test_what_has_changed_since_is_not_undone(deal: Deal) -> None:
    deal.act(toggle(ACME))
    deal.write("DELETE FROM watched")
    with pytest.raises(ActionRefused, match="has changed since"):
        deal.act(undo_last)


def test_what_is_gone_is_not_watched(deal: Deal) -> None:
    deal.write("UPDATE buying_group SET hidden = 1")
    with pytest.raises(ActionRefused, match="gone"):
        deal.act(toggle(Subject("group", deal.group)))
    assert watched(deal) == deal.rows("SELECT * FROM logged_action") == []


def test_a_workspace_that_is_read_only_says_so(deal: Deal) -> None:
    writable, deal.workspace = deal.workspace, open_workspace(str(deal.workspace.path), read_only=True)
    with pytest.raises(WorkspaceError, match="reading only"):
        deal.act(toggle(ACME))
    deal.workspace.close()
    deal.workspace = writable
