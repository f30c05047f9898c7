"""What the overlays say before something is done by hand."""

from __future__ import annotations

from msgspec.structs import replace

from bgdetails.views.what_if import what_if
from bgdetails.widgets.by_hand_section import (
    assign_document,
    first_stage,
    log_document,
    removal_document,
    role_document,
    stage_document,
)
from bgdetails.widgets.document import Action, Document
from bgdetails.widgets.glyphs import ASCII, UTF8
from bgdetails.widgets.parts import Look
from tests.widgets import by_hand_examples as by_hand
from tests.widgets.examples import CLOCK

LOOK = Look(120, 40, UTF8, CLOCK)


def said(document: Document) -> str:
    return "\n".join("".join(span.text for span in line).rstrip() for line in document.lines)


def test_stages_say_what_is_allowed_and_why() -> None:
    document = stage_document(by_hand.STAGES, 78, LOOK)
    text = said(document)
    assert "In Interest for 23 days · velocity 1 · stagnant" in text
    assert "Awareness                 not from here: a step back" in text
    assert "Interest                  where it is now" in text
    assert "Evaluation                a step forward" in text
    assert "— › Awareness" in text
    opens = {spot.id: spot.opens for spot in document.spots}
    assert opens["stage/Evaluation"] == Action("chosen", "Evaluation")
    assert opens["stage/Awareness"] == Action("refused", by_hand.STAGES.options[0].refusal)


def test_the_next_stage_has_the_focus() -> None:
    assert first_stage(by_hand.STAGES) == "stage/Evaluation"
    assert first_stage(replace(by_hand.STAGES, stage="Lost")) == "stage/Evaluation"
    assert first_stage(by_hand.NO_STAGES) is None


def test_a_role_says_what_becomes_of_the_completeness() -> None:
    text = said(role_document("Assign", ["Ana Reyes"], [], by_hand.ROLES, 78, LOOK))
    missing = next(role for role in by_hand.ROLES if role.required_for_completeness and not role.assigned)
    line = next(line for line in text.splitlines() if line.startswith(missing.role))
    then = what_if(by_hand.ROLES, [], [missing.role])
    assert f"completeness {round(then.now or 0)} % to {round(then.then or 0)} %" in line


def test_many_names_are_counted() -> None:
    text = " ".join(said(role_document("Assign", by_hand.MANY_NAMES, [], by_hand.ROLES, 78, LOOK)).split())
    assert "Ana Reyes 11 and 38 more" in text
    assert "Ana Reyes 12" not in text


def test_a_removal_says_what_is_missing_then() -> None:
    text = " ".join(said(removal_document("Remove", by_hand.MEMBERS, by_hand.ROLES, 78, LOOK)).split())
    assert "missing then: Decision Maker" in text
    assert f"Remove {len(by_hand.MEMBERS)} members" in text


def test_where_no_role_is_required_there_is_no_effect() -> None:
    roles = [replace(role, required_for_completeness=False) for role in by_hand.ROLES]
    text = said(removal_document("Remove", by_hand.MEMBERS, roles, 78, LOOK))
    assert "completeness" not in text
    assert "missing" not in text


def test_people_are_found_by_name_or_title_and_only_so_many_are_drawn() -> None:
    every = assign_document("Deal", "Acme", by_hand.PEOPLE, "", frozenset(), 78, LOOK)
    assert len(every.spots) == 100
    assert "30 more: type a name to find them" in said(every)
    some = assign_document("Deal", "Acme", by_hand.PEOPLE, " REYES 12", frozenset({"p-120"}), 78, LOOK)
    assert [spot.opens.value for spot in some.spots] == ["p-12", *(f"p-{number}" for number in range(120, 130))]  # type: ignore[union-attr]
    assert "1 selected" in said(some)
    assert "✓ Ana Reyes 120" in said(some)
    assert len(assign_document("Deal", "Acme", by_hand.PEOPLE, "head of", frozenset(), 78, LOOK).spots) == 100


def test_the_log_says_what_was_undone_and_in_ascii() -> None:
    text = said(log_document(by_hand.ACTIONS, "There is no log.", 78, replace(LOOK, glyphs=ASCII)))
    assert "3 days ago, 17 Nov 09:30, undone" in text
    assert text.isascii()
