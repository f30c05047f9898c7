"""Who went quiet: members whose activity fell within four weeks (docs/model.md, who went quiet)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from msgspec import Struct
from sqlalchemy import BindParameter, and_, bindparam, select
from sqlmodel import Session

from bgdetails.rules.deals import mapped_role, mapped_roles
from bgdetails.rules.model import RuleSet
from bgdetails.rules.quiet import QUIET_DAYS, went_quiet
from bgdetails.rules.reach import InRole, best_who_went_quiet
from bgdetails.store.tables import Membership, Person, PersonScore
from bgdetails.views.account_people import Somebody, units_of
from bgdetails.views.contact_roles import ContactRoles, contact_roles
from bgdetails.views.explanations import QuietMember
from bgdetails.views.group_cards import some_groups_of_account
from bgdetails.views.group_head import GroupHead
from bgdetails.views.memberships import LATEST_LAST, Member, holds
from bgdetails.views.roles import roles_of
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, WANTED, Query, table, unindexed

_member, _units, _person = table(Membership), table(PersonScore), table(Person)
_OF_GROUP = Query(
    select(_units.c.person_id, _units.c.units)
    .select_from(_member.join(_units, and_(_units.c.day == DAY, _units.c.person_id == _member.c.person_id)))
    .where(_member.c.group_id == SUBJECT)
)
_ROLES_OF_SOME = Query(
    select(_member.c.group_id, _member.c.person_id, _member.c.role)
    .where(_member.c.person_id.in_(WANTED), holds())
    .order_by(*LATEST_LAST)
)
_MEMBERS_OF_SOME = Query(
    select(_member.c.group_id, _member.c.person_id, _member.c.role)
    .where(_member.c.group_id.in_(WANTED), holds())
    .order_by(*LATEST_LAST)
)

_now, _earlier = _units.alias("now"), _units.alias("earlier")
_EARLIER_DAY: BindParameter[int] = bindparam("earlier")
_THEN_AND_NOW = Query(
    select(_person.c.id, _now.c.units, _earlier.c.units)
    .select_from(
        _person.outerjoin(_now, and_(_now.c.day == DAY, _now.c.person_id == _person.c.id)).outerjoin(
            _earlier, and_(_earlier.c.day == _EARLIER_DAY, _earlier.c.person_id == _person.c.id)
        )
    )
    .where(_person.c.id.in_(WANTED), unindexed(_person.c.account_id) == SUBJECT, ~_person.c.hidden)
)


class QuietInRole(Struct, frozen=True):
    """The best-fitting person in a required role, who went quiet; ``group``: its name, where several are meant."""

    role: str
    group: str | None
    score_before: float
    score: float


class _Before(Struct, frozen=True):
    """The day four weeks before, and who had how many units then."""

    scoring: Scoring
    units: dict[int, int]

    @classmethod
    def of_group(cls, session: Session, group_id: int, scoring: Scoring) -> _Before:
        before = _scoring_before(session, scoring)
        return cls(before, dict(_OF_GROUP.rows(session, subject=group_id, day=before.day)))

    @classmethod
    def of_people(cls, session: Session, people: Iterable[int], scoring: Scoring) -> _Before:
        before = _scoring_before(session, scoring)
        return cls(before, units_of(session, people, before.day))

    def in_role(self, person_id: int, by_crm: bool, units: int | None) -> InRole:
        return InRole(person_id, by_crm, self.units.get(person_id, 0), units or 0)

    def best_who_went_quiet(self, people: Iterable[InRole], scoring: Scoring) -> InRole | None:
        return best_who_went_quiet(people, self.scoring.person, scoring.person)

    def scores(self, person_id: int, units: int | None, scoring: Scoring) -> tuple[float, float] | None:
        """Of somebody who went quiet the score then and now; None: they did not."""
        then, now = self.units.get(person_id, 0), units or 0
        if then <= now:
            return None  # which is so of most, and soon said
        score_then, score_now = self.scoring.person(then), scoring.person(now)
        return (score_then, score_now) if went_quiet(then, now, score_then, score_now) else None


def _scoring_before(session: Session, scoring: Scoring) -> Scoring:
    return scoring_of(session, scoring.as_of - timedelta(days=QUIET_DAYS))


def quiet_members(
    session: Session, group_id: int, members: Sequence[Member], scoring: Scoring
) -> tuple[QuietMember, ...]:
    """The members who went quiet: whose score fell most first, then by name, then id."""
    before = _Before.of_group(session, group_id, scoring)
    found = []
    for member in members:
        scores = before.scores(member.person_id, member.units, scoring)
        if scores is not None:
            then, now = scores
            quiet = QuietMember(member.public_id, member.name, member.role, then, now)
            found.append((by_score(then - now, member.name_key, member.public_id), quiet))
    return tuple(quiet for _, quiet in sorted(found, key=lambda pair: pair[0]))


def quiet_in_group(
    session: Session, group_id: int, head: GroupHead, members: Sequence[Member], scoring: Scoring, rules: RuleSet
) -> dict[int, QuietInRole]:
    """Of each required role of a group the best-fitting member, where that one went quiet."""
    before = _Before.of_group(session, group_id, scoring)
    crm = _named_by_crm(contact_roles(session, head.account_id, rules), head.interest, rules)
    in_roles: defaultdict[str, list[InRole]] = defaultdict(list)
    for member in members:
        key = member.role.casefold()
        by_crm = key in crm.get(member.person_id, ())
        in_roles[key].append(before.in_role(member.person_id, by_crm, member.units))
    return {
        best.person_id: _quiet_in_role(role.role, None, best, before, scoring)
        for role in roles_of(session, head.template_id)
        if role.required_for_completeness
        and (best := before.best_who_went_quiet(in_roles[role.key], scoring)) is not None
    }


class QuietInAccount:
    """The same of all groups of an account: it looks at some people after others, and reads nothing twice."""

    def __init__(self, session: Session, account_id: int, scoring: Scoring, rules: RuleSet) -> None:
        self.found: dict[int, QuietInRole] = {}
        """Of those who were looked at, by our id of the person."""
        self._session, self._account_id, self._scoring, self._rules = session, account_id, scoring, rules
        self._before = _Before(_scoring_before(session, scoring), {})
        self._groups: set[int] = set()
        self._members: dict[tuple[int, str], list[int]] = {}
        """The people of each (group, role) of the groups."""
        self._asked: set[int] = set()
        self._units: dict[int, int | None] = {}
        """Of those who were asked about and are at the account."""

    def look_at(self, fell: Collection[int]) -> None:
        """Find those among ``fell``, who went quiet in whatever roles: only they can be who fits best and went quiet.

        Of several roles of one person it is that in the most engaged group.
        """
        concerned = set(_roles(_ROLES_OF_SOME, self._session, fell, self._scoring))
        if not concerned:
            return
        self._read_members({group for group, _ in concerned} - self._groups)
        self._read_units({person for place in concerned for person in self._members.get(place, ())} - self._asked)
        self.found |= {person: quiet for person, quiet in self._best(concerned) if person in fell}

    @cached_property
    def _contacts(self) -> ContactRoles:
        return contact_roles(self._session, self._account_id, self._rules)

    def _read_members(self, groups: set[int]) -> None:
        if groups:
            self._members |= _roles(_MEMBERS_OF_SOME, self._session, groups, self._scoring)
            self._groups |= groups

    def _read_units(self, people: set[int]) -> None:
        if people:
            days = {"day": self._scoring.day, "earlier": self._before.scoring.day}
            wanted = json.dumps(list(people))
            for person, now, then in _THEN_AND_NOW.rows(self._session, subject=self._account_id, wanted=wanted, **days):
                self._units[person] = now
                self._before.units[person] = then or 0
            self._asked |= people

    def _best(self, places: Collection[tuple[int, str]]) -> Iterator[tuple[int, QuietInRole]]:
        """Of each of the places that is required, who fits best and went quiet: the most engaged group last."""
        session, scoring, before = self._session, self._scoring, self._before
        groups = some_groups_of_account(session, self._account_id, {group for group, _ in places}, scoring)
        roles = {number: roles_of(session, number) for number in {group.template_id or 0 for group in groups}}
        interests = {group.card.solution_interest for group in groups}
        crm = {name: _named_by_crm(self._contacts, name, self._rules) for name in interests}
        for group in reversed(groups):
            named = crm[group.card.solution_interest]
            for role in reversed(roles[group.template_id or 0]):
                place = (group.group_id, role.key)
                if not role.required_for_completeness or place not in places:
                    continue
                in_role = (
                    before.in_role(person, role.key in named.get(person, ()), self._units[person])
                    for person in self._members.get(place, ())
                    if person in self._units
                )
                best = before.best_who_went_quiet(in_role, scoring)
                if best is not None:
                    yield best.person_id, _quiet_in_role(role.role, group.card.name, best, before, scoring)


def _quiet_in_role(role: str, group: str | None, best: InRole, before: _Before, scoring: Scoring) -> QuietInRole:
    return QuietInRole(role, group, before.scoring.person(best.units_before), scoring.person(best.units))


def who_fell(session: Session, people: Sequence[Somebody], scoring: Scoring) -> frozenset[int]:
    """Those of some people who went quiet, whatever their roles."""
    before = _Before.of_people(session, (person.person_id for person in people), scoring)
    return frozenset(
        person.person_id for person in people if before.scores(person.person_id, person.units, scoring) is not None
    )


def _roles(
    query: Query, session: Session, wanted: Iterable[int], scoring: Scoring
) -> Mapping[tuple[int, str], list[int]]:
    """The people of each (group, role)."""
    rows = query.rows(session, wanted=json.dumps(list(wanted)), end=scoring.end)
    people: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for (group_id, person_id), role in {(group, person): role for group, person, role in rows}.items():
        people[group_id, role.casefold()].append(person_id)
    return people


def _named_by_crm(contacts: ContactRoles, interest: str, rules: RuleSet) -> dict[int, frozenset[str]]:
    """Person → the roles that CRM roles give them, case-folded."""
    mapped = mapped_roles(rules.opportunity_roles)
    return {
        person: frozenset(role.casefold() for crm in said if (role := mapped_role(crm, mapped)) is not None)
        for person, said in contacts.of(interest).items()
    }
