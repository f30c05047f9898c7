"""``bgdetails generate``: a workspace that is made up, as a folder or as a workspace at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bgdetails.commands.arguments import a_count, as_of
from bgdetails.commands.running import CommandError
from bgdetails.config import Settings

if TYPE_CHECKING:
    from bgdetails.generating.plan import Sizes

_ACCOUNTS, _GROUPS, _PEOPLE, _ACTIVITIES = 100, 10, 100, 10
"""Accounts; of each the groups and people; of each of these the activities."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to and how much."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="the folder to write, new or empty; without it a new workspace is made, which --db names",
    )
    parser.add_argument("--accounts", type=a_count, metavar="N", help=f"default: {_ACCOUNTS}")
    parser.add_argument("--people", type=a_count, metavar="N", help=f"default: {_PEOPLE} for each account")
    parser.add_argument("--groups", type=a_count, metavar="N", help=f"default: {_GROUPS} for each account")
    parser.add_argument("--activities", type=a_count, metavar="N", help=f"default: {_ACTIVITIES} for each person")
    parser.add_argument(
        "--seed", type=a_count, default=1, metavar="N", help="another one makes another workspace; default: 1"
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write it, and say how much it is."""
    from bgdetails.store.times import today

    sizes, day = _sizes(arguments), as_of(arguments) or today()
    if arguments.folder is None:
        if not hasattr(arguments, "db"):
            raise CommandError("Name a folder to write, or with --db a new workspace to make.", status=2)
        said = _make_workspace(settings.db, sizes, arguments.seed, day)
    else:
        said = _write_folder(arguments.folder, sizes, arguments.seed, day)
    print(said)
    print(f"Everything in it is invented. It ends on {day}; seed {arguments.seed} makes the same again.")
    return 0


def _sizes(arguments: argparse.Namespace) -> Sizes:
    from bgdetails.generating.plan import Sizes

    accounts = _ACCOUNTS if arguments.accounts is None else arguments.accounts
    people = accounts * _PEOPLE if arguments.people is None else arguments.people
    groups = accounts * _GROUPS if arguments.groups is None else arguments.groups
    activities = people * _ACTIVITIES if arguments.activities is None else arguments.activities
    for what, number, need, needed in (
        ("People", people, "accounts", accounts),
        ("Groups", groups, "accounts", accounts),
        ("Activities", activities, "people", people),
    ):
        if number and not needed:
            raise CommandError(f"{what} need {need}: ask for at least one.", status=2)
    return Sizes(accounts, people, groups, activities)


def _write_folder(folder: Path, sizes: Sizes, seed: int, day: date) -> str:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} is not empty: name a folder that is, or a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    return f"{folder}: {_generate(folder, sizes, seed, day)}."


def _make_workspace(location: str, sizes: Sizes, seed: int, day: date) -> str:
    """The same through a folder that goes again: what a reader of the folder would get."""
    import tempfile

    from bgdetails.sources.pipeline import import_into
    from bgdetails.store.schema_check import is_server, path_of, shown
    from bgdetails.store.workspace import can_be_made

    place = shown(location)
    if not can_be_made(location):
        raise CommandError(f"{place} is there already: what is made up goes into a new workspace.")
    beside = None if is_server(location) else path_of(location).parent
    if beside is not None:
        beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".generating-", dir=beside) as between:
        counted = _generate(Path(between), sizes, seed, day)
        import_into(location, [between], as_of=day)
    return f"{place}: {counted}."


def _generate(folder: Path, sizes: Sizes, seed: int, day: date) -> str:
    from bgdetails.generating.folder import generate_folder

    rows = generate_folder(
        folder, sizes, seed=seed, last_day=day, progress=_teller(sizes.accounts) if sys.stderr.isatty() else None
    )
    if sys.stderr.isatty():
        sys.stderr.write(_CLEAR)
    return ", ".join(f"{number:,} {file.replace('_', ' ')}" for file, number in rows.items())


_CLEAR = "\r\x1b[K"


def _teller(accounts: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        sys.stderr.write(f"{_CLEAR}{done:,} of {accounts:,} accounts")
        sys.stderr.flush()

    return tell
