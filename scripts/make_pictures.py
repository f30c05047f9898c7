"""Take the pictures of the README and the docs from the running program, on the sample as of its own last day."""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import draw_architecture
import picture
import summary_pictures

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
SHOTS: tuple[tuple[str, str, str, str | None, tuple[str, ...]], ...] = (
    # name, size, theme, page, keys
    ("browse", "120x40", "ink", None, ()),
    ("group", "160x50", "ink", "group/bg-001", ()),
    ("member-details", "120x40", "ink", "group/bg-001", ("enter",)),
    ("members", "120x40", "paper", "group/bg-001", ("m",)),
    ("account", "160x50", "ink", "account/a-01", ()),
    ("person", "120x40", "ink", "person/p-003", ()),
    ("journey", "120x40", "paper", "journey/j-autumn", ()),
    ("explain", "120x40", "paper", "person/p-003", ("e",)),
    ("dashboard", "160x50", "ink", "dashboard", ()),
    ("interest", "120x40", "ink", "interest/Cloud Backup", ()),
    ("palette", "120x40", "ink", "group/bg-001", ("ctrl+p", "=tal")),
)


def main() -> None:
    """Make the workspace and draw everything."""
    day = (ROOT / "data" / "sample_day.txt").read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory(prefix="bgdetails-pictures-") as folder:
        workspace = str(Path(folder) / "sample.db")
        command = [sys.executable, "-m", "bgdetails", "--db", workspace, "import", str(ROOT / "data" / "sample")]
        subprocess.run([*command, "--as-of", day], check=True, stdout=subprocess.DEVNULL)
        for name, size, theme, page, keys in SHOTS:
            wanted = argparse.Namespace(
                workspace=workspace, keys=list(keys), size=size, theme=theme, open=page, as_of=None, ascii=False
            )
            (OUT / f"{name}.svg").write_text(asyncio.run(picture.take(wanted)), encoding="utf-8")
            print(f"docs/pictures/{name}.svg")
        for file in summary_pictures.make(workspace, date.fromisoformat(day), OUT):
            print(file.relative_to(ROOT))
    draw_architecture.main()


if __name__ == "__main__":
    main()
