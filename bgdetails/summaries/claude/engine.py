"""The Claude engine: asks, checks each statement as it comes, asks once more for those that failed."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from bgdetails.summaries.checking.check import Verdict, check
from bgdetails.summaries.checking.slots import SlotError, fill
from bgdetails.summaries.claude.client import Client, Counter, Pays, Waiting
from bgdetails.summaries.claude.costs import cost_of
from bgdetails.summaries.claude.failures import EngineError, failure
from bgdetails.summaries.claude.prompt import again_messages, request, user_message
from bgdetails.summaries.claude.pseudonyms import Pseudonyms
from bgdetails.summaries.claude.reply import Partial, Written, read_reply
from bgdetails.summaries.languages import language_of
from bgdetails.summaries.model import FactSheet, Failure, LeftOut, Statement, SummaryText, Usage
from bgdetails.summaries.offline import write_offline
from bgdetails.summary_settings import SummarySettings

_OPEN_SLOT = re.compile(r"\{[^}]*\}?$")


class ClaudeEngine:
    """Writes with Claude; where that fails, the last value is the offline summary and says why."""

    def __init__(self, client: Client, purse: Pays | None = None) -> None:
        self._client = client
        self._purse = purse
        self._settings = client.settings

    async def write(self, sheet: FactSheet) -> AsyncGenerator[SummaryText]:
        """Yield the summary as far as it is written; what is not checked yet is ``draft``."""
        work = Writing(sheet, self._settings)
        counter = Counter(self._purse)
        try:
            async with aclosing(self._replies(work, counter)) as steps:
                async for step in steps:
                    yield step
        except EngineError as error:
            work.failed = error.failed
        yield work.result(counter.total)

    async def _replies(self, work: Writing, counter: Counter) -> AsyncGenerator[SummaryText]:
        messages = work.first_messages()
        async with aclosing(self._reply(work, messages, counter)) as steps:
            async for step in steps:
                yield step
        rejected = work.take(work.partial.text, attempt=1)
        if not rejected:
            return
        messages += again_messages(work.partial.text, rejected)
        try:
            async with aclosing(self._reply(work, messages, counter)) as steps:
                async for step in steps:
                    yield step
            work.take(work.partial.text, attempt=2)
        except EngineError:
            if not work.has_anything:
                raise

    async def _reply(
        self, work: Writing, messages: list[dict[str, Any]], counter: Counter
    ) -> AsyncGenerator[SummaryText]:
        work.partial = Partial()
        yield work.so_far()
        async with aclosing(self._client.ask(request(self._settings.model, messages), counter)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Waiting):
                    yield replace(work.so_far(), waiting=waiting_words(piece))
                elif isinstance(piece, str):
                    work.partial.feed(piece)
                    yield work.so_far()


def waiting_words(waiting: Waiting) -> str:
    """What is said while a request waits to be repeated."""
    what, _, _ = waiting.failed.sentence.partition(". ")
    return f"{what}. Again in {math.ceil(waiting.seconds)} s."


@dataclass(slots=True)
class Writing:
    """A summary while it is written: what passed, what was left out, and the reply that is coming in."""

    sheet: FactSheet
    settings: SummarySettings
    partial: Partial = field(default_factory=Partial)
    failed: Failure | None = None
    _passed: list[Statement | None] = field(default_factory=list)
    _highlights: list[Statement] = field(default_factory=list)
    _left_out: list[LeftOut] = field(default_factory=list)
    _checked: dict[Written, Verdict] = field(default_factory=dict)
    _names: Pseudonyms | None = None

    def first_messages(self) -> list[dict[str, Any]]:
        """The conversation's beginning."""
        self.hide_names(Pseudonyms(self.sheet) if self.settings.pseudonymize else None)
        sent = self.sheet if self._names is None else self._names.sheet
        return [user_message(sent, language=self.settings.language, max_words=self.settings.max_words)]

    def hide_names(self, names: Pseudonyms | None) -> None:
        """Take tokens in what comes back for the names that they stand for."""
        self._names = names

    def look_at(self, sheet: FactSheet) -> None:
        """Go on over more facts."""
        self.sheet = sheet
        self._checked.clear()

    @property
    def has_anything(self) -> bool:
        """Whether something passed."""
        return any(self._passed) or bool(self._highlights)

    def take(self, reply: str, attempt: int) -> list[dict[str, Any]]:
        """Check a whole reply; what failed is returned as the next request has it.

        Raises:
            EngineError: The reply is not of the schema.
        """
        rejected = []
        replaced = iter([index for index, statement in enumerate(self._passed) if statement is None])
        for written in read_reply(reply):
            verdict = self._verdict(written)
            reason, detail = verdict.reason, verdict.detail
            if reason is None and written.label in {line.label for line in self._highlights if line.label}:
                reason, detail = "label", f"{written.label} is there already"
            passed = None
            if reason is None:
                passed = Statement(verdict.text, written.facts, written.label, verdict.emphasis, written.text, attempt)
            else:
                self._left_out.append(LeftOut(written.text, written.facts, written.label, attempt, reason, detail))
                rejected.append(_rejected(written, reason))
            self._keep(written, passed, next(replaced, None) if written.label is None else None)
        return rejected

    def _keep(self, written: Written, passed: Statement | None, place: int | None) -> None:
        """A replacement goes where the statement that failed stood."""
        if written.label is not None:
            if passed is not None:
                self._highlights.append(passed)
        elif place is None:
            self._passed.append(passed)
        else:
            self._passed[place] = passed

    def _verdict(self, written: Written) -> Verdict:
        if written not in self._checked:
            text = written.text if self._names is None else self._names.back(written.text)
            self._checked[written] = check(self.sheet, text, written.facts, written.label, self.settings.language)
        return self._checked[written]

    def so_far(self) -> SummaryText:
        """What can be shown while it is written: what passed, and the rest as a draft."""
        arrived = [
            Statement(verdict.text, written.facts, None, verdict.emphasis)
            for written in self.partial.statements
            if (verdict := self._verdict(written)).supported
        ]
        statements = (*(statement for statement in self._passed if statement), *arrived)
        return replace(self._empty(), statements=statements, draft=self._draft(self.partial.writing))

    def _draft(self, text: str) -> str:
        plain = text if self._names is None else self._names.back(text)
        try:
            facts, glossary = {f.id: f for f in self.sheet.facts}, language_of(self.settings.language)
            return fill(_OPEN_SLOT.sub("", plain), facts, self.sheet.as_of, glossary)
        except SlotError:
            return ""

    def _empty(self) -> SummaryText:
        sheet = self.sheet
        empty = SummaryText(sheet.kind, sheet.id, "claude", self.settings.model, sheet.as_of, None, (), (), sheet)
        return replace(empty, language=self.settings.language)

    def result(self, usage: Usage, *, share: float = 1.0) -> SummaryText:
        """The summary, or the offline one where nothing can be shown; ``share``: of the full price."""
        told = self.told(usage, share=share)
        failed = self.failed
        if failed is None and not told.statements and not told.highlights:
            failed = failure("nothing_supported")
        if failed is None:
            return told
        offline = write_offline(self.sheet)
        return replace(offline, left_out=told.left_out, usage=usage, cost=told.cost, failed=failed)

    def told(self, usage: Usage, *, share: float = 1.0) -> SummaryText:
        """What passed, as far as it fits, and what was left out."""
        kept = self._within_words([statement for statement in self._passed if statement])
        return replace(
            self._empty(),
            statements=tuple(kept),
            highlights=tuple(self._highlights),
            left_out=tuple(self._left_out),
            usage=usage,
            cost=cost_of(usage, self.settings, share=share),
        )

    def _within_words(self, statements: Sequence[Statement]) -> list[Statement]:
        """As many as fit, first ones first; the others are left out for their length."""
        room, kept = self.settings.max_words, []
        for statement in statements:
            size = len(statement.text.split())
            if size <= room:
                kept.append(statement)
                room -= size
            else:
                detail = f"{size} words, and {room} are left"
                left = LeftOut(statement.as_written, statement.facts, None, statement.attempt, "length", detail)
                self._left_out.append(left)
        return kept


def _rejected(written: Written, reason: str) -> dict[str, Any]:
    return {"label": written.label, "text": written.text, "facts": list(written.facts), "reason": reason}
