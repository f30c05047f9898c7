"""``activity_types.json``: the names behind Marketo's type ids, as its REST API returns them."""

from __future__ import annotations

from collections.abc import Iterator

from bgdetails.sources.context import ReadContext
from bgdetails.sources.csv_rows import Table
from bgdetails.sources.drafts import Draft, NameDraft, Place, Reason, Reject
from bgdetails.sources.layout import read_object

KIND = "marketo activity types"
LARGEST = 16 << 20
"""Bytes; the real list has some kilobytes."""


def entries(text: str) -> list[object] | None:
    """The entries of ``result``; None where the text is no such list."""
    content = read_object(text.strip())
    listed = content.get("result") if content is not None else None
    if not isinstance(listed, list) or not any(_named(entry) for entry in listed):
        return None
    return listed


def read_activity_types(table: Table, context: ReadContext) -> Iterator[Draft]:
    """One name for each entry; the names are known to ``context`` from then on."""
    for entry in entries(table.stream.read()) or []:
        place = Place(table.file, 1, (str(entry),))
        named = _named(entry)
        if named is None:
            yield Reject(place, "", Reason.BAD_VALUE, "result", str(entry), "an object with id and name")
            continue
        context.activity_type_names[named[0]] = named[1]
        yield NameDraft("activity_type", "marketo", *named, place)


def _named(entry: object) -> tuple[str, str] | None:
    if not isinstance(entry, dict):
        return None
    number, name = str(entry.get("id", "")).strip(), entry.get("name")
    if not number.isdecimal() or not isinstance(name, str) or not name.strip():
        return None
    return number, name.strip()
