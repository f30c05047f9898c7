"""``bgdetails changes``: what moved since a day."""

from __future__ import annotations

import argparse
from contextlib import closing

from bgdetails.commands.arguments import a_day
from bgdetails.commands.groups import add_query
from bgdetails.commands.output import print_data
from bgdetails.commands.running import CommandError
from bgdetails.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the day, the query and the format."""
    add_query(parser)
    parser.add_argument(
        "--since",
        required=True,
        type=a_day,
        metavar="YYYY-MM-DD",
        help="compare the end of this UTC day with the end of the scoring day",
    )
    parser.add_argument("--watched", action="store_true", help="only groups that are watched, or whose account is")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what moved."""
    from bgdetails.commands.listing import list_groups
    from bgdetails.commands.opened import opened
    from bgdetails.refresh.days import ensure_scores
    from bgdetails.views.changes import load_changes

    with opened(arguments, settings) as (workspace, as_of):
        if arguments.since > as_of:
            raise CommandError(f"--since {arguments.since} is after the scoring day, {as_of}.", status=2)
        ensure_scores(workspace, arguments.since, as_of)
        with closing(workspace.connect()) as connection:
            rows, _ = list_groups(connection, as_of, arguments.query, settings)
        with workspace.reading() as session:
            chosen = [row.group_id for row in rows if row.is_watched or not arguments.watched]
            report = load_changes(session, chosen, arguments.since, as_of)
    if arguments.format == "json":
        from bgdetails.exports.changes import changes_json
        from bgdetails.exports.values import dumps

        print(dumps(changes_json(report)))
    elif arguments.format == "markdown":
        from bgdetails.exports.changes import changes_markdown

        print_data(changes_markdown(report, settings.zone))
    else:
        from bgdetails.exports.changes import changes_text

        print(changes_text(report, settings.zone), end="")
    return 0
