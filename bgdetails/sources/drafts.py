"""What a row of a file becomes, before anything is looked up in the store.

Readers (``workspace_folder``, ``salesforce``, ``marketo``) turn rows into drafts; the import (``pipeline``) resolves
their references, joins what belongs together and writes. A draft is plain values: times are microseconds since
1970-01-01Z, dates ``YYYY-MM-DD``, numbers floats, unknown None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct


class Reason(StrEnum):
    """Why a row or a cell was not taken (docs/formats.md, reject file)."""

    BAD_CSV = "bad csv"
    MISSING_VALUE = "missing value"
    UNKNOWN_ID = "unknown id"
    BAD_NUMBER = "bad number"
    BAD_DATE = "bad date"
    BAD_JSON = "bad json"
    BAD_VALUE = "bad value"
    REPEATED_ID = "repeated id"
    TOO_LONG = "too long"


class Place(NamedTuple):
    """A row of a file: what a reject has to name. ``file`` is an index into the import's list of files.

    A named tuple, for there is one for every row and it is made in a third of a dataclass's time.
    """

    file: int
    line: int
    cells: tuple[str, ...]


class Reject(Struct, frozen=True):
    """A row (``cell`` False) or one cell that was not taken."""

    place: Place
    external_id: str
    reason: Reason
    column: str = ""
    value: str = ""
    expected: str = ""
    cell: bool = False


class Reference(NamedTuple):
    """A record that a row names: kind, and the id within a source (already in its full form)."""

    kind: str
    source: str
    external_id: str
    column: str
    """The column that holds it, for a reject."""
    required: bool = False


@dataclass(slots=True)
class RecordDraft:
    """An account, person, opportunity, group or journey, as one source has it.

    ``fields`` are columns of the table of that kind (store/tables.py) without keys, ids and marks: ``name_key``, a
    person's ``name`` and the like are made by the import; a group has ``solution_interest`` (its name) instead of
    ``interest_id``. ``references`` maps a column (``account_id``, ``parent_id``, ``reports_to_id``) to what it names.
    ``join`` lists, best first, how an existing record of another object is found: ``("id", source, external_id)`` or
    ``("email", casefolded e-mail)``; the first that is found wins, none found: a record of its own.
    """

    kind: str
    source: str
    external_id: str
    place: Place
    object_name: str = ""
    fields: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    join: tuple[tuple[str, ...], ...] = ()
    updated_at: int | None = None
    deleted: bool = False


@dataclass(slots=True)
class LinkDraft:
    """A row that ties records together or hangs on one: contact role, membership, stage change, journey entry, note.

    ``table`` is the table's name in the store. ``external_id`` is the row's own id where it has one, else "".
    """

    table: str
    source: str
    external_id: str
    place: Place
    references: dict[str, Reference] = field(default_factory=dict)
    fields: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    deleted: bool = False


@dataclass(slots=True)
class NameDraft:
    """The name behind an id that is no record: kind is user, campaign or activity_type."""

    kind: str
    source: str
    external_id: str
    name: str
    place: Place


@dataclass(slots=True)
class KeywordDraft:
    """A keyword of the intent taxonomy."""

    category: str
    product: str
    keyword: str
    place: Place


@dataclass(slots=True)
class ActivityDraft:
    """One activity. A slotted class without dictionaries, for there are millions.

    ``person`` lists ids of the person, best first, as (source, external_id): the first that is known is taken, none
    known rejects the row. ``unnamed_type``: nothing named its type, so that ``type`` is made of the id
    (``Marketo 4711``), and the report counts it.
    """

    source: str
    external_id: str
    person: tuple[tuple[str, str], ...]
    person_column: str
    type: str
    at: int
    place: Place
    asset: str | None = None
    url: str | None = None
    subject: str | None = None
    campaign: str | None = None
    campaign_ref: str | None = None
    """Id of a campaign whose name is to be the campaign (and, where asset is None, the asset)."""
    journey: str | None = None
    """External id of a journey (workspace), or None."""
    description: str | None = None
    moment_type: str | None = None
    attributes: str | None = None
    """A JSON object as text, or None."""
    deleted: bool = False
    unnamed_type: bool = False


@dataclass(slots=True)
class NotUsed:
    """A row that becomes nothing, and is no reject."""

    place: Place
    why: str


Draft = RecordDraft | LinkDraft | NameDraft | KeywordDraft | ActivityDraft | NotUsed | Reject
"""What a reader yields; a ``Reject`` with ``cell`` True comes before the draft of its row."""
