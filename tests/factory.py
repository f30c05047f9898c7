"""Workspaces for tests, written straight into the tables: what is not told gets a plain value."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel, select

from bgdetails.refresh.run import GroupChanges, refresh
from bgdetails.store import tables
from bgdetails.store.times import day_of, end_of_day, to_day, to_micros
from bgdetails.store.workspace import OpenWorkspace, open_workspace
from tests import databases

AS_OF = date(2026, 11, 20)

WEIGHTS = {
    "Attend Event": 60,
    "Register for Event": 60,
    "Interesting Moment": 60,
    "Email Opened": 30,
    "Form Filled Out": 40,
    "Link Clicks": 40,
    "Page Views": 40,
    "Email Clicked": 30,
    "Meeting Held": 90,
    "Call Connected": 60,
    "Email Replied": 60,
}
DONE_TO_PERSON = {
    "Email Sent",
    "Email Delivered",
    "Email Bounced",
    "Sales Email",
    "Campaign Sent",
    "Call Attempted",
    "Task",
}
SALES_TOUCHES = {"Meeting Held", "Call Connected", "Call Attempted", "Sales Email", "Email Replied"}
ROLES = (
    ("Executive Steering Committee", 80, 1, False),
    ("Decision Maker", 100, 2, True),
    ("Champion", 80, 1, False),
    ("Influencer", 80, 1, True),
    ("Practitioner", 60, 1, True),
)
STAGES = ("Awareness", "Interest", "Evaluation", "Decision", "Purchased", "Lost")


def new_workspace(folder: Path, name: str = "test.db") -> OpenWorkspace:
    """An empty workspace in a file of ``folder``, or on a server where a test asks for that (``database``)."""
    if databases.kind == "postgresql":
        return open_workspace(databases.empty_workspace())
    path = folder / name
    path.write_bytes(_empty_workspace())
    path.chmod(0o600)
    return open_workspace(str(path))


@cache
def _empty_workspace() -> bytes:
    """A new workspace's file; making the tables takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_workspace(str(path), create=True).close()
        return path.read_bytes()


