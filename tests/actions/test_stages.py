"""Moving a group to another stage, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bgdetails.actions.acting import Acting
from bgdetails.actions.done import Done
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.stages import move_to_stage
from bgdetails.actions.undo import undo_last
from bgdetails.store.times import to_micros
from tests.actions.conftest import NOW, Deal
from tests.factory import days_before

pytestmark = pytest.mark.usefixtures("database")

MOMENT = to_micros(NOW.replace(microsecond=0))
ENTERED = to_micros(datetime(2026, 11, 10, 12, tzinfo=UTC))


def move(deal: Deal, stage: str) -> Callable[[Acting], Done]:
    return lambda each: move_to_stage(each, deal.group, stage)


def stage_of(deal: Deal) -> tuple[object, ...]:
    (row,) = deal.rows("SELECT stage, stage_entered_at FROM buying_group WHERE id = ?", deal.group)
    return row


def shown(deal: Deal) -> tuple[object, ...]:
    (row,) = deal.rows(
        "SELECT stage, stage_position, velocity, stage_changed_at, updated_at FROM group_row WHERE group_id = ?",
        deal.group,
    )
    return row


def test_a_move_is_in_the_records_and_in_the_list_at_once(deal: Deal) -> None:
    assert deal.act(move(deal, "evaluation")) == "Cloud Backup for Acme: from Interest to Evaluation."
    assert stage_of(deal) == ("Evaluation", MOMENT)
    assert deal.rows("SELECT from_stage, to_stage, at FROM stage_change") == [("Interest", "Evaluation", MOMENT)]
    assert shown(deal) == ("Evaluation", 2, 1, MOMENT, MOMENT)
    assert deal.rows("SELECT count(*) FROM score_day WHERE stale") == [(0,)]


def test_undone_it_is_as_before(deal: Deal) -> None:
    before = shown(deal)
    deal.act(move(deal, "Evaluation"))
    assert deal.act(undo_last) == "Undone: Cloud Backup for Acme: from Interest to Evaluation."
    assert stage_of(deal) == ("Interest", ENTERED)
    assert deal.rows("SELECT * FROM stage_change") == []
    assert shown(deal) == before
    with pytest.raises(ActionRefused, match="Nothing was done by hand in this workspace that could be undone"):
        deal.act(undo_last)


@pytest.mark.parametrize(
    ("stage", "wanted", "sentence"),
    [
        ("Interest", "Purchased", "No way leads from Interest to Purchased. Allowed: Evaluation."),
        ("Interest", "interest", "The group is in Interest already. Allowed: Evaluation."),
        ("Interest", "Nowhere", "“Nowhere” is no stage of Default. Allowed: Evaluation."),
        (None, "Interest", "A group in no stage can only enter Awareness, not Interest."),
        ("Odd", "Interest", "A group in Odd, which Default lacks, can only enter Awareness, not Interest."),
        (
            "Purchased",
            "Lost",
            "No way leads from Purchased to Lost. Purchased is an end: nothing is allowed from there.",
        ),
    ],
)
def test_what_is_not_allowed_is_refused_and_names_what_is(
    deal: Deal, stage: str | None, wanted: str, sentence: str
) -> None:
    deal.write("UPDATE buying_group SET stage = ? WHERE id = ?", stage, deal.group)
    with pytest.raises(ActionRefused) as refused:
        deal.act(move(deal, wanted))
    assert str(refused.value) == sentence
    assert deal.rows("SELECT * FROM stage_change") == deal.rows("SELECT * FROM logged_action") == []


def test_from_a_foreign_stage_and_back(deal: Deal) -> None:
    deal.write("UPDATE buying_group SET stage = 'Odd', stage_entered_at = NULL WHERE id = ?", deal.group)
    assert deal.act(move(deal, "Awareness")) == "Cloud Backup for Acme: from Odd to Awareness."
    assert deal.rows("SELECT from_stage FROM stage_change") == [("Odd",)]
    deal.act(undo_last)
    assert stage_of(deal) == ("Odd", None)


def test_seen_from_a_past_day_it_happens_at_its_noon(deal: Deal) -> None:
    later = datetime(2026, 11, 25, 9, tzinfo=UTC)
    deal.act(move(deal, "Evaluation"), now=later)
    assert stage_of(deal) == ("Evaluation", to_micros(datetime(2026, 11, 20, 12, tzinfo=UTC)))


def test_never_before_the_change_before(deal: Deal) -> None:
    late = to_micros(datetime(2026, 11, 20, 23, tzinfo=UTC))
    deal.write("UPDATE buying_group SET stage_entered_at = ? WHERE id = ?", late, deal.group)
    deal.act(move(deal, "Evaluation"))
    assert stage_of(deal) == ("Evaluation", late)


def test_undoing_what_has_changed_since_is_refused(deal: Deal) -> None:
    deal.act(move(deal, "Evaluation"))
    deal.write("UPDATE buying_group SET stage = 'Decision' WHERE id = ?", deal.group)
    with pytest.raises(ActionRefused, match="has changed since; nothing was undone"):
        deal.act(undo_last)
    assert stage_of(deal) == ("Decision", MOMENT)


def test_a_group_is_undone_for_itself(deal: Deal) -> None:
    deal.act(move(deal, "Evaluation"))
    deal.act(lambda each: move_to_stage(each, deal.other, "Awareness"))
    deal.act(lambda each: undo_last(each, deal.group))
    assert stage_of(deal) == ("Interest", ENTERED)
    with pytest.raises(ActionRefused, match="Nothing was done by hand here"):
        deal.act(lambda each: undo_last(each, deal.group))
    assert deal.act(undo_last) == "Undone: Second deal: from no stage to Awareness."


def test_a_group_that_is_gone_and_one_without_a_model(deal: Deal) -> None:
    with pytest.raises(ActionRefused, match="is gone"):
        deal.act(lambda each: move_to_stage(each, 4711, "Awareness"))
    deal.write("UPDATE solution_interest SET stage_model_id = NULL")
    with pytest.raises(ActionRefused, match="Cloud Backup has no stage model"):
        deal.act(move(deal, "Evaluation"))


def test_a_day_before_shows_the_stage_and_not_the_way_to_it(deal: Deal) -> None:
    from bgdetails.refresh.days import ensure_day

    ensure_day(deal.workspace, days_before(3))
    deal.act(move(deal, "Evaluation"))
    rows = deal.rows("SELECT stage, velocity FROM group_row WHERE group_id = ? ORDER BY day", deal.group)
    assert rows == [("Evaluation", 0), ("Evaluation", 1)]
