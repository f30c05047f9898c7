"""``bgdetails export``: groups, or the whole workspace, to files."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from bgdetails.commands.groups import add_query
from bgdetails.commands.output import print_data
from bgdetails.commands.running import CommandError, note
from bgdetails.config import Settings

_FORMATS = ("csv", "json", "markdown", "workspace", "feedback")
_HELP = "workspace: everything, to import again; feedback: what readers said of summaries, as JSON lines"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the query, the format, and where to."""
    add_query(parser)
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        required=True,
        help=_HELP,
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="PATH", help="a file, for workspace a folder; default: print"
    )
    parser.add_argument("--force", action="store_true", help="replace what is there")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the files."""
    if arguments.format == "workspace":
        _write_workspace(arguments, settings)
        return 0
    text = _feedback(arguments, settings) if arguments.format == "feedback" else _groups(arguments, settings)
    if arguments.output is None:
        print_data(text)
        return 0
    _spare_the_workspace(arguments.output, settings)
    try:
        with arguments.output.open("w" if arguments.force else "x", encoding="utf-8", newline="") as out:
            out.write(text)
    except FileExistsError:
        raise CommandError(f"{arguments.output} is there already: name another, or add --force.") from None
    return 0


def _spare_the_workspace(path: Path, settings: Settings) -> None:
    """``--force`` replaces what an earlier export wrote, not what it reads."""
    from bgdetails.store.schema_check import is_server, path_of

    if not is_server(settings.db) and path.exists() and path.samefile(path_of(settings.db)):
        raise CommandError(f"{path} is the workspace itself: name another file.")


def _groups(arguments: argparse.Namespace, settings: Settings) -> str:
    from bgdetails.commands.listing import list_groups
    from bgdetails.commands.opened import opened, opened_thin

    if arguments.format == "markdown":
        from bgdetails.exports.hand_over import load_hand_over

        with opened(arguments, settings) as (workspace, as_of):
            with closing(workspace.connect()) as connection:
                rows, _ = list_groups(connection, as_of, arguments.query, settings)
            with workspace.reading() as session:
                briefs = [load_hand_over(session, row.group_id, as_of, settings.zone) for row in rows]
        return "\n---\n\n".join(briefs)
    with opened_thin(arguments, settings) as (connection, as_of):
        rows, _ = list_groups(connection, as_of, arguments.query, settings)
    from bgdetails.exports.group_list import as_csv, group_row
    from bgdetails.exports.values import dumps

    return as_csv(rows) if arguments.format == "csv" else dumps([group_row(row) for row in rows]) + "\n"


def _feedback(arguments: argparse.Namespace, settings: Settings) -> str:
    if arguments.query:
        raise CommandError("Feedback is of groups, accounts and people alike: leave QUERY out.", status=2)
    from bgdetails.exports.summaries import feedback_object
    from bgdetails.exports.values import dumps
    from bgdetails.store.workspace import open_workspace
    from bgdetails.summaries.feedback import load_answers

    workspace = open_workspace(settings.db)
    try:
        with workspace.reading() as session:
            return "".join(dumps(feedback_object(answer), indent=None) + "\n" for answer in load_answers(session))
    finally:
        workspace.close()


def _write_workspace(arguments: argparse.Namespace, settings: Settings) -> None:
    if arguments.query:
        raise CommandError("A workspace folder holds everything: leave QUERY out, or take --format csv.", status=2)
    if arguments.output is None:
        raise CommandError("A workspace folder needs a place: add -o DIR.", status=2)
    from bgdetails.exports.workspace_folder import FILE_NAMES, write_folder
    from bgdetails.store.workspace import open_workspace

    folder: Path = arguments.output
    workspace = open_workspace(settings.db)
    try:
        _make(folder, FILE_NAMES, force=arguments.force)
        with closing(workspace.connect()) as connection:
            counts = write_folder(connection, folder)
    finally:
        workspace.close()
    if sys.stderr.isatty():
        note(f"{sum(counts.values()):,} rows in {len(counts)} files of {folder}.")


def _make(folder: Path, names: tuple[str, ...], *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file; a workspace is written to a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise CommandError(f"{folder} holds {there[0]} already: name another folder, or add --force.")
