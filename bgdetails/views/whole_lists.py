"""The lists of pages, whole: all accounts in a journey, all that a person did; as tables that can be searched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.navigation import Target
from bgdetails.store.tables import Account, SolutionInterest
from bgdetails.views.activities import activities_by_id, ids_of_activities
from bgdetails.views.group_cards import ListedGroup, by_engagement, groups_of_account
from bgdetails.views.interest_counts import all_without_group, counts_of_interests
from bgdetails.views.journey import accounts_in, load_emails
from bgdetails.views.kept_people import kept_people
from bgdetails.views.memberships import groups_of
from bgdetails.views.opportunities import opportunities_of
from bgdetails.views.overlap import contact_overlap
from bgdetails.views.pages import OpportunityLine
from bgdetails.views.scoring import scoring_of
from bgdetails.views.statements import SUBJECT, WANTED, Query, table
from bgdetails.views.table import Over, PagedRows, Table, TableRow
from bgdetails.wording import NO_LAKE_EMAILS, deal_level

_MOST_ACTIVITIES = 20_000
"""Activities that are read at once; of more, those that are looked at."""
_ALL: Final = None
_account, _interest = table(Account).c, table(SolutionInterest).c
_ACCOUNTS = Query(
    select(_account.id, _account.public_id, _account.name, _account.industry, _account.region).where(
        _account.id.in_(WANTED)
    )
)
_named_interests = select(_interest.id, _interest.name).order_by(_interest.name_key)
_OF_TEMPLATE = Query(_named_interests.where(_interest.template_id == SUBJECT))
_OF_MODEL = Query(_named_interests.where(_interest.stage_model_id == SUBJECT))

WholeList = Callable[[Session, int, str, date], Table]
"""Of a session, our id of the page's subject, its name, and the scoring day."""


def accounts_of_journey(session: Session, journey_id: int, name: str, as_of: date) -> Table:
    """Everybody who is or was in a journey, last entered first."""
    accounts = accounts_in(session, journey_id, scoring_of(session, as_of).end, _ALL)
    return _table(
        f"Accounts in {name}",
        ("Account", "Status", "Entered", "Left", "Days"),
        (
            TableRow((each.name, each.status, each.entered_at, each.left_at, each.days), Target("account", each.id))
            for each in accounts
        ),
        ("account", "accounts"),
        "No account is in this journey.",
    )


def emails_of_journey(session: Session, journey_id: int, name: str, as_of: date) -> Table:
    """The e-mails of a journey by people sent to, with their rates; a rate of nothing is unknown."""
    emails = load_emails(session, journey_id, as_of)
    return _table(
        f"Emails of {name}",
        ("Asset", "Sent", "Delivered, %", "Opened, %", "Clicked, %"),
        (
            TableRow(
                (
                    each.asset,
                    each.sent,
                    _share(each.delivered, each.sent),
                    _share(each.opened, each.delivered),
                    _share(each.clicked, each.delivered),
                )
            )
            for each in emails or ()
        ),
        ("email", "emails"),
        NO_LAKE_EMAILS if emails is None else "No email of this journey was sent yet.",
    )


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole > 0 else None


def accounts_without_group(session: Session, interest_id: int, name: str, as_of: date) -> Table:
    """All accounts of an interest's audience that have no group, by name."""
    wanted = all_without_group(session, interest_id)
    found = {number: cells for number, *cells in _ACCOUNTS.rows(session, wanted=json.dumps(wanted))}
    return _table(
        f"Accounts without a group of {name}",
        ("Account", "Industry", "Region"),
        (
            TableRow(tuple(cells), Target("account", public_id))
            for public_id, *cells in (found[number] for number in wanted)
        ),
        ("account", "accounts"),
        "Every account of the audience has a group.",
    )


def groups_at_account(session: Session, account_id: int, name: str, as_of: date) -> Table:
    """All groups of an account by score."""
    return _groups(f"Buying groups of {name}", groups_of_account(session, account_id, scoring_of(session, as_of)))


def groups_of_person(session: Session, person_id: int, name: str, as_of: date) -> Table:
    """All groups that a person is in, by score, with the role."""
    groups = by_engagement(groups_of(session, person_id, scoring_of(session, as_of)))
    return _groups(f"Buying groups of {name}", groups, with_role=True)


