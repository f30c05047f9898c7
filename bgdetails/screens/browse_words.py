"""What the list of groups says besides its rows: how many there are, and why there are none."""

from __future__ import annotations

from bgdetails import wording
from bgdetails.screens.listing import Listing, in_words
from bgdetails.text import visible
from bgdetails.widgets.document import Line, Span, line_width, pad
from bgdetails.widgets.drawing import NARROW


def counted(listing: Listing, found: int | None, all_groups: int | None) -> str:
    """``48 of 1,204 groups``; empty before it is known."""
    if found is None:
        return ""
    if listing.query and all_groups is not None:
        return f"{found:,} of {wording.plural(all_groups, 'group')}"
    return wording.plural(found, "group")


def beside_field(said: str, listing: Listing, columns: int) -> str:
    """The count where no row is left for it, and on a narrow terminal how many filters hold, which it cannot show."""
    if columns >= NARROW:
        return said
    short = said.removesuffix(" groups").removesuffix(" group")
    return f"{wording.plural(len(listing.filters), 'filter')}  {short}" if listing.filters else short


def title_line(name: str, said: str, day: str, columns: int) -> Line:
    """What is listed and how many, and the day at the right."""
    left: Line = (Span(visible(name), "bold"), Span(f"   {said}", "quiet"))
    right = f"as of {day}"
    if line_width(left) + len(right) + 2 <= columns:
        return (*pad(left, columns - len(right)), Span(right, "quiet"))
    return left


def empty_sentence(listing: Listing, meant: str = "") -> Line:
    """Why there are no rows, and what would bring some; ``meant``: the account that may be meant."""
    if not listing.query:
        return (
            Span("No buying groups yet.  ", "bold"),
            Span("They come with data: ", "quiet"),
            Span("bgdetails import PATH", "bold"),
        )
    typed = listing.text.strip()
    where = " and ".join(visible(words) for words in in_words(listing.filters))
    spans = [Span("No group", "bold")]
    if typed:
        spans += [Span(" matches ", "bold"), Span(f"“{visible(typed)}”", "accent bold")]
    if where:
        spans += [Span(" where ", "bold"), Span(where, "bold")]
    spans.append(Span(".", "bold"))
    if meant:
        spans += [Span("   Did you mean ", "quiet"), Span(visible(meant), "bold"), Span("?", "quiet")]
    if typed:
        spans += [Span("   Esc", "key"), Span(" clear the search", "quiet")]
    if listing.filters:
        spans += [Span("   Backspace", "key"), Span(" in the search field takes a filter off", "quiet")]
    return tuple(spans)


def marked(text: str) -> str:
    """What to mark in names: the text, where it is nothing but words."""
    return "" if any(sign in text for sign in ':()"<>=') else text.strip()
