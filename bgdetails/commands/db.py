"""``bgdetails db``: upgrade, back up, check or copy the workspace."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bgdetails.commands.arguments import add_everywhere
from bgdetails.commands.running import CommandError
from bgdetails.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do with the workspace."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))
    upgrade = actions.add_parser("upgrade", help="migrate a workspace of an older bgdetails", allow_abbrev=False)
    backup = actions.add_parser(
        "backup", help="copy the workspace, safely, also while it is in use", allow_abbrev=False
    )
    check = actions.add_parser("check", help="verify that the workspace is whole", allow_abbrev=False)
    backup.add_argument("target", type=Path, metavar="FILE", help="the copy; it must not be there yet")
    copy = actions.add_parser(
        "copy",
        help="copy a workspace from a file to a PostgreSQL server, or back",
        description="Copy a whole workspace between a file and a PostgreSQL server, verify every table, and keep"
        " all of it or nothing. Passwords belong into PGPASSWORD or ~/.pgpass.",
        allow_abbrev=False,
    )
    copy.add_argument("source", metavar="FROM", help="a file, or postgresql+psycopg://USER@HOST/DATABASE")
    copy.add_argument("target", metavar="TO", help="where there is no workspace yet")
    for action in (upgrade, backup, check, copy):
        add_everywhere(action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do it, and say what came of it."""
    if arguments.action == "upgrade":
        return _upgrade(settings)
    if arguments.action == "backup":
        return _backup(settings, arguments.target)
    if arguments.action == "copy":
        return _copy(arguments.source, arguments.target)
    return _check(settings)


def _upgrade(settings: Settings) -> int:
    from bgdetails.store.version import SCHEMA_VERSION
    from bgdetails.store.workspace import open_workspace

    workspace = open_workspace(settings.db)
    workspace.close()
    print(f"{workspace.location} is up to date (schema {SCHEMA_VERSION}).")
    return 0


def _backup(settings: Settings, target: Path) -> int:
    from bgdetails.store.schema_check import is_server
    from bgdetails.store.thin import open_thin

    if is_server(settings.db):
        raise CommandError("A backup is a file: bgdetails db copy URL FILE makes one of a workspace on a server.")
    with closing(open_thin(settings.db)) as source:
        try:
            target.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise CommandError(f"{target} is there already: name another file.") from None
        try:
            with closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    print(f"{target} is a copy of the workspace.")
    return 0


def _copy(source: str, target: str) -> int:
    from time import perf_counter

    from bgdetails import wording
    from bgdetails.store.copying import VERIFIED, copy_workspace

    started = perf_counter()

    def progress(table: str, rows: int) -> None:
        if sys.stderr.isatty():
            said = "verified" if rows == VERIFIED else f"{wording.number(rows)} rows"
            sys.stderr.write(f"\r\x1b[K{table}: {said}")

    try:
        numbers = copy_workspace(source, target, progress)
    finally:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
    rows = wording.plural(sum(numbers.values()), "row")
    print(f"Copied and verified {len(numbers)} tables with {rows} in {perf_counter() - started:.1f} s.")
    return 0


def _check(settings: Settings) -> int:
    from bgdetails.store.schema_check import is_server, shown
    from bgdetails.store.thin import open_thin

    place = shown(settings.db)
    with closing(open_thin(settings.db)) as connection:
        if is_server(settings.db):
            print(f"{place} can be read; its server sees to it that it is whole.")
            return 0
        faults = [str(said) for (said,) in connection.execute("PRAGMA integrity_check(5)") if said != "ok"]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
        faults += [f"row {row[1]} of {row[0]} names a row of {row[2]} that is not there" for row in orphans]
    if faults:
        raise CommandError(f"{place} is damaged ({'; '.join(faults)}). Put a backup in its place.")
    print(f"{place} is whole.")
    return 0
