"""The worked examples of docs/model.md, who to reach."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bgdetails.rules.reach import InRole, Reason, Situation, best_who_went_quiet, points, ranked, reasons


@dataclass(frozen=True)
class Somebody:
    public_id: str
    score: float
    reasons: tuple[Reason, ...]

    @property
    def name_key(self) -> str:
        return self.public_id.partition("-")[0]


@pytest.mark.parametrize(
    ("situation", "expected", "worth"),
    [
        (Situation(touched=False, active=True, high_intent=True), (Reason.INTENT, Reason.UNTOUCHED), 7),
        (Situation(touched=False, active=True, quiet_in_role=True), (Reason.UNTOUCHED, Reason.QUIET), 5),
        (Situation(touched=False, active=True), (Reason.UNTOUCHED,), 3),
        (Situation(touched=True, active=True, high_intent=True), (), 0),
        (
            Situation(touched=True, active=False, quiet_in_role=True, champion_of_won=True),
            (Reason.QUIET, Reason.CHAMPION),
            3,
        ),
        (Situation(touched=False, active=False, champion_of_won=True), (Reason.CHAMPION,), 1),
        (Situation(touched=False, active=False), (), 0),
    ],
)
def test_reasons_and_points(situation: Situation, expected: tuple[Reason, ...], worth: int) -> None:
    assert reasons(situation) == expected
    assert points(expected) == worth


def test_the_order() -> None:
    people = [
        Somebody("quiet", 0.0, (Reason.QUIET,)),
        Somebody("ana-2", 30.0, (Reason.UNTOUCHED,)),
        Somebody("ana-1", 30.0, (Reason.UNTOUCHED,)),
        Somebody("zoe", 72.0, (Reason.UNTOUCHED,)),
        Somebody("both", 12.0, (Reason.UNTOUCHED, Reason.QUIET)),
        Somebody("won", 90.0, (Reason.CHAMPION,)),
        Somebody("nothing", 99.0, ()),
    ]
    assert [person.public_id for person in ranked(people)] == ["both", "zoe", "ana-1", "ana-2", "quiet"]
    assert ranked([]) == []


def in_role(person: int, before: int, now: int, by_crm: bool = False) -> InRole:
    return InRole(person, by_crm, before, now)


def test_the_best_fitting_of_a_role() -> None:
    quiet, busy = in_role(1, 60, 10), in_role(2, 50, 50)

    def best(people: list[InRole]) -> InRole | None:
        return best_who_went_quiet(people, float, float)

    assert best([busy, quiet]) == quiet
    assert best([quiet, in_role(3, 70, 70)]) is None
    assert best([quiet, in_role(3, 20, 20, by_crm=True)]) is None
    assert best([busy, in_role(3, 20, 0, by_crm=True)]) == in_role(3, 20, 0, by_crm=True)
    assert best([]) is None
