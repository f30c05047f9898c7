"""The facts that a question is answered from: those of the page, and those that were looked up beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlmodel import Session

from bgdetails.navigation import LIST, Target
from bgdetails.store.browse import browse_query, count, first_page
from bgdetails.store.identity import resolve
from bgdetails.summaries.fact_list import FactList, label, number, plain, quote
from bgdetails.summaries.facts_common import score_fact
from bgdetails.summaries.model import Fact, FactSheet, FactValue
from bgdetails.summaries.panel import load_sheet
from bgdetails.views.journey import load_journey
from bgdetails.views.reach import load_account_reach, load_group_reach
from bgdetails.wording import plural

if TYPE_CHECKING:
    from bgdetails.store.browse_row import BrowseRow
    from bgdetails.store.workspace import OpenWorkspace

GROUPS_TOLD = 10
ROLES_TOLD = 3
SUBJECTS = ("group", "account", "person")
_QUERIES = {"interest": 'interest:"{}"', "template": 'template:"{}"'}


@dataclass(slots=True)
class Gathered:
    """Facts under numbers that stay; others are added behind."""

    sheet: FactSheet

    def add(self, sheet: FactSheet) -> Sequence[Fact]:
        """Add the facts of another subject; what is there already is not added. Returns them as they are numbered."""
        there = {fact.text for fact in self.sheet.facts}
        new = [fact for fact in _owned(sheet) if fact.text not in there]
        first = len(self.sheet.facts) + 1
        numbered = [replace(fact, id=f"f{index}") for index, fact in enumerate(new, first)]
        self.sheet = replace(self.sheet, facts=(*self.sheet.facts, *numbered))
        return numbered


def _owned(sheet: FactSheet) -> Iterable[Fact]:
    """The facts of a sheet, each with whom it is about: beside those of others that is no more a matter of course."""
    for fact in sheet.facts:
        if "who" in fact.values or sheet.kind not in SUBJECTS:
            yield fact
            continue
        text = fact.text if sheet.name in fact.text else f"{sheet.name}: {fact.text}"
        yield replace(fact, text=text, values={**fact.values, "who": FactValue(sheet.kind, sheet.name)})


def page_facts(workspace: OpenWorkspace, target: Target, as_of: date, owner: str | None) -> FactSheet:
    """The facts of a page, and who is worth a call; of a page that has no summary those of the groups that it is about.

    Raises:
        UnknownSubject: The page's subject is not in the workspace.
    """
    with workspace.reading() as session:
        if target.kind in SUBJECTS:
            return subject_facts(session, target.kind, resolve(session, target.kind, target.id), as_of)
        if target.kind == "journey":
            return _journey_facts(session, resolve(session, target.kind, target.id), as_of)
    query = target.id if target.kind == LIST else ""
    if target.kind in _QUERIES:
        query = _QUERIES[target.kind].format(target.id.replace('"', ""))
    return group_list_facts(workspace, query, as_of, owner)


def subject_facts(session: Session, kind: str, record: int, as_of: date) -> FactSheet:
    """The facts of a group, an account or a person, and who is worth a call there."""
    sheet = replace(load_sheet(session, kind, record, as_of), highlights=())
    reach = {"group": load_group_reach, "account": load_account_reach}.get(kind)
    if reach is None:
        return sheet
    people, facts = reach(session, record, as_of), FactList()
    for place, person in enumerate(people, 1):
        who = FactValue("person", plain(person.name))
        text = f"{who.value} is number {place} of {plural(len(people), 'person', 'people')} to reach."
        values = {"who": who, "by": label("people to reach"), "rank": number(place), "of": number(len(people))}
        target = Target("person", person.id)
        facts.add("rank", text, target, **values)
        why = quote(person.why)  # a deal may be named in it
        if why is not None:
            facts.add("quote", f"What speaks for a call to {who.value}: “{why.value}”.", target, who=who, text_=why)
    if not people:
        text = f"Nobody of {sheet.name} is worth a call now."
        who = FactValue(kind, sheet.name)
        facts.add("absent", text, Target(kind, sheet.id), what=label("people to reach"), who=who)
    gathered = Gathered(sheet)
    gathered.add(FactSheet(kind, sheet.id, sheet.name, as_of, facts.facts))
    return gathered.sheet


def group_list_facts(workspace: OpenWorkspace, query: str, as_of: date, owner: str | None) -> FactSheet:
    """How many groups a query finds, and the ten with the highest scores.

    Raises:
        QueryError: The query cannot be understood.
    """
    facts = FactList()
    with closing(workspace.connect()) as connection:
        found = browse_query(connection, as_of, query=query, owner=owner)
        total, rows = count(connection, found), first_page(connection, found, GROUPS_TOLD)
    here = Target(LIST, query)
    asked = f" that go with {plain(query)}" if query else ""
    text = f"There {'is' if total == 1 else 'are'} {plural(total, 'buying group')}{asked}."
    facts.add("count", text, here, what=label("buying groups"), n=number(total))
    for row in rows:
        _row_facts(facts, row)
    return FactSheet(LIST, query, plain(query) or "all buying groups", as_of, facts.facts)


def _row_facts(facts: FactList, row: BrowseRow) -> None:
    """What the list shows of a group."""
    who, target = FactValue("group", plain(row.name)), Target("group", row.id)
    score_fact(facts, who, row.engagement_score, row.engagement_level, target)
    if row.stage:
        facts.add("stage", f"{who.value} is in the stage {plain(row.stage)}.", target, stage=label(row.stage), who=who)
    for role in row.missing_roles[:ROLES_TOLD]:
        values = {"what": label("missing roles"), "who": who, "role": label(role)}
        facts.add("absent", f"{who.value} has nobody in the role {plain(role)}.", target, **values)
    if row.member_count:
        text = f"{who.value} has {plural(row.member_count, 'member')}."
        facts.add("count", text, target, what=label("members"), n=number(row.member_count), who=who)


def _journey_facts(session: Session, record: int, as_of: date) -> FactSheet:
    """How the accounts of a journey stand in it."""
    page, facts = load_journey(session, record, as_of), FactList()
    target, name = Target("journey", page.id), plain(page.name)
    who = FactValue("journey", name)
    if page.status:
        values = {"what": label("status"), "is_": label(page.status), "who": who}
        facts.add("attribute", f"The status of {name} is {plain(page.status)}.", target, **values)
    states = (("completed", page.completed), ("in progress", page.in_progress), ("aborted", page.aborted))
    for state, accounts in states:
        text = f"{plural(accounts, 'account')} of {name} {'is' if accounts == 1 else 'are'} {state}."
        facts.add("count", text, target, what=label(f"{state} accounts"), n=number(accounts), who=who)
    for entry in page.account_list[:GROUPS_TOLD]:
        account, entered = FactValue("account", plain(entry.name)), entry.entered_at.date()
        text = f"{account.value} entered the journey {name} on {entered.isoformat()}."
        day = FactValue("date", entered.isoformat())
        facts.add("journey", text, Target("account", entry.id), name=who, entered=day, who=account)
    return FactSheet("journey", page.id, name, as_of, facts.facts)
