"""A refresh from a lake: equal to one of the same rows in the store; what cannot be read changes nothing."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bgdetails.cli import main
from bgdetails.refresh.engines import open_lake
from bgdetails.refresh.lake import LakeError
from bgdetails.refresh.lake_files import local_files
from bgdetails.refresh.lake_rows import lie_in_lake
from bgdetails.refresh.run import refresh_from
from bgdetails.store.times import to_day
from bgdetails.store.workspace import open_workspace
from bgdetails.views.pages import EmailAsset
from tests import databases
from tests.conftest import as_anybody
from tests.refresh.drawn import assert_engines_agree, drawn_workspace
from tests.refresh.lakes import (
    AS_OF,
    ODD_SAID,
    SPOILED,
    UNITS,
    Row,
    a_few,
    assert_equal,
    assert_odd_is_read,
    copied,
    dump,
    from_lake,
    imported,
    kept,
    lake,
    parquet,
    rows_of,
    spoil,
    strengths,
    workspace_folder,
)


@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32))
def test_a_lake_gives_what_an_import_of_the_same_rows_gives(seed: int) -> None:
    # Of one definition four engines: Spark in tests/cluster.
    with tempfile.TemporaryDirectory() as name, databases.lending():
        assert_engines_agree(Path(name), drawn_workspace(seed), "duckdb")


@pytest.mark.parametrize("column", ["asset", "type"])
def test_what_a_server_cannot_keep_is_one_sentence(
    tmp_path: Path, column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with databases.lending():
        server = imported(databases.empty_workspace(), workspace_folder(tmp_path / "in"))
        odd = {**a_few()[0], column: "no\0where"}
        capsys.readouterr()
        assert from_lake(server, lake(tmp_path / "lake", [odd], "jsonl")) == 1
        said = "has a text with a NUL character, which PostgreSQL cannot keep; nothing has changed."
        assert capsys.readouterr() == ("", f"bgdetails: {tmp_path}/lake/*.jsonl {said}\n")


@pytest.fixture
def activities() -> list[Row]:
    return a_few()


@pytest.fixture
def lean(tmp_path: Path, imported_once: Path) -> Path:
    return copied(imported_once, tmp_path / "lean.db")


@pytest.mark.parametrize("kind", ["parquet", "typed", "jsonl"])
def test_the_store_keeps_the_latest_and_pages_say_the_same(
    tmp_path: Path, lean: Path, activities: list[Row], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert from_lake(lean, lake(tmp_path / "lake", activities, kind)) == 0
    assert "64 activities in the lake, 64 taken." in capsys.readouterr().out
    latest = {key for (key,) in rows_of(lean, "SELECT external_id FROM activity")}
    # Twenty, and of each type four: the rest of the views is only counted.
    assert latest == {*(f"v{n}" for n in range(20)), "m1", "c1", "f1", "n1"}
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", activities))
    assert_equal(store, lean)
    capsys.readouterr()
    for words in (
        ("show", "person", "p1"),
        ("explain", "person", "p1"),
        ("show", "group", "g2"),
        ("show", "account", "a2"),
    ):
        said = []
        for database in (store, lean):
            assert main(["--db", str(database), *words, "--format", "json"]) == 0
            said.append(json.loads(capsys.readouterr().out))
        if words[0] == "show":
            # Which assets somebody looked at most is counted in the activities themselves.
            for each in said:
                each.pop("summary")
        assert said[0] == said[1]


def test_what_the_store_has_already_counts_once(tmp_path: Path, activities: list[Row]) -> None:
    own: list[Row] = [*activities[:10], {"id": "own", "person_id": "p4", "type": "Attend Event", "at": "2026-06-20"}]
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", [*activities, own[-1]]))
    mixed = imported(tmp_path / "mixed.db", workspace_folder(tmp_path / "own", own))
    assert from_lake(mixed, lake(tmp_path / "lake", activities)) == 0
    assert_equal(store, mixed)
    # Again, and through an import, which reads the lake anew.
    assert from_lake(mixed, lake(tmp_path / "lake", activities)) == 0
    assert_equal(store, mixed)
    more = [*activities, {"id": "new", "person_id": "p5", "type": "Attend Event", "at": "2026-06-21"}]
    lake(tmp_path / "lake", more)
    imported(mixed, tmp_path / "own")
    imported(store, workspace_folder(tmp_path / "more", [*more, own[-1]]))
    assert_equal(store, mixed)


def test_back_to_the_store(tmp_path: Path, lean: Path, activities: list[Row]) -> None:
    before = copied(lean, tmp_path / "before.db")
    assert from_lake(lean, lake(tmp_path / "lake", activities)) == 0
    assert main(["--db", str(lean), "refresh", "--activities", "store", "--as-of", str(AS_OF)]) == 0
    assert_equal(before, lean)
    assert rows_of(lean, "SELECT lake, lake_engine FROM workspace") == [(None, None)]
    assert rows_of(lean, "SELECT count(*) FROM activity") == [(0,)]


def test_what_needs_the_activities_is_not_guessed_of_another_day(
    tmp_path: Path, lean: Path, activities: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    email: Row = {"type": "Email Sent", "at": "2026-04-02", "asset": "Hello", "journey_id": "j1"}
    activities += [{"id": f"e{n}", "person_id": f"p{n % 3}", **email} for n in range(60)]
    assert from_lake(lean, lake(tmp_path / "lake", activities)) == 0
    assert strengths(lean)
    # Of the sixty e-mails twelve are kept, of three people; the others did not get lost.
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", activities))
    assert kept(lean).emails == kept(store).emails == {"j1": (EmailAsset("Hello", 3, 0, 0, 0),)}
    earlier = ("--as-of", str(AS_OF - timedelta(days=40)))
    assert main(["--db", str(lean), "groups", *earlier]) == 0
    days = {day for day, *_ in strengths(lean)}
    assert len(days) == 1
    assert main(["--db", str(store), "groups", *earlier]) == 0
    assert rows_of(lean, UNITS) == rows_of(store, UNITS)
    unknown = "— Not known as of this day, for activities lie in a lake. Read it with bgdetails refresh --as-of DAY."
    for words, key in ((("person", "p1"), None), (("journey", "j1"), "emails")):
        capsys.readouterr()
        assert main(["--db", str(lean), "show", *words, *earlier]) == 0
        assert unknown in capsys.readouterr().out
        assert main(["--db", str(lean), "show", *words, "--format", "markdown", *earlier]) == 0
        assert unknown in capsys.readouterr().out
        assert main(["--db", str(lean), "show", *words, "--format", "json", *earlier]) == 0
        page = json.loads(capsys.readouterr().out)
        assert key is None or page[key] is None
    # Read as of that day, it is known.
    assert main(["--db", str(lean), "refresh", *earlier]) == 0
    assert {day for day, *_ in strengths(lean)} == {to_day(AS_OF) - 40}
    capsys.readouterr()
    assert main(["--db", str(lean), "show", "journey", "j1", "--format", "json", *earlier]) == 0
    assert json.loads(capsys.readouterr().out)["emails"] == [
        {"asset": "Hello", "sent": 3, "delivered": 0, "opened": 0, "clicked": 0}
    ]


@pytest.mark.parametrize("how", SPOILED)
def test_what_cannot_be_read_changes_nothing(
    tmp_path: Path, lean: Path, activities: list[Row], how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    location, said = spoil(tmp_path / "lake", how, activities)
    before = dump(lean)
    capsys.readouterr()
    assert from_lake(lean, location) == 1
    assert capsys.readouterr() == ("", f"bgdetails: {said}\n")
    assert dump(lean) == before


def test_json_lines_that_break_off_change_nothing(
    tmp_path: Path, lean: Path, activities: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    # Far behind what engines look at before they read everything.
    many: list[Row] = [{**activities[0], "id": f"y{n}"} for n in range(60_000)]
    location = lake(tmp_path / "lake", many, "jsonl")
    file = tmp_path / "lake" / "1.jsonl"
    file.write_bytes(file.read_bytes()[:-30])
    before = dump(lean)
    capsys.readouterr()
    assert from_lake(lean, location) == 1
    said = "line 30,000 is no whole JSON object: mend the file, or leave it out"
    assert capsys.readouterr() == ("", f"bgdetails: {file} cannot be read ({said}); nothing has changed.\n")
    assert dump(lean) == before


def test_odd_files_are_read_for_what_they_are(
    tmp_path: Path, imported_once: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert_odd_is_read("duckdb", imported_once, tmp_path)
    assert capsys.readouterr().out.splitlines()[0] == ODD_SAID


@pytest.mark.parametrize("closed, asked", [(".", ""), (".", "*"), ("in", ""), ("in", "*/*"), ("in/b.parquet", "")])
def test_what_may_not_be_looked_into_is_not_passed_by(
    readable_folder: Path, activities: list[Row], closed: str, asked: str
) -> None:
    # Of both engines: what they are given has been looked at here.
    (readable_folder / "in").mkdir()
    for name in ("a.parquet", "in/b.parquet"):
        parquet(readable_folder / name, activities)
    place = readable_folder / closed
    mode = place.stat().st_mode
    place.chmod(0)
    try:
        with as_anybody(), pytest.raises(LakeError) as said:
            local_files(str(readable_folder / asked))
    finally:
        place.chmod(mode)
    assert str(said.value) == f"{place} cannot be read (Permission denied); nothing has changed."


def test_an_import_into_a_workspace_whose_lake_is_gone_changes_nothing(
    tmp_path: Path, lean: Path, activities: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    assert from_lake(lean, lake(tmp_path / "lake", activities)) == 0
    for file in (tmp_path / "lake").iterdir():
        file.unlink()
    (tmp_path / "accounts.csv").write_text("id,name,industry\na9,Ninth,Food\n", "utf-8")
    before = dump(lean)
    capsys.readouterr()
    assert main(["--db", str(lean), "import", str(tmp_path / "accounts.csv"), "--as-of", str(AS_OF)]) == 1
    assert "there is no file of activities" in capsys.readouterr().err
    assert dump(lean) == before
    assert main(["--db", str(lean), "import", str(tmp_path / "accounts.csv"), "--no-refresh"]) == 0


def test_files_of_both_kinds_and_of_other_columns_are_one_lake(
    tmp_path: Path, lean: Path, activities: list[Row]
) -> None:
    folder = tmp_path / "la ke[1]"
    lake(folder / "in", activities[:30], "jsonl")
    lake(folder / "it", activities[20:50], "typed")
    parquet(folder / "z.parquet", activities[50:], columns=["type", "at", "person_id", "id", "asset"])
    # What lakes keep for themselves.
    (folder / "_SUCCESS").touch()
    (folder / "_temporary").mkdir()
    (folder / "_temporary" / "a.parquet").write_bytes(b"half")
    (folder / "it" / ".0.parquet.crc").write_bytes(b"crc")
    store = imported(tmp_path / "store.db", workspace_folder(tmp_path / "all", activities))
    assert from_lake(lean, str(folder)) == 0
    assert_equal(store, lean)
    assert from_lake(copied(lean, tmp_path / "one.db"), str(folder / "z.parquet")) == 0


def test_the_first_of_several_is_that_of_the_first_file(tmp_path: Path, lean: Path) -> None:
    # By name, also where files with other columns lie between.
    row = {"id": "x", "person_id": "p1", "type": "Page Views"}
    parquet(tmp_path / "a.parquet", [{**row, "at": "2026-06-01"}, {**row, "at": "2026-06-02"}])
    parquet(tmp_path / "c.parquet", [{**row, "at": "2026-06-04"}])
    parquet(tmp_path / "b.parquet", [{**row, "id": "y", "at": "2026-06-03"}], 'CAST("at" AS TIMESTAMP)')
    parquet(tmp_path / "d.parquet", [{**row, "id": "y", "at": "2026-06-05"}])
    assert from_lake(lean, str(tmp_path / "?.parquet")) == 0
    days = "SELECT external_id, date(day * 86400, 'unixepoch') FROM activity ORDER BY 1"
    assert rows_of(lean, days) == [("x", "2026-06-01"), ("y", "2026-06-03")]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A web server on this machine with the files of ``lake``."""
    folder = tmp_path / "lake"
    folder.mkdir()
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if not self.path.startswith("/broken"):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"PAR1")


