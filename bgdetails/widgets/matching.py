"""Marks in a name what was searched for."""

from __future__ import annotations

from bgdetails.widgets.document import Line, Span, Spot


def marked(text: str, needle: str, style: str, spot: Spot | None = None) -> Line:
    """``text`` with the first place of ``needle`` marked."""
    at = text.casefold().find(needle.casefold()) if needle else -1
    if at < 0 or len(text.casefold()) != len(text):
        return (Span(text, style, spot),)
    end = at + len(needle)
    parts = ((text[:at], style), (text[at:end], "match"), (text[end:], style))
    return tuple(Span(part, how, spot) for part, how in parts if part)
