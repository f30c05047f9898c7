"""Taking rows of accounts, people, opportunities, groups and journeys, a chunk at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bgdetails.sources.drafts import Place, Reason, RecordDraft, Reference, Reject
from bgdetails.sources.joining import Joining
from bgdetails.sources.merging import (
    SELF_REFERENCES,
    SourceContent,
    content_of,
    said_by,
    unresolved_in,
    with_unresolved,
    without_unresolved,
)
from bgdetails.sources.report import called
from bgdetails.sources.staging import Staging
from bgdetails.sources.writing import write_records

Row = tuple[RecordDraft, Sequence[Reject]]
"""A draft and the cells of its row that were left empty."""


@dataclass(slots=True)
class _Known:
    """What is known of an external id, as the chunk goes on."""

    said: SourceContent
    record_id: int
    updated_at: int | None
    place: Place | None = None
    """The row that was taken for it in this import."""
    before: str | None = None
    was_deleted: bool | None = None
    """Content and mark before this import; None: it was not there."""
    is_new: bool = False
    """Not written yet."""
    was_read: bool = False
    """Some row of this chunk was taken for it."""
    is_dirty: bool = False
    """The record has to be made again."""
    join: tuple[tuple[str, ...], ...] = ()

    def same(self, content: str, draft: RecordDraft) -> bool:
        """Whether ``draft`` says nothing else."""
        return self.said.deleted == draft.deleted and without_unresolved(self.said.content) == content


def take_records(staging: Staging, rows: Sequence[Row]) -> None:
    """Take a chunk of rows of one kind: compare, join, write, and count what they were."""
    drafts = [draft for draft, _ in rows]
    kind = drafts[0].kind
    found = staging.find_all(
        (each.kind, each.source, each.external_id)
        for draft in drafts
        for column, each in draft.references.items()
        if column not in SELF_REFERENCES
    )
    known = _load(staging, kind, drafts)
    joining = Joining(staging)
    joining.look_up(draft.join for draft in drafts if draft.join)
    for draft, cells in rows:
        _take(staging, joining, known, found, draft, cells)
    _write(staging, joining, kind, [each for each in known.values() if each.was_read])


def _load(staging: Staging, kind: str, drafts: Iterable[RecordDraft]) -> dict[tuple[str, str], _Known]:
    by_source: dict[str, set[str]] = {}
    for draft in drafts:
        by_source.setdefault(draft.source, set()).add(draft.external_id)
    known = {}
    for source, external_ids in by_source.items():
        for row in staging.connection.execute(_LOAD, (kind, source, json.dumps(list(external_ids)))):
            number, external_id, object_name, content, deleted, record_id, updated_at, *taken = row
            said = SourceContent(number, source, external_id, object_name, content, bool(deleted))
            each = known[source, external_id] = _Known(said, record_id, updated_at, None, content, bool(deleted))
            file, line, cells, before, was_deleted = taken
            if file is not None:
                each.place = Place(file, line, tuple(json.loads(cells)))
                each.before, each.was_deleted = before, None if was_deleted is None else bool(was_deleted)
    return known


_LOAD = """
SELECT e.id, e.external_id, e.object_name, e.content, e.deleted, e.record_id, e.updated_at,
       t.file, t.line, t.cells, t.before, t.was_deleted
