"""What the columns of a file become: read cell by cell, the bad ones told apart (docs/formats.md, bad input)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from bgdetails.sources.cells import TEXT, CellType, Value
from bgdetails.sources.csv_rows import Table, index_columns
from bgdetails.sources.drafts import Place, Reason, Reference, Reject

Fields = dict[str, Value | None]


class Column(Struct, frozen=True):
    """A column of a file, and the field that it fills."""

    name: str
    field: str
    type: CellType = TEXT
    required: bool = False


class Link(Struct, frozen=True):
    """A column that holds the id of another record, and the field that it fills."""

    name: str
    field: str
    kind: str
    source: str
    type: CellType = TEXT
    required: bool = False


class Layout(Struct, frozen=True):
    """The columns of a kind of file.

    ``empty_words`` stand for an empty cell; ``id_type`` reads the row's own id.
    """

    id_column: str
    columns: tuple[Column, ...]
    links: tuple[Link, ...] = ()
    empty_words: frozenset[str] = frozenset()
    id_type: CellType = TEXT

    def names(self) -> tuple[str, ...]:
        """Every column that is named."""
        listed = (*(column.name for column in self.columns), *(link.name for link in self.links))
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
        self._empty = layout.empty_words
        where = index_columns(header)
        # A column that the file lacks is read from an empty cell behind the last.
        self._id = where.get(layout.id_column.casefold(), len(header))
        self._texts: list[tuple[int, str]] = []
        self._checked: list[tuple[int, Column | Link]] = []
        for column in layout.columns:
            index = where.get(column.name.casefold(), len(header))
            if column.required or column.type is not TEXT:
                self._checked.append((index, column))
            elif index < len(header):
                self._texts.append((index, column.field))
        self._checked += [(where.get(link.name.casefold(), len(header)), link) for link in layout.links]
        self._custom = custom_columns(header, layout.names())
        self._blank: Fields = {column.field: None for column in layout.columns}

    def rows(self, table: Table) -> Iterator[Parsed | Reject]:
        """Each row of a file, read, or why it is not taken."""
        for row in table.rows(self._layout.id_column):
            yield row if isinstance(row, Reject) else self.read(row)

    def read(self, place: Place) -> Parsed | Reject:
        """The row's cells, or why it is not taken."""
        cells = [*map(str.strip, place.cells), ""]
        if self._empty:
            cells = ["" if cell in self._empty else cell for cell in cells]
        external_id = self._read_id(place, cells[self._id])
        if isinstance(external_id, Reject):
            return external_id
        parsed = Parsed(place, external_id, self._blank.copy(), {}, {})
        fields = parsed.fields
        for index, name in self._texts:
            if cell := cells[index]:
                fields[name] = cell
        for index, column in self._checked:
            cell = cells[index]
            if cell or column.required:
                refused = _check(parsed, cell, column)
                if refused is not None:
                    return refused
        for index, name in self._custom:
            if cell := cells[index]:
                parsed.attributes[name] = cell
        return parsed

    def _read_id(self, place: Place, cell: str) -> str | Reject:
        column, id_type = self._layout.id_column, self._layout.id_type
        if not column:
            return ""
        if not cell:
            return missing_value(place, "", column)
        full = id_type.parse(cell)
        return bad_cell(place, cell, column, cell, id_type, required=True) if full is None else str(full)


def _check(parsed: Parsed, cell: str, column: Column | Link) -> Reject | None:
    """Read a cell into its field; what is bad goes to the problems, or back where the row cannot do without."""
    if not cell:
        return missing_value(parsed.place, parsed.external_id, column.name)
    value = column.type.parse(cell)
    if value is None:
        reject = bad_cell(parsed.place, parsed.external_id, column.name, cell, column.type, column.required)
        if column.required:
            return reject
        parsed.problems.append(reject)
    elif isinstance(column, Link):
        reference = Reference(column.kind, column.source, str(value), column.name, column.required)
        parsed.references[column.field] = reference
    else:
        parsed.fields[column.field] = value
    return None


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
