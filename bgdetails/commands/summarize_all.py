"""``bgdetails summarize --all QUERY`` by Claude: what it will cost, a confirmation, and one batch for many."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, closing
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.commands.listing import list_groups
from bgdetails.commands.printing_summaries import print_all
from bgdetails.commands.running import CommandError, note
from bgdetails.config import Settings
from bgdetails.summary_settings import SummarySettings

if TYPE_CHECKING:
    from sqlmodel import Session

    from bgdetails.store.workspace import OpenWorkspace
    from bgdetails.summaries.bulk.plan import Plan
    from bgdetails.summaries.model import SummaryText

_CLEAR = "\r\x1b[K"
_PLURALS = {"group": "groups", "account": "accounts", "person": "people"}


def find_records(
    workspace: OpenWorkspace, as_of: date, kind: str, words: Sequence[str], settings: Settings
) -> list[int]:
    """Our ids of the groups that a query finds, or of their accounts or members, each once, by the groups' order."""
    with closing(workspace.connect()) as connection:
        rows, _ = list_groups(connection, as_of, words, settings)
    groups = [row.group_id for row in rows]
    if kind == "group":
        return groups
    with workspace.reading() as session:
        found = _accounts(session, groups) if kind == "account" else _members(session, groups, as_of)
    return list(dict.fromkeys(found))


def _accounts(session: Session, groups: Sequence[int]) -> list[int]:
    from sqlmodel import select

    from bgdetails.store.tables import BuyingGroup

    account = dict(session.exec(select(BuyingGroup.id, BuyingGroup.account_id)).all())
    return [account[group] for group in groups]


def _members(session: Session, groups: Sequence[int], as_of: date) -> list[int]:
    from bgdetails.views.memberships import members_of
    from bgdetails.views.scoring import scoring_of

    scoring = scoring_of(session, as_of)
    return [member.person_id for group in groups for member in members_of(session, group, scoring)]


def summarize_all(
    workspace: OpenWorkspace,
    as_of: date,
    kind: str,
    records: Sequence[int],
    settings: SummarySettings,
    arguments: argparse.Namespace,
) -> int:
    """Plan, ask, send, wait, print."""
    from bgdetails.summaries.bulk.plan import make_plan
    from bgdetails.summaries.claude.key import key_is_there

    # What is sent is written down before: a workspace that cannot be would be paid for twice.
    workspace.check_writable()
    try:
        plan = make_plan(workspace, kind, records, as_of, settings, fresh=arguments.fresh, tell=_tell)
        _clear()
        if plan.to_send and key_is_there():
            _confirm(plan, settings, yes=arguments.yes)
        return asyncio.run(_run(workspace, plan, settings, arguments.format))
    except KeyboardInterrupt:
        raise CommandError(_stopped(workspace, kind)) from None
    finally:
        _clear()


async def _run(workspace: OpenWorkspace, plan: Plan, settings: SummarySettings, form: str) -> int:
    from bgdetails.summaries.bulk.run import Bulk
    from bgdetails.summaries.claude.client import Client

    client = Client(settings)
    try:
        async with aclosing(Bulk(workspace, plan, client, _tell).run()) as summaries:
            return await print_all(_over_progress(summaries), "claude", form)
    finally:
        await client.close()


async def _over_progress(summaries: AsyncIterator[tuple[SummaryText, bool]]) -> AsyncIterator[tuple[SummaryText, bool]]:
    """What is printed takes the place of the line that says how far it is."""
    async for one in summaries:
        _clear()
        yield one


def _confirm(plan: Plan, settings: SummarySettings, *, yes: bool) -> None:
    """Say what will be sent and what that costs, and ask where nobody has said yes.

    Raises:
        CommandError: Nobody can be asked, or the answer is no.
    """
    said = _said(plan, settings)
    if yes:
        note(said)
        return
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()):
        raise CommandError(f"{said} Add --yes to send them.", status=2)
    sys.stderr.write(f"{said} Send? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise CommandError("Nothing was sent.")


def _said(plan: Plan, settings: SummarySettings) -> str:
    """One line: how many of what, and the estimate."""
    every = len(plan.records)
    batches = "one batch" if plan.batches == 1 else f"{plan.batches} batches"
    said = f"{every:,} {_PLURALS[plan.kind] if every != 1 else plan.kind}"
    if plan.kept:
        said += f", {len(plan.kept):,} of them kept"
    if plan.under_way:
        said += f", {len(plan.under_way):,} under way"
    tokens = f"{plan.usage.input_tokens:,} tokens in and {plan.usage.output_tokens:,} out"
    said += f"; {len(plan.to_send):,} to send to {settings.model} in {batches}, about {tokens}"
    if plan.cost is None:
        return f"{said}. What that costs is not known: summaries.prices has no price for {settings.model}."
    limit = settings.max_cost_per_day
    ceiling = "" if limit is None else f" The ceiling is ${limit:.2f} a day."
    return f"{said}, about ${plan.cost:.4f}.{ceiling}"


def _stopped(workspace: OpenWorkspace, kind: str) -> str:
    from bgdetails.summaries.bulk.under_way import places

    with workspace.reading() as session:
        waiting = len(places(session, kind))
    if not waiting:
        return "Stopped."
    answers = "1 answer is" if waiting == 1 else f"{waiting:,} answers are"
    return f"Stopped. {answers} still to come, and paid for: the same command picks them up."


def _tell(said: str) -> None:
    """Show on one line of the terminal how far it is."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{_CLEAR}{said}")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(_CLEAR)
