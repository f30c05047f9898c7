from __future__ import annotations

from datetime import date
from pathlib import Path

from bgdetails.sources.report import GroupCounts
from bgdetails.store.workspace import OpenWorkspace
from tests.sources.import_help import bring, counted, one, rows


def test_the_exports_make_the_groups_that_they_must(workspace: OpenWorkspace, shared_data: Path) -> None:
    report = bring(workspace, shared_data / "exports", refresh=True)
    assert report.groups == GroupCounts(60, 468, 0, 0)
    roles = rows(workspace, "SELECT role, count(*) FROM membership GROUP BY 1 ORDER BY 2 DESC")
    assert roles == [
        ("Decision Maker", 188),
        ("Practitioner", 145),
        ("Influencer", 119),
        ("Executive Steering Committee", 16),
    ]
    assert not workspace.state().scores_outdated
    again = bring(workspace, shared_data / "exports", refresh=True)
    assert again.groups == GroupCounts()
    assert all(not (counts.new or counts.changed or counts.deleted) for counts in again.records.values())


def test_the_exports_with_rules_for_several_products(workspace: OpenWorkspace, shared_data: Path) -> None:
    paths = (shared_data / "exports", shared_data / "rules" / "products.toml")
    assert bring(workspace, *paths, refresh=True).groups == GroupCounts(140, 1016, 0, 0)
    assert bring(workspace, *paths, refresh=True).groups == GroupCounts()


def test_rules_that_come_later_do_the_same(workspace: OpenWorkspace, shared_data: Path) -> None:
    bring(workspace, shared_data / "exports", refresh=False)
    assert workspace.state().scores_outdated
    report = bring(workspace, shared_data / "rules" / "products.toml", refresh=True)
    assert report.groups == GroupCounts(140, 1016, 0, 0)


def test_a_second_import_does_not_undo_what_the_refresh_did(workspace: OpenWorkspace, shared_data: Path) -> None:
    path = shared_data / "worked" / "formed"
    first = bring(workspace, path, refresh=True, as_of=date(2026, 11, 23))
    assert first.groups.members_removed > 0
    ended = one(workspace, "SELECT count(*) FROM membership WHERE removed_at IS NOT NULL")
    again = bring(workspace, path, refresh=True, as_of=date(2026, 11, 23))
    assert again.groups == GroupCounts()
    assert counted(again, "membership")[:2] == (0, 0)
    assert one(workspace, "SELECT count(*) FROM membership WHERE removed_at IS NOT NULL") == ended


def test_a_dry_run_refreshes_and_takes_it_back(workspace: OpenWorkspace, shared_data: Path) -> None:
    report = bring(workspace, shared_data / "exports", refresh=True, dry_run=True)
    assert report.groups == GroupCounts(60, 468, 0, 0)
    assert one(workspace, "SELECT count(*) FROM buying_group") == 0
    assert workspace.state().refreshed_day is None
