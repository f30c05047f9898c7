"""``bgdetails ask``: a question about a group, an account, a person or a list, answered from its facts."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import aclosing
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.commands.running import CommandError, complain
from bgdetails.commands.summarize import add_engine_arguments, chosen_settings
from bgdetails.config import Settings
from bgdetails.navigation import Target

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace
    from bgdetails.summaries.claude.client import Client
    from bgdetails.summaries.model import SummaryText

_KINDS = ("group", "account", "person", "journey", "template", "interest", "groups")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the question is about, the question, and how the answer is printed."""
    parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument("id", metavar="ID", help="any of its ids, source:id, or its exact name; of groups, a QUERY")
    parser.add_argument("question", metavar="QUESTION", help="as in “who should I call first?”")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_engine_arguments(parser)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the answer."""
    from bgdetails.commands.opened import opened
    from bgdetails.store.query_language import QueryError
    from bgdetails.summaries.asked import lacks_key
    from bgdetails.summaries.claude.client import Client

    missing = lacks_key()
    if missing is not None:
        return complain(missing.sentence)
    question = arguments.question.strip()
    if not question:
        raise CommandError("The question is empty.", status=2)
    client = Client(chosen_settings(arguments, settings.summaries))
    target = Target(arguments.kind, arguments.id)
    with opened(arguments, settings) as (workspace, as_of):
        try:
            told = asyncio.run(_answer(workspace, target, question, as_of, client, settings.owner))
        except QueryError as error:
            raise CommandError(str(error)) from error
    if told.failed is not None:
        complain(f"{target}: {told.failed.sentence}")
    print_answer(told, question, arguments.format)
    return 0 if told.failed is None else 1


async def _answer(
    workspace: OpenWorkspace, target: Target, question: str, as_of: date, client: Client, owner: str | None
) -> SummaryText:
    from bgdetails.summaries.asked import ask

    try:
        async with aclosing(ask(workspace, target, question, as_of, client, owner)) as steps:
            async for step in steps:
                told = step
    finally:
        await client.close()
    return told


def print_answer(told: SummaryText, question: str, form: str) -> None:
    """Print it for programs or for people."""
    if form == "json":
        from bgdetails.exports.summaries import answer_object
        from bgdetails.exports.values import dumps

        print(dumps(answer_object(told, question), indent=None), flush=True)
    elif told.failed is None:
        from bgdetails.exports.summaries import summary_text

        print(summary_text(told), flush=True)
