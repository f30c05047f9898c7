"""Plain lines for people: facts with labels, tables that drop columns before they cut, headings. No markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from bgdetails.text import fit, visible, width, wrap

TEXT_WIDTH = 76
_GAP = "  "


class Column(Struct, frozen=True):
    """A column of a table. The one with the highest ``rank`` is dropped first where it is narrow; 0 is never."""

    header: str
    cells: tuple[str, ...]
    right: bool = False
    rank: int = 0


def table(columns: Sequence[Column], cells: int | None) -> list[str]:
    """The table's lines: a row of headers, then the rows.

    Args:
        columns: What to show, in order; the first takes the cut where dropping is not enough.
        cells: The width of the terminal; None: everything whole.
    """
    shown = [column for column in columns if any(column.cells) or column.rank == 0]
    widths = {column.header: _natural(column) for column in shown}
    while cells is not None and _total(shown, widths) > cells and any(column.rank for column in shown):
        shown.remove(max(shown, key=lambda column: column.rank))
    if cells is not None and (excess := _total(shown, widths) - cells) > 0:
        first = shown[0].header
        widths[first] = max(widths[first] - excess, 8)
    rows = [[column.header for column in shown], *zip(*(column.cells for column in shown), strict=True)]
    return [
        _GAP.join(
            fit(visible(cell), widths[column.header], right=column.right)
            for column, cell in zip(shown, row, strict=True)
        ).rstrip()
        for row in rows
    ]


def _natural(column: Column) -> int:
    return max(width(visible(text)) for text in (column.header, *column.cells))


def _total(columns: Sequence[Column], widths: dict[str, int]) -> int:
    return sum(widths[column.header] for column in columns) + len(_GAP) * (len(columns) - 1)


def facts(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """``Label  value`` lines, the values in one column."""
    lines = [(label, visible(value)) for label, value in pairs]
    widest = max((width(label) for label, _ in lines), default=0)
    return [f"{fit(label, widest)}{_GAP}{value}" for label, value in lines]


def section(title: str, lines: Sequence[str], empty: str = "") -> list[str]:
    """A heading with what stands under it, or the sentence that says why nothing does."""
    return ["", title, *(f"  {line}" if line else "" for line in lines or [empty])]


def paragraph(text: str) -> list[str]:
    """Text broken into lines."""
    return wrap(visible(text), TEXT_WIDTH)


def joined(lines: Iterable[str]) -> str:
    """The lines as one text that ends with a line break."""
    return "".join(f"{line}\n" for line in lines)
