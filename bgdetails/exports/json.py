"""Pages as JSON, to the letter of docs/formats.md: keys and their order, unrounded numbers, null for unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bgdetails.exports.suggestion_json import role_candidates, who_to_reach
from bgdetails.exports.values import Object, day, named, plain, time
from bgdetails.rules.deals import DealCheck
from bgdetails.rules.momentum import Momentum
from bgdetails.summaries.model import SummaryText
from bgdetails.views.note_values import Notes
from bgdetails.views.overlap_values import OverlapPerson
from bgdetails.views.pages import (
    AccountOverview,
    AccountPage,
    Coverage,
    GroupCard,
    GroupPage,
    JourneyPage,
    MemberCard,
    MemberDetails,
    OpportunityLine,
    TemplatePage,
)
from bgdetails.views.suggestions import ReachPerson, RoleGap
from bgdetails.views.values import ActivityLine, IntentCategory, JourneyEntry, TrendPoint


def group(
    page: GroupPage, summary: SummaryText, gaps: Sequence[RoleGap], reach: Sequence[ReachPerson], notes: Notes
) -> Object:
    """A buying group."""
    return {
        "id": page.id,
        "name": page.name,
        "account": named(page.account),
        "solution_interest": page.solution_interest,
        "roles_template": page.roles_template,
        "stage": page.stage,
        "status": page.status,
        "member_count": page.member_count,
        "engagement_score": page.engagement_score,
        "engagement_level": page.engagement_level,
        "completeness_score": page.completeness_score,
        "roles": [
            {"role": r.role, "required": r.required, "assigned": r.assigned, "completeness": r.completeness}
            for r in page.roles
        ],
        "missing_roles": list(page.missing_roles),
        "short_roles": list(page.short_roles),
        "updated_at": time(page.updated_at),
        "as_of": day(page.as_of),
        "account_overview": _overview(page.account_overview),
        "intent": _intent(page.intent),
        "decision_makers": [_card(card) for card in page.decision_makers],
        "top_engaged_members": [_card(card) for card in page.top_engaged_members],
        "trend": [{**_point(point), "completeness_score": point.completeness_score} for point in page.trend],
        "summary": _summary(summary),
        "role_candidates": role_candidates(gaps),
        "who_to_reach": who_to_reach(reach),
        "notes": _notes(notes),
    }


def person(details: MemberDetails, summary: SummaryText, notes: Notes) -> Object:
    """A person."""
    return {
        "id": details.id,
        "name": details.name,
        "title": details.title,
        "account": named(details.account),
        "email": details.email,
        "phone": details.phone,
        "engagement_score": details.engagement_score,
        "engagement_level": details.engagement_level,
        "last_interesting_moment": _moment(details.last_interesting_moment),
        "recent_activities": [_activity(activity) for activity in details.recent_activities],
        "other_buying_groups": [
            {"id": g.id, "name": g.name, "added_at": time(g.added_at)} for g in details.other_buying_groups
        ],
        "trend": [_point(point) for point in details.trend],
        "intent": _intent(details.intent),
        "summary": _summary(summary),
        "as_of": day(details.as_of),
        "notes": _notes(notes),
    }


def account(page: AccountPage, summary: SummaryText, reach: Sequence[ReachPerson], notes: Notes) -> Object:
    """An account."""
    return {
        "id": page.id,
        "name": page.name,
        **_overview(page.overview),
        "opportunities": [_opportunity(opportunity) for opportunity in page.opportunities],
        "groups": [_group_card(card) for card in page.groups],
        "contact_coverage": _coverage(page.contact_coverage),
        "contact_overlap": [_overlap(person) for person in page.contact_overlap],
        "intent": _intent(page.intent),
        "momentum": _momentum(page.momentum),
        "summary": _summary(summary),
        "who_to_reach": who_to_reach(reach),
        "notes": _notes(notes),
        "as_of": day(page.as_of),
    }


def journey(page: JourneyPage) -> Object:
    """An account journey."""
    return {
        "id": page.id,
        "name": page.name,
        "status": page.status,
        "description": page.description,
        "published_at": time(page.published_at),
        "ends_at": time(page.ends_at),
        "accounts": {"completed": page.completed, "in_progress": page.in_progress, "aborted": page.aborted},
        "completion_rate": page.completion_rate,
        "average_days": page.average_days,
        "emails": None
        if page.emails is None
        else [
            {
                "asset": mail.asset,
                "sent": mail.sent,
                "delivered": mail.delivered,
                "opened": mail.opened,
                "clicked": mail.clicked,
            }
            for mail in page.emails
        ],
        "account_list": [
            {
                "id": a.id,
                "name": a.name,
                "status": a.status,
                "entered_at": time(a.entered_at),
                "left_at": time(a.left_at),
                "days": a.days,
            }
            for a in page.account_list
        ],
        "as_of": day(page.as_of),
        "accounts_engaged": page.accounts_engaged,
        "people_engaged": page.people_engaged,
        "completions": [{"week": day(week), "accounts": count} for week, count in page.completions],
    }


def template(page: TemplatePage) -> Object:
    """A roles template."""
    return {
        "name": page.name,
        "status": page.status,
        "roles": [
            {
                "role": role.role,
                "weighting": plain(role.weighting),
                "share": role.share,
                "members_required": role.members_required,
                "required_for_completeness": role.required_for_completeness,
                "conditions": list(role.conditions),
            }
            for role in page.roles
        ],
        "solution_interests": list(page.solution_interests),
        "groups": page.groups,
        "as_of": day(page.as_of),
    }


def _notes(notes: Notes) -> list[Object]:
    return [{"id": n.id, "text": n.text, "author": n.author, "at": time(n.at)} for n in notes.latest]


def _overview(overview: AccountOverview) -> Object:
    return {
        "people": overview.people,
        "industry": overview.industry,
        "open_opportunities": overview.open_opportunities,
        "buying_groups": overview.buying_groups,
        "recent_journeys": [_entry(entry) for entry in overview.recent_journeys],
    }


def _entry(entry: JourneyEntry) -> Object:
    return {"id": entry.id, "name": entry.name, "entered_at": time(entry.entered_at)}


def _card(card: MemberCard) -> Object:
    return {
        "id": card.id,
        "name": card.name,
        "title": card.title,
        "role": card.role,
        "engagement_score": card.engagement_score,
        "engagement_level": card.engagement_level,
    }


def _point(point: TrendPoint) -> Object:
    return {"as_of": day(point.as_of), "engagement_score": point.engagement_score}


def _intent(categories: Iterable[IntentCategory]) -> list[Object]:
    return [
        {
            "category": category.category,
            "level": category.level,
            "products": [
                {
                    "product": product.product,
                    "level": product.level,
                    "keywords": [{"keyword": k.keyword, "level": k.level} for k in product.keywords],
                }
                for product in category.products
            ],
        }
        for category in categories
    ]


def _moment(moment: ActivityLine | None) -> Object | None:
    if moment is None:
        return None
    return {"type": moment.moment_type, "description": moment.description, "at": time(moment.at)}


def _activity(activity: ActivityLine) -> Object:
    return {
        "type": activity.type,
        "asset": activity.asset,
        "subject": activity.subject,
        "url": activity.url,
        "at": time(activity.at),
    }


def _opportunity(opportunity: OpportunityLine) -> Object:
    return {
        "id": opportunity.id,
        "name": opportunity.name,
        "stage": opportunity.stage,
        "is_closed": opportunity.is_closed,
        "is_won": opportunity.is_won,
        "amount": opportunity.amount,
        "currency": opportunity.currency,
        "close_date": day(opportunity.close_date),
        "owner": opportunity.owner,
        "check": _check(opportunity.check),
    }


def _check(check: DealCheck | None) -> Object | None:
    """Level and reasons, and which reason is that of which check."""
    if check is None:
        return None
    return {
        "level": check.level.word,
        "reasons": list(check.reasons),
        "checks": [{"check": f.check, "level": f.level.word, "reason": f.reason} for f in check.findings],
    }


def _momentum(momentum: Momentum | None) -> Object | None:
    if momentum is None:
        return None
    return {"change": momentum.change, "band": momentum.band.value, "at_risk": momentum.at_risk}


def _group_card(card: GroupCard) -> Object:
    return {
        "id": card.id,
        "name": card.name,
        "solution_interest": card.solution_interest,
        "stage": card.stage,
        "engagement_score": card.engagement_score,
        "engagement_level": card.engagement_level,
        "completeness_score": card.completeness_score,
        "member_count": card.member_count,
    }


def _coverage(coverage: Coverage) -> Object:
    return {
        interest: dict(zip(coverage.roles, cells, strict=True))
        for interest, cells in zip(coverage.interests, coverage.cells, strict=True)
    }


def _overlap(person: OverlapPerson) -> Object:
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "groups": [
            {"id": g.id, "name": g.name, "role": g.role, "solution_interest": g.solution_interest}
            for g in person.groups
        ],
    }


def _summary(summary: SummaryText) -> Object:
    return {
        "text": summary.text,
        "highlights": [{"label": line.label, "text": line.text} for line in summary.highlights],
        "engine": summary.engine,
        "model": summary.model,
        "generated_at": time(summary.generated_at),
    }
