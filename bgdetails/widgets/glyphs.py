"""The signs that screens draw with: one set for UTF-8, one for terminals without it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from msgspec import Struct


class Glyphs(Struct, frozen=True):
    """One set of signs, each one cell wide (``ellipsis`` may take two)."""

    is_ascii: bool
    bar: str
    bar_half: str
    bar_rest: str
    count: str
    count_before: str
    columns: str
    """Eight steps of a column, lowest first."""
    level_marks: Mapping[str, str]
    focus: str
    enter: str
    selected: str
    descending: str
    ascending: str
    rise: str
    fall: str
    missing: str
    short: str
    attention: str
    moment: str
    changed: str
    """Another than when the reader last looked."""
    watched: str
    unknown: str
    ellipsis: str
    rule: str
    tab_rule: str
    path: str
    back: str
    separator: str
    close: str
    error: str
    done: str
    caret: str
    frame: str
    """Top left, horizontal, top right, vertical, bottom left, bottom right."""
    link_left: str = ""
    link_right: str = ""

    def link(self, name: str) -> str:
        """A link's text: the name, in angle brackets where it cannot be underlined for certain."""
        return f"{self.link_left}{name}{self.link_right}"


UTF8 = Glyphs(
    is_ascii=False,
    bar="━",
    bar_half="╾",
    bar_rest="─",
    count="▆",
    count_before="┃",
    columns="▁▂▃▄▅▆▇█",
    level_marks={"None": "·", "Low": "▂", "Medium": "▄", "High": "▆"},
    focus="▌",
    enter="↵",
    selected="✓",
    descending="▾",
    ascending="▴",
    rise="▲",
    fall="▼",
    missing="!!",
    short="!",
    attention="!",
    moment="◆",
    changed="•",
    watched="★",
    unknown="—",
    ellipsis="…",
    rule="─",
    tab_rule="━",
    path="›",
    back="‹",
    separator="·",
    close="×",
    error="×",
    done="✓",
    caret="▏",
    frame="╭─╮│╰╯",
)
ASCII = Glyphs(
    is_ascii=True,
    bar="=",
    bar_half="=",
    bar_rest="-",
    count="#",
    count_before="|",
    columns="",
    level_marks={"None": ".", "Low": "-", "Medium": "=", "High": "#"},
    focus=">",
    enter="<",
    selected="*",
    descending="v",
    ascending="^",
    rise="+",
    fall="-",
    missing="!!",
    short="!",
    attention="!",
    moment="*",
    changed="~",
    watched="@",
    unknown="-",
    ellipsis="..",
    rule="-",
    tab_rule="=",
    path=">",
    back="<",
    separator=",",
    close="x",
    error="x",
    done="*",
    caret="_",
    frame="+-+|++",
    link_left="<",
    link_right=">",
)

# What wording and views write, for a terminal that has none of it; each one cell for one cell.
_PLAIN = str.maketrans("—–−·…›‹“”‘’×÷√→↑↓←↵▲▼€£¥\u00a0", "---,.><\"\"''x:V>^v<<+-ELY ")


def plain(text: str) -> str:
    """``text`` in ASCII, cell for cell: signs become their like, a letter loses its accent, the rest is ``?``."""
    if text.isascii():
        return text
    text = text.translate(_PLAIN)
    if text.isascii():
        return text
    import unicodedata

    from rich.cells import cell_len

    kept = []
    for letter in text:
        base = unicodedata.normalize("NFKD", letter)[0]
        kept.append(base if base.isascii() and base.isprintable() else "?" * cell_len(letter))
    return "".join(kept)


def _is_c_locale() -> bool:
    """Whether the user chose a locale that is ASCII: Python speaks UTF-8 in it all the same, the terminal may not."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return chosen in ("C", "POSIX")


def choose(ascii_only: bool | None, *, encoding: str | None = None, term: str | None = None) -> Glyphs:
    """The set for this terminal.

    Args:
        ascii_only: The setting; None leaves it to the terminal.
        encoding: What stdout speaks; None looks at it.
        term: ``$TERM``; None looks at the environment.
    """
    if ascii_only is not None:
        return ASCII if ascii_only else UTF8
    if encoding is None:
        encoding = "ascii" if _is_c_locale() else getattr(sys.__stdout__, "encoding", None) or "utf-8"
    if term is None:
        term = os.environ.get("TERM", "")
    speaks = encoding.lower().replace("-", "").replace("_", "") in ("utf8", "utf16", "utf32", "cp65001")
    return UTF8 if speaks and term not in ("dumb", "linux") else ASCII
