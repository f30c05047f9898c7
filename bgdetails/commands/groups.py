"""``bgdetails groups``: the list of buying groups."""

from __future__ import annotations

import argparse

from bgdetails.commands.arguments import a_count
from bgdetails.config import Settings

_SORTS = (
    "name", "account", "interest", "stage", "engagement", "completeness", "members", "gaps", "active", "updated",
    "velocity",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the query, the order, and the format."""
    add_query(parser)
    parser.add_argument(
        "--sort",
        default=("engagement", False),
        metavar="COLUMN",
        type=a_sort,
        help=f"{', '.join(_SORTS)}; --sort=-name turns the order round. Default: engagement, highest first",
    )
    parser.add_argument("--limit", type=a_count, metavar="N", help="at most N groups")
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="default: table")


def add_query(parser: argparse.ArgumentParser) -> None:
    """Add QUERY, as the search box takes it; words that are not quoted for the shell are joined."""
    parser.add_argument(
        "query",
        nargs="*",
        metavar="QUERY",
        help="words of a name, stage:Interest, account:Acme, 'engagement>=67', 'missing:\"Decision Maker\"', …",
    )


def a_sort(text: str) -> tuple[str, bool]:
    """A column, and whether its order is turned round."""
    name = text.removeprefix("-")
    if name not in _SORTS:
        raise argparse.ArgumentTypeError(f"“{name}” is no column to sort on; columns are {', '.join(_SORTS)}")
    return name, text.startswith("-")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the list."""
    from bgdetails.commands.listing import list_groups
    from bgdetails.commands.opened import opened_thin

    with opened_thin(arguments, settings) as (connection, as_of):
        rows, total = list_groups(
            connection, as_of, arguments.query, settings, sort=arguments.sort, limit=arguments.limit
        )
    if arguments.format == "json":
        from bgdetails.exports.group_list import group_row
        from bgdetails.exports.values import dumps

        print(dumps([group_row(row) for row in rows]))
    elif arguments.format == "csv":
        from bgdetails.commands.output import print_data
        from bgdetails.exports.group_list import as_csv

        print_data(as_csv(rows))
    else:
        from bgdetails.commands.output import terminal_width
        from bgdetails.exports.text import groups_table

        print(groups_table(rows, total, as_of, columns=terminal_width(), zone=settings.zone), end="")
    return 0
