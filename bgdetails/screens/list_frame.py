"""What stands around the rows of a list: title and count above, the row under the cursor told whole below."""

from __future__ import annotations

from bgdetails import wording
from bgdetails.keys import Entry, entry
from bgdetails.screens.browse_words import beside_field, counted, title_line
from bgdetails.screens.host import host_of
from bgdetails.screens.listing import Listing
from bgdetails.widgets.browse_columns import Details, GroupRow, detail_lines
from bgdetails.widgets.document import Line, Span
from bgdetails.widgets.drawing import NARROW, SHORT_ROWS, content_width
from bgdetails.widgets.query_field import QueryField
from bgdetails.widgets.rows import Rows

_ROOMY, _WIDE = 100, 140


class ListFrame:
    """The rows around a list, and the search field's place among them."""

    def __init__(self, field: QueryField) -> None:
        self.title = Rows(2)
        self.gap = Rows(1)
        self.below = Rows(3, id="below")
        self._field = field

    @property
    def _is_low(self) -> bool:
        return self._field.app.size.height < SHORT_ROWS

    @property
    def _columns(self) -> int:
        return content_width(self._field.app.size.width)

    def arrange(self) -> None:
        """Few rows: the title goes, and its count stands beside the search field."""
        columns, field = self._columns, self._field
        self.title.display = self.gap.display = not self._is_low
        wide = 60 if columns >= _WIDE else 40 if columns >= _ROOMY else 24
        field.cells = wide if columns >= NARROW else columns
        field.hint = "Search by name" if columns >= NARROW else "Search groups"
        field.refresh()

    def show_title(self, listing: Listing, found: int | None, all_groups: int | None, fault: str) -> None:
        """Say what is listed, how many groups that are, and what of the query cannot be understood."""
        columns = self._columns
        said = counted(listing, found, all_groups)
        beside: Line = (Span(fault, "warning"),) if fault else ()
        right: Line = (Span(beside_field(said, listing, columns), "quiet"),) if self._is_low else ()
        self._field.set_beside(beside, right)
        day = wording.full_day(host_of(self._field.app).as_of)
        self.title.show(title_line(listing.view or "Buying groups", said, day, columns))

    def show_details(self, row: GroupRow | None, details: Details, place: str) -> None:
        """Tell the row under the cursor."""
        host = host_of(self._field.app)
        rule: Line = (Span(host.glyphs.rule * self._columns, "hairline"),)
        if row is None:
            self.below.show(rule)
        else:
            self.below.show(rule, *detail_lines(row, details, place, self._columns, host.glyphs, host.clock))


def entries_of_rows(total: int) -> tuple[Entry, ...]:
    """The keys that work on so many rows."""
    return (
        *((entry("open"),) if total else ()),
        entry("search", 1),
        entry("filter", 2),
        entry("sort", 4),
        entry("views", 3),
        *((entry("stage", 5), entry("watch", 8)) if total else ()),
        entry("columns", 7),
        entry("jump", 6),
        entry("ask", 12),
        entry("palette", 5),
        entry("help"),
        entry("leave"),
    )


def entries_in(field: QueryField) -> tuple[Entry, ...]:
    """The keys that work in the field, or on a chip beside it."""
    opens = entry("open").shown
    if field.on_chip is not None:
        does = "remove" if field.on_chip < len(field.chips) else "add"
        return (Entry(opens, f"{does} the filter"), Entry("← →", "move", 2), Entry("Esc", "to the text"))
    if field.offered:
        return (
            Entry("Tab", "complete", 1),
            Entry("↑", "another", 2),
            Entry(opens, "to the rows"),
            Entry("Esc", "close"),
        )
    chips = (Entry("Tab", "filters", 2),) if field.chips else ()
    return (Entry(opens, "to the rows"), *chips, Entry("Esc", "clear" if field.value else "leave"))
