"""What all subcommands share on the command line."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import NoReturn

# Days before and after that windows and trends reach must be dates too.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
_OF_TODAY = ("import", "refresh")
_NEGATED = re.compile(r'-(?:\w+[:<>=]|["(])')

_LIKE_A_QUERY = re.compile(r"unrecognized arguments: -[^-]")


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line; argparse has no other way to ask for that."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and leave with status 2."""
        if _LIKE_A_QUERY.match(message):
            message += "; a query that begins with - stands behind --, at the end: groups -- -acme"
        sys.stderr.write(f"{self.prog}: {message} ({self.prog} --help says more)\n")
        raise SystemExit(2)


def spell_out(word: str) -> str:
    """``-stage:Lost`` of a query, which would be taken for an option, as ``not stage:Lost``."""
    return f"not {word[1:]}" if _NEGATED.match(word) else word


def add_everywhere(parser: argparse.ArgumentParser, command: str | None = None) -> None:
    """Add ``--db`` and ``--as-of``, which may stand before or after any subcommand.

    The default is "not there": that of a subcommand would overwrite what stood before it.

    Args:
        parser: The program's own, or that of a subcommand.
        command: The subcommand; None: the program itself.
    """
    if command in _OF_TODAY:
        day = "today, in UTC"
    else:
        day = "the last refreshed day" + ("" if command else "; of import and refresh: today, in UTC")
    group = parser.add_argument_group("everywhere")
    group.add_argument("--db", metavar="URL", default=argparse.SUPPRESS, help="the workspace: a file or a URL")
    group.add_argument(
        "--as-of",
        metavar="YYYY-MM-DD",
        type=a_day,
        default=argparse.SUPPRESS,
        help=f"the scoring day; default: {day}",
    )


def a_day(text: str) -> date:
    """A day as ``YYYY-MM-DD``."""
    day: date | None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or len(text) != len("YYYY-MM-DD") or not _FIRST_DAY <= day <= _LAST_DAY:
        raise argparse.ArgumentTypeError(
            f"“{text}” is no day; expected YYYY-MM-DD from {_FIRST_DAY.year} to {_LAST_DAY.year}"
        )
    return day


def a_count(text: str) -> int:
    """A whole number from 0."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” is no whole number from 0")
    return int(text)


def as_of(arguments: argparse.Namespace) -> date | None:
    """The day that ``--as-of`` names, if it stands."""
    day: date | None = getattr(arguments, "as_of", None)
    return day
