"""The summary panel: citations, highlights, caption, feedback, and what it says where there is nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.summaries.model import Fact, Failure, LeftOut, Statement, Usage
from bgdetails.text import width
from bgdetails.widgets.document import Block, Document
from bgdetails.widgets.glyphs import UTF8
from bgdetails.widgets.parts import Look
from bgdetails.widgets.summary_panel import PanelState, summary_panel

from . import examples as ex

LOOK = Look(160, 50, UTF8, ex.CLOCK)
SUMMARY = replace(
    ex.GROUP_SUMMARY,
    statements=(
        Statement("Amara Quill scores 92; so does nobody else.", ("f1",), emphasis=((0, 11),)),
        Statement("Somebody opened the guide.", ("f2", "f1", "f3")),
    ),
)


def _text(block: Block) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in block]


def test_citations_follow_the_name_or_end_the_sentence_and_are_numbered_by_first_use() -> None:
    block = summary_panel(SUMMARY, "summary", 92, LOOK)
    assert " ".join(_text(block)[:2]).startswith(
        "Amara Quill [1] scores 92; so does nobody else. Somebody opened the guide [2] [1]."
    )
    spots = Document.of(block).spots
    assert [spot.opens for spot in spots] == [Target("person", "p-1"), Target("person", "p-4"), Target("person", "p-1")]
    bold = [span.text for line in block[:2] for span in line if span.style == "bold"]
    assert bold == ["Amara Quill"]


def test_a_page_does_not_cite_itself() -> None:
    here = PanelState(here=frozenset({Target("person", "p-1")}))
    assert "Amara Quill scores 92" in _text(summary_panel(SUMMARY, "summary", 92, LOOK, state=here))[0]


def test_highlights_have_labels_of_15_columns_and_sources_are_told() -> None:
    shown = _text(summary_panel(SUMMARY, "summary", 92, LOOK))
    assert "Most engaged   Amara Quill 92, Kenji Watabe 88" in shown
    assert "Missing        Practitioner · Short: Champion 1 of 2" in shown
    assert next(line for line in shown if line.startswith("Sources")).startswith("Sources        [1] Amara Quill")
    assert max(map(width, shown)) <= 76


def test_the_caption_says_what_made_it_and_asks() -> None:
    asks = PanelState(asks=True)
    assert _text(summary_panel(SUMMARY, "s", 92, LOOK))[-1] == "Computed offline · data to 20 Nov · may be wrong"
    assert _text(summary_panel(SUMMARY, "s", 92, LOOK, state=asks))[-1].endswith("Helpful? + yes  - no")
    assert _text(summary_panel(SUMMARY, "s", 64, LOOK, state=asks))[-1].endswith("Helpful? + -")
    assert _text(summary_panel(SUMMARY, "s", 52, LOOK, state=asks))[-1] == "Helpful? + yes  - no"
    answered = PanelState(asks=True, helpful=False)
    assert _text(summary_panel(SUMMARY, "s", 92, LOOK, state=answered))[-1].endswith("Your answer: not helpful")
    written = replace(SUMMARY, engine="claude", model="a-model", generated_at=datetime(2026, 11, 20, 9, 12, tzinfo=UTC))
    caption = "Written by a-model · today 09:12 · data to 20 Nov · generated text may be wrong"
    assert " ".join(line.strip() for line in _text(summary_panel(written, "s", 92, LOOK))[-2:]) == caption


def test_another_language_than_the_one_that_is_set_is_told() -> None:
    shown = " ".join(_text(summary_panel(SUMMARY, "summary", 92, LOOK, state=PanelState(language="de"))))
    assert "Computed offline, in English" in shown
    german = replace(SUMMARY, engine="claude", model="m", language="de")
    assert "in German" not in " ".join(
        _text(summary_panel(german, "summary", 92, LOOK, state=PanelState(language="de")))
    )


def test_a_summary_by_claude_says_tokens_cost_and_what_was_left_out() -> None:
    usage = Usage(input_tokens=1000, output_tokens=90, cache_read_input_tokens=700, requests=2)
    left = (LeftOut("x", ("f1",), None, 1, "number", ""), LeftOut("y", ("f1",), None, 2, "number", ""))
    written = replace(SUMMARY, engine="claude", model="m", usage=usage, cost=0.0012, left_out=left)
    said = " ".join(_text(summary_panel(written, "s", 92, LOOK))[-2:])
    assert "1,790 tokens · about $0.0012 · 1 left out" in said


def test_what_is_being_written_is_quiet_until_it_is_checked() -> None:
    writing = replace(
        SUMMARY, statements=SUMMARY.statements[:1], draft="And then", waiting="Summary being written… 3 s"
    )
    block = summary_panel(writing, "summary", 92, LOOK)
    assert _text(block)[-1] == "Summary being written… 3 s   Esc stop"
    drafts = [
        span for line in block for span in line if "And then" in span.text or span.text.strip() in ("And", "then")
    ]
    assert {span.style for span in drafts} == {"quiet"}


def test_a_failure_and_changed_facts_are_marked() -> None:
    failed = replace(SUMMARY, failed=Failure("no_key", "No key for Claude. Set one."))
    assert "! No key for Claude. Set one." in " ".join(_text(summary_panel(failed, "s", 92, LOOK)))
    changed = replace(SUMMARY, engine="claude", model="m", changed=("A is so.", "B is so."))
    said = " ".join(_text(summary_panel(changed, "s", 92, LOOK)))
    assert "! The facts have changed: A is so. And 1 more." in said
    assert "s write anew" in said


def test_nothing_to_sum_up_is_one_sentence() -> None:
    assert _text(summary_panel(None, "s", 92, LOOK)) == ["Nothing to sum up yet."]
    assert _text(summary_panel(ex.EMPTY_SUMMARY, "s", 92, LOOK)) == ["Nothing to sum up yet."]
    only_highlights = replace(ex.GROUP_SUMMARY, statements=())
    shown = _text(summary_panel(only_highlights, "s", 92, LOOK))
    assert shown[:3] == ["Nothing to sum up yet.", "", "Most engaged   Amara Quill 92, Kenji Watabe 88"]
    absent = Fact("f1", "absent", "This group has no members.", {})
    sheet = replace(ex.EMPTY_SUMMARY.sheet, facts=(absent,))
    said = _text(summary_panel(replace(ex.EMPTY_SUMMARY, sheet=sheet), "s", 92, LOOK))
    assert said == ["Nothing to sum up yet.  This group has no members."]
