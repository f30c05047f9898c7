"""Where the reader was is kept beside the workspace, whole or not at all, and no damage to it stops a start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bgdetails.navigation import Target
from bgdetails.place_file import LastPlace, file_of, read_place, write_place
from bgdetails.screens.listing import Listing, ListState
from bgdetails.screens.page_state import PageState
from bgdetails.widgets.canvas import Place
from bgdetails.widgets.people_tab import PeopleState

LISTED = ListState(Listing("cloud “ü”", "name", False, ("stage:Interest",), ("name", "stage"), "Mine"), 7, 4)
PLACES = [
    LastPlace(ListState(Listing())),
    LastPlace(LISTED, Target("account", "a/1"), PageState("overview", Place("x", 7, (("links", "x"),)), True)),
    LastPlace(LISTED, Target("group", "bg-1"), PageState("members", own=PeopleState("mo", "name", False, "p-1"))),
]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_read_as_it_was_written(tmp_path: Path, place: LastPlace) -> None:
    location = str(tmp_path / "w.db")
    assert read_place(location) is None
    write_place(location, place)
    assert read_place(location) == place
    assert read_place(str(tmp_path / "other.db")) is None
    assert [file.name for file in file_of(location).parent.iterdir()] == [file_of(location).name]


def test_the_file_of_another_workspace_of_the_same_name_is_another(tmp_path: Path) -> None:
    assert file_of(str(tmp_path / "a" / "w.db")) != file_of(str(tmp_path / "b" / "w.db"))
    assert file_of(f"sqlite:///{tmp_path}/w.db") == file_of(str(tmp_path / "w.db"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: "",
        lambda content: "{",
        lambda content: "\x00\xff",
        lambda content: "[" * 100_000,
        lambda content: "[]",
        lambda content: json.dumps({**content, "version": 2}),
        lambda content: json.dumps({**content, "workspace": "/elsewhere.db"}),
        lambda content: json.dumps({**content, "list": None}),
        lambda content: json.dumps({**content, "list": {**content["list"], "sort": "1; DROP TABLE"}}),
        lambda content: json.dumps({**content, "list": {**content["list"], "offset": -1}}),
        lambda content: json.dumps({**content, "list": {**content["list"], "group": "7"}}),
        lambda content: json.dumps({**content, "list": {**content["list"], "filters": ["stage:"]}}),
        lambda content: json.dumps({**content, "list": {**content["list"], "columns": [1]}}),
        lambda content: json.dumps({**content, "page": {**content["page"], "target": "nowhere/x"}}),
        lambda content: json.dumps({**content, "page": {**content["page"], "target": "groups"}}),
        lambda content: json.dumps({**content, "page": {**content["page"], "scroll": "7"}}),
        lambda content: json.dumps({**content, "page": {**content["page"], "sections": [["a"]]}}),
        lambda content: json.dumps({**content, "page": {**content["page"], "people": {"search": 1}}}),
    ],
)
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    location = str(tmp_path / "w.db")
    write_place(location, PLACES[1])
    content = json.loads(file_of(location).read_text("utf-8"))
    file_of(location).write_text(damage(content), "utf-8")
    assert read_place(location) is None
    write_place(location, PLACES[1])
    assert read_place(location) == PLACES[1]


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path, state: Path) -> None:
    state.write_text("a file where the folder should be")
    write_place(str(tmp_path / "w.db"), PLACES[0])
    assert read_place(str(tmp_path / "w.db")) is None
