"""``bgdetails groups`` and ``export`` of groups: formats, order, limits, queries."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.commands.conftest import Run
from tests.store.listed import listed


def test_table_names_the_day_and_cuts_nothing(run: Run, workspace: str) -> None:
    ran = run("groups", "--db", workspace)
    lines = ran.stdout.splitlines()
    assert lines[0] == "40 groups, as of 20 Nov 2026"
    assert lines[2].split() == [
        *(
            "Name",
            "Account",
            "Interest",
            "Stage",
            "Engagement",
            "Complete",
            "Members",
            "Last",
            "active",
            "Updated",
            "Id",
        )
    ]
    assert len(lines) == 43
    assert "…" not in ran.stdout
    assert not set(ran.stdout) & set("\x1b│─┌")


def test_limit_and_total(run: Run, workspace: str) -> None:
    assert run("groups", "--limit", "3", "--db", workspace).stdout.startswith("3 of 40 groups, as of")
    assert run("groups", "zzz", "--db", workspace).stdout == "No group matches, as of 20 Nov 2026.\n"
    assert run("groups", "zzz", "--format", "json", "--db", workspace).stdout == "[]\n"


def test_json_has_its_keys_in_order(run: Run, workspace: str) -> None:
    row = json.loads(run("groups", "--limit", "1", "--format", "json", "--db", workspace).stdout)[0]
    assert list(row) == [
        *("id", "name", "account", "solution_interest", "stage", "engagement_score", "engagement_level"),
        *("completeness_score", "member_count", "missing_roles", "short_roles", "last_activity_at", "updated_at"),
    ]
    assert row["account"] == {"id": "a1", "name": row["account"]["name"]}


def test_json_is_by_engagement_then_name_then_id(run: Run, workspace: str) -> None:
    rows = json.loads(run("groups", "--format", "json", "--db", workspace).stdout)
    order = [(-row["engagement_score"], row["name"].casefold(), row["id"]) for row in rows]
    assert order == sorted(order)
    turned = json.loads(run("groups", "--format", "json", "--sort=-name", "--db", workspace).stdout)
    names = [row["name"].casefold() for row in turned]
    assert names == sorted(names, reverse=True)


def test_csv_is_a_table_for_spreadsheets(run: Run, tmp_path: Path) -> None:
    told = {
        "name": '=HYPERLINK("x"), a',
        "account": "+Acme\nInc",
        "stage": "-",
        "missing": "Champion\x1f@Role",
        "short": "Decision Maker 1 of 2",
        "rank": 300.0,
    }
    listed(tmp_path, [told]).close()
    ran = run("groups", "--as-of", "2026-11-20", "--format", "csv", "--db", "test.db")
    header, row = csv.reader(io.StringIO(ran.stdout, newline=""))
    cells = dict(zip(header, row, strict=True))
    assert header[2:4] == ["account_id", "account"]
    assert cells["name"] == '\'=HYPERLINK("x"), a'
    assert cells["account"] == "'+Acme\nInc"
    assert cells["stage"] == "'-"
    assert cells["missing_roles"] == "Champion; @Role"
    assert cells["short_roles"] == "Decision Maker"
    assert (cells["engagement_score"], cells["completeness_score"], cells["updated_at"]) == ("100.0", "", "")


def test_what_the_data_holds_is_text(run: Run, tmp_path: Path) -> None:
    listed(tmp_path, [{"name": "[b]x[/b]\x1b[31m\u202eevil\nline", "account": "李 Co"}]).close()
    ran = run("groups", "--as-of", "2026-11-20", "--db", "test.db")
    assert len(ran.stdout.splitlines()) == 4
    assert "[b]x[/b]␛[31m�evil line" in ran.stdout


def test_a_query_may_come_in_several_words(run: Run, workspace: str) -> None:
    once = run("groups", "alpha stage:Lost", "--db", workspace)
    assert run("groups", "alpha", "stage:Lost", "--db", workspace).stdout == once.stdout
    assert once.stdout.splitlines()[0] != "40 groups, as of 20 Nov 2026"
    without = run("groups", "-stage:Lost", "--db", workspace)
    assert without.stdout == run("groups", "not stage:Lost", "--db", workspace).stdout
    assert without.returncode == 0


def test_a_wrong_query_is_wrong_usage(run: Run, workspace: str) -> None:
    ran = run("groups", "alpha foo:bar", "--db", workspace)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "“foo” is not a key" in ran.stderr
    assert ran.stderr.endswith("(character 7 of the query)\n")


def test_owner_me(run: Run, workspace: str) -> None:
    assert run("groups", "owner:me", "--db", workspace).returncode == 2
    ran = run("groups", "owner:me", "--db", workspace, env={"BGDETAILS_OWNER": "Lena Ortiz"})
    assert ran.stdout == "No group matches, as of 20 Nov 2026.\n"


def test_export_writes_what_groups_prints(run: Run, workspace: str, tmp_path: Path) -> None:
    for kind in ("csv", "json"):
        ran = run("export", "alpha", "--format", kind, "-o", f"out.{kind}", "--db", workspace)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
        printed = run("groups", "alpha", "--format", kind, "--db", workspace).stdout
        assert (tmp_path / f"out.{kind}").read_text("utf-8") == printed
        again = run("export", "--format", kind, "-o", f"out.{kind}", "--db", workspace)
        assert again.returncode == 1
        assert "is there already" in again.stderr
        assert run("export", "--format", kind, "-o", f"out.{kind}", "--force", "--db", workspace).returncode == 0
        assert (tmp_path / f"out.{kind}").read_text("utf-8") != printed


def test_export_never_replaces_the_workspace(run: Run, workspace: str) -> None:
    before = Path(workspace).read_bytes()
    ran = run("export", "--format", "csv", "--force", "-o", workspace, "--db", workspace)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "is the workspace itself" in ran.stderr
    assert Path(workspace).read_bytes() == before
