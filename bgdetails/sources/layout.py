"""What the columns of a file become: read cell by cell, the bad ones told apart (docs/formats.md, bad input)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bgdetails.sources.cells import TEXT, CellType, Value
from bgdetails.sources.csv_rows import Table, index_columns
from bgdetails.sources.drafts import Place, Reason, Reference, Reject

Fields = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file, and the field that it fills."""

    name: str
    field: str
    type: CellType = TEXT
    required: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A column that holds the id of another record, and the field that it fills."""

    name: str
    field: str
    kind: str
    source: str
    type: CellType = TEXT
    required: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of file.

    ``taken`` are columns that the reader looks at itself, so that they are no custom attributes; ``empty_words`` stand
    for an empty cell. ``id_type`` reads the row's own id.
    """

    id_column: str
    columns: tuple[Column, ...]
    links: tuple[Link, ...] = ()
    taken: tuple[str, ...] = ()
    empty_words: frozenset[str] = frozenset()
    id_type: CellType = TEXT

    def names(self) -> tuple[str, ...]:
        """Every column that is named."""
        listed = (*(column.name for column in self.columns), *(link.name for link in self.links), *self.taken)
        return (self.id_column, *listed) if self.id_column else listed


@dataclass(slots=True)
class Parsed:
    """A row whose cells were read; ``problems`` are the cells that were left empty."""

    place: Place
    external_id: str
    fields: Fields
    references: dict[str, Reference]
    attributes: dict[str, str]
    problems: list[Reject] = field(default_factory=list)


def custom_columns(header: Sequence[str], named: Sequence[str]) -> list[tuple[int, str]]:
    """The columns that nothing names, each with what its attribute is called.

    A second column of a name is called ``Name 2``, one without a name by its place, ``column 7``.
    """
    wanted = {name.casefold() for name in named}
    used: set[str] = set()
    custom = []
    for index, written in enumerate(header):
        key = written.casefold()
        if key in wanted and key not in used:
            used.add(key)
            continue
        name, count = written or f"column {index + 1}", 1
        while name.casefold() in used:
            count += 1
            name = f"{written} {count}"
        used.add(name.casefold())
        custom.append((index, name))
    return custom


class RowReader:
    """Reads rows of one file by its layout."""

    def __init__(self, layout: Layout, header: Sequence[str]) -> None:
        self._layout = layout
        self._where = index_columns(header)
        self._empty = layout.empty_words
        self._id = self._where.get(layout.id_column.casefold()) if layout.id_column else None
        self._columns = [(self._where.get(column.name.casefold()), column) for column in layout.columns]
        self._links = [(self._where.get(link.name.casefold()), link) for link in layout.links]
        self._custom = custom_columns(header, layout.names())
        self._blank: Fields = {column.field: None for column in layout.columns}

    def rows(self, table: Table) -> Iterator[Parsed | Reject]:
        """Each row of a file, read, or why it is not taken."""
        for row in table.rows(self._layout.id_column):
            yield row if isinstance(row, Reject) else self.read(row)

    def cell(self, place: Place, name: str) -> str:
        """A cell by its column's name; empty where the file lacks the column."""
        return self._text(place, self._where.get(name.casefold()))

    def read(self, place: Place) -> Parsed | Reject:
        """The row's cells, or why it is not taken."""
        external_id = self._text(place, self._id)
        layout = self._layout
        if layout.id_column:
            if not external_id:
                return missing_value(place, "", layout.id_column)
            full = layout.id_type.parse(external_id)
            if full is None:
                return bad_cell(place, external_id, layout.id_column, external_id, layout.id_type, required=True)
            external_id = str(full)
        parsed = Parsed(place, external_id, self._blank.copy(), {}, {})
        refused = self._read_columns(place, parsed) or self._read_links(place, parsed)
        if refused is not None:
            return refused
        self._read_custom(place, parsed)
        return parsed

    def _text(self, place: Place, index: int | None) -> str:
        if index is None:
            return ""
        cell = place.cells[index].strip()
        return "" if cell in self._empty else cell

    def _read_columns(self, place: Place, parsed: Parsed) -> Reject | None:
        for index, column in self._columns:
            cell = self._text(place, index)
            if not cell:
                if column.required:
                    return missing_value(place, parsed.external_id, column.name)
                continue
            value = column.type.parse(cell)
            if value is None:
                reject = bad_cell(place, parsed.external_id, column.name, cell, column.type, column.required)
                if column.required:
                    return reject
                parsed.problems.append(reject)
            else:
                parsed.fields[column.field] = value
        return None

    def _read_links(self, place: Place, parsed: Parsed) -> Reject | None:
        for index, link in self._links:
            cell = self._text(place, index)
            if not cell:
                if link.required:
                    return missing_value(place, parsed.external_id, link.name)
                continue
            named = link.type.parse(cell)
            if named is None:
                reject = bad_cell(place, parsed.external_id, link.name, cell, link.type, link.required)
                if link.required:
                    return reject
                parsed.problems.append(reject)
            else:
                parsed.references[link.field] = Reference(link.kind, link.source, str(named), link.name, link.required)
        return None

    def _read_custom(self, place: Place, parsed: Parsed) -> None:
        for index, name in self._custom:
            cell = self._text(place, index)
            if cell:
                parsed.attributes[name] = cell


def missing_value(place: Place, external_id: str, column: str) -> Reject:
    """A row that lacks what it cannot do without."""
    return Reject(place, external_id, Reason.MISSING_VALUE, column, "", f"a value in {column}")


def bad_cell(place: Place, external_id: str, column: str, cell: str, cell_type: CellType, required: bool) -> Reject:
    """A cell that cannot be read; where it is required, its row goes with it."""
    return Reject(place, external_id, cell_type.reason, column, cell, cell_type.expected, cell=not required)


def read_object(text: str) -> Mapping[str, object] | None:
    """A JSON object, without blanks around it; None for anything else, also for what JSON does not know (``NaN``)."""
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and end == len(text) else None


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
