"""Who is worth a call now, in a group or at an account (docs/model.md, who to reach)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

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
from bgdetails.views.quiet import QuietInAccount, quiet_in_group, who_fell
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
        _high_intent(session, (person.person_id for person in people), scoring),
        quiet_in_group(session, group_id, head, members, scoring, rules),
        _champions(session, head.account_id, rules),
    )
    reach = _Reach(session, signals, scoring)
    reach.consider([person for person in people if signals.speak_for(person.person_id)])
    reach.consider_active(_active(people, signals, scoring))
    return reach.ranked({member.person_id: member.role for member in members})


def load_account_reach(session: Session, account_id: int, as_of: date) -> tuple[ReachPerson, ...]:
    """The people of an account who are worth a call now."""
    scoring, rules = scoring_of(session, as_of), current_rules(session)
    kept, won = kept_people(session, account_id, scoring), _champions(session, account_id, rules)
    intent = _high_intent(session, {*kept.marked, *won}, scoring)
    quiet = QuietInAccount(session, account_id, scoring, rules)
    reach = _Reach(session, Signals(intent, quiet.found, won), scoring)
    # Most of those who are marked have no score any more: all that can speak for them is that they went quiet.
    gone = {*kept.marked}.difference(kept.top(kept.active), intent, won)
    marked = some_people_of(session, account_id, {*kept.marked, *won} - gone, scoring)
    _consider_marked(marked, who_fell(session, marked, scoring), reach, quiet)
    reach.consider_active(_active_in_account(session, account_id, kept, reach.signals, scoring))
    if not reach.is_settled(POINTS[Reason.QUIET], None):
        marked = some_people_of(session, account_id, gone, scoring)
        _consider_marked(marked, who_fell(session, marked, scoring), reach, quiet)
    return reach.ranked({})


def _consider_marked(people: list[Somebody], fell: frozenset[int], reach: _Reach, quiet: QuietInAccount) -> None:
    """Look at people, those first for whom most may speak, until those that come cannot be among the five."""

    def most_points(person: Somebody) -> int:
        """If nobody touched them, and nobody fits better in their roles."""
        id = person.person_id
        return _most_points(bool(person.units), id in reach.signals.intent, id in fell, id in reach.signals.won)

    people.sort(key=lambda person: (most_points(person), person.units or 0), reverse=True)
    for part in _more_and_more(people):
        if reach.is_settled(most_points(part[0]), part[0].units):
            break
        quiet.look_at(fell.intersection(person.person_id for person in part))
        reach.consider([person for person in part if reach.signals.speak_for(person.person_id)])


@cache
def _most_points(active: bool, high_intent: bool, fell: bool, champion: bool) -> int:
    situation = Situation(
        touched=False, active=active, high_intent=high_intent, quiet_in_role=fell, champion_of_won=champion
    )
    return points(reasons(situation))


def _more_and_more(people: Sequence[Somebody]) -> Iterable[Sequence[Somebody]]:
    """The people in parts, each twice as long as the one before: often the first ones are enough."""
    start, size = 0, AT_ONCE
    while start < len(people):
        yield people[start : start + size]
        start, size = start + size, 2 * size


def _high_intent(session: Session, people: Iterable[int], scoring: Scoring) -> dict[int, tuple[str, ...]]:
    """Person → the products in which intent is High, strongest first."""
    found = products_of_people(session, people, scoring.day, only_with_high=True)
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


class _Reach:
    """Those who were looked at so far; in the end the five who are ranked first."""

    def __init__(self, session: Session, signals: Signals, scoring: Scoring) -> None:
        self.signals = signals
        self._session = session
        self._scoring = scoring
        self._last: dict[int, int] = {}
        self._found: list[_Considered] = []

    def consider(self, people: Sequence[Somebody]) -> None:
        """Look at some people."""
        ids = [person.person_id for person in people]
        self._last |= last_touches(self._session, ids, self._scoring)
        heads = heads_of(self._session, ids)
        for person in people:
            score = self._scoring.person(person.units)
            holds = reasons(_situation(person, self.signals, self._last.get(person.person_id), self._scoring))
            self._found.append(_Considered(person, heads[person.person_id], score, holds))

    def is_settled(self, most: int, units: int | None) -> bool:
        """Whether nobody with at most so many points, and with those no more units, can be among the five."""
        first = ranked(self._found)
        if len(first) < MOST_REACHED:
            return False
        score = self._scoring.person(units)
        return (points(first[-1].reasons), round(first[-1].score, 9)) > (most, round(score, 9))

    def consider_active(self, parts: Iterable[Sequence[Somebody]]) -> None:
        """Look at the others who are active, highest score first, until those that come cannot be among the five."""
        for some in parts:
            if self.is_settled(POINTS[Reason.UNTOUCHED], some[0].units):
                break
            self.consider(some)

    def ranked(self, roles: Mapping[int, str]) -> tuple[ReachPerson, ...]:
        """The five; ``roles``: those in the group."""
        return tuple(
            _reach_person(
                one, self.signals, self._last.get(one.person.person_id), self._scoring, roles.get(one.person.person_id)
            )
            for one in ranked(self._found)
        )


def _active_in_account(
    session: Session, account_id: int, kept: KeptPeople, signals: Signals, scoring: Scoring
) -> Iterable[Sequence[Somebody]]:
    """The account's active people without those for whom more speaks: first those with the highest scores."""
    for some in in_parts(kept.top(kept.active)):
        yield from _active(some_people_of(session, account_id, some, scoring), signals, scoring)


def _active(people: Iterable[Somebody], signals: Signals, scoring: Scoring) -> Iterable[Sequence[Somebody]]:
    """Who is active, without those for whom more speaks: by score, a few at a time."""
    active = [person for person in people if person.units and not signals.speak_for(person.person_id)]
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
