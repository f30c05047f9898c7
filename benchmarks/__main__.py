"""``make bench``: every budget beside its floor; writes docs/performance.md, and fails where a budget is missed."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import importing, keys, layer, queries, starting
from benchmarks.folder import LAST_DAY, write_folder
from benchmarks.table import RUNS, WARM_UP, Result, merged, rows_of

OUT = Path(__file__).parents[1] / "docs" / "performance.md"
GROUPS, FEW_GROUPS = 10_000, 100
NOT_MEASURED = (
    "100k groups, 1M people, 10M activities, and growth from size to size",
    "search per keystroke over 1M people, and bursts of keys",
    "intent at a refresh",
    "PostgreSQL",
)


def main() -> int:
    """Measure everything, or the parts that are named."""
    parts: dict[str, Callable[[Path, Path], Iterator[Result]]] = {
        "start": lambda few, many: starting.first_frame(many),
        "commands": lambda few, many: starting.commands(many),
        "pages": lambda few, many: keys.pages(many),
        "lists": lambda few, many: keys.lists(few, many),
        "memory": lambda few, many: keys.memory(many),
        "queries": lambda few, many: queries.page_queries(many),
        "layer": lambda few, many: layer.layer(many),
        "refresh": lambda few, many: importing.refreshes(many),
    }
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", help=f"import, {', '.join(parts)}; all unless named, else their lines are written anew"
    )
    parser.add_argument("--groups", type=int, default=GROUPS)
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="bgdetails-bench-") as folder:
        few, many = Path(folder) / "few.db", Path(folder) / "many.db"
        activities = write_folder(Path(folder) / "many", arguments.groups)
        write_folder(Path(folder) / "few", FEW_GROUPS)
        if not arguments.parts or "import" in arguments.parts:
            results += _told(importing.imports(Path(folder) / "many", many))
        for source, database in (("few", few), ("many", many)):
            _make(Path(folder) / source, database)
        for name, measure in parts.items():
            if not arguments.parts or name in arguments.parts:
                results += _told(measure(few, many))
    kept = () if not arguments.parts else rows_of(OUT.read_text(encoding="utf-8"))
    OUT.write_text(_page(merged(kept, results), arguments.groups, activities), encoding="utf-8")
    missed = [result for result in results if not result.met]
    print(f"{len(results) - len(missed)} of {len(results)} lines within their budgets or only told.")
    return 1 if missed else 0


def _make(folder: Path, database: Path) -> None:
    command = [*starting.PROGRAM, "--db", str(database), "import", str(folder), "--as-of", LAST_DAY.isoformat()]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _told(results: Iterator[Result]) -> list[Result]:
    """The results, each printed as it comes."""
    kept: list[Result] = []
    for result in results:
        print("  ".join(cell for cell in result.cells() if cell), flush=True)
        kept.append(result)
    return kept


def _page(table: str, groups: int, activities: int) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    not_measured = "\n".join(f"- {line}" for line in NOT_MEASURED)
    return f"""# Performance

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d} ({machine}). A workspace of {groups:,} groups,
{groups * 5:,} people and {activities:,} activities, made by `benchmarks/folder.py`. Medians of {RUNS} runs after
{WARM_UP}; program and floor take turns. Ratios compare within this run; milliseconds are this machine's.

{table}

Not measured yet:

{not_measured}
"""


if __name__ == "__main__":
    sys.exit(main())