FROM external_id e LEFT JOIN import_taken t ON t.ext_id = e.id
WHERE e.kind = ? AND e.source = ? AND e.external_id IN (SELECT value FROM json_each(?))
"""


def _take(
    staging: Staging,
    joining: Joining,
    known: dict[tuple[str, str], _Known],
    found: dict[tuple[str, str, str], int],
    draft: RecordDraft,
    cells: Sequence[Reject],
) -> None:
    unresolved = [
        (column, each)
        for column, each in draft.references.items()
        if column not in SELF_REFERENCES and (each.kind, each.source, each.external_id) not in found
    ]
    if required := [each for _, each in unresolved if each.required]:
        staging.reject_row(draft.place, draft.external_id, Reason.UNKNOWN_ID, *_cell(required[0]))
        return
    said = said_by(draft)
    content = content_of(said)
    each = known.get((draft.source, draft.external_id))
    if each is not None and each.place is not None and not _wins(staging, each, each.place, content, draft, cells):
        return
    _accept(staging, draft, cells, unresolved)
    if each is None:
        each = known[draft.source, draft.external_id] = _new(staging, joining, draft)
    elif each.same(content, draft):
        each.is_dirty = each.is_dirty or bool(unresolved_in(each.said.content))
    else:
        each.is_dirty = True
    each.said.say(with_unresolved(content, [column for column, _ in unresolved]) if each.is_dirty else content, said)
    each.said.deleted, each.updated_at, each.join = draft.deleted, draft.updated_at, draft.join
    each.said.object_name = draft.object_name
    each.place, each.was_read = draft.place, True


def _accept(
    staging: Staging, draft: RecordDraft, cells: Sequence[Reject], unresolved: Iterable[tuple[str, Reference]]
) -> None:
    staging.files[draft.place.file].taken += 1
    staging.keep_cells(cells)
    for _, each in unresolved:
        staging.reject_cell(draft.place, draft.external_id, Reason.UNKNOWN_ID, *_cell(each))


def _wins(
    staging: Staging, each: _Known, earlier: Place, content: str, draft: RecordDraft, cells: Sequence[Reject]
) -> bool:
    """Whether a second row of an id in this import takes the place of the ``earlier`` one; the loser is told of."""
    if each.same(content, draft):
        staging.files[draft.place.file].repeated += 1
        staging.keep_cells(cells)
        return False
    if draft.updated_at is None or (each.updated_at is not None and draft.updated_at <= each.updated_at):
        staging.reject_row(draft.place, draft.external_id, Reason.REPEATED_ID, expected=_ONCE)
        return False
    staging.files[earlier.file].taken -= 1
    staging.reject_row(earlier, draft.external_id, Reason.REPEATED_ID, expected=_ONCE)
    return True


_ONCE = "each id once, or with a later time of change"


def _cell(reference: Reference) -> tuple[str, str, str]:
    """Column, value and what was expected there."""
    return reference.column, reference.external_id, f"the id of a known {called(reference.kind)}"


def _new(staging: Staging, joining: Joining, draft: RecordDraft) -> _Known:
    said = SourceContent(
        staging.new_id("external_id"), draft.source, draft.external_id, draft.object_name, "", draft.deleted
    )
    record_id = joining.target(draft.join, said.id) if draft.join else None
    if record_id is None:
        record_id = staging.new_record(draft.kind)
    return _Known(said, record_id, draft.updated_at, is_new=True, is_dirty=True)


def _write(staging: Staging, joining: Joining, kind: str, taken: Sequence[_Known]) -> None:
    staging.insert("external_id", [_row(kind, each) for each in taken if each.is_new])
    staging.update("external_id", [_row(kind, each) for each in taken if not each.is_new and each.is_dirty])
    staging.connection.executemany(
        _TAKEN,
        [
            (
                each.said.id,
                each.place.file,
                each.place.line,
                json.dumps(each.place.cells),
                each.before,
                each.was_deleted,
            )
            for each in taken
            if each.place is not None
        ],
    )
    dirty = [each for each in taken if each.is_dirty]
    joining.remember((each.said.id, each.join) for each in dirty)
    write_records(staging, kind, [(each.record_id, each.said) for each in dirty])
    if kind == "person":
        joining.rejoin([(each.said, each.record_id) for each in dirty])


_TAKEN = (
    "INSERT INTO import_taken VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (ext_id) DO UPDATE SET file = excluded.file,"
    " line = excluded.line, cells = excluded.cells, before = excluded.before, was_deleted = excluded.was_deleted"
)


def _row(kind: str, each: _Known) -> dict[str, object]:
    return {
        "id": each.said.id,
        "kind": kind,
        "source": each.said.source,
        "external_id": each.said.external_id,
        "record_id": each.record_id,
        "object_name": each.said.object_name,
        "content": each.said.content,
        "updated_at": each.updated_at,
        "deleted": each.said.deleted,
    }