def test_what_a_web_server_has_is_read(
    tmp_path: Path, lean: Path, activities: list[Row], web: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lake(tmp_path / "lake", activities)
    parquet(tmp_path / "lake" / "all.parquet", activities)
    here = copied(lean, tmp_path / "here.db")
    assert from_lake(lean, f"{web}/all.parquet?token=secret") == 0
    assert from_lake(here, str(tmp_path / "lake" / "all.parquet")) == 0
    assert_equal(here, lean)
    before = dump(lean)
    for path, said in (
        ("none.parquet?token=secret", "none.parquet cannot be read (the server says 404 File not found); nothing has"),
        ("broken.parquet", "broken.parquet cannot be read (it broke off after 4 of 1,000 bytes); nothing has changed."),
        ("*.parquet", "*.parquet: a web server has no lists of files; name one, or say where they lie as s3://…"),
        ("a.csv", "a.csv is neither Parquet (.parquet) nor JSON lines (.jsonl, .ndjson, .json, also .gz)."),
    ):
        capsys.readouterr()
        assert from_lake(lean, f"{web}/{path}") == 1
        error = capsys.readouterr().err
        assert error.startswith(f"bgdetails: {web}/{said}")
        assert error.count("\n") == 1
    assert dump(lean) == before


def test_an_object_store_that_cannot_be_reached_is_one_sentence(
    lean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # No extension is there, and none can be fetched.
    monkeypatch.setenv("HOME", "/nonexistent")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    capsys.readouterr()
    assert from_lake(lean, "s3://bucket/activities/*.parquet") == 1
    said = capsys.readouterr().err
    assert said.startswith(
        "bgdetails: s3://bucket/activities/*.parquet cannot be read (for s3:// DuckDB needs an extension"
    )
    assert said.endswith("nothing has changed.\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("told", ["activities in the lake", "latest activities", "intent", "scores"])
def test_stopped_in_the_middle_nothing_has_changed(
    tmp_path: Path, lean: Path, activities: list[Row], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = lake(tmp_path / "lake", activities)
    before = dump(lean)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)

    def stop(what: str, _done: int) -> None:
        if what == told:
            raise KeyboardInterrupt

    def refresh() -> None:
        with (
            closing(open_workspace(str(lean))) as workspace,
            open_lake(location, "duckdb") as opened,
            workspace.writing() as session,
        ):
            lie_in_lake(session, location, "duckdb")
            refresh_from(session, AS_OF, opened, progress=stop)

    with pytest.raises(KeyboardInterrupt):
        refresh()
    assert dump(lean) == before
    assert not list((tmp_path / "temporary").iterdir())


def test_without_spark_it_says_how_to_get_it(
    tmp_path: Path, lean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert from_lake(lean, str(tmp_path), "spark") == 1
    assert capsys.readouterr().err == "bgdetails: Spark is not installed: pip install 'bgdetails[spark]'.\n"


def test_without_duckdb_it_says_how_to_get_it(
    tmp_path: Path, lean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert from_lake(lean, str(tmp_path)) == 1
    assert capsys.readouterr().err == "bgdetails: DuckDB is not installed: pip install 'bgdetails[lake]'.\n"


@pytest.mark.parametrize("words", [("--engine", "duckdb"), ("--engine", "duckdb", "--activities", "store")])
def test_an_engine_alone_is_wrong_usage(lean: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["--db", str(lean), "refresh", *words]) == 2
    assert capsys.readouterr().err == "bgdetails: --engine needs --activities: say where they lie.\n"
