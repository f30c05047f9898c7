"""Typed, checked access to the tables of a rules file; every complaint names file, line and key."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from msgspec import Struct

from bgdetails.rules.toml_lines import Path


class RulesError(ValueError):
    """A rules file that says something it cannot mean.

    Attributes:
        file: The file as it was named.
        line: The line that holds the key, from 1.
        key: The key.
        sentence: What is wrong, and what would be right.
    """

    def __init__(self, file: str, line: int, key: str, sentence: str) -> None:
        said = f"{file}, line {line}, {key}: {sentence}" if key else f"{file}, line {line}: {sentence}"
        # A key or a value may hold line breaks; the complaint is one line.
        super().__init__(" ".join(said.split()))
        self.file, self.line, self.key, self.sentence = file, line, key, sentence


class Origin(Struct, frozen=True):
    """Where a document came from, and where its keys stand."""

    file: str
    lines: Mapping[Path, int]


class Table:
    """A table of the document."""

    def __init__(self, values: Mapping[str, Any], path: Path, origin: Origin) -> None:
        self.values, self.path, self._origin = values, path, origin

    def fail(self, key: str | int, sentence: str, *below: str | int) -> RulesError:
        """The error for a key of this table (or of what lies below it)."""
        path: Path = (*self.path, key, *below)
        while path and path not in self._origin.lines:
            path = path[:-1]
        return RulesError(self._origin.file, self._origin.lines.get(path, 1), str(key), sentence)

    def only(self, *keys: str) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.values:
            if key not in keys:
                near = get_close_matches(key, keys, 1)
                mend = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(keys)}."
                raise self.fail(key, f"is not a key of this table. {mend}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; without a default it must be there."""
        if key not in self.values and default is not None:
            return default
        if key not in self.values:
            raise self.fail(key, 'must be there, a text such as "Cloud Backup".')
        value = self.values[key]
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "must be a text, and not an empty one.")
        return value.strip()

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(key, "must be true or false.")
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number in a range."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fail(key, f"must be a whole number from {low} to {high}.")
        return value

    def choice(self, key: str, default: str, choices: Mapping[str, str]) -> str:
        """One of a few words, whatever the case; the word as the program writes it."""
        value = self.values.get(key, default)
        found = choices.get(value.strip().casefold()) if isinstance(value, str) else None
        if found is None:
            raise self.fail(key, f"must be one of {', '.join(choices.values())}.")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(key, 'must be a list of texts such as ["Awareness"].')
        return tuple(item.strip() for item in value)

    def table(self, key: str) -> Table:
        """The table of a key; an empty one where it is not there."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, "must be a table.")
        return Table(value, (*self.path, key), self._origin)

    def names(self, key: str) -> Table:
        """A table whose keys are names of the user's own: no two may be the same but for case and outer blanks."""
        table = self.table(key)
        seen: dict[str, str] = {}
        for name in table.values:
            if not name.strip():
                raise table.fail(name, "must not be an empty name.")
            first = seen.setdefault(name.strip().casefold(), name)
            if first != name:
                raise table.fail(name, f"is the same name as “{first}”; case and outer blanks are no difference.")
        return table

    def tables(self, key: str) -> list[Table]:
        """A list of tables; none where the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, "must be a list of tables.")
        return [Table(item, (*self.path, key, index), self._origin) for index, item in enumerate(value)]
