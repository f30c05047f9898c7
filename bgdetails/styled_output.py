"""Makes what is written to the terminal short: of each change of style only what is another.

Rich says every piece of text with its whole style and takes that back after it, some 45 bytes each time. One feels
them over ssh.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from textual._ansi_sequences import SYNC_END, SYNC_START

_HOME = "\x1b[1;1H"
_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_SILENT = re.compile(r"(?:\n?\x1b\[\d+;\d+H|\x1b\[[?<>=][0-9;]*[$a-z]+)*")
"""Moves, and what sets or asks for a mode: it shows nothing, so that its style is nobody's business."""
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
_UNSEEN_ON_BLANKS = frozenset("123")


class _Look(NamedTuple):
    """What text looks like: parts of the sequence that sets it."""

    weights: frozenset[str] = frozenset()
    colour: str = ""
    ground: str = ""


_PLAIN = _Look()


class StyledOutput:
    """What was written to a terminal so far, to tell what has to be written yet."""

    def __init__(self) -> None:
        self._now = _PLAIN
        self._begun = ""

    def shortened(self, written: str) -> str:
        """The same on the screen, in fewer bytes; nothing, where it would show nothing.

        Each write names its places and its styles. So the style of the last one stays on until another is wanted, the
        cursor, which is hidden, stays where it is, and of an update in which nothing is another nothing is written.
        """
        if written == SYNC_START:
            self._begun = written
            return ""
        if written == SYNC_END and self._begun:
            self._begun = ""
            return ""
        short = self._restyled(written.removesuffix(_HOME))
        if short:
            short, self._begun = self._begun + short, ""
        return short

    def plain(self) -> str:
        """What ends the style that is on."""
        gone, self._now = self._now, _PLAIN
        return "" if gone == _PLAIN else "\x1b[m"

    def _restyled(self, written: str) -> str:
        pieces = _STYLE.split(written)
        out = [pieces[0] if _SILENT.fullmatch(pieces[0]) else self.plain() + pieces[0]]
        for at in range(1, len(pieces), 2):
            wanted = _look(pieces[at])
            text = pieces[at + 1]
            if _SILENT.fullmatch(text):
                out.append(text)
                continue
            if text.isspace():
                wanted = _on_blanks(self._now, wanted)
            if wanted != self._now:
                out.append(_change(self._now, wanted))
                self._now = wanted
            out.append(text)
        return "".join(out).replace(_HOME, "\x1b[H")


@lru_cache(2048)
def _look(sequence: str) -> _Look:
    weights: set[str] = set()
    colour = ground = ""
    parts = iter(sequence.split(";"))
    for part in parts:
        if part in ("", "0"):
            weights, colour, ground = set(), "", ""
        elif part in ("38", "48"):
            kind = next(parts)
            said = ";".join((part, kind, *(next(parts) for _ in range(3 if kind == "2" else 1))))
            colour, ground = (said, ground) if part == "38" else (colour, said)
        elif len(part) >= 2 and part[-2] in "39" and part[-1] in "01234567":
            colour = part
        elif len(part) >= 2 and part[:-1] in ("4", "10") and part[-1] in "01234567":
            ground = part
        else:
            weights.add(part)
    return _Look(frozenset(weights), colour, ground)


def _on_blanks(now: _Look, wanted: _Look) -> _Look:
    """A blank shows nothing but its background: the rest may stay as it is."""
    if wanted.weights <= _UNSEEN_ON_BLANKS and now.weights <= _UNSEEN_ON_BLANKS:
        return now._replace(ground=wanted.ground)
    return wanted


@lru_cache(8192)
def _change(now: _Look, wanted: _Look) -> str:
    gone = now.weights - wanted.weights
    if wanted == _PLAIN or not gone <= _OFF.keys():
        now, gone = _PLAIN, frozenset()
        codes = ["0"]
    else:
        codes = sorted({_OFF[weight] for weight in gone})
    # Bold and faint go together.
    codes += sorted(wanted.weights if "22" in codes else wanted.weights - now.weights)
    if wanted.colour != now.colour:
        codes.append(wanted.colour or "39")
    if wanted.ground != now.ground:
        codes.append(wanted.ground or "49")
    return f"\x1b[{';'.join(codes)}m"
