"""Draw a screen of the running program to a file: ``scripts/picture.py --size 120x40 -o page.svg WORKSPACE [KEY…]``.

Keys are pressed one after the other before the picture is taken; ``--open`` names a page. A name that ends in ``.png``
is drawn with ``rsvg-convert`` (Debian: librsvg2-bin), which the text of the picture needs a monospace font for.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from bgdetails.config import load_settings
from bgdetails.navigation import Target
from bgdetails.starting import make_app

_FONTS = "JetBrains Mono, DejaVu Sans Mono, Noto Sans Mono CJK JP, monospace"


def main() -> int:
    """Take the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("workspace")
    parser.add_argument("keys", nargs="*", help="keys as Textual names them: enter, down, slash, a …; =text types text")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--theme", default="ink", choices=("ink", "paper"))
    parser.add_argument("--open", help="a page: group/ID, account/ID …")
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_intermixed_args()
    svg = asyncio.run(take(arguments))
    if arguments.output.suffix == ".png":
        return as_png(svg, arguments.output)
    arguments.output.write_text(svg, "utf-8")
    return 0


async def take(arguments: argparse.Namespace) -> str:
    """Run the program and draw what it shows."""
    settings = load_settings({"db": arguments.workspace, "theme": arguments.theme, "ascii": arguments.ascii})
    target = Target.parse(arguments.open) if arguments.open else None
    app = make_app(arguments.workspace, target=target, as_of=arguments.as_of, settings=settings)
    columns, rows = map(int, arguments.size.split("x"))
    async with app.run_test(size=(columns, rows)) as pilot:
        await settle(pilot)
        for key in arguments.keys:
            for part in key[1:] if key.startswith("=") and len(key) > 1 else [key]:
                await pilot.press(part)
                await settle(pilot)
        sys.stderr.write("\n".join(screen_text(app)) + "\n")
        return drawn(app)


def drawn(app) -> str:
    """What the program shows now, as SVG."""
    svg = app.export_screenshot(title="bgdetails", simplify=False)
    svg = re.sub(r"font-family: ?[^;]+;", f"font-family: {_FONTS};", svg)
    # rsvg-convert ignores textLength: the size at which a letter of the font is as wide as the cells that Textual drew.
    svg = re.sub(r"font-size: 20px;", "font-size: 20.333px;", svg)
    return svg.replace("<text ", '<text xml:space="preserve" ')


def screen_text(app) -> list[str]:
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def settle(pilot) -> None:
    """Wait until nothing is being read or drawn."""
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.02)


def as_png(svg: str, file: Path) -> int:
    """Let rsvg-convert draw it."""
    program = shutil.which("rsvg-convert")
    if program is None:
        sys.stderr.write(
            "rsvg-convert is not here (Debian: apt-get install librsvg2-bin): name an .svg file instead.\n"
        )
        return 1
    done = subprocess.run([program, "-o", str(file)], input=svg.encode(), check=False)
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
