"""Words for what was counted: activity types as nouns, and sentences that know which of their words carry weight."""

from __future__ import annotations

from bgdetails.summaries.model import Statement
from bgdetails.wording import number

NOUNS = {
    "attend event": ("event attended", "events attended"),
    "register for event": ("event registration", "event registrations"),
    "interesting moment": ("interesting moment", "interesting moments"),
    "email opened": ("opened email", "opened emails"),
    "form filled out": ("filled form", "filled forms"),
    "link clicks": ("clicked link", "clicked links"),
    "page views": ("page view", "page views"),
    "email clicked": ("clicked email", "clicked emails"),
    "meeting held": ("meeting", "meetings"),
    "call connected": ("call", "calls"),
    "email replied": ("email reply", "email replies"),
}
_CHANNELS = {
    "web": ("page views", "form filled out", "link clicks"),
    "email": ("email opened", "email clicked", "email replied"),
    "events": ("attend event", "register for event"),
    "meetings and calls": ("meeting held", "call connected"),
}


def counted(count: int, type_name: str) -> str:
    """``3 meetings``; a type without a noun keeps its name: ``2 of type Webinar Poll Answered``."""
    noun = NOUNS.get(type_name.casefold())
    if noun is None:
        return f"{number(count)} of type {type_name}"
    return f"{number(count)} {noun[0] if count == 1 else noun[1]}"


def channel(type_name: str) -> str | None:
    """The channel of a type: web, email, events, meetings and calls; None for one that has none."""
    key = type_name.casefold()
    return next((name for name, types in _CHANNELS.items() if key in types), None)


class Sentence:
    """A sentence that is put together from plain and weighty pieces."""

    def __init__(self, *facts: str) -> None:
        self._facts = list(facts)
        self._text = ""
        self._emphasis: list[tuple[int, int]] = []

    def say(self, text: str, *facts: str) -> Sentence:
        """Add plain words, and the facts that they rest on."""
        self._text += text
        self._rest_on(facts)
        return self

    def stress(self, text: str, *facts: str) -> Sentence:
        """Add words that carry weight: a name, or the number that matters."""
        start = len(self._text)
        self._text += text
        self._emphasis.append((start, len(self._text)))
        self._rest_on(facts)
        return self

    def _rest_on(self, facts: tuple[str, ...]) -> None:
        self._facts.extend(f for f in facts if f not in self._facts)

    def done(self, label: str | None = None) -> Statement:
        """The statement."""
        return Statement(self._text, tuple(self._facts), label, tuple(self._emphasis))


def within(statements: list[Statement], words: int) -> tuple[Statement, ...]:
    """The statements, first ones first, as many as fit into so many words."""
    kept: list[Statement] = []
    for statement in statements:
        size = len(statement.text.split())
        if size <= words:
            kept.append(statement)
            words -= size
    return tuple(kept)
