"""Who could fill the missing and short roles of a group (docs/model.md, who could fill a role)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

from msgspec import Struct
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
from bgdetails.views.account_people import Head, Somebody, heads_of, people_of, some_people_of, units_of
from bgdetails.views.contact_roles import contact_roles
from bgdetails.views.contacts import contact_order
from bgdetails.views.group_head import group_head, template_rules
from bgdetails.views.intent import products_of_people
from bgdetails.views.memberships import members_of
from bgdetails.views.roles import fills, roles_of
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import END, SUBJECT, Query, sqlite_of, table
from bgdetails.views.suggestions import Candidate, RoleGap

CANDIDATES_SHOWN = 5
_ROLES_KEPT, _ANSWERS_KEPT = 40, 10_000
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

    person_id: int
    fit: Fit
    crm_role: str | None = None
    fails: str | None = None


class _Account(Struct, frozen=True):
    """The people of the group's account, with all that decides how they fit."""

    order: Sequence[int]
    """By score."""
    alike: Sequence[tuple[attributes.Values, Sequence[int]]]
    """What the conditions test, and of whom that is so."""
    values_of: Mapping[int, attributes.Values]
    """The same by person."""
    crm_roles: Mapping[int, Sequence[str]]
    present_roles: Mapping[int, str]
    removed: frozenset[int]


class _Computed(Struct, frozen=True):
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
    order = _order(session, account_id, scoring)
    alike = _alike(session, account_id, wanted, order, scoring)
    account = _Account(
        order,
        alike,
        {person: values for values, people in alike for person in people},
        contact_roles(session, account_id, rules).of(interest),
        {member.person_id: member.role for member in members},
        frozenset(row[0] for row in _REMOVED.rows(session, subject=group_id, end=scoring.end)),
    )
    matcher = RoleMatcher(template, rules.opportunity_roles)
    found = [_who_could(role, matcher, account) for role in wanted]
    people = _people(session, account_id, {one.person_id for first, _ in found for one in first}, scoring)
    return tuple(
        RoleGap(fill.role, fill.required - fill.assigned, _candidates(first, people, account, scoring), fit_count)
        for fill, (first, fit_count) in zip(lacking, found, strict=True)
    )


def _order(session: Session, account_id: int, scoring: Scoring) -> Sequence[int]:
    """Everybody at the account by score: as a refresh kept them, else sorted."""
    kept = contact_order(session, account_id, scoring.as_of)
    if kept is not None:
        return kept
    everybody = people_of(session, account_id, scoring)
    everybody.sort(key=lambda person: (-round(scoring.person(person.units), 9), person.name_key, person.person_id))
    return [person.person_id for person in everybody]


def _alike(
    session: Session, account_id: int, roles: Sequence[TemplateRole], order: Sequence[int], scoring: Scoring
) -> Sequence[tuple[attributes.Values, Sequence[int]]]:
    """What the conditions of the roles test, by person; people of the same values together where no score is tested."""
    fields = fields_of(condition for role in roles for condition in role.conditions)
    if not any(map(attributes.is_computed, fields)):
        return attributes.people_alike(sqlite_of(session), fields, account_id)
    units: dict[int, int | None] = {**dict.fromkeys(order), **units_of(session, order, scoring.day)}
    computed = _Computed(session, units, scoring)
    found = attributes.people(sqlite_of(session), fields, (account_id, account_id), computed)
    return [(values, (person_id,)) for person_id, _, _, values in found]


def _who_could(role: TemplateRole, matcher: RoleMatcher, account: _Account) -> tuple[list[_Found], int]:
    """The first who could fill a role, and how many fit it: whom the CRM names, who fits, who nearly does; by score."""
    key, (fits, _) = role.role.casefold(), _tests(role)
    with_role = {person for person, present in account.present_roles.items() if present.casefold() == key}
    by_crm = {
        person: crm.strip()
        for person, said in account.crm_roles.items()
        for crm in reversed(said)
        if person not in with_role and role.role in matcher.all_by_crm([crm])
    }
    fit = {person for values, people in account.alike if fits(values) for person in people}
    fit -= with_role | by_crm.keys()
    first = list(islice(_in_order(role, account, with_role, by_crm, fit), CANDIDATES_SHOWN))
    return first, len(fit) + len(by_crm.keys() & account.values_of.keys())


def _in_order(
    role: TemplateRole, account: _Account, with_role: Container[int], by_crm: Mapping[int, str], fit: Collection[int]
) -> Iterator[_Found]:
    """Whom the CRM names, then who fits, then who nearly does, each by score; no further than one looks."""
    values_of = account.values_of
    if by_crm:
        named = (person for person in account.order if person in by_crm and person in values_of)
        yield from (_Found(person, Fit.CRM, crm_role=by_crm[person]) for person in named)
    if fit:
        yield from (_Found(person, Fit.FITS) for person in account.order if person in fit)
    _, nearly = _tests(role)
    for person in account.order:
        if person in with_role or person in by_crm or person in fit or person not in values_of:
            continue
        if (fails := nearly(values_of[person])) is not None:
            yield _Found(person, Fit.NEARLY, fails=fails)


_Fits = Callable[[attributes.Values], bool]
_Nearly = Callable[[attributes.Values], str | None]


@lru_cache(_ROLES_KEPT)
def _tests(role: TemplateRole) -> tuple[_Fits, _Nearly]:
    """Whether people fit a role, and nearly do, as long as its conditions are these."""
    fit = RoleFit(role)
    return _each_once(fit.fits, role), _each_once(fit.nearly, role)


def _each_once(test: Callable[[attributes.Values], T], role: TemplateRole) -> Callable[[attributes.Values], T]:
    """The test, asked once of people with the same attributes."""
    fields = fields_of(role.conditions)
    known: dict[tuple[object, ...], T] = {}

    def ask(values: attributes.Values) -> T:
        key = tuple([values[name] for name in fields])
        if key not in known:
            if len(known) >= _ANSWERS_KEPT:
                known.clear()
            known[key] = test(values)
        return known[key]

    return ask


class _Person(NamedTuple):
    """Somebody with what is said of them."""

    somebody: Somebody
    head: Head


def _people(session: Session, account_id: int, people: Collection[int], scoring: Scoring) -> dict[int, _Person]:
    heads = heads_of(session, people)
    found = some_people_of(session, account_id, people, scoring)
    return {each.person_id: _Person(each, heads[each.person_id]) for each in found}


def _candidates(
    found: Sequence[_Found], people: Mapping[int, _Person], account: _Account, scoring: Scoring
) -> tuple[Candidate, ...]:
    def order(one: _Found) -> tuple[Fit, tuple[float, str, str]]:
        person, head = people[one.person_id]
        return one.fit, by_score(scoring.person(person.units), person.name_key, head.public_id)

    return tuple(_candidate(one, people[one.person_id], account, scoring) for one in sorted(found, key=order))


def _candidate(one: _Found, person: _Person, account: _Account, scoring: Scoring) -> Candidate:
    engagement = scoring.person(person.somebody.units)
    present = account.present_roles.get(one.person_id)
    return Candidate(
        id=person.head.public_id,
        name=person.head.name,
        title=person.head.title,
        engagement_score=engagement,
        engagement_level=level(engagement),
        fit=one.fit.name.casefold(),
        fails=one.fails,
        crm_role=one.crm_role,
        present_role=present,
        was_removed=present is None and one.person_id in account.removed,
    )
