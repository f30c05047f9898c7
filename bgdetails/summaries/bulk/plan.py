"""What is to be done for many subjects: what is kept, what is under way, what is to be sent, and what that costs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.summaries.bulk.judging import first_request
from bgdetails.summaries.bulk.under_way import Outgoing, Subject, places
from bgdetails.summaries.claude.batches import parts, size_of
from bgdetails.summaries.claude.costs import BATCH_SHARE, added, cost_of, estimated_of
from bgdetails.summaries.model import FactSheet, SummaryText, Usage
from bgdetails.summaries.panel import kept_summary, key_of, load_sheet
from bgdetails.summary_settings import SummarySettings

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace

Tell = Callable[[str], None]


@dataclass(slots=True)
class Plan:
    """What a run will do."""

    kind: str
    records: tuple[int, ...]
    """Our ids, in the order in which summaries are printed."""
    kept: dict[int, SummaryText] = field(default_factory=dict)
    under_way: dict[int, Subject] = field(default_factory=dict)
    to_send: list[Outgoing] = field(default_factory=list)
    sheets: dict[int, FactSheet] = field(default_factory=dict)
    """Of what is not kept."""
    usage: Usage = Usage()  # noqa: RUF009 - frozen
    cost: float | None = None
    """US dollars that sending is reckoned to cost; None: the price is not known."""

    @property
    def batches(self) -> int:
        """How many batches it takes."""
        return sum(1 for _ in parts(self.to_send))


def make_plan(
    workspace: OpenWorkspace,
    kind: str,
    records: Sequence[int],
    as_of: date,
    settings: SummarySettings,
    *,
    fresh: bool,
    tell: Tell,
) -> Plan:
    """Look at every subject once. ``fresh`` passes by what is kept, not what is under way: that is paid for."""
    plan = Plan(kind, tuple(dict.fromkeys(records)))
    with workspace.reading() as session:
        open_now = frozenset(places(session, kind))
        for number, record_id in enumerate(plan.records, start=1):
            if number % 20 == 0:
                tell(f"Reading facts, {number:,} of {len(plan.records):,}")
            sheet = load_sheet(session, kind, record_id, as_of)
            kept = None if fresh else kept_summary(session, record_id, sheet, settings)
            if kept is not None:
                plan.kept[record_id] = kept
            else:
                _plan(plan, sheet, Subject(record_id, key_of(sheet, settings)), settings, open_now)
    plan.cost = cost_of(plan.usage, settings, share=BATCH_SHARE)
    return plan


def _plan(
    plan: Plan, sheet: FactSheet, subject: Subject, settings: SummarySettings, open_now: frozenset[Subject]
) -> None:
    """What is not kept is waited for or sent."""
    plan.sheets[subject.record_id] = sheet
    if subject in open_now:
        plan.under_way[subject.record_id] = subject
        return
    size = size_of(first_request(sheet, settings))
    plan.to_send.append(Outgoing(subject, sheet, secrets.token_hex(16), size))
    plan.usage = added(plan.usage, estimated_of(size, settings))