def _groups(title: str, groups: Sequence[ListedGroup], *, with_role: bool = False) -> Table:
    def row(group: ListedGroup) -> TableRow:
        card = group.card
        role = (card.role,) if with_role else ()
        cells = (card.name, *role, card.engagement_score, card.completeness_score, card.stage, card.member_count)
        return TableRow(cells, Target("group", card.id))

    columns = ("Name", *(("Role",) if with_role else ()), "Engagement", "Completeness, %", "Stage", "Members")
    return _table(title, columns, map(row, groups), ("group", "groups"), "No buying group yet.")


def deals_at_account(session: Session, account_id: int, name: str, as_of: date) -> Table:
    """All opportunities of an account, open ones first."""

    def row(deal: OpportunityLine) -> TableRow:
        check = None if deal.check is None else deal_level(deal.check.level)
        state = check if deal.is_open else "won" if deal.is_won else "closed"
        cells = (deal.name, state, deal.stage, deal.amount, deal.currency, deal.close_date, deal.owner)
        return TableRow(cells, Over("deal", deal.id))

    deals = opportunities_of(session, account_id, scoring_of(session, as_of))
    columns = ("Name", "Check", "Stage", "Amount", "Currency", "Closes", "Owner")
    return _table(
        f"Opportunities of {name}", columns, map(row, deals), ("opportunity", "opportunities"), "No opportunity."
    )


def overlap_at_account(session: Session, account_id: int, name: str, as_of: date) -> Table:
    """Everybody at an account who is in two of its groups or more."""
    scoring = scoring_of(session, as_of)
    cards = {group.group_id: group.card for group in groups_of_account(session, account_id, scoring)}
    everybody = kept_people(session, account_id, scoring).first_of_overlap(_ALL)
    return _table(
        f"Contact overlap of {name}",
        ("Name", "Title", "Score", "Groups", "Interests"),
        (
            TableRow(
                (
                    each.name,
                    each.title,
                    each.engagement_score,
                    len(each.groups),
                    ", ".join(dict.fromkeys(group.solution_interest for group in each.groups)),
                ),
                Target("person", each.id),
            )
            for each in contact_overlap(session, everybody, cards, scoring)
        ),
        ("person", "people"),
        "Nobody is in two groups or more.",
    )


def activities_of_person(session: Session, person_id: int, name: str, as_of: date) -> Table:
    """What a person did and what was done to them, latest first."""
    ids, engine = ids_of_activities(session, person_id, scoring_of(session, as_of).end), session.get_bind()

    def read(wanted: Sequence[int]) -> dict[int, TableRow]:
        with Session(engine) as again:  # rows of a long list are looked at later
            found = activities_by_id(again, wanted)
        return {id: TableRow((each.about, each.kind, each.at)) for id, each in found.items()}

    rows = PagedRows(ids, read)
    return Table(
        f"Activities of {name}",
        ("What", "Type", "When"),
        rows if len(ids) > _MOST_ACTIVITIES else list(rows),
        len(ids),
        ("activity", "activities"),
        "No activity so far.",
    )


def interests_of_template(session: Session, template_id: int, name: str, as_of: date) -> Table:
    """The solution interests that use a roles template."""
    return _interests(session, name, dict(_OF_TEMPLATE.rows(session, subject=template_id)))


def interests_of_model(session: Session, model_id: int, name: str, as_of: date) -> Table:
    """The solution interests that use a stage model."""
    return _interests(session, name, dict(_OF_MODEL.rows(session, subject=model_id)))


def _interests(session: Session, used: str, interests: dict[int, str]) -> Table:
    counts = counts_of_interests(session, [*interests])
    return _table(
        f"Solution interests with {used}",
        ("Name", "Groups", "Accounts without a group"),
        (
            TableRow(
                (name, sum(counts[number].stages.values()), counts[number].without_group), Target("interest", name)
            )
            for number, name in interests.items()
        ),
        ("solution interest", "solution interests"),
        "No solution interest uses it.",
    )


def _table(title: str, columns: tuple[str, ...], rows: Iterable[TableRow], noun: tuple[str, str], empty: str) -> Table:
    listed = list(rows)
    return Table(title, columns, listed, len(listed), noun, empty)
