"""Facts and summaries as values: what every engine takes and gives (docs/summaries.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from bgdetails.navigation import Target


class FactValue(Struct, frozen=True):
    """A typed value of a fact.

    ``type`` is number, percent, date, window, person, account, group, journey, label or quote.
    """

    type: str
    value: str | int | float


class Fact(Struct, frozen=True):
    """One thing that is so: an id (f1, f2, …), a kind, our own sentence, typed values, and where it can be seen."""

    id: str
    kind: str
    text: str
    values: dict[str, FactValue]
    target: Target | None = None


class FactSheet(Struct, frozen=True):
    """The facts of one subject, and which of them each highlight line rests on."""

    kind: str
    """group, account or person."""
    id: str
    name: str
    as_of: date
    facts: tuple[Fact, ...]
    highlights: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(label, ids of facts)."""


class Statement(Struct, frozen=True):
    """A sentence (``label`` None) or a highlight line, with the ids of the facts that it rests on.

    ``emphasis`` holds (start, end) spans of ``text`` that carry weight: names and the numbers that matter.
    """

    text: str
    facts: tuple[str, ...]
    label: str | None = None
    emphasis: tuple[tuple[int, int], ...] = ()
    as_written: str = ""
    """As the engine wrote it, slots and tokens unfilled; empty: as ``text``."""
    attempt: int = 1
    """1, or 2 where it was asked for again."""


class LeftOut(Struct, frozen=True):
    """A statement or highlight that the facts did not support, with the reason code of docs/summaries.md."""

    as_written: str
    facts: tuple[str, ...]
    label: str | None
    attempt: int
    reason: str
    detail: str


class Usage(Struct, frozen=True):
    """Tokens that requests took, as the server counts them."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    requests: int = 0


class Failure(Struct, frozen=True):
    """Why an engine wrote nothing: a code, and a sentence that says what happened and the mend."""

    code: str
    sentence: str


class SummaryText(Struct, frozen=True):
    """A summary as a panel shows it."""

    kind: str
    id: str
    engine: str
    """offline or claude."""
    model: str | None
    as_of: date
    generated_at: datetime | None
    statements: tuple[Statement, ...]
    highlights: tuple[Statement, ...]
    sheet: FactSheet
    left_out: tuple[LeftOut, ...] = ()
    usage: Usage | None = None
    cost: float | None = None
    """US dollars; None: not known."""
    failed: Failure | None = None
    """Why the engine that was asked for wrote nothing; the text is then the offline one."""
    draft: str = ""
    """What is being written and not checked yet."""
    waiting: str = ""
    """What is being waited for."""
    language: str = "en"
    """What it is written in."""
    changed: tuple[str, ...] = ()
    """What the facts say now and did not when this was written."""

    @property
    def text(self) -> str:
        """The paragraph."""
        return " ".join(s.text for s in self.statements)


class SummaryEngine(Protocol):
    """Writes a summary from facts. The last value yielded is complete; leaving the iterator cancels the work."""

    def write(self, sheet: FactSheet) -> AsyncIterator[SummaryText]:
        """Yield the summary as far as it is written, each time whole statements longer."""
        ...
