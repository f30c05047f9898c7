from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from bgdetails.sources.pipeline import ImportCancelled, ImportRefused, import_into
from bgdetails.store.workspace import OpenWorkspace, WorkspaceError, open_workspace
from tests.factory import new_workspace
from tests.sources.import_help import AS_OF, bring, content, counted, folder, one
from tests.sources.read_help import write

ACCOUNTS = ("id,name", "a1,Acme", "a2,Brill")
PEOPLE = ("id,account_id,last_name", "p1,a1,Moss", "p2,a1,Roth")
OTHERS = {
    "accounts": ("id,name", "a1,Acme Inc", "a3,Cole"),
    "people": ("id,account_id,last_name", "p1,a3,Moss", *(f"q{i},a3,Name {i}" for i in range(5000))),
    "activities": (
        "id,person_id,type,at",
        *(f"x{i},q{i % 5000},Page Views,2026-11-0{i % 9 + 1}" for i in range(20_000)),
    ),
}


def test_a_dry_run_tells_all_and_leaves_all(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE))
    before = content(workspace)
    report = bring(workspace, folder(tmp_path, "other", **OTHERS), dry_run=True)
    assert report.dry_run
    assert counted(report, "account") == (1, 1, 0, 0)
    assert content(workspace) == before
    assert counted(bring(workspace, folder(tmp_path, "other", **OTHERS)), "account") == (1, 1, 0, 0)


def test_a_stop_leaves_all(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE))
    before = content(workspace)
    asked = iter([False] * 3)
    with pytest.raises(ImportCancelled, match="nothing has changed"):
        bring(workspace, folder(tmp_path, "other", **OTHERS), cancelled=lambda: next(asked, True))
    assert content(workspace) == before
    assert not list(tmp_path.rglob(".rejects-*"))
    bring(workspace, folder(tmp_path, accounts=ACCOUNTS))


def test_a_stop_interrupts_a_long_statement(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, **OTHERS)
    reading = True

    def progress(file: str, rows: int, _speed: float) -> None:
        nonlocal reading
        reading = not (file.endswith("activities.csv") and rows == 20_000)

    with pytest.raises(ImportCancelled):
        bring(workspace, path, progress=progress, cancelled=lambda: not reading)
    assert one(workspace, "SELECT count(*) FROM account") == 0


def test_a_key_press_leaves_all(workspace: OpenWorkspace, tmp_path: Path) -> None:
    def interrupt(_file: str, _rows: int, _speed: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(ImportCancelled):
        bring(workspace, folder(tmp_path, **OTHERS), progress=interrupt)
    assert one(workspace, "SELECT count(*) FROM account") == 0


def test_a_fault_of_ours_leaves_all(workspace: OpenWorkspace, tmp_path: Path) -> None:
    def break_off(_file: str, rows: int, _speed: float) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bring(workspace, folder(tmp_path, **OTHERS), progress=break_off)
    assert one(workspace, "SELECT count(*) FROM external_id") == 0


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("accounts.csv", b"id,name\n\0", "binary"),
        ("accounts.csv", b"", "empty"),
        ("odd.csv", b"x,y\n1,2\n", "not recognised"),
        ("missing.csv", None, "no such file"),
        ("rules.toml", b"[scoring]\nwieghts = {}\n", "rules.toml"),
        ("rules.toml", b"[[[", "rules.toml"),
        ("a.zip", b"PK\x03\x04broken", "a.zip"),
    ],
)
def test_what_cannot_be_read_makes_no_workspace(tmp_path: Path, name: str, text: bytes | None, said: str) -> None:
    path = tmp_path / name
    if text is not None:
        write(tmp_path, name, text)
    good = folder(tmp_path, accounts=ACCOUNTS)
    with pytest.raises(ImportRefused) as refused:
        import_into(str(tmp_path / "new.db"), [good, path], as_of=AS_OF, refresh=False)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.glob("*new.db*"))


def test_an_empty_folder_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="Nothing to import"):
        import_into(str(tmp_path / "new.db"), [folder(tmp_path)], as_of=AS_OF, refresh=False)


def test_a_new_workspace_that_fails_is_not_left_behind(tmp_path: Path) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS)
    location = str(tmp_path / "new.db")
    with pytest.raises(ImportCancelled):
        import_into(location, [path], as_of=AS_OF, refresh=False, cancelled=lambda: True)
    import_into(location, [path], as_of=AS_OF, refresh=False, dry_run=True)
    assert not list(tmp_path.glob("*new.db*"))
    report = import_into(location, [path], as_of=AS_OF, refresh=False)
    assert counted(report, "account") == (2, 0, 0, 0)
    with pytest.raises(ImportCancelled):
        import_into(location, [path], as_of=AS_OF, refresh=False, cancelled=lambda: True)
    assert (tmp_path / "new.db").exists()


def test_a_workspace_that_is_none_is_refused_and_left(tmp_path: Path) -> None:
    path = write(tmp_path, "new.db", "not a workspace")
    with pytest.raises(WorkspaceError):
        import_into(str(path), [folder(tmp_path, accounts=ACCOUNTS)], as_of=AS_OF, refresh=False)
    assert path.read_text() == "not a workspace"


def test_without_a_refresh_scores_are_marked(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=ACCOUNTS))
    assert workspace.state().scores_outdated


