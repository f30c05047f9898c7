"""``bgdetails stage``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Run

FILES = {
    "accounts.csv": "id,name\na-1,Acme\n",
    "people.csv": "id,account_id,last_name\np-1,a-1,Ana\n",
    "buying_groups.csv": "id,account_id,solution_interest,stage\nbg-1,a-1,Cloud Backup,Interest\n",
}


def test_a_group_is_moved_and_what_is_not_allowed_is_refused(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    run("--db", "w.db", "import", "in", "--as-of", "2026-11-20")
    moved = run("--db", "w.db", "stage", "Cloud Backup for Acme", "evaluation")
    assert (moved.returncode, moved.stdout) == (0, "Cloud Backup for Acme: from Interest to Evaluation.\n")
    assert json.loads(run("--db", "w.db", "show", "group", "bg-1", "--format", "json").stdout)["stage"] == "Evaluation"
    refused = run("--db", "w.db", "stage", "bg-1", "Purchased")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "bgdetails: No way leads from Evaluation to Purchased. Allowed: Interest, Decision or Lost.\n"
    )
    assert run("--db", "w.db", "stage", "nobody", "Lost").returncode == 1
    assert run("--db", "w.db", "stage", "bg-1").returncode == 2
