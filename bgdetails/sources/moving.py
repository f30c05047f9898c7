"""Giving a row of one person to another, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.sources.staging import Staging
from bgdetails.sources.writing import read_contents, remember_marks, write_records

_FOLLOWING = (
    "UPDATE membership SET person_id = :to WHERE person_id = :from",
    "UPDATE opportunity_contact_role SET person_id = :to WHERE person_id = :from",
    "UPDATE person SET reports_to_id = :to WHERE reports_to_id = :from",
    "UPDATE note SET subject_id = :to WHERE kind = 'person' AND subject_id = :from",
    "UPDATE summary SET subject_id = :to WHERE kind = 'person' AND subject_id = :from",
    "UPDATE summary_feedback SET subject_id = :to WHERE kind = 'person' AND subject_id = :from",
    "UPDATE OR IGNORE summary_request SET subject_id = :to WHERE kind = 'person' AND subject_id = :from",
    "UPDATE logged_action SET person_id = :to WHERE person_id = :from",
    "DELETE FROM person_score WHERE person_id = :from AND day IN (SELECT day FROM score_day)",
)
_DAYS = (
    "INSERT OR IGNORE INTO import_day SELECT DISTINCT person_id, day FROM activity WHERE person_id = :from {narrowed}",
    "INSERT OR IGNORE INTO import_day SELECT DISTINCT CAST(:to AS INTEGER), day FROM activity"
    " WHERE person_id = :from {narrowed}",
    "UPDATE activity SET person_id = :to WHERE person_id = :from {narrowed}",
)


def move(staging: Staging, moves: Sequence[tuple[int, str, int, int]]) -> None:
    """Make each external id of ``moves`` (id, source, from person, to person) one of its new person.

    A person who has no id left goes: all that was theirs is the other's. Else only activities of that source go
    along, unless another id of the source stays.
    """
    connection = staging.connection
    staging.touches_all = True
    remember_marks(staging, "person", {person for _, _, *both in moves for person in both})
    for number, source, start, end in moves:
        connection.execute("UPDATE external_id SET record_id = ? WHERE id = ?", (end, number))
        left = [each for (each,) in connection.execute(_LEFT, (start,))]
        people = {"from": start, "to": end, "source": source}
        if not left:
            for sql in (*_days(""), *_FOLLOWING):
                connection.execute(sql, people)
            _vanish(staging, start, end)
        elif source not in left:
            for sql in _days("AND source = :source"):
                connection.execute(sql, people)
    staging.known.clear()
    changed = {person for _, _, *both in moves for person in both}
    contents = read_contents(staging, "person", changed)
    write_records(staging, "person", [(person, said) for person, each in contents.items() for said in each])


_LEFT = "SELECT DISTINCT source FROM external_id WHERE kind = 'person' AND record_id = ?"


def _days(narrowed: str) -> tuple[str, ...]:
    return tuple(sql.format(narrowed=narrowed) for sql in _DAYS)


def _vanish(staging: Staging, start: int, end: int) -> None:
    connection = staging.connection
    if start < staging.first_id("person"):
        # The person was there before: that the other was not makes nobody new.
        (was_deleted,) = connection.execute("SELECT deleted FROM person WHERE id = ?", (start,)).fetchone()
        connection.execute("INSERT OR IGNORE INTO import_touched VALUES ('person', ?, ?)", (end, was_deleted))
    connection.execute("DELETE FROM import_touched WHERE kind = 'person' AND record_id = ?", (start,))
    connection.execute("DELETE FROM import_pending WHERE kind = 'person' AND record_id = ?", (start,))
    connection.execute("DELETE FROM person WHERE id = ?", (start,))
