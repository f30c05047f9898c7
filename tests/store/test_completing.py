"""What is offered while a query is typed: where in the text one is, which keys and values go on from there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bgdetails.store.completing import completions, place_of, values_of
from bgdetails.store.query_language import KEYS, WORDS, parse
from tests.factory import Factory, new_workspace
from tests.store.listed import DAY, listed

STAGES = ["Awareness", "Interest", "In review", "Lost (old)", "Öffen"]


def taken(text: str, values: list[str]) -> list[str]:
    """The text after each completion is taken at its end."""
    place = place_of(text, len(text))
    return [] if place is None else [text[: each.start] + each.written for each in completions(place, values)]


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("", []),
        ("s", []),
        ("sta", ["stage:", "status:", "stagnant:"]),
        ("acme STA", ["acme stage:", "acme status:", "acme stagnant:"]),
        ("-sta", ["-stage:", "-status:", "-stagnant:"]),
        ("(sta", ["(stage:", "(status:", "(stagnant:"]),
        ("enga", ["engagement>="]),
        ("upda", ["updated<"]),
        ("zzz", []),
        ("stage:in", ['stage:"In review" ', "stage:Interest "]),
        ("-stage:ÖF", ["-stage:Öffen "]),
        ("stage=rev", ['stage="In review" ']),
        ('stage:"in r', ['stage:"In review" ']),
        ("stage:old", ['stage:"Lost (old)" ']),
        ("stage:interest", []),
        ('stage:"Interest" ', []),
        ('stage:"Interest"', []),
        ("engagement>=6", []),
        ("foo:in", []),
        ('"sta', []),
        ("role:in", ['role:"In review"', "role:Interest"]),
    ],
)
def test_what_may_be_taken(text: str, results: list[str]) -> None:
    assert taken(text, STAGES) == results


def test_nothing_typed_after_a_key_offers_its_values_by_name() -> None:
    assert [text.strip() for text in taken("stage:", STAGES)][:2] == ["stage:Awareness", 'stage:"In review"']


def test_whatever_is_taken_can_be_understood() -> None:
    for key in KEYS:
        for text in taken(f"{key}:", list(WORDS.get(key, ('A "b" (c)', "x:y", "me")))):
            assert parse(text) is not None


def test_the_caret_decides() -> None:
    place = place_of("stage:In acme", len("stage:In"))
    assert place is not None
    assert (place.start, place.end, place.typed, place.key) == (0, 8, "In", "stage")


def test_values_are_those_of_the_workspace(tmp_path: Path, database: str) -> None:
    workspace = new_workspace(tmp_path, "values.db")
    with workspace.writing() as session:
        make = Factory(session)
        make.account("Acme", owner="Lena Ortiz", region="Europe", industry="R&D")
        make.account("Zeta", owner="lena ortiz", region=None)
        make.interest("Cloud Backup")
    with closing(workspace.connect()) as connection:
        assert values_of(connection, "owner", DAY) == ["me", "Lena Ortiz"]
        assert values_of(connection, "region", DAY) == ["Europe"]
        assert "Cloud Backup" in values_of(connection, "interest", DAY)
        assert "Decision Maker" in values_of(connection, "role", DAY)
        assert values_of(connection, "deal", DAY) == ["at-risk"]
        for key in KEYS:
            assert isinstance(values_of(connection, key, DAY), list)
    workspace.close()


def test_stages_and_statuses_of_groups_are_offered_too(tmp_path: Path, database: str) -> None:
    connection = listed(tmp_path, [{"stage": "Pilot", "status": "Hot"}, {"stage": None, "account": "Zeta"}])
    assert "Pilot" in values_of(connection, "stage", DAY)
    assert values_of(connection, "status", DAY) == ["Hot"]
    assert values_of(connection, "account", DAY) == ["Acme", "Zeta"]
    connection.close()
