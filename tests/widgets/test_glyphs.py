from __future__ import annotations

import pytest
from rich.cells import cell_len

from bgdetails.widgets.glyphs import ASCII, UTF8, Glyphs, choose, plain

ONE_CELL = [
    name for name in Glyphs.__struct_fields__ if name not in {"is_ascii", "level_marks", "link_left", "link_right"}
]
LONGER = {"ellipsis", "missing", "columns", "frame"}


@pytest.mark.parametrize("glyphs", [UTF8, ASCII], ids=["utf-8", "ascii"])
def test_every_sign_is_one_cell(glyphs: Glyphs) -> None:
    for name in ONE_CELL:
        for sign in getattr(glyphs, name) if name in LONGER else [getattr(glyphs, name)]:
            assert cell_len(sign) == 1, name
    assert all(cell_len(mark) == 1 for mark in glyphs.level_marks.values())


def test_the_ascii_set_is_ascii() -> None:
    for name in ONE_CELL:
        assert getattr(ASCII, name).isascii(), name
    assert "".join(ASCII.level_marks.values()) == ".-=#"


@pytest.mark.parametrize(
    ("setting", "encoding", "term", "expected"),
    [
        (None, "utf-8", "xterm-256color", UTF8),
        (None, "UTF8", "tmux", UTF8),
        (None, "iso8859-1", "xterm", ASCII),
        (None, "ascii", "xterm", ASCII),
        (None, "utf-8", "dumb", ASCII),
        (None, "utf-8", "linux", ASCII),
        (True, "utf-8", "xterm", ASCII),
        (False, "ascii", "dumb", UTF8),
    ],
)
def test_the_terminal_chooses_unless_the_setting_does(
    setting: bool | None, encoding: str, term: str, expected: Glyphs
) -> None:
    assert choose(setting, encoding=encoding, term=term) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Łódź", "?odz"), ("Sofía — “x”", 'Sofia - "x"'), ("田中", "????"), ("€ 1.2 bn", "E 1.2 bn"), ("plain", "plain")],
)
def test_plain_text_keeps_its_cells(text: str, expected: str) -> None:
    assert plain(text) == expected
    assert cell_len(plain(text)) == cell_len(text)


def test_links_without_underline_stand_in_brackets() -> None:
    assert ASCII.link("Umbra Optics") == "<Umbra Optics>"
    assert UTF8.link("Umbra Optics") == "Umbra Optics"
