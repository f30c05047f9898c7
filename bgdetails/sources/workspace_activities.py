"""``activities.csv`` of a workspace folder: written for millions of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bgdetails.sources.cells import TIME, parse_time
from bgdetails.sources.context import ReadContext
from bgdetails.sources.csv_rows import Table, index_columns
from bgdetails.sources.drafts import ActivityDraft, Draft, Place, Reason, Reject
from bgdetails.sources.layout import custom_columns, missing_value, read_object

REQUIRED = ("id", "person_id", "type", "at")
OPTIONAL = ("asset", "url", "subject", "campaign", "journey_id", "description", "moment_type")
COLUMNS = REQUIRED + OPTIONAL


def read_activities(table: Table, _context: ReadContext) -> Iterator[Draft]:
    """One draft for each row."""
    where = index_columns(table.header)
    id_at, person_at, type_at, time_at = (where[name] for name in REQUIRED)
    # A column that the file lacks is read from an empty cell behind the last.
    absent = len(table.header)
    optional = tuple(where.get(name, absent) for name in OPTIONAL)
    asset_at, url_at, subject_at, campaign_at, journey_at, description_at, moment_at = optional
    custom = custom_columns(table.header, COLUMNS)
    for place in table.rows("id"):
        if isinstance(place, Reject):
            yield place
            continue
        cells = [*map(str.strip, place.cells), ""]
        at = parse_time(cells[time_at])
        if at is None or not (cells[id_at] and cells[person_at] and cells[type_at]):
            yield _refuse(place, cells, where)
            continue
        yield ActivityDraft(
            "workspace",
            cells[id_at],
            (("workspace", cells[person_at]),),
            "person_id",
            cells[type_at],
            at,
            place,
            cells[asset_at] or None,
            cells[url_at] or None,
            cells[subject_at] or None,
            cells[campaign_at] or None,
            None,
            cells[journey_at] or None,
            cells[description_at] or None,
            cells[moment_at] or None,
            _attributes(cells, custom) if custom else None,
        )


def _refuse(place: Place, cells: list[str], where: dict[str, int]) -> Reject:
    external_id = cells[where["id"]]
    for name in REQUIRED:
        if not cells[where[name]]:
            return missing_value(place, external_id, name)
    return Reject(place, external_id, Reason.BAD_DATE, "at", cells[where["at"]], TIME.expected)


def _attributes(cells: list[str], custom: list[tuple[int, str]]) -> str | None:
    """The custom columns as a JSON object; a column ``attributes`` that holds one is taken apart."""
    kept: dict[str, object] = {name: cells[index] for index, name in custom if cells[index]}
    packed = read_object(str(kept.get("attributes", "")))
    if packed is not None:
        text = str(kept.pop("attributes"))
        if not kept:
            return text
        kept |= packed
    return json.dumps(kept, ensure_ascii=False) if kept else None
