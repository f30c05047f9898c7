"""Notes: written, changed, removed, undone; nobody else's, never empty, and through a file as they are."""

from __future__ import annotations

import pytest

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done
from bgdetails.actions.notes import change_note, remove_note, write_note
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.subjects import Subject
from bgdetails.actions.undo import undo_last
from bgdetails.views.actions import load_actions
from bgdetails.views.notes import load_notes
from tests.actions.conftest import Deal

pytestmark = pytest.mark.usefixtures("database")

ME = "Lena Ortiz"
TEXT = "Ask Ana first.\n\n=1+1 [bold]\u202e x"


def write(deal: Deal, text: str = TEXT, author: str | None = ME, kind: str = "group") -> int:
    """Write a note; our id of it."""
    on = Subject(kind, {"group": deal.group, "person": deal.people["Ana Moss"], "account": 1}[kind])
    deal.act(lambda each: write_note(each, on, text, author))
    return deal.rows("SELECT MAX(id) FROM note")[0][0]  # type: ignore[return-value]


def texts(deal: Deal) -> list[object]:
    return [row[0] for row in deal.rows("SELECT text FROM note ORDER BY id")]


@pytest.mark.parametrize("kind", ["group", "account", "person"])
def test_a_note_is_written_changed_removed_and_each_step_is_undone(deal: Deal, kind: str) -> None:
    note = write(deal, kind=kind)
    subject = deal.rows("SELECT kind, subject_id, author, source FROM note")[0]
    assert subject[0] == kind
    assert subject[2:] == (ME, "workspace")
    row = deal.rows("SELECT * FROM note")
    deal.act(lambda each: change_note(each, note, "Ask Ben.", ME.upper()))
    assert texts(deal) == ["Ask Ben."]
    said = deal.act(lambda each: remove_note(each, note, ME))
    assert said.startswith("Removed the note on ")
    assert texts(deal) == []

    def undo(each: Acting) -> Done:
        return undo_last(each, subject[1], kind)  # type: ignore[arg-type]

    assert deal.act(undo).startswith("Undone: Removed the note on ")
    assert texts(deal) == ["Ask Ben."]
    deal.act(undo)
    assert deal.rows("SELECT * FROM note") == row
    deal.act(undo)
    assert texts(deal) == []
    with pytest.raises(ActionRefused, match="Nothing was done by hand here"):
        deal.act(undo)


def test_scores_and_times_of_the_group_stay(deal: Deal) -> None:
    before = deal.rows("SELECT * FROM group_row"), deal.rows("SELECT * FROM group_score")
    write(deal)
    assert (deal.rows("SELECT * FROM group_row"), deal.rows("SELECT * FROM group_score")) == before


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07", "\ud800"])
def test_a_note_needs_a_text(deal: Deal, text: str) -> None:
    with pytest.raises(ActionRefused, match="needs a text"):
        write(deal, text)
    assert texts(deal) == deal.rows("SELECT * FROM logged_action") == []


def test_what_no_file_can_hold_is_left_out(deal: Deal) -> None:
    write(deal, "  a\x00b\r\nc\x1b[31m\td\u2028e\ud800  ")
    assert texts(deal) == ["ab\nc[31m d\ne"]


def test_a_note_is_no_book(deal: Deal) -> None:
    write(deal, "x" * 4000)
    with pytest.raises(ActionRefused, match=r"4,000 characters at most, this one 4,001"):
        write(deal, "x" * 4001)


def test_notes_of_others_stay_and_nobodys_are_everybodys(deal: Deal) -> None:
    theirs, nobodys = write(deal, author="Max Brandt"), write(deal, author=None)
    for what in (lambda each: remove_note(each, theirs, ME), lambda each: change_note(each, theirs, "x", None)):
        with pytest.raises(ActionRefused, match="by Max Brandt"):
            deal.act(what)
    deal.act(lambda each: remove_note(each, nobodys, ME))
    assert texts(deal) == [TEXT]


def test_what_has_changed_since_is_not_undone(deal: Deal) -> None:
    note = write(deal)
    deal.write("UPDATE note SET text = 'other' WHERE id = ?", note)
    with pytest.raises(ActionRefused, match="changed since"):
        deal.act(undo_last)
    deal.act(lambda each: remove_note(each, note, ME))
    with pytest.raises(ActionRefused, match="gone"):
        deal.act(lambda each: remove_note(each, note, ME))


def test_a_subject_that_is_gone_gets_no_note(deal: Deal) -> None:
    deal.write("UPDATE account SET hidden = 1")
    with pytest.raises(ActionRefused, match="This account is gone"):
        write(deal, kind="account")


def test_the_log_says_on_what(deal: Deal) -> None:
    for kind in ("group", "account", "person"):
        write(deal, kind=kind)
    with deal.workspace.reading() as session:
        lines = load_actions(session)
    assert [line.said for line in lines] == [
        "Wrote a note on Ana Moss",
        "Wrote a note on Acme",
        "Wrote a note on Cloud Backup for Acme",
    ]
    assert [line.target.kind for line in lines] == ["person", "account", "group"]


def test_the_latest_come_first_and_are_counted(deal: Deal) -> None:
    first, second, third = (write(deal, each) for each in ("first", "second", "third"))
    deal.write("UPDATE note SET at = NULL WHERE id = ?", third)
    with deal.workspace.reading() as session:
        notes = load_notes(session, "group", deal.group, 2)
        whole = load_notes(session, "group", deal.group)
    assert ([note.text for note in notes.latest], notes.count) == (["second", "first"], 3)
    assert ([note.record_id for note in whole.latest], whole.count) == ([second, first, third], 3)
