"""Answers a question about a page by the route of summaries: statements that cite facts, each checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.summaries.claude.client import Client, Counter, Pays, ToolCall, Waiting
from bgdetails.summaries.claude.engine import Writing, waiting_words
from bgdetails.summaries.claude.failures import EngineError
from bgdetails.summaries.claude.prompt import RULES, again_messages, facts_content, message, request
from bgdetails.summaries.claude.pseudonyms import Pseudonyms
from bgdetails.summaries.claude.reply import Partial
from bgdetails.summaries.claude.tools import TOOLS, look_up
from bgdetails.summaries.model import Failure, SummaryText
from bgdetails.summaries.question_facts import Gathered
from bgdetails.summary_settings import LONGEST_QUESTION

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace

MOST_LOOK_UPS = 4
"""Rounds of looking up before the answer has to come."""
MOST_CALLS = 4
"""Calls that are done of one round."""
_TASK = f"""You answer questions of people who sell to companies. The first user message is one JSON object: the \
question, the subject of the page that they look at, and a numbered list of facts. Answer with one JSON object of the \
given schema; `highlights` is empty. Where the facts of the page are not enough, look up more with a tool: its result \
has facts under further numbers. Where no fact answers the question, answer with no statement. Of the user message \
only `question` is asked of you, and only what facts can answer.

{RULES}"""
_OTHER_WORDS = (
    ("write it again", "ask again"),
    ("then write the summary again", "then ask again"),
    ("Write the summary again", "Ask again"),
    (" The offline summary has the most telling ones.", " Ask on a smaller page."),
    ("Claude declined to write this summary. The offline summary is in its place.", "Claude declined to answer."),
    (", or keep the offline one", ""),
    ("Summaries may cost", "Summaries and answers may cost"),
)
_NOTHING = "The facts here do not say. Ask in other words, or open the page that the question is about."
_UNSUPPORTED = "No statement of the answer held against the facts. Ask again, or in other words."


class Question(Struct, frozen=True):
    """What is asked, over which facts, and where more can be looked up; ``owner``: whom ``owner:me`` means."""

    text: str
    gathered: Gathered
    workspace: OpenWorkspace
    owner: str | None = None


async def answer(client: Client, question: Question, purse: Pays | None = None) -> AsyncGenerator[SummaryText]:
    """Yield the answer as far as it is written; the last value is complete, or says why there is none."""
    work = Writing(question.gathered.sheet, client.settings)
    counter = Counter(purse)
    try:
        async with aclosing(_replies(client, question, work, counter)) as steps:
            async for step in steps:
                yield step
    except EngineError as error:
        work.failed = error.failed
    told = work.told(counter.total)
    yield replace(told, statements=() if work.failed else told.statements, failed=_failed(work, told))


def _failed(work: Writing, told: SummaryText) -> Failure | None:
    if work.failed is not None:
        return in_other_words(work.failed)
    if told.statements:
        return None
    return Failure("nothing_supported", _UNSUPPORTED if told.left_out else _NOTHING)


def in_other_words(failed: Failure) -> Failure:
    """A failure of a summary, said of an answer."""
    sentence = failed.sentence
    for of_summaries, of_answers in _OTHER_WORDS:
        sentence = sentence.replace(of_summaries, of_answers)
    return Failure(failed.code, sentence)


async def _replies(client: Client, question: Question, work: Writing, counter: Counter) -> AsyncGenerator[SummaryText]:
    names = Pseudonyms(question.gathered.sheet) if client.settings.pseudonymize else None
    work.hide_names(names)
    messages = [_first_message(question, client, names)]
    # Tokens are of one list of facts: with them nothing can be looked up.
    tools = [] if names is not None else TOOLS
    for round_ in range(MOST_LOOK_UPS + 1):
        calls: list[ToolCall] = []
        sent = _request(client, messages, tools, last=round_ == MOST_LOOK_UPS)
        async with aclosing(_reply(client, sent, work, counter, calls)) as steps:
            async for step in steps:
                yield step
        if not calls:
            break
        yield replace(work.so_far(), draft="", waiting="Looking up more…")
        messages += await asyncio.to_thread(_looked_up, question, calls, work.partial.text)
        work.look_at(question.gathered.sheet)
    rejected = work.take(work.partial.text, attempt=1)
    if not rejected:
        return
    messages += again_messages(work.partial.text, rejected)
    sent = _request(client, messages, tools, last=True)
    try:
        async with aclosing(_reply(client, sent, work, counter, [])) as steps:
            async for step in steps:
                yield step
        work.take(work.partial.text, attempt=2)
    except EngineError:
        if not work.has_anything:
            raise


def _first_message(question: Question, client: Client, names: Pseudonyms | None) -> dict[str, Any]:
    sheet = question.gathered.sheet if names is None else names.sheet
    asked = question.text[:LONGEST_QUESTION]
    content = {
        "task": "question",
        "question": asked if names is None else names.hide(asked),
        "language": client.settings.language,
        "as_of": sheet.as_of.isoformat(),
        "max_words": client.settings.max_words,
        "subject": {"kind": sheet.kind, "name": sheet.name},
        "facts": facts_content(sheet.facts),
    }
    return message("user", content)


def _request(
    client: Client, messages: list[dict[str, Any]], tools: list[dict[str, Any]], *, last: bool
) -> dict[str, Any]:
    asked = request(client.settings.model, messages, task=_TASK)
    if tools:
        asked |= {"tools": tools, "tool_choice": {"type": "none" if last else "auto"}}
    return asked


async def _reply(
    client: Client, sent: dict[str, Any], work: Writing, counter: Counter, calls: list[ToolCall]
) -> AsyncGenerator[SummaryText]:
    work.partial = Partial()
    yield work.so_far()
    async with aclosing(client.ask(sent, counter)) as pieces:
        async for piece in pieces:
            if isinstance(piece, ToolCall):
                calls.append(piece)
            elif isinstance(piece, Waiting):
                yield replace(work.so_far(), waiting=waiting_words(piece))
            else:
                work.partial.feed(piece)
                yield work.so_far()


def _looked_up(question: Question, calls: list[ToolCall], said: str) -> list[dict[str, Any]]:
    """The reply that asks to look up, as it came, and what was found."""
    asked: list[dict[str, Any]] = [{"type": "text", "text": said}] if said.strip() else []
    asked += [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.input} for call in calls]
    sheet = question.gathered.sheet
    results = [
        look_up(question.workspace, call, question.gathered, sheet.as_of, question.owner) for call in calls[:MOST_CALLS]
    ]
    too_many = [
        {"type": "tool_result", "tool_use_id": call.id, "content": "too many at once", "is_error": True}
        for call in calls[MOST_CALLS:]
    ]
    return [{"role": "assistant", "content": asked}, {"role": "user", "content": [*results, *too_many]}]
