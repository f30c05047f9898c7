"""Who could fill the missing and short roles of a group (docs/model.md, who could fill a role)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import or_, select
from sqlmodel import Session

from bgdetails.refresh import attributes
from bgdetails.refresh.among import Among
from bgdetails.rules.candidates import Fit, RoleFit
from bgdetails.rules.completeness import missing_and_short
from bgdetails.rules.conditions import INTENT_PREFIX, fields_of
from bgdetails.rules.engagement import level, shown
from bgdetails.rules.formation import RoleMatcher, Source
from bgdetails.rules.model import TemplateRole
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.tables import Membership
from bgdetails.views.account_people import Head, Somebody, heads_of, people_of
from bgdetails.views.contact_roles import contact_roles
from bgdetails.views.group_head import group_head, template_rules
from bgdetails.views.intent import products_of_people
from bgdetails.views.memberships import members_of
from bgdetails.views.roles import fills, roles_of
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import END, SUBJECT, Query, sqlite_of, table
from bgdetails.views.suggestions import Candidate, RoleGap

CANDIDATES_SHOWN = 5
T = TypeVar("T")

_member = table(Membership)
# Where nobody knows by whom, it may have been by hand (rules.formation).
_REMOVED = Query(
    select(_member.c.person_id).where(
        _member.c.group_id == SUBJECT,
        _member.c.removed_at <= END,
        or_(_member.c.removed_by.is_(None), _member.c.removed_by != Source.SYSTEM.value),
    )
)


class _Found(NamedTuple):
    """Somebody who fits a role, or nearly: the CRM role that says so, or the condition that fails."""

    person: Somebody
    fit: Fit
    crm_role: str | None = None
    fails: str | None = None


@dataclass(frozen=True, slots=True)
class _Account:
    """The people of the group's account, with all that decides how they fit."""

    people: Sequence[Somebody]
    values: Mapping[int, attributes.Values]
    crm_roles: Mapping[int, Sequence[str]]
    present_roles: Mapping[int, str]
    removed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Computed:
    """The scores and the intent of the account's people."""

    session: Session
    units: Mapping[int, int | None]
    scoring: Scoring

    def engagement(self, person: int) -> int:
        """The score as it is shown."""
        return shown(self.scoring.person(self.units.get(person)))

    def intent(self, fields: Sequence[str], bounds: Among) -> Mapping[int, Mapping[str, str]]:
        """Of each person the level in the product that each field names; of several of one name the strongest."""
        named = {
            name: name.removeprefix(INTENT_PREFIX).strip().casefold()
            for name in fields
            if name.startswith(INTENT_PREFIX)
        }
        if not named:
            return {}
        found: dict[int, dict[str, str]] = {}
        for person, products in products_of_people(self.session, self.units, self.scoring.day).items():
            levels = {product.product.casefold(): product.level for product in reversed(products)}
            found[person] = {name: levels[key] for name, key in named.items() if key in levels}
        return found


def load_gaps(session: Session, group_id: int, as_of: date) -> tuple[RoleGap, ...]:
    """The missing and short roles of a group in the template's order, each with the first who could fill it."""
    scoring = scoring_of(session, as_of)
    account_id, interest, template_name, template_id = group_head(session, group_id, scoring)
    members = members_of(session, group_id, scoring)
    filled = fills(roles_of(session, template_id), (member.role for member in members))
    missing, short = missing_and_short(filled)
    lacking = [fill for fill in filled if fill.role in (*missing, *short)]
    rules = current_rules(session)
    if not lacking:
        return ()
    template = template_rules(rules, template_name)
    roles = {role.role.casefold(): role for role in template.roles}
    wanted = [roles.get(fill.role.casefold(), TemplateRole(fill.role)) for fill in lacking]
    account = _Account(
        people := people_of(session, account_id, scoring),
        _values(session, account_id, wanted, people, scoring),
        contact_roles(session, account_id, rules).of(interest),
        {member.person_id: member.role for member in members},
        frozenset(row[0] for row in _REMOVED.rows(session, subject=group_id, end=scoring.end)),
    )
    matcher = RoleMatcher(template, rules.opportunity_roles)
    found = [_who_could(role, matcher, account, scoring) for role in wanted]
    heads = heads_of(session, {one.person.person_id for first, _ in found for one in first})
    return tuple(
        RoleGap(fill.role, fill.required - fill.assigned, _candidates(first, heads, account, scoring), fit_count)
        for fill, (first, fit_count) in zip(lacking, found, strict=True)
    )


