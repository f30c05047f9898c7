"""``bgdetails import``: take data in, then refresh."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bgdetails.commands.arguments import as_of
from bgdetails.commands.running import CommandError
from bgdetails.config import Settings
from bgdetails.sources import SYSTEMS
from bgdetails.stopping import STOPPED, status_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the paths and what is done with them."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files, folders and zip archives")
    parser.add_argument("--dry-run", action="store_true", help="do everything, then take it back")
    parser.add_argument("--format", choices=SYSTEMS, help="whose files these are; default: recognised by their columns")
    parser.add_argument("--report", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="write rejected rows and cells here, as CSV")
    parser.add_argument("--no-refresh", action="store_true", help="leave groups and scores as they are")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import, and print the report."""
    from bgdetails.sources.pipeline import ImportCancelled, import_into
    from bgdetails.store.times import today

    try:
        report = import_into(
            settings.db,
            arguments.paths,
            as_of=as_of(arguments) or today(),
            dry_run=arguments.dry_run,
            refresh=not arguments.no_refresh,
            format=arguments.format,
            rejects=arguments.rejects,
            progress=_tell if sys.stderr.isatty() else None,
        )
    except ImportCancelled as error:
        # SQLite may have made a fault of its own of the Ctrl+C.
        raise CommandError(str(error), status=status_of(error) or STOPPED) from None
    finally:
        if sys.stderr.isatty():
            sys.stderr.write(_CLEAR)
    if arguments.report == "json":
        from bgdetails.exports.values import dumps

        print(dumps(report.to_json()))
    else:
        print(report.to_text(), end="")
    return 0


_CLEAR = "\r\x1b[K"


def _tell(file: str, rows: int, rows_per_second: float) -> None:
    """Show on one line of the terminal how far the import is."""
    from bgdetails.text import clip, visible

    counted = f"{rows:,} rows, {rows_per_second:,.0f} rows a second"
    sys.stderr.write(f"{_CLEAR}{clip(visible(Path(file).name), 76 - len(counted))}  {counted}")
    sys.stderr.flush()
