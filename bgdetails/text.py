"""Text from data, made safe to show: nothing in it is markup, control or direction; widths are terminal cells."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

# C0 and C1 controls, bidi marks and overrides, zero-width and other invisible characters, separators, surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LINE_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


def _mark(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "�"


@lru_cache(maxsize=1024)
def visible(text: str) -> str:
    """One line of ``text`` in which every invisible or directing character shows as a mark of one cell."""
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub(_mark, _LINE_BREAKS.sub(" ", text))


def width(text: str) -> int:
    """Cells that ``text`` takes."""
    return len(text) if text.isascii() else cell_len(text)


def clip(text: str, cells: int, ellipsis: str = "…") -> str:
    """``text`` cut to at most ``cells`` cells, the cut shown by ``ellipsis``."""
    if cells <= 0:
        return ""
    if width(text) <= cells:
        return text
    mark = width(ellipsis)
    if cells <= mark:
        return ellipsis[:cells]
    return set_cell_size(text, cells - mark).rstrip() + ellipsis


def end_of(text: str, cells: int) -> str:
    """What fits of the end of ``text``: where one types, that is what one sees."""
    while text and width(text) > cells:
        text = text[1:]
    return text


def fit(text: str, cells: int, *, right: bool = False, ellipsis: str = "…") -> str:
    """``text`` clipped and padded to exactly ``cells`` cells, left-aligned unless ``right``."""
    text = clip(text, cells, ellipsis)
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def pieces(word: str, cells: int) -> list[str]:
    """A word in parts of at most ``cells`` cells; a sign that is wider stands alone."""
    parts: list[str] = []
    while word:
        parts.append(clip(word, cells, "") or word[0])
        word = word[len(parts[-1]) :]
    return parts


def wrap(text: str, cells: int) -> list[str]:
    """``text`` broken at blanks into lines of at most ``cells`` cells; a longer word is broken where it must be."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        if width(candidate) <= cells:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = pieces(word, cells)
        lines += full
    if line or not lines:
        lines.append(line)
    return lines
