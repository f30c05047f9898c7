"""The offline engine: a deterministic writer over the facts, no model, no network.

It picks the facts that a reader asks for first, says each in a sentence that cites it, and stops at 60 words.
It knows the facts only, so what it writes can be checked like any other engine's text.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date

from msgspec.structs import replace

from bgdetails.summaries.fact_list import plain
from bgdetails.summaries.model import Fact, FactSheet, Statement, SummaryText
from bgdetails.summaries.offline_lines import highlight
from bgdetails.summaries.phrases import Sentence, counted, within
from bgdetails.wording import Clock, amount, day, deadline, listed, plural

MAX_WORDS = 60
WORTH_TELLING = 3
"""Points by which a score has to move before a sentence is spent on it."""


class OfflineEngine:
    """Writes at once; streams statement by statement like any engine."""

    async def write(self, sheet: FactSheet) -> AsyncIterator[SummaryText]:
        """Yield the summary, one statement longer each time; the last one has the highlights."""
        summary = write_offline(sheet)
        for count in range(1, len(summary.statements)):
            yield replace(summary, statements=summary.statements[:count], highlights=())
        yield summary


def write_offline(sheet: FactSheet) -> SummaryText:
    """The summary of the facts."""
    writer = _WRITERS[sheet.kind]
    statements = within(writer(_Reader(sheet)), MAX_WORDS)
    highlights = tuple(line for line in (highlight(sheet, label, ids) for label, ids in sheet.highlights) if line)
    return SummaryText(sheet.kind, sheet.id, "offline", None, sheet.as_of, None, statements, highlights, sheet)


class _Reader:
    """Looks facts up by kind and values, in their order."""

    def __init__(self, sheet: FactSheet) -> None:
        self.sheet = sheet
        self.clock = Clock.for_day(sheet.as_of)

    def all(self, kind: str, **values: object) -> list[Fact]:
        return [fact for fact in self.sheet.facts if fact.kind == kind and _has(fact, values)]

    def first(self, kind: str, **values: object) -> Fact | None:
        return next(iter(self.all(kind, **values)), None)

    def people(self) -> list[Fact]:
        """Score facts of people."""
        return [fact for fact in self.all("score") if fact.values["who"].type == "person"]

    def short(self, group_name: str) -> str:
        """A group's name without ``for <this account>`` where it ends so: the reader knows the account."""
        tail = f" for {plain(self.sheet.name)}"
        return group_name[: -len(tail)] if self.sheet.kind == "account" and group_name.endswith(tail) else group_name


def _has(fact: Fact, values: dict[str, object]) -> bool:
    return all(name in fact.values and fact.values[name].value == wanted for name, wanted in values.items())


def _value(fact: Fact, name: str) -> str:
    return str(fact.values[name].value)


def _iso(fact: Fact, name: str) -> date:
    return date.fromisoformat(_value(fact, name))


def _group(facts: _Reader) -> list[Statement]:
    if facts.first("absent", what="members") is not None:
        return []
    sentences = [
        _most_engaged(facts),
        _trend(facts, "The group"),
        _gaps(facts),
        _stage(facts),
        _nobody_active(facts, "members"),
        _topics(facts, "Its"),
        _about(facts),
    ]
    return [sentence for sentence in sentences if sentence is not None]


def _most_engaged(facts: _Reader) -> Statement | None:
    people = facts.people()
    if not people:
        return None
    first = people[0]
    rank = facts.first("rank", who=_value(first, "who"))
    sentence = Sentence(first.id).stress(_value(first, "who"))
    sentence.say(" is the most engaged at ", *([rank.id] if rank is not None else []))
    sentence.stress(_value(first, "score"))
    counts = facts.all("count", who=_value(first, "who"))
    through = [fact for fact in counts if "asset" not in fact.values][:2]
    if through:
        said = [counted(int(fact.values["n"].value), _value(fact, "what")) for fact in through]
        sentence.say(f", mostly through {listed(said)}", *(fact.id for fact in through))
    if len(people) > 1:
        sentence.say("; ").stress(_value(people[1], "who"), people[1].id).say(" follows at ")
        sentence.stress(_value(people[1], "score"))
    return sentence.say(".").done()


def _trend(facts: _Reader, subject: str) -> Statement | None:
    trend = facts.first("trend")
    if trend is None:
        return None
    before, now = _value(trend, "from"), _value(trend, "to")
    if abs(int(now) - int(before)) < WORTH_TELLING:
        return None
    sentence = Sentence(trend.id)
    verb = "rose" if _value(trend, "direction") == "up" else "fell"
    return sentence.say(f"{subject} ").stress(f"{verb} from {before} to {now}").say(" in four weeks.").done()


