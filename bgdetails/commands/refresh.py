"""``bgdetails refresh``: form and maintain groups, compute all scores for a day."""

from __future__ import annotations

import argparse

from bgdetails.commands.arguments import as_of
from bgdetails.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what stands everywhere."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Refresh, and say what changed."""
    from bgdetails.refresh.run import refresh
    from bgdetails.sources.report import GroupCounts
    from bgdetails.store.times import today
    from bgdetails.store.workspace import open_workspace

    day = as_of(arguments) or today()
    workspace = open_workspace(settings.db)
    try:
        with workspace.writing() as session:
            changes = refresh(session, day)
    finally:
        workspace.close()
    counts = GroupCounts(changes.formed, changes.members_added, changes.members_removed, changes.roles_changed)
    print(counts.to_text(day))
    return 0
