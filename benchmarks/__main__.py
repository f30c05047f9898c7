"""``make bench``: every budget beside its floor; fails where one is missed.

Writes docs/performance.md, of another size than the usual docs/performance-SIZE.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import growth, importing, keys, large, layer, others, searching, server, starting, streaming
from benchmarks.table import RUNS, WARM_UP, Result, merged, rows_of
from benchmarks.workspaces import SIZES, database_of, folder_of

SIZE, FEW = "10k", "100"
GROWN = ("1k", "10k", "100k")
OTHERS = "others"
DOCS = Path(__file__).parents[1] / "docs"


@dataclass(frozen=True, slots=True)
class Files:
    """What is measured: a workspace folder, a workspace that may be written over, and copies of kept ones."""

    folder: Path
    target: Path
    few: Path
    many: Path
    grown: Mapping[str, Path]


PARTS: Mapping[str, Callable[[Files], Iterator[Result]]] = {
    "import": lambda files: importing.imports(files.folder, files.target),
    "start": lambda files: starting.first_frame(files.many),
    "commands": lambda files: starting.commands(files.many),
    "pages": lambda files: keys.pages(files.many),
    "lists": lambda files: keys.lists(files.few, files.many),
    "search": lambda files: searching.searching(files.many),
    "streaming": lambda files: streaming.streaming(files.many),
    "memory": lambda files: keys.memory(files.many),
    "screens": lambda files: large.screens(files.many),
    "layer": lambda files: layer.layer(files.many),
    "refresh": lambda files: importing.refreshes(files.many),
    "growth": lambda files: growth.growth(files.grown),
    "postgres": lambda files: server.on_server(files.many, files.folder),
    OTHERS: lambda files: others.others(files.many, files.folder),
}


def main() -> int:
    """Measure everything, or the parts that are named."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        choices=[[], *PARTS],
        help=f"{', '.join(PARTS)}; all unless named, else their lines are written anew",
    )
    parser.add_argument(
        "--size", choices=list(SIZES), default=os.environ.get("BENCH_SIZE", SIZE), help="groups; 100k takes a while"
    )
    parser.add_argument("--install-others", action="store_true", help="make the environment of the part others first")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if arguments.install_others:
        others.install()
    wanted = [name for name in PARTS if not arguments.parts or name in arguments.parts]
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="bgdetails-bench-") as folder:
        files = _files(Path(folder), arguments.size, wanted)
        for name in wanted:
            results += _told(PARTS[name](files))
    out = DOCS / ("performance.md" if arguments.size == SIZE else f"performance-{arguments.size}.md")
    kept = rows_of(out.read_text(encoding="utf-8")) if arguments.parts and out.exists() else ()
    out.write_text(_page(merged(kept, results), arguments.size), encoding="utf-8")
    missed = [result for result in results if not result.met]
    print(f"{len(results) - len(missed)} of {len(results)} lines within their budgets or only told.")
    return 1 if missed else 0


def _files(folder: Path, size: str, wanted: Sequence[str]) -> Files:
    """Copies of what the wanted parts need; what is not kept yet is made, which takes minutes for the largest."""
    grown = [each for each in GROWN if list(SIZES).index(each) <= list(SIZES).index(size)] if "growth" in wanted else []
    databases = {each: database_of(each, folder) for each in {*grown, size, FEW}}
    return Files(
        folder_of(size),
        folder / "target.db",
        databases[FEW],
        databases[size],
        {each: databases[each] for each in grown},
    )


def _told(results: Iterator[Result]) -> list[Result]:
    """The results, each printed as it comes."""
    kept: list[Result] = []
    for result in results:
        print("  ".join(cell for cell in result.cells() if cell), flush=True)
        kept.append(result)
    return kept


def _page(table: str, size: str) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    sizes = SIZES[size]
    return f"""# Performance

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d} ({machine}). Unless a line says otherwise, of a workspace of
{sizes.groups:,} groups, {sizes.people:,} people and {sizes.activities:,} activities, made by `bgdetails generate`.
Medians of {RUNS} runs after {WARM_UP}; program and floor take turns. Ratios compare within this run; milliseconds are
this machine's, and so are their budgets: those of the reference machine, longer as an empty app takes longer here.

{table}
"""


if __name__ == "__main__":
    sys.exit(main())