def _gaps(facts: _Reader) -> Statement | None:
    coverage = facts.all("coverage")
    if not coverage:
        none_missing = facts.first("absent", what="missing roles")
        if none_missing is None:
            return None
        return Sentence(none_missing.id).say("Every required role is filled.").done()
    missing = [fact for fact in coverage if fact.values["assigned"].value == 0]
    short = [fact for fact in coverage if fact.values["assigned"].value != 0]
    sentence = Sentence()
    if missing:
        sentence.say("Nobody is ")
        for index, fact in enumerate(missing):
            sentence.say("" if index == 0 else " or " if index == len(missing) - 1 else ", ")
            sentence.stress(_value(fact, "role"), fact.id)
        sentence.say(" yet")
    for index, fact in enumerate(short):
        sentence.say("" if index == 0 and not missing else "; " if index == 0 else ", ")
        sentence.stress(_value(fact, "role"), fact.id)
        sentence.say(f" has {_value(fact, 'assigned')} of {_value(fact, 'required')}")
    return sentence.say(".").done()


def _stage(facts: _Reader) -> Statement | None:
    stage = facts.first("stage")
    if stage is None or "since" not in stage.values:
        return None
    days = int(stage.values["days"].value)
    when = "today" if days == 0 else "yesterday" if days == 1 else f"{plural(days, 'day')} ago"
    sentence = Sentence(stage.id).say("It entered ").stress(_value(stage, "stage")).say(f" {when}")
    move = facts.first("move")
    if move is not None:
        sentence.say(f", from {_value(move, 'from')}", move.id)
    return sentence.say(".").done()


def _nobody_active(facts: _Reader, noun: str) -> Statement | None:
    silent = facts.first("absent", what="activity")
    if silent is None:
        return None
    total = int(silent.values[noun].value)
    sentence = Sentence(silent.id)
    if total == 1:
        sentence.say(
            f"The only {'member' if noun == 'members' else 'person'} has had no activity that counts in 30 days"
        )
    else:
        sentence.say(f"None of the {plural(total, 'member' if noun == 'members' else 'person', noun)}")
        sentence.say(" has had activity that counts in 30 days")
    if "latest" in silent.values:
        sentence.say(f"; the latest was on {day(_iso(silent, 'latest'), facts.clock)}")
    return sentence.say(".").done()


def _topics(facts: _Reader, whose: str) -> Statement | None:
    topics = facts.all("topic")
    if not topics:
        return None
    sentence = Sentence().say(f"{whose} topic is " if len(topics) == 1 else f"{whose} topics are ")
    for index, fact in enumerate(topics):
        sentence.say(" and " if index else "").stress(_value(fact, "product"), fact.id)
    return sentence.say(".").done()


def _about(facts: _Reader) -> Statement | None:
    """What the most engaged person's activity was about."""
    on = [fact for fact in facts.all("count") if "asset" in fact.values]
    if not on:
        return None
    first = on[0]
    sentence = Sentence(first.id).say(f"{_value(first, 'n')} activities of ").stress(_value(first, "who"))
    return sentence.say(f" are on “{_value(first, 'asset')}”.").done()


def _account(facts: _Reader) -> list[Statement]:
    sentences = [
        _momentum(facts),
        _top_groups(facts),
        _closing(facts),
        _account_people(facts),
        _nobody_active(facts, "people"),
        _open_deals(facts),
        _topics(facts, "Its"),
        _about(facts),
    ]
    return [sentence for sentence in sentences if sentence is not None]


def _momentum(facts: _Reader) -> Statement | None:
    """Only what moved: a change within 10 % is none."""
    found = facts.first("attribute", what="momentum")
    if found is None or _value(found, "is") == "neutral":
        return None
    sentence = Sentence(found.id).say("Activity ")
    if "percent" not in found.values:
        return sentence.stress("is new").say(": there was none in the 30 days before.").done()
    verb = "rose" if _value(found, "direction") == "up" else "fell"
    return sentence.stress(f"{verb} {_value(found, 'percent')} %").say(" on the 30 days before.").done()


