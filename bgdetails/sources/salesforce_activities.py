"""Activities of Salesforce: tasks, events, campaign members (docs/formats.md, Salesforce)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bgdetails.sources.cells import (
    MACHINE_NUMBER,
    SALESFORCE_ID,
    TIME,
    TRUTH,
    CellType,
    Value,
    parse_salesforce_id,
)
from bgdetails.sources.context import ReadContext, Reader, type_key
from bgdetails.sources.csv_rows import Table, index_columns
from bgdetails.sources.drafts import ActivityDraft, Draft, NotUsed, Place, Reject
from bgdetails.sources.layout import bad_cell, custom_columns, missing_value
from bgdetails.sources.recognise import Shape

SOURCE = "salesforce"
EMPTY_IDS = frozenset(("000000000000000", "000000000000000AAA"))
"""What the weekly export writes where a reference is empty."""

_COMMON = ("Id", "WhoId", "Subject", "Description", "IsDeleted")
_TASK_TIMES = ("CompletedDateTime", "ActivityDate", "CreatedDate")
_TASK = (*_COMMON, *_TASK_TIMES, "Status", "TaskSubtype", "CallDurationInSeconds")
_EVENT_TIMES = ("StartDateTime", "ActivityDateTime", "ActivityDate")
_EVENT = (*_COMMON, *_EVENT_TIMES, "IsChild")
_MEMBER_TIMES = ("FirstRespondedDate", "CreatedDate")
_MEMBER = ("Id", "CampaignId", "ContactId", "LeadId", "Status", "IsDeleted", *_MEMBER_TIMES)

_REPLY = re.compile(r"(?:email:)?\s*re:", re.IGNORECASE)
_MEMBER_TYPES = {
    "attended": "Attend Event",
    "attended on-demand": "Attend Event",
    "registered": "Register for Event",
    "responded": "Campaign Response",
    "sent": "Campaign Sent",
}


@dataclass(slots=True)
class _Row:
    """A row whose cells are read by name; what cannot be read is noted."""

    place: Place
    cells: list[str]
    where: Mapping[str, int]
    external_id: str = ""
    problems: list[Reject] = field(default_factory=list)

    def text(self, name: str) -> str:
        index = self.where.get(name)
        return "" if index is None else self.cells[index]

    def value(self, name: str, cell_type: CellType) -> Value | None:
        cell = self.text(name)
        value = cell_type.parse(cell) if cell else None
        if cell and value is None:
            self.problems.append(bad_cell(self.place, self.external_id, name, cell, cell_type, required=False))
        return value

    def refuse(self, *columns: str) -> Reject:
        """Not taken, for one of ``columns`` is needed: because of the bad one among them, else as missing."""
        for problem in self.problems:
            if problem.column in columns:
                at = (problem.reason, problem.column, problem.value, problem.expected)
                return Reject(self.place, self.external_id, *at)
        return missing_value(self.place, self.external_id, columns[0])


_Interpret = Callable[[_Row, Mapping[str, str]], ActivityDraft | NotUsed | Reject]


def _reader(named: Sequence[str], interpret: _Interpret) -> Reader:
    def read(table: Table, context: ReadContext) -> Iterator[Draft]:
        columns = index_columns(table.header)
        where = {name: columns[name.casefold()] for name in named if name.casefold() in columns}
        custom = custom_columns(table.header, named)
        mapping = context.types_by_key()
        for place in table.rows("Id"):
            if isinstance(place, Reject):
                yield place
                continue
            cells = ["" if cell in EMPTY_IDS else cell for cell in map(str.strip, place.cells)]
            row = _Row(place, cells, where)
            # At once: a cell may be found bad before anything else of the row is looked at.
            row.external_id = parse_salesforce_id(row.text("Id")) or row.text("Id")
            draft = interpret(row, mapping)
            if isinstance(draft, ActivityDraft):
                yield from row.problems
                draft.attributes = _attributes(cells, custom)
            yield draft

    return read


def _attributes(cells: list[str], custom: list[tuple[int, str]]) -> str | None:
    kept = {}
    for index, name in custom:
        if cell := cells[index]:
            is_short_id = len(cell) == 15 and name.endswith("Id")
            kept[name] = (is_short_id and parse_salesforce_id(cell)) or cell
    return json.dumps(kept, ensure_ascii=False) if kept else None


def _take_id(row: _Row) -> Reject | None:
    """A row whose own id is missing or bad is not taken."""
    cell = row.text("Id")
    if not cell:
        return missing_value(row.place, "", "Id")
    if parse_salesforce_id(cell) is None:
        return bad_cell(row.place, cell, "Id", cell, SALESFORCE_ID, required=True)
    return None


def _first_time(row: _Row, names: Sequence[str]) -> int | None:
    for name in names:
        at = row.value(name, TIME)
        if isinstance(at, int):
            return at
    return None


def _task(row: _Row, mapping: Mapping[str, str]) -> ActivityDraft | NotUsed | Reject:
    if row.text("Status").casefold() != "completed":
        return NotUsed(row.place, "tasks that are not completed")
    subtype = row.text("TaskSubtype")
    return _touch(row, mapping, "Task", subtype or "Task", _task_type(row, subtype.casefold()), _TASK_TIMES)


def _task_type(row: _Row, subtype: str) -> str:
    if subtype == "call":
        return "Call Attempted" if row.value("CallDurationInSeconds", MACHINE_NUMBER) == 0 else "Call Connected"
    if subtype == "email":
        return "Email Replied" if _REPLY.match(row.text("Subject")) else "Sales Email"
    return "Task"


def _event(row: _Row, mapping: Mapping[str, str]) -> ActivityDraft | NotUsed | Reject:
    if row.value("IsChild", TRUTH):
        return NotUsed(row.place, "events that repeat another for a guest")
    return _touch(row, mapping, "Event", "Event", "Meeting Held", _EVENT_TIMES)


def _touch(
    row: _Row, mapping: Mapping[str, str], object_name: str, own_type: str, becomes: str, times: Sequence[str]
) -> ActivityDraft | NotUsed | Reject:
    """A task or an event: what our side did with a person."""
    if not row.text("WhoId"):
        return NotUsed(row.place, f"{object_name.lower()}s about no person")
    refused = _take_id(row)
    if refused is not None:
        return refused
    who = row.value("WhoId", SALESFORCE_ID)
    at = _first_time(row, times)
    if who is None or at is None:
        return row.refuse("WhoId") if who is None else row.refuse(*times)
    return ActivityDraft(
        SOURCE,
        row.external_id,
        ((SOURCE, str(who)),),
        "WhoId",
        _mapped(mapping, own_type, becomes, type_key(SOURCE, object_name, own_type)),
        at,
        row.place,
        subject=row.text("Subject") or None,
        description=row.text("Description") or None,
        deleted=bool(row.value("IsDeleted", TRUTH)),
    )


def _member(row: _Row, mapping: Mapping[str, str]) -> ActivityDraft | NotUsed | Reject:
    campaign = row.value("CampaignId", SALESFORCE_ID)
    people = [(name, row.value(name, SALESFORCE_ID)) for name in ("ContactId", "LeadId")]
    known = [(name, str(person)) for name, person in people if person is not None]
    refused = _take_member_id(row, campaign, known)
    if refused is not None:
        return refused
    status = row.text("Status")
    if not known or not status:
        return row.refuse("ContactId", "LeadId") if status else row.refuse("Status")
    at = _first_time(row, _MEMBER_TIMES)
    if at is None:
        return row.refuse(*_MEMBER_TIMES)
    becomes = _MEMBER_TYPES.get(status.casefold(), f"Campaign: {status}")
    return ActivityDraft(
        SOURCE,
        row.external_id,
        tuple((SOURCE, person) for _, person in known),
        known[0][0],
        _mapped(mapping, status, becomes, type_key(SOURCE, "CampaignMember", status)),
        at,
        row.place,
        campaign_ref=str(campaign) if campaign else None,
        deleted=bool(row.value("IsDeleted", TRUTH)),
    )


def _take_member_id(row: _Row, campaign: Value | None, known: Sequence[tuple[str, str]]) -> Reject | None:
    """The row's own id; a file without a column Id tells its rows apart by campaign and person."""
    if "Id" in row.where:
        return _take_id(row)
    row.external_id = "/".join((str(campaign or ""), *(person for _, person in known)))
    return None


def _mapped(mapping: Mapping[str, str], own_type: str, becomes: str, key: str) -> str:
    """What the rules make of a type: "" keeps its own name."""
    return (mapping[key] or own_type) if key in mapping else becomes


READERS: dict[str, Reader] = {
    "salesforce Task": _reader(_TASK, _task),
    "salesforce Event": _reader(_EVENT, _event),
    "salesforce CampaignMember": _reader(_MEMBER, _member),
}
"""What reads each kind of file."""

SHAPES = (
    Shape(
        "salesforce Task",
        ("Id", "WhoId", "Status"),
        (("TaskSubtype", "ActivityDate"),),
        named=_TASK,
        stem="Task",
    ),
    Shape(
        "salesforce Event",
        ("Id", "WhoId"),
        (("StartDateTime", "ActivityDateTime"),),
        named=_EVENT,
        stem="Event",
    ),
    Shape(
        "salesforce CampaignMember",
        ("CampaignId", "Status"),
        (("ContactId", "LeadId"),),
        named=_MEMBER,
        stem="CampaignMember",
    ),
)
"""The headers of these files."""
