"""Saved views: those from the start, kept, replaced, forgotten."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bgdetails.store.saved_views import SavedView, columns_of_all, forget_view, keep_view, saved_views
from tests.factory import new_workspace


def test_views_are_kept_by_name_whatever_its_case(tmp_path: Path, database: str) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        keep_view(session, SavedView("Zoo", "stage:Lost", "name", False, ("name", "stage")))
        keep_view(session, SavedView("alpha", "acme"))
        keep_view(session, SavedView("ALPHA", "zeta"))
        keep_view(session, SavedView("", columns=("stage", "name")))
    with closing(workspace.connect()) as connection:
        assert saved_views(connection) == [
            SavedView("My groups", "owner:me"),
            SavedView("Watched", "watched:yes"),
            SavedView("ALPHA", "zeta", is_kept=True),
            SavedView("Zoo", "stage:Lost", "name", False, ("name", "stage"), is_kept=True),
        ]
        assert columns_of_all(connection) == ("stage", "name")
    with workspace.writing() as session:
        keep_view(session, SavedView("my GROUPS", "region:Europe"))
        forget_view(session, "zoo")
        forget_view(session, "never there")
    with closing(workspace.connect()) as connection:
        assert [(view.name, view.query) for view in saved_views(connection)] == [
            ("Watched", "watched:yes"),
            ("ALPHA", "zeta"),
            ("my GROUPS", "region:Europe"),
        ]
    workspace.close()