def _top_groups(facts: _Reader) -> Statement | None:
    groups = [fact for fact in facts.all("score") if fact.values["who"].type == "group"]
    if not groups:
        return None
    sentence = Sentence()
    for index, fact in enumerate(groups[:2]):
        name = _value(fact, "who")
        sentence.say("; " if index else "").stress(facts.short(name), fact.id)
        sentence.say(" follows at " if index else " is the most engaged group at ").stress(_value(fact, "score"))
        stage = next((stage for stage in facts.all("stage", who=name) if stage.target == fact.target), None)
        if stage is not None:
            sentence.say(f", in {_value(stage, 'stage')}", stage.id)
    return sentence.say(".").done()


def _closing(facts: _Reader) -> Statement | None:
    deal = facts.first("opportunity")
    if deal is None:
        return None
    closes = _iso(deal, "closes")
    past = closes < facts.sheet.as_of
    sentence = (
        Sentence(deal.id)
        .say(f"“{facts.short(_value(deal, 'name'))}” ")
        .say("should have closed on " if past else "closes on ")
    )
    sentence.stress(deadline(closes, facts.clock).replace(" in ", ", in ", 1) if not past else day(closes, facts.clock))
    if "amount" in deal.values:
        currency = _value(deal, "currency") if "currency" in deal.values else None
        sentence.say(f" ({amount(float(deal.values['amount'].value), currency)})")
    gap = facts.first("absent", what="missing roles")
    if gap is not None and not past:
        sentence.say(f" while nobody is {_value(gap, 'role')} in {facts.short(_value(gap, 'who'))}", gap.id)
    return sentence.say(".").done()


def _account_people(facts: _Reader) -> Statement | None:
    people = facts.people()
    if not people:
        return None
    sentence = Sentence()
    for index, fact in enumerate(people[:2]):
        sentence.say(" and " if index else "").stress(_value(fact, "who"), fact.id).say(f" ({_value(fact, 'score')})")
    said = " are the most engaged people." if len(people) > 1 else " is the most engaged person."
    return sentence.say(said).done()


def _open_deals(facts: _Reader) -> Statement | None:
    deals = facts.first("count", what="open opportunities")
    if deals is None:
        return None
    count = int(deals.values["n"].value)
    sentence = Sentence(deals.id).say(f"{plural(count, 'opportunity is', 'opportunities are')} open")
    risk = facts.first("attribute", what="deal check")
    if risk is not None:
        sentence.say(f"; “{facts.short(_value(risk, 'name'))}” is ", risk.id).stress("at risk")
    return sentence.say(".").done()


def _person(facts: _Reader) -> list[Statement]:
    sentences = [
        _did(facts),
        _silent_person(facts),
        _person_about(facts),
        _trend(facts, "The score"),
        _topics(facts, "The"),
        _channel(facts),
    ]
    return [sentence for sentence in sentences if sentence is not None]


def _did(facts: _Reader) -> Statement | None:
    counts = [fact for fact in facts.all("count") if "asset" not in fact.values and "of" not in fact.values]
    if not counts:
        return None
    sentence = Sentence().stress(_value(counts[0], "who")).say(" has ")
    for index, fact in enumerate(counts):
        sentence.say("" if index == 0 else " and " if index == len(counts) - 1 else ", ")
        sentence.stress(counted(int(fact.values["n"].value), _value(fact, "what")), fact.id)
    return sentence.say(" in the last 30 days.").done()


def _silent_person(facts: _Reader) -> Statement | None:
    silent = facts.first("absent", what="activity")
    if silent is None:
        return None
    sentence = Sentence(silent.id).stress(_value(silent, "who")).say(" has had no activity that counts in 30 days")
    latest = facts.first("activity")
    if latest is not None and "asset" not in latest.values:
        sentence.say(
            f"; the latest of any kind was {_value(latest, 'type')} on {day(_iso(latest, 'at'), facts.clock)}",
            latest.id,
        )
    return sentence.say(".").done()


def _person_about(facts: _Reader) -> Statement | None:
    on = [fact for fact in facts.all("count") if "asset" in fact.values]
    if not on:
        return None
    sentence = Sentence()
    for index, fact in enumerate(on):
        sentence.say(" and " if index else "").say(_value(fact, "n") if index else f"{_value(fact, 'n')} are")
        sentence.say(f" on “{_value(fact, 'asset')}”", fact.id)
    return sentence.say(".").done()


def _channel(facts: _Reader) -> Statement | None:
    share = next((fact for fact in facts.all("count") if "of" in fact.values), None)
    if share is None:
        return None
    said = f"{_value(share, 'n')} of the {_value(share, 'of')} activities came by {_value(share, 'what')}."
    return Sentence(share.id).say(said).done()


_WRITERS: dict[str, Callable[[_Reader], list[Statement]]] = {"group": _group, "account": _account, "person": _person}
