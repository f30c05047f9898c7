"""Writes a workspace as a folder in the program's own format; importing it again gives the same (docs/formats.md).

Records go by the ids that screens show; what is deleted stays behind. Custom attributes are columns, except those that
a column could not carry: they stand in the column ``attributes`` as a JSON object, as all those of activities do.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from bgdetails.store.times import from_micros

ATTRIBUTES = "attributes"
_CHUNK = 5_000


class _File(Struct, frozen=True):
    """A file of the folder: its columns with what they hold, and where the rows come from.

    A column is a name, or a name and SQL. ``custom`` is the SQL of the custom attributes.
    """

    name: str
    columns: tuple[str | tuple[str, str], ...]
    rows: str
    custom: str = ""

    def names(self) -> list[str]:
        """The columns' names."""
        return [column if isinstance(column, str) else column[0] for column in self.columns]

    def select(self) -> str:
        """The statement that gives the rows."""
        wanted = [f"t.{column}" if isinstance(column, str) else column[1] for column in self.columns]
        return f"SELECT {', '.join([*wanted, self.custom] if self.custom else wanted)} FROM {self.rows}"


_STAMPS = ("created_at", "updated_at")
_ID = ("id", "t.public_id")
_OF_ACCOUNT = ("account_id", "a.public_id")
_OF_GROUP = ("buying_group_id", "g.public_id")
_OF_PERSON = ("person_id", "p.public_id")
_GROUP = "JOIN buying_group g ON g.id = t.group_id AND NOT g.hidden"
_PERSON = "JOIN person p ON p.id = t.person_id AND NOT p.hidden"
_ACCOUNT = "JOIN account a ON a.id = t.account_id AND NOT a.hidden"

_FILES = (
    _File(
        "accounts.csv",
        (
            _ID, "name", "industry", "website", "country", "region", "employees", "annual_revenue",
            ("parent_id", "a.public_id"), "owner", *_STAMPS,
        ),
        "account t LEFT JOIN account a ON a.id = t.parent_id AND NOT a.hidden WHERE NOT t.hidden ORDER BY t.id",
        "t.attributes",
    ),
    _File(
        "people.csv",
        (
            _ID, _OF_ACCOUNT, "first_name", "last_name", "title", "email", "phone", "mobile", "department",
            ("reports_to_id", "p.public_id"), "city", "state", "postal_code", "country", "lead_source",
            ("unsubscribed", "iif(t.unsubscribed, 'true', iif(t.unsubscribed = 0, 'false', NULL))"),
            ("email_invalid", "iif(t.email_invalid, 'true', iif(t.email_invalid = 0, 'false', NULL))"), *_STAMPS,
        ),
        f"person t LEFT {_ACCOUNT} LEFT JOIN person p ON p.id = t.reports_to_id AND NOT p.hidden"
        " WHERE NOT t.hidden ORDER BY t.id",
        "t.attributes",
    ),
    _File(
        "opportunities.csv",
        (
            _ID, _OF_ACCOUNT, "name", "stage",
            ("is_closed", "iif(t.is_closed, 'true', iif(t.is_closed = 0, 'false', NULL))"),
            ("is_won", "iif(t.is_won, 'true', iif(t.is_won = 0, 'false', NULL))"),
            "amount", "currency", "close_date", "type", "owner", *_STAMPS,
        ),
        f"opportunity t {_ACCOUNT} WHERE NOT t.hidden ORDER BY t.id",
        "t.attributes",
    ),
    _File(
        "opportunity_contact_roles.csv",
        (
            ("opportunity_id", "o.public_id"), _OF_PERSON, "role",
            ("is_primary", "iif(t.is_primary, 'true', iif(t.is_primary = 0, 'false', NULL))"),
        ),
        "opportunity_contact_role t JOIN opportunity o ON o.id = t.opportunity_id AND NOT o.hidden"
        f" {_PERSON} WHERE NOT t.deleted ORDER BY t.id",
    ),
    _File(
        "buying_groups.csv",
        (
            _ID, _OF_ACCOUNT, ("solution_interest", "i.name"), "name", "stage", "stage_entered_at", "status",
            "origin", *_STAMPS,
        ),
        f"buying_group t {_ACCOUNT} JOIN solution_interest i ON i.id = t.interest_id WHERE NOT t.hidden ORDER BY t.id",
        "t.attributes",
    ),
    _File(
        "members.csv",
        (_OF_GROUP, _OF_PERSON, "role", "source", "added_at", "removed_at", "removed_by"),
        f"membership t {_GROUP} {_PERSON} ORDER BY t.id",
    ),
    _File(
        "stage_changes.csv",
        (_OF_GROUP, ("from", "t.from_stage"), ("to", "t.to_stage"), "at"),
        f"stage_change t {_GROUP} ORDER BY t.id",
    ),
    _File(
        "journeys.csv",
        (_ID, "name", "status", "description", "published_at", "ends_at", *_STAMPS),
        "journey t WHERE NOT t.hidden ORDER BY t.id",
        "t.attributes",
    ),
    _File(
        "account_journeys.csv",
        (_OF_ACCOUNT, ("journey_id", "j.public_id"), "entered_at", "left_at", "status"),
        f"account_journey t {_ACCOUNT} JOIN journey j ON j.id = t.journey_id AND NOT j.hidden ORDER BY t.id",
    ),
    _File(
        "activities.csv",
        (
            ("id", "iif(t.external_id IN (SELECT d.id FROM temp.shared_activity_id d),"
             " t.source || ':' || t.external_id, t.external_id)"),
            _OF_PERSON, ("type", "y.name"), "at", "asset", "url", "subject", "campaign",
            ("journey_id", "j.public_id"), "description", "moment_type", ATTRIBUTES,
        ),
        f"activity t {_PERSON} JOIN activity_type y ON y.id = t.type_id"
        " LEFT JOIN journey j ON j.id = t.journey_id AND NOT j.hidden ORDER BY t.id",
    ),
    _File("intent_keywords.csv", ("category", "product", "keyword"), "intent_keyword t ORDER BY t.id"),
    _File(
        "notes.csv",
        (("id", "t.external_id"), "kind", ("subject_id", "coalesce(g.public_id, a.public_id, p.public_id)"), "text",
         "author", "at"),
        "note t LEFT JOIN buying_group g ON t.kind = 'group' AND g.id = t.subject_id AND NOT g.hidden"
        " LEFT JOIN account a ON t.kind = 'account' AND a.id = t.subject_id AND NOT a.hidden"
        " LEFT JOIN person p ON t.kind = 'person' AND p.id = t.subject_id AND NOT p.hidden"
        " WHERE coalesce(g.id, a.id, p.id) IS NOT NULL ORDER BY t.id",
    ),
)  # fmt: skip
_TIMES = frozenset(
    {"created_at", "updated_at", "stage_entered_at", "added_at", "removed_at", "at", "published_at", "ends_at",
     "entered_at", "left_at"}
)  # fmt: skip
RULES_FILE = "workspace.toml"
FILE_NAMES = (*(file.name for file in _FILES), RULES_FILE)


