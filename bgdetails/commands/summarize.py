"""``bgdetails summarize``: write summaries of groups, accounts and people, one after the other or many at once."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bgdetails.commands.arguments import a_count
from bgdetails.commands.printing_summaries import print_all
from bgdetails.commands.running import CommandError
from bgdetails.config import Settings
from bgdetails.summary_settings import SummarySettings, seconds

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace
    from bgdetails.summaries.model import SummaryText

_KINDS = ("group", "account", "person")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whom to sum up, with which engine, and how it is printed."""
    kind = parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    ids = parser.add_argument("ids", nargs="+", metavar="ID", help="any of its ids, source:id, or its exact name")
    # Not with --all; nargs "*" and "?" would take nothing where an option stands between the two.
    kind.required = ids.required = False
    parser.add_argument(
        "--all",
        nargs="*",
        metavar="QUERY",
        help="all groups that match; with KIND the accounts of those, or their members. By Claude in batches",
    )
    parser.add_argument("--yes", action="store_true", help="with --all: send without being asked")
    parser.add_argument(
        "--engine", choices=("claude", "offline"), help="default: claude where a key is there, else offline"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--fresh", action="store_true", help="write anew, also where the facts are as they were")
    add_engine_arguments(parser)


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what stands for the settings of the Claude engine."""
    parser.add_argument("--model", metavar="NAME", help="instead of summaries.model")
    parser.add_argument("--timeout", type=_a_time, metavar="SECONDS", help="instead of summaries.timeout")
    parser.add_argument("--retries", type=_a_number, metavar="N", help="instead of summaries.retries")
    parser.add_argument("--pseudonymize", action="store_true", help="send tokens in the place of names")


def _a_time(text: str) -> float:
    try:
        return float(str(seconds(text)))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no time in seconds above 0") from None


def _a_number(text: str) -> int:
    return 0 if text == "0" else a_count(text)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a summary of each."""
    from bgdetails.commands.opened import opened
    from bgdetails.commands.summarize_all import find_records, summarize_all
    from bgdetails.store.identity import resolve
    from bgdetails.summaries.claude.key import key_is_there

    _check(arguments)
    chosen = chosen_settings(arguments, settings.summaries)
    engine = arguments.engine or ("claude" if key_is_there() else "offline")
    with opened(arguments, settings) as (workspace, as_of):
        if arguments.all is not None:
            kind = arguments.kind or "group"
            records = find_records(workspace, as_of, kind, arguments.all, settings)
            if engine == "claude":
                return summarize_all(workspace, as_of, kind, records, chosen, arguments)
        else:
            kind = arguments.kind
            with workspace.reading() as session:
                records = [resolve(session, kind, name) for name in arguments.ids]
        work = _Work(workspace, as_of, chosen if engine == "claude" else None, fresh=arguments.fresh)
        return asyncio.run(print_all(work.write(kind, records), engine, arguments.format))


def _check(arguments: argparse.Namespace) -> None:
    """Either subjects are named, or a query finds them."""
    if arguments.all is None and not (arguments.kind and arguments.ids):
        raise CommandError("Name a KIND and its IDs, or --all QUERY (bgdetails summarize --help says more).", status=2)
    if arguments.all is not None and arguments.ids:
        raise CommandError("--all QUERY finds the subjects: leave the IDs out.", status=2)
    if arguments.yes and arguments.all is None:
        raise CommandError("--yes goes with --all QUERY: what is named is sent without a question.", status=2)


def chosen_settings(arguments: argparse.Namespace, settings: SummarySettings) -> SummarySettings:
    """The settings, with what the flags stand for."""
    flags = {
        name: getattr(arguments, name)
        for name in ("model", "timeout", "retries")
        if getattr(arguments, name) is not None
    }
    return replace(settings, pseudonymize=settings.pseudonymize or arguments.pseudonymize, **flags)


class _Work:
    """Writes summaries with one engine; ``settings`` None: the offline one."""

    def __init__(self, workspace: OpenWorkspace, as_of: date, settings: SummarySettings | None, *, fresh: bool) -> None:
        self._workspace = workspace
        self._as_of = as_of
        self._settings = settings
        self._fresh = fresh

    async def write(self, kind: str, records: list[int]) -> AsyncIterator[tuple[SummaryText, bool]]:
        """Yield each summary, and whether it was kept from before."""
        from bgdetails.summaries.claude.client import Client
        from bgdetails.summaries.writing import write_and_keep

        client = None if self._settings is None else Client(self._settings)
        try:
            for record in records:
                yield await write_and_keep(self._workspace, kind, record, self._as_of, client, fresh=self._fresh)
        finally:
            if client is not None:
                await client.close()
