"""docs/model.md, stages: what is allowed, velocity, stagnation."""

from __future__ import annotations

from datetime import date

import pytest

from bgdetails.rules.model import StageModel
from bgdetails.rules.stages import StageFigures, Step, allowed_steps, can_stagnate, goes_forward, is_stagnant, velocity
from bgdetails.store.times import to_day

FIGURES = StageFigures(velocity_days=90, stagnant_days=60, stagnant_completeness=70)
DAY = to_day(date(2026, 11, 20))
MODEL = StageModel(
    name="Default",
    stages=("Awareness", "Interest", "Purchased", "Evaluation", "Lost"),
    entry=("Interest", "Awareness"),
    success="Purchased",
    failure=("Lost",),
    transitions=(
        ("Awareness", ("Lost", "Interest")),
        ("Interest", ("Evaluation", "Awareness")),
        ("Evaluation", ("Purchased", "Interest")),
        ("Lost", ("Awareness",)),
    ),
)


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        (None, ("Awareness", "Interest")),
        ("Somewhere else", ("Awareness", "Interest")),
        ("Awareness", ("Interest", "Lost")),
        ("EVALUATION", ("Interest", "Purchased")),
        ("Lost", ("Awareness",)),
        ("Purchased", ()),
    ],
)
def test_steps_are_those_of_the_model_in_its_order(stage: str | None, steps: tuple[str, ...]) -> None:
    assert allowed_steps(MODEL, stage) == steps


@pytest.mark.parametrize(
    ("start", "end", "forward"),
    [
        ("Awareness", "Interest", True),
        ("awareness", "INTEREST", True),
        ("Interest", "Awareness", False),
        ("Interest", "Interest", False),
        ("Evaluation", "Purchased", True),  # before it in the order, but the success stage
        (None, "Purchased", True),
        ("Evaluation", "Lost", True),  # later in the order
        (None, "Awareness", False),
        ("Elsewhere", "Evaluation", False),
        ("Awareness", "Elsewhere", False),
    ],
)
def test_forward_is_later_in_the_order_or_success(start: str | None, end: str, forward: bool) -> None:
    assert goes_forward(MODEL, start, end) is forward


def test_velocity_counts_the_ninety_days_that_end_with_the_day() -> None:
    def of(*days: int) -> int:
        return velocity(MODEL, [Step("Awareness", "Interest", DAY - before) for before in days], DAY, FIGURES)

    assert of(0, 89) == 2
    assert of(90) == 0
    assert of(-1) == 0
    assert velocity(MODEL, [Step("Interest", "Awareness", DAY)], DAY, FIGURES) == 0


@pytest.mark.parametrize(
    ("stage", "changed", "completeness", "stagnant"),
    [
        ("Interest", date(2026, 9, 21), 70.0, True),
        ("Interest", date(2026, 9, 22), 70.0, False),
        ("Interest", None, 100.0, True),
        ("Interest", None, 69.9, False),
        ("Interest", None, None, False),
        ("Elsewhere", None, 70.0, True),
        (None, None, 100.0, False),
        ("purchased", None, 100.0, False),
        ("Lost", None, 100.0, False),
    ],
)
def test_stagnant_is_complete_enough_and_unmoved(
    stage: str | None, changed: date | None, completeness: float | None, stagnant: bool
) -> None:
    day = None if changed is None else to_day(changed)
    assert is_stagnant(MODEL, stage, day, completeness, DAY, FIGURES) is stagnant


def test_a_sum_of_thirds_is_enough() -> None:
    assert is_stagnant(MODEL, "Interest", None, 70 - 1e-12, DAY, FIGURES)


def test_whoever_is_at_an_end_never_stagnates() -> None:
    assert [stage for stage in (*MODEL.stages, None, "Elsewhere") if can_stagnate(MODEL, stage)] == [
        "Awareness",
        "Interest",
        "Evaluation",
        "Elsewhere",
    ]