def _values(
    session: Session, account_id: int, roles: Sequence[TemplateRole], people: Sequence[Somebody], scoring: Scoring
) -> dict[int, attributes.Values]:
    """What the conditions of the roles test, by person."""
    fields = fields_of(condition for role in roles for condition in role.conditions)
    computed = _Computed(session, {person.person_id: person.units for person in people}, scoring)
    found = attributes.people(sqlite_of(session), fields, (account_id, account_id), computed)
    return {person_id: values for person_id, _, _, values in found}


def _who_could(
    role: TemplateRole, matcher: RoleMatcher, account: _Account, scoring: Scoring
) -> tuple[list[_Found], int]:
    """The first who could fill a role, and how many fit it: whom the CRM names, who fits, who nearly does; by score."""

    def order(person: Somebody) -> tuple[float, str, int]:
        return -round(scoring.person(person.units), 9), person.name_key, person.person_id

    fit, rest = _who_fit(role, matcher, account)
    first = nsmallest(CANDIDATES_SHOWN, fit, key=lambda one: (one.fit, order(one.person)))
    if len(first) < CANDIDATES_SHOWN:
        first += islice(_who_nearly_fit(role, sorted(rest, key=order), account), CANDIDATES_SHOWN - len(first))
    return first, len(fit)


def _who_fit(role: TemplateRole, matcher: RoleMatcher, account: _Account) -> tuple[list[_Found], list[Somebody]]:
    """Everybody without the role who fits it, and the others without it."""
    key, fits = role.role.casefold(), _each_once(RoleFit(role).fits, role)
    found, rest = [], []
    for person in account.people:
        if account.present_roles.get(person.person_id, "").casefold() == key:
            continue
        said = account.crm_roles.get(person.person_id, ())
        by_crm = next((crm.strip() for crm in said if role.role in matcher.all_by_crm([crm])), None)
        if by_crm is not None:
            found.append(_Found(person, Fit.CRM, crm_role=by_crm))
        elif fits(account.values[person.person_id]):
            found.append(_Found(person, Fit.FITS))
        else:
            rest.append(person)
    return found, rest


def _who_nearly_fit(role: TemplateRole, people: Iterable[Somebody], account: _Account) -> Iterator[_Found]:
    nearly = _each_once(RoleFit(role).nearly, role)
    for person in people:
        fails = nearly(account.values[person.person_id])
        if fails is not None:
            yield _Found(person, Fit.NEARLY, fails=fails)


def _each_once(test: Callable[[attributes.Values], T], role: TemplateRole) -> Callable[[attributes.Values], T]:
    """The test, asked once of people with the same attributes."""
    fields = fields_of(role.conditions)
    known: dict[tuple[object, ...], T] = {}

    def ask(values: attributes.Values) -> T:
        key = tuple(values[name] for name in fields)
        if key not in known:
            known[key] = test(values)
        return known[key]

    return ask


def _candidates(
    found: Sequence[_Found], heads: Mapping[int, Head], account: _Account, scoring: Scoring
) -> tuple[Candidate, ...]:
    def order(one: _Found) -> tuple[Fit, tuple[float, str, str]]:
        person = one.person
        return one.fit, by_score(scoring.person(person.units), person.name_key, heads[person.person_id].public_id)

    return tuple(_candidate(one, heads[one.person.person_id], account, scoring) for one in sorted(found, key=order))


def _candidate(one: _Found, head: Head, account: _Account, scoring: Scoring) -> Candidate:
    engagement = scoring.person(one.person.units)
    present = account.present_roles.get(one.person.person_id)
    return Candidate(
        id=head.public_id,
        name=head.name,
        title=head.title,
        engagement_score=engagement,
        engagement_level=level(engagement),
        fit=one.fit.name.casefold(),
        fails=one.fails,
        crm_role=one.crm_role,
        present_role=present,
        was_removed=present is None and one.person.person_id in account.removed,
    )
