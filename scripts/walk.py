"""Walks through the running program in tmux and back again, and says whether it ends where it began.

    python scripts/walk.py --db WORKSPACE [--size 80x24] [--program bgdetails]

Group, account, journey, account, person, group; then six times back. What each page shows, its focus and its scroll
with it, has to be the same on the way back as on the way there.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence

SERVER = f"bgdetails-walk-{os.getpid()}"
STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("groups", ("Down", "Down", "Down"), "Enter"),
    ("group", (), "a"),
    ("account", ("BTab", "to the journey"), "Enter"),
    ("journey", ("Down", "Down"), "Enter"),
    ("account of the journey", ("/", "Down", "Down"), "Enter"),
    ("person", (), "Enter"),
)
"""Page, the keys that move on it, and the key that opens the next one."""
QUIET, LONGEST = 0.4, 20.0
"""Seconds without a change after which a screen is done; seconds after which it never will be."""


def tmux(*words: str) -> str:
    """What tmux says."""
    return subprocess.run(
        ("tmux", "-L", SERVER, "-f", "/dev/null", *words), check=True, capture_output=True, text=True
    ).stdout


def shown() -> str:
    """The screen with its styles (so that the focus counts), once it stands still."""
    last, since, begun = "", time.monotonic(), time.monotonic()
    while time.monotonic() - begun < LONGEST:
        now = tmux("capture-pane", "-p", "-e", "-t", "walk")
        if now != last:
            last, since = now, time.monotonic()
        elif now.strip() and time.monotonic() - since > QUIET:
            return now
        time.sleep(0.05)
    raise SystemExit("The screen did not come to rest.")


def press(keys: Sequence[str]) -> None:
    """Press keys, each when the screen is done with the one before."""
    for key in keys:
        if key == "to the journey":
            to_the_journey()
        else:
            tmux("send-keys", "-t", "walk", key)
            shown()


def follow(key: str) -> None:
    """Press a key that leads to another page, and wait for that one's name."""
    before = path(shown())
    tmux("send-keys", "-t", "walk", key)
    begun = time.monotonic()
    while path(shown()) == before:
        if time.monotonic() - begun > LONGEST:
            raise SystemExit(f"{key} leads nowhere from: {before}")


def path(screen: str) -> str:
    """The first row."""
    return screen.partition("\n")[0]


def plain(screen: str) -> str:
    """The screen without its styles, which tmux writes in more ways than one; what has the focus carries a mark."""
    return "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;:]*m", "", screen).splitlines())


def journeys(screen: str) -> str:
    """The row of the account's journeys, with its styles; empty where it is not on the screen."""
    return next((line for line in screen.splitlines() if "Account journeys" in line), "")


def to_the_journey() -> None:
    """Step down through the links of the account page until the row of its first journey looks another way."""
    before = journeys(shown())
    if "none in progress" in before:
        raise SystemExit("This account is in no journey: choose another workspace.")
    for _ in range(8):
        press(("Down",))
        now = journeys(shown())
        if before and now != before:
            return
        before = now
    raise SystemExit("No journey of the account can be focused.")


def main() -> int:
    """Walk."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", required=True)
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--program", default="bgdetails")
    asked = parser.parse_args()
    columns, rows = asked.size.split("x")
    command = f"{asked.program} --db {shlex.quote(asked.db)} open groups"
    tmux("new-session", "-d", "-s", "walk", "-x", columns, "-y", rows, command)
    try:
        return walk()
    finally:
        tmux("kill-server")


def walk() -> int:
    """There and back; 1 where a page is another one on the way back."""
    seen: list[tuple[str, str]] = []
    wrong = 0
    for name, moves, opens in STEPS:
        shown()
        press(moves)
        seen.append((name, shown()))
        follow(opens)
    for name, before in reversed([(name, plain(screen)) for name, screen in seen]):
        follow("BSpace")
        now = plain(shown())
        same = now == before
        wrong += not same
        print(f"{name}: {'as it was' if same else 'ANOTHER'}")
        if not same:
            print(*difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
