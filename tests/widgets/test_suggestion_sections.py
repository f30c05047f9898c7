"""Who could fill the gap and who to reach, as pages and the explanation show them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bgdetails.widgets.document import Action, Block, Document
from bgdetails.widgets.explain_changes import account_reach
from bgdetails.widgets.explain_section import group_explanation
from bgdetails.widgets.glyphs import UTF8
from bgdetails.widgets.parts import Look
from bgdetails.widgets.suggestion_sections import candidates_section, reach_section

from . import examples as ex


def look(columns: int) -> Look:
    return Look(columns, 50, UTF8, ex.CLOCK)


def text(block: Block) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in block]


def test_each_gap_has_its_people() -> None:
    block = candidates_section(ex.SUGGESTIONS.gaps, look(160))
    lines = text(block)
    assert lines[1].split() == ["Name", "Title", "Score", "Why"]
    assert lines[2] == "Decision Maker  needs 2 more people, 2 fit"
    assert lines[3].split("  ")[0] == "Zanele Walsh"
    assert lines[3].endswith("CRM role Economic Buyer")
    assert lines[4].endswith("fits the role; Champion now")
    assert lines[5].endswith("nearly fits, fails: title starts with Director; was taken out of the group")
    assert lines[6:] == [
        "Executive Steering Committee  needs 1 more person",
        "Nobody at the account fits, or nearly does.",
    ]
    assert len({line.index("CRM role") for line in lines if "CRM role" in line} | {lines[1].index("Why")}) == 1
    assert [spot.opens for spot in Document.of(block).spots] == [
        Action("member", person) for person in ("p-41", "p-42", "p-43")
    ]


@pytest.mark.parametrize("columns", [160, 100, 80, 40])
def test_reasons_are_never_cut(columns: int) -> None:
    block = reach_section(ex.REACH, look(columns))
    said = " ".join(" ".join(text(block)).split())
    for reason in (*ex.REACH[0].reasons, *ex.REACH[1].reasons):
        assert set(reason.text.split()) <= set(said.split())
    spots = Document.of(block)
    assert [spot.opens for spot in spots.spots] == [Action("member", "p-41"), Action("member", "p-44")]
    assert spots.areas["who to reach/p-41"].height > 1


def test_the_second_column_is_the_role_in_a_group_and_the_title_at_an_account() -> None:
    assert "Practitioner" in "\n".join(text(reach_section(ex.REACH, look(160))))
    at_account = "\n".join(text(reach_section(ex.ACCOUNT_REACH.people, look(160))))
    assert "Director of Security" in at_account
    assert "Practitioner" not in at_account


def test_where_there_is_nothing_a_sentence_says_so() -> None:
    assert text(candidates_section((), look(160)))[1] == "No role is missing or short."
    assert text(reach_section((), look(160)))[1].startswith("Nobody stands out for a call now.")
    nobody = "\n".join(text(list(account_reach(replace(ex.ACCOUNT_REACH, people=()), 88, look(120)).lines)))
    assert "Nobody stands out for a call now." in nobody
    assert "Points: 4 for High intent" in nobody


def test_the_explanation_names_gains_the_quiet_and_the_ranking() -> None:
    lines = text(list(group_explanation(ex.FULL_EXPLANATION, 88, look(120)).lines))
    shown = "\n".join(lines)
    gain = next(line for line in lines if line.startswith("Practitioner") and "more" in line)
    assert gain.split() == ["Practitioner", "1", "more", "person", "83", "%"]
    assert [line.split()[-2:] for line in lines if line.startswith("Member ")][-5:] == [["60", "12"]] * 5
    assert "and 2 more" in shown
    at = lines.index("Who to reach")
    assert lines[at + 1] == " 5  Zanele Walsh"
    assert lines[at + 2] == "     3  engaged at 63, never touched by sales"
    assert lines[at + 3].startswith("     2  went quiet, 60 to 28 in 4 weeks")
    silent = "\n".join(text(list(group_explanation(ex.GROUP_EXPLANATION, 88, look(120)).lines)))
    assert "Went quiet  nobody in four weeks" in silent
    assert "What would raise it most" not in silent
