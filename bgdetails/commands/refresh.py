"""``bgdetails refresh``: form and maintain groups, compute all scores for a day."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.commands.arguments import as_of
from bgdetails.commands.running import CommandError
from bgdetails.config import Settings
from bgdetails.refresh.engines import ENGINES

if TYPE_CHECKING:
    from bgdetails.refresh.changes import GroupChanges
    from bgdetails.refresh.lake import LakeCounts
    from bgdetails.store.workspace import OpenWorkspace

_STORE = "store"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where activities lie, if not in the workspace."""
    parser.add_argument(
        "--activities",
        metavar="PATH",
        help="read all activities from Parquet or JSON lines with the columns of activities.csv: a file, a folder, a"
        f" pattern or a URL; from now on, until told otherwise; “{_STORE}”: from the workspace itself again",
    )
    parser.add_argument("--engine", choices=ENGINES, help=f"what reads them; default: {ENGINES[0]}")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Refresh, and say what changed."""
    from bgdetails.sources.report import GroupCounts
    from bgdetails.store.times import today
    from bgdetails.store.workspace import open_workspace

    if arguments.engine and arguments.activities in (None, _STORE):
        raise CommandError("--engine needs --activities: say where they lie.", status=2)
    if arguments.activities == "":
        raise CommandError(f"--activities names nothing; “{_STORE}” reads from the workspace itself again.", status=2)
    day = as_of(arguments) or today()
    workspace = open_workspace(settings.db)
    if sys.stderr.isatty():
        _tell("files of the lake" if arguments.activities not in (None, _STORE) else "groups", 0)
    try:
        changes, lake = _refresh(workspace, day, arguments.activities, arguments.engine or ENGINES[0])
    finally:
        workspace.close()
        if sys.stderr.isatty():
            sys.stderr.write(_CLEAR)
    counts = GroupCounts(changes.formed, changes.members_added, changes.members_removed, changes.roles_changed)
    if lake is not None:
        print(_said(lake))
    print(counts.to_text(day))
    return 0


def _refresh(
    workspace: OpenWorkspace, day: date, activities: str | None, engine: str
) -> tuple[GroupChanges, LakeCounts | None]:
    from bgdetails.refresh.run import refresh, refresh_from
    from bgdetails.store.writing_much import writing_much

    progress = _tell if sys.stderr.isatty() else None
    if activities in (None, _STORE):
        with writing_much(workspace) as session:
            if activities == _STORE:
                from bgdetails.refresh.lake_rows import leave_lake

                leave_lake(session)
            return refresh(session, day, progress=progress), None
    from bgdetails.refresh.engines import open_lake
    from bgdetails.refresh.lake import absolute
    from bgdetails.refresh.lake_rows import lie_in_lake

    location = absolute(activities)
    workspace.check_writable()
    written = None
    try:
        # Opened before anybody else has to wait.
        with open_lake(location, engine) as lake:
            with writing_much(workspace) as session:
                lie_in_lake(session, location, engine)
                found = refresh_from(session, day, lake, progress=progress)
            written = found
    except KeyboardInterrupt:
        # While the engine is let go of, all is done.
        if written is None:
            raise
    return written


_CLEAR = "\r\x1b[K"


def _tell(what: str, done: int) -> None:
    """Show on one line of the terminal what is being done, and how far it is."""
    sys.stderr.write(f"{_CLEAR}{what}: {done:,}" if done else f"{_CLEAR}{what} …")
    sys.stderr.flush()


def _said(lake: LakeCounts) -> str:
    from bgdetails.wording import listed, number, plural

    left_out = [
        f"{number(count)} {what}"
        for count, what in (
            (lake.unknown_people, "of people that are not known"),
            (lake.bad, "without id or type, or at no time that can be read"),
            (lake.repeated, "that were there already"),
        )
        if count
    ]
    said = f"{plural(lake.rows, 'activity', 'activities')} in the lake, {number(lake.taken)} taken"
    return f"{said}; left out: {listed(left_out)}." if left_out else f"{said}."
