"""Who is worth a call now, in a group or at an account (docs/model.md, who to reach)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session

from bgdetails.rules.deals import CHAMPION_KEY, mapped_role, mapped_roles
from bgdetails.rules.engagement import level
from bgdetails.rules.model import RuleSet
from bgdetails.rules.reach import MOST_REACHED, POINTS, TOUCH_DAYS, Reason, Situation, points, ranked, reasons
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.tables import Opportunity, OpportunityContactRole
from bgdetails.store.times import from_micros, start_of_day
from bgdetails.views.account_people import AT_ONCE, Head, Somebody, heads_of, in_parts, some_people_of
from bgdetails.views.group_head import group_head
from bgdetails.views.intent import products_of_people
from bgdetails.views.kept_people import KeptPeople, kept_people
from bgdetails.views.memberships import members_of
from bgdetails.views.quiet import quiet_in_account, quiet_in_group
from bgdetails.views.reach_words import Signals, said
from bgdetails.views.scoring import Scoring, scoring_of
from bgdetails.views.statements import SUBJECT, Query, table
from bgdetails.views.suggestions import ReachPerson, ReachReason
from bgdetails.views.touches import last_touches

_deal, _role = table(Opportunity), table(OpportunityContactRole)
_WON = Query(
    select(_role.c.person_id, _role.c.role, _deal.c.name)
    .select_from(_deal.join(_role, _role.c.opportunity_id == _deal.c.id))
    .where(_deal.c.account_id == SUBJECT, _deal.c.is_won, ~_deal.c.hidden, ~_role.c.deleted, _role.c.role.is_not(None))
    .order_by(_deal.c.close_date.desc().nulls_last(), _deal.c.name_key, _deal.c.id)
)


class _Considered(Struct, frozen=True):
    """Somebody with their reasons, as ``ranked`` wants them."""

    person: Somebody
    head: Head
    score: float
    reasons: tuple[Reason, ...]

    @property
    def name_key(self) -> str:
        return self.person.name_key

    @property
    def public_id(self) -> str:
        return self.head.public_id


def load_group_reach(session: Session, group_id: int, as_of: date) -> tuple[ReachPerson, ...]:
    """The members of a group who are worth a call now."""
    scoring, rules = scoring_of(session, as_of), current_rules(session)
    head = group_head(session, group_id, scoring)
    members = members_of(session, group_id, scoring)
    people = [Somebody(member.person_id, member.name_key, member.units) for member in members]
    signals = Signals(
        _high_intent(session, people, scoring),
        quiet_in_group(session, group_id, head, members, scoring, rules),
        _champions(session, head.account_id, rules),
    )
    marked = [person for person in people if person.person_id in signals.people]
    roles = {member.person_id: member.role for member in members}
    return _reach(session, marked, _active(people, signals, scoring), signals, scoring, roles)


def load_account_reach(session: Session, account_id: int, as_of: date) -> tuple[ReachPerson, ...]:
    """The people of an account who are worth a call now."""
    scoring, rules = scoring_of(session, as_of), current_rules(session)
    kept, won = kept_people(session, account_id, scoring), _champions(session, account_id, rules)
    people = some_people_of(session, account_id, {*kept.marked, *won}, scoring)
    signals = Signals(
        _high_intent(session, people, scoring), quiet_in_account(session, account_id, people, scoring, rules), won
    )
    marked = [person for person in people if person.person_id in signals.people]
    return _reach(
        session, marked, _active_in_account(session, account_id, kept, signals, scoring), signals, scoring, {}
    )


def _high_intent(session: Session, people: Sequence[Somebody], scoring: Scoring) -> dict[int, tuple[str, ...]]:
    """Person → the products in which intent is High, strongest first."""
    found = products_of_people(session, (person.person_id for person in people), scoring.day)
    high = {person: tuple(p.product for p in products if p.level == "High") for person, products in found.items()}
    return {person: products for person, products in high.items() if products}


def _champions(session: Session, account_id: int, rules: RuleSet) -> dict[int, str]:
    """Person → the opportunity of the account that was won, of which a CRM role makes them champion."""
    mapped = mapped_roles(rules.opportunity_roles)
    won: dict[int, str] = {}
    for person_id, role, name in _WON.rows(session, subject=account_id):
        if (mapped_role(role, mapped) or "").casefold() == CHAMPION_KEY:
            won.setdefault(person_id, name)
    return won


def _reach(
    session: Session,
    marked: Sequence[Somebody],
    active: Iterable[Sequence[Somebody]],
    signals: Signals,
    scoring: Scoring,
    roles: Mapping[int, str],
) -> tuple[ReachPerson, ...]:
    """The five who are ranked first: of those for whom something speaks, then of the others who are active."""
    last: dict[int, int] = {}
    found: list[_Considered] = []
    for some in chain((marked,), active):
        last |= last_touches(session, [person.person_id for person in some], scoring)
        heads = heads_of(session, [person.person_id for person in some])
        for person in some:
            score = scoring.person(person.units)
            holds = reasons(_situation(person, signals, last.get(person.person_id), scoring))
            found.append(_Considered(person, heads[person.person_id], score, holds))
        if sum(one.reasons == (Reason.UNTOUCHED,) for one in found) >= MOST_REACHED:
            # Nobody who comes later has more than this reason, or scores more.
            break
    return tuple(
        _reach_person(one, signals, last.get(one.person.person_id), scoring, roles.get(one.person.person_id))
        for one in ranked(found)
    )


def _active_in_account(
    session: Session, account_id: int, kept: KeptPeople, signals: Signals, scoring: Scoring
) -> Iterable[Sequence[Somebody]]:
    """The account's active people without those for whom more speaks: first those with the highest scores."""
    for some in in_parts(kept.top(kept.active)):
        yield from _active(some_people_of(session, account_id, some, scoring), signals, scoring)


def _active(people: Iterable[Somebody], signals: Signals, scoring: Scoring) -> Iterable[Sequence[Somebody]]:
    """Who is active, without those for whom more speaks: by score, a few at a time."""
    active = [person for person in people if person.units and person.person_id not in signals.people]
    active.sort(key=lambda person: (-round(scoring.person(person.units), 9), person.name_key, person.person_id))
    for start in range(0, len(active), AT_ONCE):
        yield active[start : start + AT_ONCE]


def _situation(person: Somebody, signals: Signals, last_touch: int | None, scoring: Scoring) -> Situation:
    return Situation(
        touched=last_touch is not None and last_touch >= start_of_day(scoring.day - TOUCH_DAYS + 1),
        active=bool(person.units),
        high_intent=person.person_id in signals.intent,
        quiet_in_role=person.person_id in signals.quiet,
        champion_of_won=person.person_id in signals.won,
    )


def _reach_person(
    one: _Considered, signals: Signals, last_touch: int | None, scoring: Scoring, role: str | None
) -> ReachPerson:
    return ReachPerson(
        id=one.public_id,
        name=one.head.name,
        title=one.head.title,
        role=role,
        engagement_score=one.score,
        engagement_level=level(one.score),
        last_touch_at=from_micros(last_touch),
        points=points(one.reasons),
        reasons=tuple(
            ReachReason(reason.value, POINTS[reason], said(reason, one.person, signals, last_touch, scoring))
            for reason in one.reasons
        ),
    )
