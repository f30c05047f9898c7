"""Parents of accounts and superiors of people: set when everybody is there, for they may stand further down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from bgdetails.sources.drafts import Place, Reason
from bgdetails.sources.merging import SELF_COLUMN, SourceContent, unresolved_in, with_unresolved
from bgdetails.sources.staging import TABLES, Staging, chunks
from bgdetails.sources.writing import read_contents, references_in

Found = Mapping[tuple[str, str, str], int]


def set_self_references(staging: Staging, kind: str) -> None:
    """Set the column of the records that were written in this import; what names nothing is a bad cell."""
    column = SELF_COLUMN[kind]
    waiting = "SELECT record_id FROM import_pending WHERE kind = ? AND record_id > ? ORDER BY record_id LIMIT 2000"
    last = 0
    while record_ids := [number for (number,) in staging.connection.execute(waiting, (kind, last))]:
        last = record_ids[-1]
        contents = read_contents(staging, kind, record_ids)
        found = staging.find_all(references_in([column], contents.values()))
        staging.update(
            TABLES[kind],
            [{"id": record_id, column: _best(said, column, found)} for record_id, said in contents.items()],
        )
        unknown = [
            (each, reference)
            for said in contents.values()
            for each in said
            if (reference := _named(each, column)) is not None and reference not in found
        ]
        _leave_empty(staging, column, unknown, Reason.UNKNOWN_ID, f"the id of a known {kind}")
    if kind == "account":
        _cut_cycles(staging)


def _named(each: SourceContent, column: str) -> tuple[str, str, str] | None:
    named = each.said().get("references", {}).get(column)
    return None if named is None else tuple(named)


def _best(contents: Sequence[SourceContent], column: str, found: Found) -> int | None:
    ranked = sorted(contents, key=SourceContent.rank)
    for each in ranked:
        named = _named(each, column)
        if named is not None and (each is ranked[0] or not each.deleted) and named in found:
            return found[named]
    return None


def _leave_empty(
    staging: Staging,
    column: str,
    unknown: Iterable[tuple[SourceContent, tuple[str, str, str]]],
    reason: Reason,
    expected: str,
) -> None:
    """Tell of cells that were left empty; noted with the content too, so that the next import tries them again."""
    for each, (_, _, external_id) in unknown:
        each.say(with_unresolved(each.content, sorted({*unresolved_in(each.content), column})))
        staging.connection.execute("UPDATE external_id SET content = ? WHERE id = ?", (each.content, each.id))
        taken = staging.connection.execute(
            "SELECT file, line, cells FROM import_taken WHERE ext_id = ?", (each.id,)
        ).fetchone()
        if taken is not None:
            place = Place(taken[0], taken[1], tuple(json.loads(taken[2])))
            staging.reject_cell(
                place, each.external_id, reason, column=_HEADERS.get((each.source, column), column),
                value=external_id, expected=expected,
            )  # fmt: skip


_HEADERS = {("salesforce", "parent_id"): "ParentId", ("salesforce", "reports_to_id"): "ReportsToId"}


def _cut_cycles(staging: Staging) -> None:
    """Empty the parent of every account of this import that would be above itself."""
    parents: dict[int, int | None] = {}
    waiting = "SELECT record_id FROM import_pending WHERE kind = 'account' AND record_id > ? ORDER BY 1 LIMIT 2000"
    last = 0
    on_cycle: list[int] = []
    while record_ids := [number for (number,) in staging.connection.execute(waiting, (last,))]:
        last = record_ids[-1]
        if len(parents) > _ENOUGH:
            parents.clear()
        on_cycle += [number for number in record_ids if _is_above_itself(staging, parents, number)]
    for record_ids in chunks(on_cycle, 2000):
        contents = read_contents(staging, "account", record_ids)
        staging.update("account", [{"id": record_id, "parent_id": None} for record_id in record_ids])
        closing = [
            (each, reference)
            for said in contents.values()
            for each in said
            if (reference := _named(each, "parent_id")) is not None
        ]
        _leave_empty(staging, "parent_id", closing, Reason.BAD_VALUE, "an account that is not below this one")


_ENOUGH = 200_000


def _is_above_itself(staging: Staging, parents: dict[int, int | None], account: int) -> bool:
    seen = {account}
    current: int | None = account
    while current is not None:
        if current not in parents:
            row = staging.connection.execute("SELECT parent_id FROM account WHERE id = ?", (current,)).fetchone()
            parents[current] = row[0]
        current = parents[current]
        if current == account:
            return True
        if current in seen:
            # A cycle further up, which this account is not part of.
            return False
        if current is not None:
            seen.add(current)
    return False