class Factory:
    """Adds records to a session. ``at`` and the like take a datetime, a date (its noon) or microseconds."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._counts: dict[str, int] = {}

    def account(self, name: str | None = None, **values: Any) -> int:
        public_id = values.pop("public_id", None) or self._next("a")
        name = name or f"Company {public_id}"
        return self._add(tables.Account(public_id=public_id, name=name, name_key=name.casefold(), **_known(values)))

    def person(self, name: str | None = None, account: int | None = None, **values: Any) -> int:
        public_id = values.pop("public_id", None) or self._next("p")
        name = name or f"Person {public_id}"
        first, _, last = name.rpartition(" ")
        email = values.get("email")
        row = tables.Person(
            public_id=public_id,
            account_id=account,
            name=name,
            name_key=name.casefold(),
            first_name=values.pop("first_name", first or None),
            last_name=values.pop("last_name", last or None),
            email_key=email.casefold() if email else None,
            **_known(values),
        )
        return self._add(row)

    def opportunity(self, account: int, name: str = "Renewal", **values: Any) -> int:
        public_id = values.pop("public_id", None) or self._next("o")
        row = tables.Opportunity(
            public_id=public_id, account_id=account, name=name, name_key=name.casefold(), **_known(values)
        )
        return self._add(row)

    def contact_role(self, opportunity: int, person: int, role: str | None, **values: Any) -> int:
        row = tables.OpportunityContactRole(
            source="workspace",
            external_id=self._next("ocr"),
            opportunity_id=opportunity,
            person_id=person,
            role=role,
            **values,
        )
        return self._add(row)

    def template(
        self,
        name: str = "Standard purchase",
        roles: Sequence[tuple[str, float, int, bool]] = ROLES,
        status: str = "Live",
    ) -> int:
        """Roles are (name, weighting, members required, required for completeness), in priority order."""
        template = self._add(tables.RolesTemplate(name=name, name_key=name.casefold(), status=status))
        for position, (role, weighting, required, for_completeness) in enumerate(roles):
            row = tables.TemplateRole(
                template_id=template,
                position=position,
                role=role,
                role_key=role.casefold(),
                weighting=weighting,
                members_required=required,
                required_for_completeness=for_completeness,
            )
            self._add(row)
        return template

    def stage_model(self, name: str = "Default", stages: Sequence[str] = STAGES) -> int:
        """The first stage is the entry, the last but one success, the last failure; each leads to the next."""
        model = self._add(tables.StageModel(name=name, name_key=name.casefold()))
        ids = [
            self._add(
                tables.Stage(
                    stage_model_id=model,
                    position=position,
                    name=stage,
                    name_key=stage.casefold(),
                    is_entry=position == 0,
                    is_success=position == len(stages) - 2,
                    is_failure=position == len(stages) - 1,
                )
            )
            for position, stage in enumerate(stages)
        ]
        for first, second in pairwise(ids[:-1]):
            self.session.add(tables.StageTransition(from_stage_id=first, to_stage_id=second))
        self.session.flush()
        return model

    def interest(self, name: str = "New business", template: int | None = None, **values: Any) -> int:
        """An interest; without ``template`` one with the template *Standard purchase*, made where it is missing."""
        template_id = template or self._standard_template()
        row = tables.SolutionInterest(name=name, name_key=name.casefold(), template_id=template_id, **values)
        return self._add(row)

    def group(self, account: int, interest: int, name: str | None = None, **values: Any) -> int:
        public_id = values.pop("public_id", None) or self._next("bg")
        row = tables.BuyingGroup(
            public_id=public_id, account_id=account, interest_id=interest, name=name, **_known(values)
        )
        return self._add(row)

    def member(self, group: int, person: int, role: str, **values: Any) -> int:
        row = tables.Membership(group_id=group, person_id=person, role=role, role_key=role.casefold(), **_known(values))
        return self._add(row)

    def journey(self, name: str, **values: Any) -> int:
        public_id = values.pop("public_id", None) or self._next("j")
        return self._add(tables.Journey(public_id=public_id, name=name, name_key=name.casefold(), **_known(values)))

    def in_journey(self, account: int, journey: int, entered_at: datetime | date | int, **values: Any) -> int:
        row = tables.AccountJourney(
            account_id=account, journey_id=journey, entered_at=_micros(entered_at), **_known(values)
        )
        return self._add(row)

    def activity_type(self, name: str, weight: float | None = None) -> int:
        """The type of that name, made where it is missing with the weight of the default model (else 0)."""
        found = self.session.exec(
            select(tables.ActivityType.id).where(tables.ActivityType.name_key == name.casefold())
        ).first()
        if found is not None:
            return found
        weight = WEIGHTS.get(name, 0) if weight is None else weight
        row = tables.ActivityType(
            name=name,
            name_key=name.casefold(),
            weight_milli=round(weight * 1000),
            done_to_person=name in DONE_TO_PERSON,
            sales_touch=name in SALES_TOUCHES,
        )
        return self._add(row)

    def activity(self, person: int, type_: str, at: datetime | date | int, times: int = 1, **values: Any) -> int:
        """``times`` activities, a second apart, counted in the roll-up; the id of the last (0: none)."""
        type_id, start = self.activity_type(type_), _micros(at)
        moments = [start + number * 1_000_000 for number in range(times)]
        rows = [
            tables.Activity(
                source=values.get("source", "workspace"),
                external_id=values.get("external_id") or self._next("act"),
                person_id=person,
                type_id=type_id,
                at=moment,
                day=day_of(moment),
                **{key: value for key, value in values.items() if key not in ("source", "external_id")},
            )
            for moment in moments
        ]
        self.session.add_all(rows)
        for day, number in Counter(map(day_of, moments)).items():
            self._count(day, person, type_id, number)
        self.session.flush()
        return int(rows[-1].id or 0) if rows else 0

    def intent_keyword(self, category: str, product: str, keyword: str) -> int:
        keys = [text.casefold() for text in (category, product, keyword)]
        row = tables.IntentKeyword(
            category=category,
            product=product,
            keyword=keyword,
            category_key=keys[0],
            product_key=keys[1],
            keyword_key=keys[2],
        )
        return self._add(row)

    def score_day(self, as_of: date = AS_OF, **values: Any) -> int:
        day = to_day(as_of)
        self.session.add(tables.ScoreDay(day=day, **values))
        self.session.flush()
        return day

    def external_id(self, kind: str, source: str, external_id: str, record: int, **values: Any) -> int:
        row = tables.ExternalId(kind=kind, source=source, external_id=external_id, record_id=record, **values)
        return self._add(row)

    def _standard_template(self) -> int:
        found = self.session.exec(
            select(tables.RolesTemplate.id).where(tables.RolesTemplate.name_key == "standard purchase")
        ).first()
        return found or self.template()

    def _count(self, day: int, person: int, type_id: int, number: int) -> None:
        row = self.session.get(tables.ActivityDay, (day, person, type_id))
        if row is None:
            row = tables.ActivityDay(day=day, person_id=person, type_id=type_id, n=0)
        row.n += number
        self.session.add(row)

    def _next(self, prefix: str) -> str:
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}-{self._counts[prefix]}"

    def _add(self, row: SQLModel) -> int:
        self.session.add(row)
        self.session.flush()
        return int(row.id)  # type: ignore[attr-defined]


def refresh_all(session: Session, as_of: date = AS_OF) -> GroupChanges:
    """Look at everything: what a test writes straight into the tables is told to no refresh, as an import tells it."""
    session.execute(update(tables.ScoreDay).values(figures=None))
    return refresh(session, as_of)


def at(text: str) -> datetime:
    """A time of a test: ISO 8601, UTC."""
    return datetime.fromisoformat(text)


def days_before(days: int, as_of: date = AS_OF) -> date:
    """The day that many days before the as-of day of the tests."""
    return as_of - timedelta(days=days)


def end_of(as_of: date = AS_OF) -> int:
    """The last microsecond of a day."""
    return end_of_day(to_day(as_of))


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _micros(value) if key.endswith("_at") and value is not None else value for key, value in values.items()
    }


def _micros(moment: datetime | date | int) -> int:
    if isinstance(moment, datetime):
        return to_micros(moment)
    if isinstance(moment, date):
        return to_micros(datetime(moment.year, moment.month, moment.day, 12))
    return moment
