"""Finds the line on which a key of a TOML document stands, for errors: the parser of the standard library keeps none.

The document has been parsed before, so it is known to be TOML; this walk only has to find its way through it.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each key and table header, by path: ``("roles_template", 0, "role", 2, "weighting")``."""
    return _Walk(text).lines


class _Walk:
    """Goes once through the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._tables: dict[Path, int] = {}
        """Array of tables -> how many there are so far."""
        self.lines: dict[Path, int] = {}
        here: Path = ()
        while not self._done():
            if self._peek("["):
                here = self._header()
            else:
                self._pair(here)

    def _done(self) -> bool:
        self._skip()
        return self._at >= len(self._text)

    def _skip(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _peek(self, token: str) -> bool:
        return self._text.startswith(token, self._at)

    def _take(self, token: str) -> bool:
        if self._peek(token):
            self._at += len(token)
            return True
        return False

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_left(self._breaks, at) + 1)

    def _header(self) -> Path:
        start = self._at
        many = self._take("[[")
        if not many:
            self._take("[")
        path: Path = ()
        names = self._key()
        for index, name in enumerate(names):
            path = (*path, name)
            self._note(path, start)
            if many and index == len(names) - 1:
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
                self._note(path, start)
        self._take("]]" if many else "]")
        return path

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, start)
        self._skip()
        self._take("=")
        self._skip()
        self._value(path)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip()
            names.append(self._name())
            self._skip()
            if not self._take("."):
                return names

    def _name(self) -> str:
        if self._peek('"'):
            return _plain(self._string())
        if self._peek("'"):
            return self._string()
        found = _BARE_KEY.match(self._text, self._at)
        self._at = found.end() if found else self._at + 1
        return found.group() if found else ""

    def _string(self) -> str:
        """What stands between the quotes, escapes and all."""
        quote = self._text[self._at]
        marks = quote * 3 if self._peek(quote * 3) else quote
        start = self._at = self._at + len(marks)
        while not self._peek(marks) and self._at < len(self._text):
            self._at += 2 if quote == '"' and self._peek("\\") else 1
        while len(marks) == 3 and self._text.startswith(marks, self._at + 1):
            self._at += 1
        body = self._text[start : self._at]
        self._at += len(marks)
        return body

    def _value(self, path: Path) -> None:
        if self._peek('"') or self._peek("'"):
            self._string()
        elif self._take("["):
            self._array(path)
        elif self._take("{"):
            self._inline(path)
        else:
            found = _SCALAR.match(self._text, self._at)
            self._at = found.end() if found and found.end() > self._at else self._at + 1

    def _array(self, path: Path) -> None:
        index = 0
        while True:
            self._skip()
            if self._take("]") or self._at >= len(self._text):
                return
            if self._take(","):
                index += 1
                continue
            self._note((*path, index), self._at)
            self._value((*path, index))

    def _inline(self, path: Path) -> None:
        while True:
            self._skip()
            if self._take("}") or self._at >= len(self._text):
                return
            if not self._take(","):
                self._pair(path)


def _plain(body: str) -> str:
    """A quoted key's text, escapes resolved."""
    return str(tomllib.loads(f'x = "{body}"')["x"]) if "\\" in body else body
