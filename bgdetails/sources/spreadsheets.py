"""The intent taxonomy as workbooks: the file is a category, a sheet a product, its first column the keywords.

A workbook may come from anybody. Its size is bounded before anything is unpacked, and openpyxl gets only the parts that
a list of words needs: no styles, pictures, links or macros.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import dropwhile
from pathlib import Path
from typing import Any

from msgspec import Struct

from bgdetails.sources.drafts import Draft, KeywordDraft, NotUsed, Place, Reason, Reject
from bgdetails.sources.found import ENCRYPTED, FoundFile, Location, Unreadable, open_bytes

KIND = "spreadsheet intent_keywords"
HEADER = "Keywords"
_LARGEST = 16 << 20
"""Bytes of a workbook, and of what is unpacked of it: ten thousand keywords are half a megabyte."""
_MOST_ROWS = 1 << 20
"""Of a sheet, as Excel has it."""
_NEEDED = ("workbook", "sheet", "sharedstrings")
"""In the names of the parts that have the words."""
_CHARTS = "xl/chartsheets/"
_LISTS = ("[content_types].xml", "_rels/.rels")
_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"
_NOT_IN_WORKBOOKS = b"<!DOCTYPE"


class _Cell(Struct, frozen=True):
    """A filled cell of the first column; ``text`` None: an error stands in it."""

    row: int
    text: str | None
    shown: str


class _Sheet(Struct, frozen=True):
    title: str
    cells: list[_Cell]

    @property
    def has_header(self) -> bool:
        return any(map(_is_header, self.cells))


def look_at(location: Location) -> FoundFile | None:
    """The workbook as a file of keywords; None: no sheet of it has the header.

    Raises:
        Unreadable: It is protected, broken, or too large to be unpacked.
    """
    if not any(sheet.has_header for sheet in _read(location)):
        return None
    return FoundFile(location.shown, KIND, "utf-8", location.size, (HEADER,), location)


def read_keywords(file: FoundFile, index: int) -> Iterator[Draft]:
    """A draft for each filled cell of a first column below the header; of a sheet that has none, nothing is used.

    A place has the row of the sheet as its line, and as its cells the category, the product and the keyword.
    """
    category = Path(file.location.name).stem.strip()
    for sheet in _read(file.location):
        cells: Iterable[_Cell] = sheet.cells
        if sheet.has_header:
            cells = list(dropwhile(lambda cell: not _is_header(cell), sheet.cells))[1:]
        for cell in cells:
            place = Place(index, cell.row, (category, sheet.title, cell.shown))
            if not sheet.has_header:
                yield NotUsed(place, f"the sheet {sheet.title} has no cell {HEADER} in its first column")
            elif cell.text is None:
                yield Reject(place, "", Reason.BAD_VALUE, HEADER, cell.shown, "a word, not an error")
            else:
                yield KeywordDraft(category, sheet.title, cell.text, place)


def _is_header(cell: _Cell) -> bool:
    return cell.text is not None and cell.text.casefold() == HEADER.casefold()


def _read(location: Location) -> list[_Sheet]:
    """The first columns of all sheets."""
    words = _words_of(location)
    # Here, for it takes 0.2 s, and mostly there is no workbook.
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(words, read_only=True, data_only=True, keep_links=False)
        return [_Sheet(sheet.title.strip(), list(_first_column(sheet, location))) for sheet in workbook.worksheets]
    except Unreadable:
        raise
    except Exception as error:
        # What openpyxl raises for a broken workbook is whatever its parts raise.
        raise Unreadable(f"{location.shown} is a broken workbook: {_in_short(error)}.") from None


def _first_column(sheet: Any, location: Location) -> Iterator[_Cell]:
    # What a sheet says of its size is often wrong.
    sheet.reset_dimensions()
    for row, (cell,) in enumerate(sheet.iter_rows(min_col=1, max_col=1), start=1):
        if row > _MOST_ROWS:
            raise Unreadable(f"{location.shown} is a broken workbook: a sheet has more than {_MOST_ROWS:,} rows.")
        text = _text(cell.value)
        if text:
            yield _Cell(row, None if cell.data_type == "e" else text, text)


def _text(value: object) -> str:
    """A cell as one reads it: a whole number has no decimals."""
    if value is None:
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _words_of(location: Location) -> io.BytesIO:
    """A workbook of only the parts that have the words."""
    with open_bytes(location) as stream:
        packed = stream.read(_LARGEST + 1)
    if len(packed) > _LARGEST:
        raise _too_large(location)
    if packed.startswith(_OLD_OR_PROTECTED):
        raise Unreadable(
            f"{location.shown} is protected by a password, or of an old Excel: save it as .xlsx without a password."
        )
    words = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as whole, zipfile.ZipFile(words, "w") as needed:
            members = [member for member in whole.infolist() if _is_needed(member.filename.lower())]
            # A part never unpacks to more than it says: the reader stops there.
            if sum(member.file_size for member in members) > _LARGEST:
                raise _too_large(location)
            for member in members:
                needed.writestr(member.filename, _part(whole, member, location))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable(f"{location.shown} is a broken workbook, or none: {_in_short(error)}.") from None
    return words


def _is_needed(name: str) -> bool:
    if name.startswith(_CHARTS):
        return False
    return name in _LISTS or any(part in name for part in _NEEDED)


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, location: Location) -> bytes:
    if member.flag_bits & ENCRYPTED:
        raise Unreadable(f"{location.shown} is protected by a password: save it without one.")
    part = archive.read(member)
    if _NOT_IN_WORKBOOKS in part:
        raise Unreadable(f"{location.shown} is no workbook of Excel: {member.filename} declares a document type.")
    return part


def _too_large(location: Location) -> Unreadable:
    return Unreadable(
        f"{location.shown} unpacks to more than {_LARGEST >> 20} MB, too much for keywords: save them as CSV."
    )


def _in_short(error: Exception) -> str:
    return " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__
