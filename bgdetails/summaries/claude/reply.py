"""Reads a reply: the whole of it to the letter of the schema, and what is there of it while it streams."""

from __future__ import annotations

import json

from msgspec import Struct

from bgdetails.summaries.claude.failures import EngineError, failure


class Written(Struct, frozen=True):
    """A statement (``label`` None) or a highlight line as a reply has it."""

    text: str
    facts: tuple[str, ...]
    label: str | None = None


def read_reply(text: str) -> tuple[Written, ...]:
    """Statements, then highlights.

    Raises:
        EngineError: It is no JSON object of the schema.
    """
    try:
        content = json.loads(text)
    except ValueError:
        raise EngineError(failure("bad_reply")) from None
    if not isinstance(content, dict) or set(content) != {"statements", "highlights"}:
        raise EngineError(failure("bad_reply"))
    return (*_written(content["statements"], labelled=False), *_written(content["highlights"], labelled=True))


def _written(rows: object, *, labelled: bool) -> tuple[Written, ...]:
    wanted = {"text", "facts", "label"} if labelled else {"text", "facts"}
    if not isinstance(rows, list):
        raise EngineError(failure("bad_reply"))
    for row in rows:
        if not isinstance(row, dict) or set(row) != wanted or not _is_typed(row):
            raise EngineError(failure("bad_reply"))
    return tuple(Written(row["text"], tuple(row["facts"]), row.get("label")) for row in rows)


def _is_typed(row: dict[str, object]) -> bool:
    facts = row["facts"]
    texts = [row["text"], *([row["label"]] if "label" in row else []), *(facts if isinstance(facts, list) else [])]
    return isinstance(facts, list) and all(isinstance(text, str) for text in texts)


class Partial:
    """A reply as it streams: whole statements as soon as their brace closes, and the one that is being written."""

    def __init__(self) -> None:
        self.text = ""
        self._decoder = json.JSONDecoder()
        self._read_to = 0
        self._in_statements = True
        self.statements: list[Written] = []
        self.writing = ""
        """Text of the statement that has not ended yet."""

    def feed(self, more: str) -> None:
        """Take more of the reply."""
        self.text += more
        while self._in_statements and self._next():
            pass
        self.writing = self._unfinished()

    def _next(self) -> bool:
        """Read the next whole statement; False where there is none yet."""
        if not self._read_to:
            opens = self.text.find("[")
            if opens < 0:
                return False
            self._read_to = opens + 1
        at = self._read_to
        while at < len(self.text) and self.text[at] in " \t\r\n,":
            at += 1
        if at < len(self.text) and self.text[at] == "]":
            self._in_statements = False
            return False
        try:
            row, self._read_to = self._decoder.raw_decode(self.text, at)
        except ValueError:
            return False
        if isinstance(row, dict) and {"text", "facts"} <= row.keys() and _is_typed(row):
            self.statements.append(Written(str(row["text"]), tuple(row["facts"])))
        return True

    def _unfinished(self) -> str:
        if not self._in_statements:
            return ""
        _, key, begun = self.text[self._read_to :].partition('"text"')
        _, quote, begun = begun.partition('"')
        if not key or not quote:
            return ""
        end = _end_of_string(begun)
        try:
            return str(json.loads(f'"{begun[:end]}"'))
        except ValueError:
            return ""


def _end_of_string(begun: str) -> int:
    """Where a JSON string ends, or where it can be cut before a broken escape."""
    at = 0
    while at < len(begun) and begun[at] != '"':
        if begun[at] == "\\":
            size = 6 if begun[at + 1 : at + 2] == "u" else 2
            if at + size > len(begun):
                return at
            at += size
        else:
            at += 1
    return at
