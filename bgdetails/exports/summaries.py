"""A summary as ``bgdetails summarize`` prints it: every statement of every reply, with its facts."""

from __future__ import annotations

from msgspec.structs import asdict

from bgdetails.exports.values import Object, day, time
from bgdetails.summaries.feedback import Answer
from bgdetails.summaries.model import Fact, LeftOut, Statement, SummaryText, Usage


def summary_object(summary: SummaryText, *, cached: bool) -> Object:
    """One object a subject."""
    return {
        "kind": summary.kind,
        "id": summary.id,
        "engine": summary.engine,
        "model": summary.model,
        "as_of": day(summary.as_of),
        "generated_at": time(summary.generated_at),
        "cached": cached,
        "text": summary.text,
        "statements": [_statement(one) for one in summary.statements],
        "highlights": [{"label": one.label, **_statement(one)} for one in summary.highlights],
        "left_out": [_left_out(one) for one in summary.left_out],
        "facts": [_fact(fact) for fact in summary.sheet.facts],
        "usage": asdict(Usage() if summary.usage is None or cached else summary.usage),
        "cost": _cost(0.0 if cached and summary.cost is not None else summary.cost),
        "failed": None if summary.failed is None else asdict(summary.failed),
    }


def feedback_object(answer: Answer) -> Object:
    """What a reader said of a summary, with the text and the facts that it was said of."""
    summary = answer.summary
    said = summary_object(summary, cached=True)
    kept = ("engine", "model", "as_of", "text", "statements", "highlights", "left_out", "facts")
    return {
        "at": time(answer.at),
        "helpful": answer.helpful,
        "kind": summary.kind,
        "id": summary.id or None,
        "name": summary.sheet.name or None,
        **{key: said[key] for key in kept},
    }


def answer_object(told: SummaryText, question: str) -> Object:
    """The answer to a question: as a summary, without highlights and cache; ``engine`` null where there is none."""
    whole = summary_object(told, cached=False)
    begin = {name: whole.pop(name) for name in ("kind", "id")}
    del whole["cached"], whole["highlights"]
    whole |= {"engine": None, "model": None} if told.failed is not None else {}
    return {**begin, "question": question, **whole}


def _statement(one: Statement) -> Object:
    return {
        "text": one.text,
        "as_written": one.as_written or one.text,
        "facts": list(one.facts),
        "attempt": one.attempt,
    }


def _left_out(one: LeftOut) -> Object:
    return {**asdict(one), "facts": list(one.facts)}


def _fact(fact: Fact) -> Object:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "text": fact.text,
        "values": {name: asdict(value) for name, value in fact.values.items()},
        "target": None if fact.target is None else str(fact.target),
    }


def _cost(amount: float | None) -> Object | None:
    return None if amount is None else {"amount": round(amount, 6), "currency": "USD"}


def summary_text(summary: SummaryText) -> str:
    """For people: the paragraph with the numbers of its facts, the highlights, what made it, and the facts."""
    cited = [fact for one in (*summary.statements, *summary.highlights) for fact in one.facts]
    numbers = {fact: number for number, fact in enumerate(dict.fromkeys(cited), start=1)}
    lines = [f"{summary.kind}/{summary.id}  {summary.sheet.name}"]
    lines.append(
        " ".join(f"{one.text} {_cites(one, numbers)}" for one in summary.statements) or "Nothing to sum up yet."
    )
    lines += [f"{one.label}: {one.text} {_cites(one, numbers)}".rstrip() for one in summary.highlights]
    made = "computed offline" if summary.engine == "offline" else f"written by {summary.model}"
    left = "" if not summary.left_out else f", {len(summary.left_out)} statements left out"
    lines.append(f"({made}, data to {day(summary.as_of)}{left}; generated text may be wrong)")
    by_id = {fact.id: fact for fact in summary.sheet.facts}
    for fact_id, number in numbers.items():
        fact = by_id[fact_id]
        lines.append(f"  [{number}] {fact.text}{f'  {fact.target}' if fact.target is not None else ''}")
    return "\n".join([*lines, ""])


def _cites(one: Statement, numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[fact]}]" for fact in one.facts)