def write_folder(connection: sqlite3.Connection, folder: Path) -> dict[str, int]:
    """Write every file into ``folder``, which is there.

    Args:
        connection: The workspace; everything is read in one transaction.
        folder: Where to; files of these names are replaced.

    Returns:
        The number of rows by file.
    """
    connection.execute("BEGIN")
    try:
        _find_shared_activity_ids(connection)
        (folder / RULES_FILE).write_text(_rules(connection), "utf-8", newline="")
        return {file.name: _write(connection, file, folder / file.name) for file in _FILES}
    finally:
        connection.execute("ROLLBACK")


def _rules(connection: sqlite3.Connection) -> str:
    text = connection.execute("SELECT rules_text FROM workspace").fetchone()[0]
    if text is not None:
        return str(text)
    from bgdetails.resources import default_rules_text

    return default_rules_text()


def _find_shared_activity_ids(connection: sqlite3.Connection) -> None:
    """Ids are unique in a file, but two systems may use the same: then the source stands before them."""
    connection.execute("CREATE TEMP TABLE shared_activity_id (id TEXT PRIMARY KEY) WITHOUT ROWID")
    sources = connection.execute("SELECT count(*) FROM (SELECT DISTINCT source FROM activity)").fetchone()[0]
    if sources > 1:
        connection.execute(
            "INSERT INTO shared_activity_id SELECT external_id FROM activity GROUP BY external_id HAVING count(*) > 1"
        )


def _write(connection: sqlite3.Connection, file: _File, path: Path) -> int:
    names = file.names()
    attributes = _attribute_names(connection, file) if file.custom else []
    custom = _custom_columns(attributes, names)
    times = tuple(place for place, name in enumerate(names) if name in _TIMES)
    packed = len(custom) < len(attributes)
    header = [*names, *custom, *([ATTRIBUTES] if packed else [])]
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for rows in _chunks(connection.execute(file.select())):
            count += len(rows)
            writer.writerows(_cells(row, len(names), times, custom, packed) for row in rows)
    return count


def _chunks(cursor: sqlite3.Cursor) -> Iterator[list[Sequence[object]]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield rows


def _cells(
    row: Sequence[object], named: int, times: Iterable[int], custom: Sequence[str], packed: bool
) -> list[object]:
    cells = [_cell(value) for value in row[:named]]
    for place in times:
        cells[place] = _time(row[place])
    if len(row) > named and (custom or packed):
        attributes = _attributes(row[named])
        cells += [attributes.pop(name, "") for name in custom]
        if packed:
            cells.append(json.dumps(attributes, ensure_ascii=False, sort_keys=True) if attributes else "")
    return cells


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float):
        return int(value) if value == int(value) else repr(value)
    return value


def _time(micros: object) -> str:
    if not isinstance(micros, int):
        return ""
    return from_micros(micros).isoformat().replace("+00:00", "Z")


def _attributes(text: object) -> dict[str, str]:
    return json.loads(text) if isinstance(text, str) else {}


def _custom_columns(attributes: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Names of custom attributes that can be columns of their own."""
    taken = {name.casefold() for name in (*names, ATTRIBUTES)}
    custom = []
    for name in attributes:
        if name and name == name.strip() and name.casefold() not in taken:
            taken.add(name.casefold())
            custom.append(name)
    return tuple(custom)


def _attribute_names(connection: sqlite3.Connection, file: _File) -> list[str]:
    """The names of all custom attributes of the file's records, in their order."""
    tables, _, where = file.rows.rpartition(" ORDER BY ")[0].partition(" WHERE ")
    statement = (
        f"SELECT DISTINCT e.key FROM {tables} CROSS JOIN json_each({file.custom}) e"
        f" WHERE {file.custom} IS NOT NULL AND ({where or '1'}) ORDER BY e.key"
    )
    return [str(name) for (name,) in connection.execute(statement)]
