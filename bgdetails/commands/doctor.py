"""``bgdetails doctor``: what is configured, what works, what is missing, with how to mend it."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from msgspec import Struct

from bgdetails.config import Settings, settings_file, state_folder

_PACKAGES = ("textual", "rich", "sqlmodel", "alembic", "anthropic", "keyring", "platformdirs", "shtab")


class Finding(Struct, frozen=True):
    """What was looked at, how it is, and how to mend it where it is not well."""

    what: str
    how: str
    mend: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond what stands everywhere."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the findings."""
    from bgdetails.exports.plain import facts, joined

    pairs = []
    for finding in _findings(settings):
        pairs.append((finding.what, finding.how))
        if finding.mend:
            pairs.append(("", f"→ {finding.mend}"))
    print(joined(facts(pairs)), end="")
    return 0


def _findings(settings: Settings) -> Iterator[Finding]:
    from bgdetails import __version__

    yield Finding("bgdetails", f"{__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    yield from _packages()
    yield _full_text()
    file = settings_file()
    yield Finding("Settings", str(file) if file.exists() else f"none at {file}; bgdetails config init writes one")
    yield from _workspace(settings)
    yield _state()
    yield _key()
    yield from _terminal(settings)


def _packages() -> Iterator[Finding]:
    for package in _PACKAGES:
        try:
            yield Finding(package, version(package))
        except PackageNotFoundError:
            yield Finding(package, "missing", "Install bgdetails again.")


def _full_text() -> Finding:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(name, tokenize='trigram')")
        except sqlite3.OperationalError as error:
            return Finding("Full text", str(error), "Take a Python whose SQLite is 3.34 or newer, with FTS5.")
    return Finding("Full text", "works")


def _workspace(settings: Settings) -> Iterator[Finding]:
    from bgdetails.store.schema_check import WorkspaceError, shown
    from bgdetails.store.thin import open_thin

    origin = settings.origins.get("db", "default")
    yield Finding("Workspace", f"{shown(settings.db)} ({origin})")
    try:
        connection = open_thin(settings.db)
    except WorkspaceError as error:
        yield Finding("", "cannot be opened", str(error))
        return
    with closing(connection):
        yield _size(connection)
        yield _freshness(connection)


def _size(connection: sqlite3.Connection) -> Finding:
    counts = [
        f"{connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:,} {name}"
        for table, name in (("account", "accounts"), ("person", "people"), ("buying_group", "groups"))
    ]
    return Finding("", ", ".join(counts))


def _freshness(connection: sqlite3.Connection) -> Finding:
    from bgdetails.store.times import from_day
    from bgdetails.wording import full_day

    day, outdated = connection.execute("SELECT refreshed_day, scores_outdated FROM workspace").fetchone()
    if day is None:
        return Finding("Scores", "none yet", "bgdetails import PATH takes data in and computes them.")
    if outdated:
        return Finding("Scores", f"of {full_day(from_day(day))}, older than the data", "bgdetails refresh")
    return Finding("Scores", f"of {full_day(from_day(day))}")


def _state() -> Finding:
    folder = state_folder()
    nearest: Path = next(path for path in (folder, *folder.parents) if path.exists())
    if os.access(nearest, os.W_OK):
        return Finding("Logs", str(folder))
    return Finding("Logs", f"{folder} cannot be written", f"Allow writing to {nearest}.")


def _key() -> Finding:
    from bgdetails.summaries.claude.key import KeyringFaultError, kept_key, variable_with_key

    variable = variable_with_key()
    if variable is not None:
        return Finding("Key for Claude", f"from {variable}")
    try:
        there = kept_key() is not None
    except KeyringFaultError as error:
        return Finding("Key for Claude", "not readable", str(error))
    if there:
        return Finding("Key for Claude", "in the system's keyring")
    return Finding(
        "Key for Claude",
        "none: summaries are written offline",
        "Set ANTHROPIC_API_KEY, or run bgdetails config set-key.",
    )


def _terminal(settings: Settings) -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield Finding("Terminal", "stdout is none")
        return
    encoding = (sys.stdout.encoding or "").casefold()
    size = os.get_terminal_size()
    yield Finding("Terminal", f"{os.environ.get('TERM', 'unknown')}, {encoding}, {size.columns}x{size.lines}")
    if "utf" not in encoding and not settings.ascii:
        yield Finding("", "no UTF-8: glyphs are drawn in ASCII")
