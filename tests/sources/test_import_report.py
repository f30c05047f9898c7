from __future__ import annotations

import json
from pathlib import Path

import pytest

from bgdetails.sources.pipeline import ImportRefused
from bgdetails.store.workspace import OpenWorkspace
from tests.sources.import_help import bring, counted, folder, one, rejects_of, sf
from tests.sources.read_help import write

COLUMNS = ["file", "line", "kind", "external_id", "severity", "reason", "column", "value", "expected", "row"]


def test_the_worked_example(workspace: OpenWorkspace, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "worked" / "workspace"
    report = bring(workspace, path, rejects=tmp_path / "r.csv")
    assert report.rejects == {"bad date": 1, "missing value": 2, "repeated id": 2, "unknown id": 14}
    assert sum(file.rows for file in report.files) == 1943
    assert all(f.rows == f.taken + f.repeated + f.not_used + f.rejected for f in report.files)
    assert report.files_skipped == [str(path / "expected.json")]
    assert len(rejects_of(tmp_path / "r.csv")) == 19
    again = bring(workspace, path)
    assert all(not (counts.new or counts.changed or counts.deleted) for counts in again.records.values())
    assert again.rejects == report.rejects


def test_the_exports(workspace: OpenWorkspace, shared_data: Path) -> None:
    for expected in ("new", "unchanged"):
        report = bring(workspace, shared_data / "exports")
        counts = {kind: getattr(report.records[kind], expected) for kind in report.records}
        assert {kind: counts[kind] for kind in ("account", "person", "opportunity", "activity")} == {
            "account": 60,
            "person": 484,
            "opportunity": 86,
            "activity": 5029,
        }
        assert report.rejects == {}
        for kind in report.records:
            assert sum(counted(report, kind)) == counts[kind]


def test_the_json_has_every_key(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, accounts=("id,name", "a1,Acme"), people=("id,account_id,last_name", "p1,a1,Moss"))
    said = json.loads(json.dumps(bring(workspace, path, rejects=tmp_path / "r.csv").to_json()))
    assert said["as_of"] == "2026-11-20"
    assert said["dry_run"] is False
    assert said["files"][0] == {
        "file": str(path / "accounts.csv"),
        "kind": "workspace accounts",
        "encoding": "utf-8",
        "rows": 1,
        "taken": 1,
        "repeated": 0,
        "not_used": 0,
        "rejected": 0,
        "cells_rejected": 0,
    }
    assert said["records"]["account"] == {"new": 1, "changed": 0, "unchanged": 0, "deleted": 0}
    assert said["groups"] == {"formed": 0, "members_added": 0, "members_removed": 0, "roles_changed": 0}
    assert said["rejects_file"] == str(tmp_path / "r.csv")
    empty = {"files_refused": [], "files_skipped": [], "rejects": {}, "warnings": []}
    assert {key: said[key] for key in empty} == empty
    assert said["unknown_activity_types"] == said["unmapped_crm_roles"] == {}
    assert said["seconds"] > 0
    assert said["rows_per_second"] > 0


class TestRejectFile:
    def test_it_is_written_with_its_header_when_it_was_asked_for(
        self, workspace: OpenWorkspace, tmp_path: Path
    ) -> None:
        report = bring(workspace, folder(tmp_path, accounts=("id,name", "a1,Acme")), rejects=tmp_path / "r.csv")
        assert (tmp_path / "r.csv").read_text("utf-8") == ",".join(COLUMNS) + "\n"
        assert report.rejects_file == str(tmp_path / "r.csv")

    def test_without_rejects_there_is_none(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        report = bring(workspace, folder(tmp_path, accounts=("id,name", "a1,Acme")))
        assert report.rejects_file is None
        assert not list((tmp_path / "state").glob("*")) if (tmp_path / "state").exists() else True

    def test_it_goes_to_the_state_folder(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        report = bring(workspace, folder(tmp_path, accounts=("id,name", "a1,")))
        assert report.rejects_file is not None
        assert Path(report.rejects_file).parent == tmp_path / "state"
        (line,) = rejects_of(Path(report.rejects_file))
        assert line == {
            "file": str(tmp_path / "in" / "accounts.csv"),
            "line": "2",
            "kind": "workspace accounts",
            "external_id": "a1",
            "severity": "row",
            "reason": "missing value",
            "column": "name",
            "value": "",
            "expected": line["expected"],
            "row": ["a1", ""],
        }

    def test_every_reject_is_one_line(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        text = 'id,name,employees\na1,Acme,"1\n2\u2028\x853"\na2,"\x1b[31m\x0b",x\n'
        bring(workspace, write(tmp_path, "accounts.csv", text), rejects=tmp_path / "r.csv")
        lines = (tmp_path / "r.csv").read_text("utf-8").split("\n")
        assert len(lines) == 4
        assert len((tmp_path / "r.csv").read_text("utf-8").splitlines()) == 3
        assert rejects_of(tmp_path / "r.csv")[0]["row"] == ["a1", "Acme", "1\n2\u2028\x853"]

    def test_ids_are_as_the_file_has_them(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        short, full = sf("001", 1), "001000000000002AAA"
        contact, deal = sf("003", 1), sf("006", 1)
        bring(
            workspace,
            folder(
                tmp_path,
                Account=("Id,Name,Industry,ParentId", f"{short},,x,", f" {full} ,Beta,x,bad"),
                OpportunityContactRole=("OpportunityId,ContactId,Role", f"{deal},{contact},Champion"),
            ),
            rejects=tmp_path / "r.csv",
        )
        lines = {line["reason"]: line for line in rejects_of(tmp_path / "r.csv")}
        assert lines["missing value"]["external_id"] == short
        assert lines["missing value"]["row"] == [short, "", "x", ""]
        assert lines["bad value"]["external_id"] == full
        assert lines["bad value"]["row"] == [f" {full} ", "Beta", "x", "bad"]
        # The file has no ids of its own.
        assert lines["unknown id"]["external_id"] == ""
        assert lines["unknown id"]["value"] in (deal, contact)

    def test_a_dry_run_writes_it_too(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        bring(workspace, folder(tmp_path, accounts=("id,name", "a1,")), rejects=tmp_path / "r.csv", dry_run=True)
        assert len(rejects_of(tmp_path / "r.csv")) == 1

    def test_a_folder_or_a_missing_one_refuses_the_import(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        path = folder(tmp_path, accounts=("id,name", "a1,Acme"))
        with pytest.raises(ImportRefused, match="is a folder"):
            bring(workspace, path, rejects=tmp_path)
        with pytest.raises(ImportRefused, match="cannot be written"):
            bring(workspace, path, rejects=tmp_path / "missing" / "r.csv")

    def test_it_replaces_nothing_that_the_import_reads_or_writes(
        self, workspace: OpenWorkspace, tmp_path: Path
    ) -> None:
        path = folder(tmp_path, accounts=("id,name", "a1,Acme"))
        (tmp_path / "link.csv").symlink_to(path / "accounts.csv")
        for there in (path / "accounts.csv", tmp_path / "link.csv", workspace.path, Path("/dev/null")):
            before = there.read_bytes()
            with pytest.raises(ImportRefused, match="would be overwritten"):
                bring(workspace, path, rejects=there)
            assert there.read_bytes() == before
        assert one(workspace, "SELECT count(*) FROM account") == 0


def test_the_text_says_what_each_file_was_taken_for(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        accounts=("id,name", "a1,Acme", "a2,"),
        people=("id,account_id,last_name", "p1,,Moss"),
    )
    write(path, "odd.csv", "x,y\n1,2\n")
    report = bring(workspace, path, rejects=tmp_path / "r.csv", dry_run=True)
    text = report.to_text()
    (line,) = [line for line in text.splitlines() if line.startswith(str(path / "accounts.csv"))]
    assert "workspace accounts" in line
    assert line.endswith("utf-8")
    assert "Rejects: missing value 1." in text
    assert f"They are in {tmp_path / 'r.csv'}." in text
    assert "odd.csv" in text
    assert "A dry run: nothing was written." in text
    assert "Not refreshed" in text
    assert "1 person has no account" in text


def test_names_of_files_cannot_write_to_the_terminal(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = write(tmp_path, "accounts \x1b[31m.csv", "id,name\na1,Acme\n")
    assert "\x1b" not in bring(workspace, path, format="workspace").to_text()
