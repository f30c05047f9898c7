"""Rows narrowed by a text: what is no row stays, a row of several lines stays or goes whole."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.widgets.document import Block, Document, Span, Spot
from bgdetails.widgets.narrowing import narrowed

ANA = Spot("1", "people", Target("person", "ana"), row=True)
BEN = Spot("2", "people", Target("person", "ben"), row=True)
LINK = Spot("3", "more", Target("account", "a"))
BLOCK: Block = [
    (Span("People", "bold"),),
    (Span("Ana Mo…", "name", ANA, whole="Ana Moss"), Span(" CFO", "", ANA)),
    (Span("two days ago", "quiet", ANA),),
    (Span("Ben Ito [x]", "name", BEN),),
    (Span("Acme", "", LINK),),
]
DOCUMENT = Document.of(BLOCK, {"people": 1, "more": 4})


def shown(needle: str) -> list[str]:
    return ["".join(span.text for span in line) for line in narrowed(DOCUMENT, needle).lines]


def test_rows_stay_whole_and_what_is_none_stays() -> None:
    assert narrowed(DOCUMENT, " ") is DOCUMENT
    for needle in ("MOSS", "days", "moss cfo"):
        found = narrowed(DOCUMENT, needle)
        assert [spot.id for spot in found.spots] == ["1", "3"], needle
        assert found.section_rows == {"people": 1, "more": 3}
    assert shown("[X]") == ["People", "Ben Ito [x]", "Acme"]


def test_nothing_found_is_said() -> None:
    assert shown(" zeta ") == ["People", "Acme", "", "Nothing here has “zeta”."]
