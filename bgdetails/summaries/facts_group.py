"""The facts of a buying group (docs/model.md, summaries)."""

from __future__ import annotations

from sqlmodel import Session

from bgdetails.navigation import Target
from bgdetails.summaries.fact_list import WINDOW, FactList, day_value, label, number, plain, told_apart
from bgdetails.summaries.facts_common import (
    asset_facts,
    count_facts,
    rank_fact,
    score_fact,
    topic_facts,
    trend_fact,
)
from bgdetails.summaries.model import FactSheet, FactValue
from bgdetails.views.brief import last_stage_move, record_of, type_counts
from bgdetails.views.pages import GroupPage, MemberCard
from bgdetails.views.values import RoleFill
from bgdetails.wording import plural, whole


def group_facts(session: Session, group_id: int, page: GroupPage) -> FactSheet:
    """Facts of a group, most telling first."""
    facts = FactList()
    here = Target("group", page.id)
    group = FactValue("group", plain(page.name))
    top = top_members(page)
    if page.member_count == 0:
        facts.add("absent", f"{group.value} has no members.", here, what=label("members"), who=group)
    else:
        score_fact(facts, group, page.engagement_score, page.engagement_level, here)
        top_facts = _top_facts(session, facts, page, top)
        facts.highlight("Top engaged members", top_facts)
        if page.last_activity_at is None or not top:
            _silent_fact(facts, page, group, here)
    trend_fact(facts, group, page.trend, here)
    topic_facts(facts, group, page.intent, here)
    _coverage_facts(facts, page, here)
    _stage_facts(session, group_id, facts, page, here)
    return FactSheet("group", page.id, plain(page.name), page.as_of, facts.facts, tuple(facts.highlights))


def top_members(page: GroupPage) -> tuple[MemberCard, ...]:
    """The two highest-scored members above 0: the page's two rows hold them, whatever their roles."""
    cards = [c for c in (*page.decision_makers, *page.top_engaged_members) if c.engagement_score > 0]
    cards.sort(key=lambda c: (-round(c.engagement_score, 9), c.name.casefold(), c.id))
    return tuple(cards[:2])


def _top_facts(session: Session, facts: FactList, page: GroupPage, top: tuple[MemberCard, ...]) -> list[str]:
    everybody = (*page.decision_makers, *page.top_engaged_members)
    names = told_apart((card.id, card.name, card.title) for card in everybody)
    scores: list[str] = []
    for card in top:
        who, target = FactValue("person", names[card.id]), Target("person", card.id)
        scores.append(score_fact(facts, who, card.engagement_score, card.engagement_level, target))
        text = f"{who.value} has the role {plain(card.role)} in {plain(page.name)}."
        facts.add("member", text, target, who=who, role=label(card.role))
        person_id = record_of(session, card.id)
        if person_id is not None:
            count_facts(facts, who, type_counts(session, person_id, page.as_of), target)
            asset_facts(session, facts, who, person_id, target, page.as_of)
    if top:
        first, ranked = top[0], [card.engagement_score for card in top]
        who, target = FactValue("person", names[first.id]), Target("person", first.id)
        rank_fact(facts, who, ranked, page.member_count, "members", target)
    return scores


def _silent_fact(facts: FactList, page: GroupPage, group: FactValue, here: Target) -> None:
    values = {"what": label("activity"), "who": group, "window": WINDOW, "members": number(page.member_count)}
    if page.last_activity_at is not None:
        values["latest"] = day_value(page.last_activity_at.date())
    text = f"No member of {group.value} has activity that counts in the last 30 days."
    facts.add("absent", text, here, **values)


def coverage_text(role: RoleFill) -> str:
    """As in ``The role Practitioner needs 1 person and has 0 (0 %).``."""
    needs = plural(role.required, "person", "people")
    return f"The role {plain(role.role)} needs {needs} and has {role.assigned} ({whole(role.completeness)} %)."


def _coverage_facts(facts: FactList, page: GroupPage, here: Target) -> None:
    if page.completeness_score is None:
        text = f"No role is required for completeness in {plain(page.roles_template)}."
        facts.highlight(
            "Missing roles",
            [facts.add("absent", text, here, what=label("required roles"), template=label(page.roles_template))],
        )
        return
    shown = whole(page.completeness_score)
    text = f"{plain(page.name)} is {shown} % complete."
    facts.add("completeness", text, here, score=FactValue("percent", shown))
    gaps = [
        facts.add(
            "coverage",
            coverage_text(role),
            here,
            role=label(role.role),
            required=number(role.required),
            assigned=number(role.assigned),
            percent=FactValue("percent", whole(role.completeness)),
        )
        for wanted in (page.missing_roles, page.short_roles)
        for role in page.roles
        if role.role in wanted and role.required_for_completeness
    ]
    if not gaps:
        text = f"No role that is required is missing or short in {plain(page.name)}."
        gaps = [facts.add("absent", text, here, what=label("missing roles"))]
    facts.highlight("Missing roles", gaps)


def _stage_facts(session: Session, group_id: int, facts: FactList, page: GroupPage, here: Target) -> None:
    if page.stage is None:
        return
    stage = plain(page.stage)
    if page.stage_entered_at is None or page.stage_entered_at.date() > page.as_of:
        facts.add("stage", f"{plain(page.name)} is in the stage {stage}.", here, stage=label(page.stage))
        return
    since = page.stage_entered_at.date()
    days = (page.as_of - since).days
    facts.add(
        "stage",
        f"{plain(page.name)} is in the stage {stage} since {since.isoformat()}, for {plural(days, 'day')}.",
        here,
        stage=label(page.stage),
        since=day_value(since),
        days=number(days),
    )
    move = last_stage_move(session, group_id, page.as_of)
    if move is None or not move.from_stage or move.to_stage.casefold() != page.stage.casefold():
        return
    facts.add(
        "move",
        f"{plain(page.name)} moved from {plain(move.from_stage)} to {plain(move.to_stage)}"
        f" on {move.at.date().isoformat()}.",
        here,
        from_=label(move.from_stage),
        to=label(move.to_stage),
        at=day_value(move.at.date()),
    )