def test_a_second_import_waits_for_the_first(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS)
    done: list[str] = []

    def second() -> None:
        other = open_workspace(workspace.location)
        assert counted(bring(other, path), "account") == (0, 0, 2, 0)
        done.append("second")
        other.close()

    def progress(_file: str, _rows: int, _speed: float) -> None:
        if not waiting.is_alive() and not done:
            waiting.start()
            time.sleep(0.3)
            assert not done

    waiting = threading.Thread(target=second)
    assert counted(bring(workspace, path, progress=progress), "account") == (2, 0, 0, 0)
    waiting.join(20)
    assert done == ["second"]


def test_an_import_that_waited_in_vain_is_told(
    workspace: OpenWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS)
    monkeypatch.setattr("bgdetails.store.schema_check.BUSY_TIMEOUT_MS", 100)
    other = open_workspace(workspace.location)
    with workspace.writing() as session:
        session.connection()
        with pytest.raises(ImportRefused, match="Another program is writing"):
            bring(other, path)
    other.close()


def test_a_kill_at_any_moment_leaves_it_as_it_was_or_whole(tmp_path: Path) -> None:
    location = tmp_path / "w.db"
    import_into(str(location), [folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE)], as_of=AS_OF, refresh=False)
    workspace = open_workspace(str(location))
    before = content(workspace)
    workspace.close()
    whole = new_workspace(tmp_path, "whole.db")
    bring(whole, tmp_path / "in")
    others = folder(tmp_path, "other", **OTHERS)
    bring(whole, others)
    after = content(whole)
    whole.close()
    outcomes = [_kill(location, others, before, after, delay) for delay in (0.0, 0.02, 0.1, 0.25, 0.5, 1.0)]
    # The earliest kill came while the first file was being read.
    assert outcomes[0] == "before"


def _start_and_kill(location: Path, paths: Path, delay: float) -> None:
    """An import in a process of its own, killed some time after it began to read."""
    begun, begins = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _import(location, paths, begins)
        finally:
            os._exit(0)
    os.close(begins)
    assert os.read(begun, 1)
    time.sleep(delay * random.Random(delay).uniform(0.5, 1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(begun)


def _import(location: Path, paths: Path, begins: int) -> None:
    def told(_file: str, _rows: int, _speed: float) -> None:
        os.write(begins, b".")

    import_into(str(location), [paths], as_of=AS_OF, refresh=False, progress=told)


def _kill(location: Path, paths: Path, before: object, after: object, delay: float) -> str:
    _start_and_kill(location, paths, delay)
    workspace = open_workspace(str(location))
    try:
        found = content(workspace)
        assert one(workspace, "PRAGMA integrity_check") == "ok"
    finally:
        workspace.close()
    assert found in (before, after)
    return "before" if found == before else "after"


def test_rules_with_an_error_change_nothing(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS)
    write(
        path,
        "workspace.toml",
        '[[roles_template]]\nname = "T"\n[[roles_template.role]]\nrole = "R"\nweighting = "Huge"\n',
    )
    with pytest.raises(ImportRefused, match=r"workspace\.toml.*5"):
        bring(workspace, path)
    assert one(workspace, "SELECT count(*) FROM account") == 0


def test_a_kill_of_a_first_import_leaves_no_workspace_or_a_whole_one(tmp_path: Path) -> None:
    paths = folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE)
    import_into(str(tmp_path / "whole.db"), [paths], as_of=AS_OF, refresh=False)
    whole = open_workspace(str(tmp_path / "whole.db"))
    after = content(whole)
    whole.close()
    location = tmp_path / "made" / "new.db"
    left: set[bool] = set()
    for delay in (0.0, 0.02, 0.1, 0.25, 1.0):
        _start_and_kill(location, paths, delay)
        left.add(any(name.name.startswith(".new.db.") for name in location.parent.iterdir()))
        if location.exists():
            made = open_workspace(str(location))
            assert content(made) == after
            made.close()
            location.unlink()
    # The earliest kill came while the first file was being read.
    assert True in left
    import_into(str(location), [paths], as_of=AS_OF, refresh=False)
    assert [file.name for file in location.parent.iterdir()] == ["new.db"]
    assert location.stat().st_mode & 0o777 == 0o600


def test_a_first_import_leaves_one_that_runs_beside_it_alone(tmp_path: Path) -> None:
    location, paths = str(tmp_path / "new.db"), folder(tmp_path, accounts=ACCOUNTS)
    done: list[str] = []

    def another(_file: str, _rows: int, _speed: float) -> None:
        if not done:
            done.append("other")
            import_into(location, [paths], as_of=AS_OF, refresh=False)

    with pytest.raises(WorkspaceError, match="Another process made"):
        import_into(location, [paths], as_of=AS_OF, refresh=False, progress=another)
    assert [file.name for file in tmp_path.glob("*new.db*")] == ["new.db"]
    again = import_into(location, [paths], as_of=AS_OF, refresh=False)
    assert counted(again, "account") == (0, 0, 2, 0)


def test_rejects_never_take_the_place_of_the_new_workspace(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with pytest.raises(ImportRefused, match="would be overwritten"):
        import_into(
            str(path),
            [folder(tmp_path, accounts=ACCOUNTS)],
            as_of=AS_OF,
            refresh=False,
            rejects=tmp_path / "x/../new.db",
        )
    assert not list(tmp_path.glob("*new.db*"))
