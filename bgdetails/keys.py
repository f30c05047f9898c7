"""The one table of keys. Bindings, the key line, help, the docs and the user's keymap file are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType


class Key(Struct, frozen=True):
    """One thing that keys do. ``id`` names it in the keymap file; the action is ``action_<id>`` of screen or app."""

    id: str
    keys: str
    """Textual's names, joined by commas."""
    shown: str
    """How the key line and help write them."""
    word: str
    """What the key line says; a screen may say it more closely."""
    help: str
    group: str


_MOVE, _OPEN, _GO, _DO, _APP = "Move", "Open and go back", "Go to", "Do", "Program"

TABLE: tuple[Key, ...] = (
    Key("up", "up,k", "↑ k", "up", "The thing above", _MOVE),
    Key("down", "down,j", "↓ j", "down", "The thing below", _MOVE),
    Key("left", "left,h", "← h", "left", "The thing to the left; in a list, sort by the column before", _MOVE),
    Key("right", "right,l", "→ l", "right", "The thing to the right; in a list, sort by the next column", _MOVE),
    Key("page_up", "pageup", "PageUp", "page up", "A page up", _MOVE),
    Key("page_down", "pagedown,space", "PageDown Space", "page down", "A page down", _MOVE),
    Key("first", "home", "Home", "first", "The beginning", _MOVE),
    Key("last", "end", "End", "last", "The end", _MOVE),
    Key("next_section", "tab", "Tab", "section", "The next section", _MOVE),
    Key("previous_section", "shift+tab", "Shift+Tab", "section before", "The section before", _MOVE),
    Key("open", "enter", "↵", "open", "Open what has the focus", _OPEN),
    Key("escape", "escape", "Esc", "back", "Undo one thing: an overlay, a search, a selection, the page", _OPEN),
    Key("back", "backspace,alt+left", "Backspace Alt+←", "back", "Back to where one was", _OPEN),
    Key("forward", "alt+right", "Alt+→", "forward", "Forward again", _OPEN),
    Key("next", "n", "n", "next", "Next group, or member, of the list one came from", _GO),
    Key("previous", "p", "p", "previous", "Previous group or member", _GO),
    Key("history", "H", "H", "history", "The last places that were looked at", _GO),
    Key("groups", "g", "g", "groups", "All buying groups", _GO),
    Key("dashboard", "d", "d", "dashboard", "All groups in numbers", _GO),
    Key("account", "a", "a", "account", "The account of this page", _GO),
    Key("members", "m", "m", "members", "The members of this group", _GO),
    Key("person", "P", "P", "person page", "The page of this person", _GO),
    Key("number", "1,2,3,4,5,6,7,8,9", "1 to 9", "source", "The source of that number in the summary; a choice", _GO),
    Key("search", "slash", "/", "search", "Search in this list, or narrow what lies over the page", _DO),
    Key("filter", "F", "F", "filter", "Add a filter to the list; of an account, narrow the contact coverage", _DO),
    Key("sort", "S", "S", "sort", "Choose the column to sort by", _DO),
    Key("columns", "C", "C", "columns", "Choose the columns of the list, and their order", _DO),
    Key("views", "v", "v", "views", "Saved views: open one, or save this list as one", _DO),
    Key("rename_view", "f2", "F2", "rename", "In the saved views: rename one", _DO),
    Key("delete_view", "delete", "Del", "delete", "In the saved views: delete one", _DO),
    Key("jump", "f", "f", "jump", "A letter for everything that opens; Shift and the letter only goes there", _DO),
    Key("stage", "t", "t", "stage", "Move the group to another stage", _DO),
    Key("select", "x", "x", "select", "Select the row, or no more", _DO),
    Key("assign", "A", "A", "assign", "Assign people of the account to the group", _DO),
    Key("role", "R", "R", "change role", "Change the role of the selected members, or of the one with the focus", _DO),
    Key("remove", "D", "D", "remove", "Remove the selected members, or the one with the focus", _DO),
    Key("note", "N", "N", "note", "Write a note on the group, account or person", _DO),
    Key("watch", "w", "w", "watch", "Watch the group or account, or no more", _DO),
    Key("undo", "u", "u", "undo", "Undo what was done last by hand", _DO),
    Key("time_frame", "T", "T", "time frame", "The days that the dashboard compares", _DO),
    Key("as_table", "b", "b", "as a table", "This chart as a table", _DO),
    Key("explain", "e", "e", "explain score", "How the score came about", _DO),
    Key("summary", "s", "s", "summary", "Write the summary again", _DO),
    Key("helpful", "plus", "+", "helpful", "The summary helped", _DO),
    Key("not_helpful", "minus", "-", "not helpful", "The summary did not help", _DO),
    Key("ask", "colon", ":", "ask", "Ask about what is on the page", _DO),
    Key("copy", "y", "y", "copy", "Copy what has the focus", _DO),
    Key(
        "export",
        "X",
        "X",
        "export",
        "Save this table as CSV; of a group, a brief to hand over, as a file or copied",
        _DO,
    ),
    Key("mail", "o", "o", "mail", "Open the address or the website", _DO),
    Key("palette", "ctrl+p", "Ctrl+P", "commands", "Search everything, run any command", _APP),
    Key("help", "question_mark", "?", "help", "The keys that work here", _APP),
    Key("log", "L", "L", "log", "What was done by hand, and where the log file lies", _APP),
    Key("leave", "q", "q", "quit", "Close an overlay, else quit", _APP),
    Key("suspend_process", "ctrl+z", "Ctrl+Z", "shell", "To the shell; fg comes back", _APP),
    Key("stop", "ctrl+c,ctrl+q", "Ctrl+C", "quit", "Quit at once", _APP),
)
_BY_ID = {key.id: key for key in TABLE}


