"""What the list of groups shows, and where a reader was in it."""

from __future__ import annotations

from msgspec import Struct


class Listing(Struct, frozen=True):
    """What is listed, and how.

    ``filters`` are parts of a query that all hold besides the text of the search field; ``columns`` the ids of those
    that the reader chose, in order, none: as they come.
    """

    text: str = ""
    sort: str = "engagement"
    descending: bool = True
    filters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    view: str = ""
    """The saved view that it was opened as."""

    @property
    def query(self) -> str:
        """The whole query."""
        text = self.text.strip()
        if not self.filters:
            return text
        return " ".join((*self.filters, f"({text})")) if text else " ".join(self.filters)

    def place_in_text(self, start: int) -> int | None:
        """Where in the text of the field a place of the whole query is; None: in a filter."""
        before = len(self.query) - len(self.text.strip()) - 1 if self.filters else 0
        blanks = len(self.text) - len(self.text.lstrip())
        return start - before + blanks if start >= before else None


class ListState(Struct, frozen=True):
    """A list as it was left: what it showed, the group under the cursor and how far down that stood, its length."""

    listing: Listing
    group_id: int | None = None
    offset: int = 0
    found: int | None = None


def listing_of(query: str, columns: tuple[str, ...] = ()) -> Listing:
    """The list of a query: its conditions as filters, its words as text to search for.

    One that cannot be understood is text as a whole.
    """
    from bgdetails.store.query_language import Joined, QueryError, Word, parts_of

    try:
        parts = parts_of(query)
    except QueryError:
        return Listing(query, columns=columns)
    typed = [part.text for part in parts if isinstance(part.node, Word | Joined)]
    filters = tuple(part.text for part in parts if not isinstance(part.node, Word | Joined))
    return Listing(" ".join(typed), filters=filters, columns=columns)


def in_words(filters: tuple[str, ...]) -> tuple[str, ...]:
    """Filters as their chips say them."""
    if not filters:
        return ()
    from bgdetails.store.query_language import parts_of
    from bgdetails.store.query_words import say

    return tuple(" and ".join(say(part.node) for part in parts_of(text)) for text in filters)
