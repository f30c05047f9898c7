"""The check of one opportunity: its five findings, and the people behind them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, select
from sqlmodel import Session

from bgdetails.refresh.deal_interests import interests_of
from bgdetails.rules.deals import (
    CHAMPION_KEY,
    DECISION_MAKER_KEY,
    SILENT_DAYS,
    DealPeople,
    check_deal,
    count_people,
    mapped_role,
    mapped_roles,
)
from bgdetails.rules.engagement import level
from bgdetails.rules.model import RuleSet
from bgdetails.store.account_people import unpack_people
from bgdetails.store.rules_text import current_rules
from bgdetails.store.tables import (
    Account,
    BuyingGroup,
    DealScore,
    Membership,
    Opportunity,
    OpportunityContactRole,
    Person,
    PersonScore,
)
from bgdetails.store.times import from_micros, start_of_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.activities import last_activity_of
from bgdetails.views.deal_page import DealDetails, DealPersonLine
from bgdetails.views.memberships import LATEST_LAST, holds
from bgdetails.views.opportunities import PEOPLE_COLUMNS, days_until, deal_people
from bgdetails.views.scoring import Scoring, by_score, scoring_of
from bgdetails.views.statements import DAY, SUBJECT, WANTED, Query, Row, table
from bgdetails.views.values import Named, SubjectGone

_deal, _account, _contact = table(Opportunity), table(Account), table(OpportunityContactRole)
_person, _units, _member, _group = table(Person), table(PersonScore), table(Membership), table(BuyingGroup)
_score = table(DealScore)

_HEAD = Query(
    select(
        _deal.c.id,
        _deal.c.public_id,
        _deal.c.name,
        _deal.c.stage,
        _deal.c.is_closed,
        _deal.c.is_won,
        _deal.c.amount,
        _deal.c.currency,
        _deal.c.close_date,
        _deal.c.owner,
        _account.c.id,
        _account.c.public_id,
        _account.c.name,
    )
    .select_from(_deal.join(_account, _account.c.id == _deal.c.account_id))
    .where(_deal.c.public_id == SUBJECT, ~_deal.c.hidden)
)
_SOMEBODY = (_person.c.id, _person.c.public_id, _person.c.name, _person.c.name_key, _person.c.title, _units.c.units)
_SCORED = and_(_units.c.day == DAY, _units.c.person_id == _person.c.id)
_PEOPLE = Query(
    select(*_SOMEBODY, last_activity_of(_person.c.id))
    .select_from(_person.outerjoin(_units, _SCORED))
    .where(_person.c.id.in_(WANTED), ~_person.c.hidden)
)
_CONTACTS = Query(
    select(*_SOMEBODY, last_activity_of(_person.c.id), _contact.c.role)
    .select_from(_contact.join(_person, _person.c.id == _contact.c.person_id).outerjoin(_units, _SCORED))
    .where(_contact.c.opportunity_id == SUBJECT, ~_contact.c.deleted, ~_person.c.hidden)
    .order_by(_contact.c.id)
)
_MEMBERSHIP = (_member.c.person_id, _member.c.group_id, _group.c.interest_id, _member.c.role)
_OF_ACCOUNT = and_(_group.c.account_id == SUBJECT, ~_group.c.hidden, holds())
_MEMBERS = Query(
    select(*_MEMBERSHIP)
    .select_from(_group.join(_member, _member.c.group_id == _group.c.id))
    .where(_OF_ACCOUNT)
    .order_by(*LATEST_LAST)
)
_MEMBERS_OF_SOME = Query(
    select(*_MEMBERSHIP)
    .select_from(_member.join(_group, _group.c.id == _member.c.group_id))
    .where(_member.c.person_id.in_(WANTED), _OF_ACCOUNT)
    .order_by(*LATEST_LAST)
)
_KEPT = Query(select(_score.c.first, *PEOPLE_COLUMNS).where(_score.c.day == DAY, _score.c.opportunity_id == SUBJECT))


def load_deal(session: Session, public_id: str, as_of: date) -> DealDetails:
    """An opportunity and its check as of a day for which scores are kept."""
    scoring = scoring_of(session, as_of)
    row = _HEAD.first(session, subject=public_id)
    if row is None:
        raise SubjectGone("opportunity")
    deal_id, _, name, stage, is_closed, is_won, amount, currency, close_date, owner, account_id, *account = row
    rules = current_rules(session)
    people = _contacts(session, deal_id, rules, scoring)
    counts, from_groups = count_people(people, from_groups=False), not people
    if from_groups:
        people, counts = _members(session, deal_id, account_id, rules, scoring)
    closes = None if close_date is None else date.fromisoformat(close_date)
    return DealDetails(
        id=public_id,
        name=name,
        account=Named(*account),
        stage=stage,
        amount=amount,
        currency=currency,
        close_date=closes,
        owner=owner,
        check=None if is_closed or is_won else check_deal(counts, days_until(closes, as_of)),
        people=people,
        people_count=counts.people,
        from_groups=from_groups,
        as_of=as_of,
    )


def _contacts(session: Session, deal_id: int, rules: RuleSet, scoring: Scoring) -> tuple[DealPersonLine, ...]:
    """Everybody with a contact role on the opportunity, of whatever account."""
    mapped = mapped_roles(rules.opportunity_roles)
    rows = _CONTACTS.rows(session, subject=deal_id, day=scoring.day, end=scoring.end)
    roles = {crm: mapped_role(crm, mapped) for *_, crm in rows}
    return _lines(
        ((row[:7], _said(row[7], roles[row[7]]), (roles[row[7]] or "").casefold()) for row in rows),
        scoring,
    )


def _said(crm_role: str | None, role: str | None) -> str | None:
    """``Decision Maker (Economic Buyer)``: what the CRM calls somebody, and the role that it stands for."""
    if role is None or crm_role is None or role.casefold() == crm_role.strip().casefold():
        return role or crm_role
    return f"{role} ({crm_role.strip()})"


def _members(
    session: Session, deal_id: int, account_id: int, rules: RuleSet, scoring: Scoring
) -> tuple[tuple[DealPersonLine, ...], DealPeople]:
    """The members of the account's groups of the interests that the opportunity belongs to, and what they are.

    Of an open opportunity a refresh keeps the counts and who comes first; else all of them are looked at.
    """
    first, counts = _kept(session, deal_id, scoring)
    of_account = {"subject": account_id, "end": scoring.end}
    if counts is None:
        rows = _MEMBERS.rows(session, **of_account)
    else:
        rows = _MEMBERS_OF_SOME.rows(session, wanted=json.dumps(first), **of_account)
    interests = interests_of(driver_connection(session), rules, (deal_id,), (account_id, account_id))[deal_id]
    held = {(group, person): role for person, group, interest, role in rows if interest in interests}
    wanted = json.dumps(list({person for _, person in held}))
    people = {row[0]: row for row in _PEOPLE.rows(session, wanted=wanted, day=scoring.day, end=scoring.end)}
    lines = _lines(
        ((people[person], role, role.casefold()) for (_, person), role in held.items() if person in people), scoring
    )
    return lines, counts or count_people(lines, from_groups=True)


def _kept(session: Session, deal_id: int, scoring: Scoring) -> tuple[tuple[int, ...], DealPeople | None]:
    """The first members and what all of them are; of a check that is not over members nothing."""
    row = _KEPT.first(session, subject=deal_id, day=scoring.day)
    counts = None if row is None else deal_people(row[1:])
    if row is None or counts is None or not counts.from_groups:
        return (), None
    return unpack_people(row[0]), counts


def _lines(found: Iterable[tuple[Row, str | None, str]], scoring: Scoring) -> tuple[DealPersonLine, ...]:
    """The people of (person, role as it is said, its key), each once with all of their roles."""
    people: dict[int, Row] = {}
    said: defaultdict[int, dict[str, None]] = defaultdict(dict)
    keys: defaultdict[int, set[str]] = defaultdict(set)
    for person, role, key in found:
        people[person[0]] = person
        keys[person[0]].add(key)
        if role:
            said[person[0]][role] = None
    ordered = sorted(people.values(), key=lambda row: _order(row, keys, scoring))
    return tuple(_line(row, tuple(said[row[0]]), keys[row[0]], scoring) for row in ordered)


def _order(row: Row, keys: Mapping[int, set[str]], scoring: Scoring) -> tuple[bool, bool, tuple[float, str, str]]:
    person_id, public_id, _, name_key, _, units, _ = row
    roles = keys[person_id]
    return (
        DECISION_MAKER_KEY not in roles,
        CHAMPION_KEY not in roles,
        by_score(scoring.person(units), name_key, public_id),
    )


def _line(row: Row, said: Sequence[str], keys: set[str], scoring: Scoring) -> DealPersonLine:
    _, public_id, name, _, title, units, last_activity = row
    engagement = scoring.person(units)
    silent_before = start_of_day(scoring.day - SILENT_DAYS + 1)
    return DealPersonLine(
        id=public_id,
        name=name,
        title=title,
        roles=tuple(said),
        is_decision_maker=DECISION_MAKER_KEY in keys,
        is_champion=CHAMPION_KEY in keys,
        engagement_score=engagement,
        engagement_level=level(engagement),
        last_activity_at=from_micros(last_activity),
        is_silent=last_activity is None or last_activity < silent_before,
    )