def key(id: str) -> Key:
    """The key of that id."""
    return _BY_ID[id]


def bindings(*ids: str) -> list[BindingType]:
    """Textual bindings for ``action_<id>`` of the widget, screen or app that declares them; digits say which."""
    from textual.binding import Binding

    named: list[BindingType] = [Binding(_BY_ID[id].keys, id, show=False, id=id) for id in ids if id != "number"]
    digits = _BY_ID["number"].keys.split(",") if "number" in ids else ()
    return [*named, *(Binding(digit, f"number({digit})", show=False) for digit in digits)]


class Entry(Struct, frozen=True):
    """An entry of the key line. The highest rank is dropped first; rank 0 never is."""

    shown: str
    word: str
    rank: int = 0


def entry(id: str, rank: int = 0, word: str | None = None) -> Entry:
    """The key-line entry of a key, with the screen's own word for it where it has one."""
    found = _BY_ID[id]
    return Entry(shown(id).split()[0], found.word if word is None else word, rank)


def ends(palette: int, word: str = "back") -> tuple[Entry, ...]:
    """What the key line of every page ends with; ``palette``: the rank of that entry, ``word``: what Esc does."""
    return (entry("ask", 12), entry("palette", palette), entry("help"), entry("escape", word=word))


_NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "enter": "↵",
    "escape": "Esc",
    "space": "Space",
}
_chosen: dict[str, str] = {}


def choose_keys(keymap: Mapping[str, str]) -> None:
    """Write the user's own keys in the key line and in help from now on."""
    _chosen.clear()
    for id, names in keymap.items():
        _chosen[id] = " ".join(_written(name.strip()) for name in names.split(","))


def shown(id: str) -> str:
    """How the keys of that id are written: the user's own, else the table's."""
    return _chosen.get(id, _BY_ID[id].shown)


def _written(name: str) -> str:
    """Textual's name of a key as people write it: ``ctrl+f`` is Ctrl+F, ``slash`` is /."""
    *held, last = name.split("+")
    last = _NAMES.get(last, last.upper() if held or (len(last) > 1 and last[1:].isdigit()) else last)
    return "+".join([*(part.capitalize() for part in held), last])


class KeymapError(Exception):
    """A keymap file that cannot hold; the text is one sentence that names file and key."""


def read_keymap(file: Path) -> Mapping[str, str]:
    """A user's keys: a TOML file of ``id = "key,key"``; empty where there is none.

    Raises:
        KeymapError: The file is no TOML, or names something that is no key of ours.
    """
    import tomllib

    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeymapError(f"{file} cannot be read: {error}.") from None
    for name, value in content.items():
        if name not in _BY_ID:
            raise KeymapError(f"{file}: “{name}” is no key. Keys are {', '.join(_BY_ID)}.")
        if not isinstance(value, str) or not value:
            raise KeymapError(f"{file}: {name} is {value!r}; expected keys as in {_BY_ID[name].keys!r}.")
    return content
