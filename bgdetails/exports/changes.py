"""What moved between two days: for people, for programs, and as Markdown by owner (docs/model.md, what changed)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import groupby

from bgdetails import wording
from bgdetails.exports.markdown import escaped, paragraph
from bgdetails.exports.plain import facts, joined
from bgdetails.exports.text import clock_of
from bgdetails.exports.values import Object, day, named, time
from bgdetails.rules.what_changed import ScoreMove
from bgdetails.text import visible
from bgdetails.views.change_values import (
    ChangedGroup,
    ChangedMember,
    ChangedOpportunity,
    ChangeReport,
    Changes,
    StageStep,
)
from bgdetails.wording import UNKNOWN, Clock

_OfOwner = tuple[str, Sequence[ChangedGroup], Sequence[ChangedOpportunity]]
NO_OWNER = "No owner"
NOTHING = "Nothing moved."
_DEALS = "Opportunities"


def changes_json(report: ChangeReport) -> Object:
    """The report for programs."""
    return {
        "since": day(report.since),
        "as_of": day(report.as_of),
        "groups": [_group_json(group) for group in report.groups],
        "opportunities": [_deal_json(deal) for deal in report.opportunities],
    }


def changes_text(report: ChangeReport, zone: tzinfo | None) -> str:
    """The report as plain text, by owner."""
    clock = clock_of(report.as_of, zone)
    lines = [_title(report), _counted(report)]
    for owner, groups, deals in _by_owner(report):
        lines += ["", visible(owner)]
        for group in groups:
            lines += ["", f"  {visible(group.name)} ({visible(group.id)})"]
            lines += [f"    {line}" for line in facts(change_pairs(group.changes, clock))]
        if deals:
            lines += ["", f"  {_DEALS}", *(f"    {visible(_deal_said(deal, clock))}" for deal in deals)]
    return joined(lines)


def changes_markdown(report: ChangeReport, zone: tzinfo | None) -> str:
    """The report by owner, for a mail; nothing in the data becomes markup."""
    clock = clock_of(report.as_of, zone)
    lines = [f"# {_title(report)}", "", _counted(report)]
    for owner, groups, deals in _by_owner(report):
        lines += ["", f"## {escaped(owner)}"]
        for group in groups:
            lines += ["", f"### {escaped(group.name)}", ""]
            lines += [f"- **{label}**: {escaped(said)}" for label, said in change_pairs(group.changes, clock)]
        if deals:
            lines += ["", f"### {_DEALS}", "", *(f"- {paragraph(_deal_said(deal, clock))}" for deal in deals)]
    return joined(lines)


def change_pairs(changes: Changes, clock: Clock) -> list[tuple[str, str]]:
    """What is different about a group, each kind with its label."""
    roles = [f"{change.name}: {change.before}, now {change.after}" for change in changes.role_changes]
    pairs = [
        ("Stage", "; ".join(_step(step, clock) for step in changes.stage_steps)),
        ("Engagement", _move(changes.engagement, "")),
        ("Completeness", _move(changes.completeness, " %")),
        ("Joined", "; ".join(_member(member, clock) for member in changes.added)),
        ("Left", "; ".join(_member(member, clock) for member in changes.gone)),
        ("Role", "; ".join(roles)),
    ]
    return [(label, said) for label, said in pairs if said]


def _title(report: ChangeReport) -> str:
    return f"What moved from {wording.full_day(report.since)} to {wording.full_day(report.as_of)}"


def _counted(report: ChangeReport) -> str:
    if not report.groups and not report.opportunities:
        return NOTHING
    groups = wording.plural(len(report.groups), "group")
    return f"{groups}, {wording.plural(len(report.opportunities), 'opportunity', 'opportunities')}."


def _by_owner(report: ChangeReport) -> list[_OfOwner]:
    groups = {
        owner: list(each) for owner, each in groupby(report.groups, key=lambda group: (group.owner or "").casefold())
    }
    deals = {
        owner: list(each)
        for owner, each in groupby(report.opportunities, key=lambda deal: (deal.account_owner or "").casefold())
    }
    found: list[_OfOwner] = []
    for owner in sorted({*groups, *deals}, key=lambda owner: (not owner, owner)):
        of_groups, of_deals = groups.get(owner, []), deals.get(owner, [])
        said = of_groups[0].owner if of_groups else of_deals[0].account_owner
        found.append((said or NO_OWNER, of_groups, of_deals))
    return found


def _step(step: StageStep, clock: Clock) -> str:
    return f"{step.before or ''} to {step.after or UNKNOWN}".strip() + _on(step.at, clock)


def _on(at: datetime | None, clock: Clock) -> str:
    return "" if at is None else f", {wording.day(clock.local(at).date(), clock)}"


def _move(move: ScoreMove | None, unit: str) -> str:
    return "" if move is None else f"{move.before}{unit} to {move.after}{unit} ({wording.signed(move.by)})"


def _member(member: ChangedMember, clock: Clock) -> str:
    return f"{member.name} ({member.role}){_on(member.at, clock)}"


def _deal_said(deal: ChangedOpportunity, clock: Clock) -> str:
    parts = [
        f"{deal.name}, {deal.account.name}: {deal.change}",
        deal.stage or "",
        "" if deal.amount is None else wording.amount(deal.amount, deal.currency),
        "" if deal.close_date is None else f"closes {wording.day(deal.close_date, clock)}",
        deal.owner or "",
    ]
    if deal.change in ("won", "lost"):
        parts[3] = "" if deal.close_date is None else f"closed {wording.day(deal.close_date, clock)}"
    return ", ".join(part for part in parts if part) or UNKNOWN


def _group_json(group: ChangedGroup) -> Object:
    changes = group.changes
    return {
        "id": group.id,
        "name": group.name,
        "account": named(group.account),
        "owner": group.owner,
        "solution_interest": group.solution_interest,
        "stage": group.stage,
        "stage_moves": [{"from": step.before, "to": step.after, "at": time(step.at)} for step in changes.stage_steps],
        "engagement_score": _move_json(changes.engagement),
        "completeness_score": _move_json(changes.completeness),
        "members_added": [_member_json(member) for member in changes.added],
        "members_removed": [_member_json(member) for member in changes.gone],
        "role_changes": [
            {"id": change.id, "name": change.name, "from": change.before, "to": change.after}
            for change in changes.role_changes
        ],
    }


def _move_json(move: ScoreMove | None) -> Object | None:
    return None if move is None else {"from": move.before, "to": move.after, "change": move.by}


def _member_json(member: ChangedMember) -> Object:
    return {"id": member.id, "name": member.name, "role": member.role, "at": time(member.at)}


def _deal_json(deal: ChangedOpportunity) -> Object:
    return {
        "id": deal.id,
        "name": deal.name,
        "account": named(deal.account),
        "change": deal.change,
        "stage": deal.stage,
        "amount": deal.amount,
        "currency": deal.currency,
        "close_date": day(deal.close_date),
        "owner": deal.owner,
    }
