"""The facts of a person (docs/model.md, summaries)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from bgdetails.navigation import Target
from bgdetails.summaries.fact_list import WINDOW, FactList, day_value, label, number, plain, quote
from bgdetails.summaries.facts_common import asset_facts, count_facts, score_fact, topic_facts, trend_fact
from bgdetails.summaries.model import FactSheet, FactValue
from bgdetails.summaries.phrases import channel
from bgdetails.views.brief import TypeCount, type_counts
from bgdetails.views.pages import MemberDetails


def person_facts(session: Session, person_id: int, details: MemberDetails) -> FactSheet:
    """Facts of a person, most telling first."""
    facts = FactList()
    here = Target("person", details.id)
    name = plain(details.name)
    who = FactValue("person", name)
    counts = type_counts(session, person_id, details.as_of)
    if counts:
        score_fact(facts, who, details.engagement_score, details.engagement_level, here)
        count_facts(facts, who, counts, here)
        _channel_fact(facts, who, counts, here)
        asset_facts(session, facts, who, person_id, here, details.as_of)
    else:
        _silent_fact(facts, details, who, here)
    trend_fact(facts, who, details.trend, here)
    topic_facts(facts, who, details.intent, here)
    _moment_fact(facts, details, who, here)
    for what, known in (("e-mail address", details.email), ("phone number", details.phone)):
        if not known:
            facts.add("absent", f"No {what} of {who.value} is known.", here, what=label(what), who=who)
    return FactSheet("person", details.id, name, details.as_of, facts.facts, tuple(facts.highlights))


def _channel_fact(facts: FactList, who: FactValue, counts: Sequence[TypeCount], here: Target) -> None:
    """The channel of more than half of the activities, where there are at least two channels to choose from."""
    by_channel: dict[str, int] = {}
    for found in counts:
        name = channel(found.type)
        if name is not None:
            by_channel[name] = by_channel.get(name, 0) + found.count
    total = sum(found.count for found in counts)
    if len(by_channel) < 2:
        return
    name, count = max(by_channel.items(), key=lambda item: (item[1], item[0]))
    if count * 2 > total:
        text = f"{count} of the {total} activities of {who.value} in the last 30 days came by {name}."
        values = {"what": label(name), "n": number(count), "of": number(total), "who": who, "window": WINDOW}
        facts.add("count", text, here, **values)


def _silent_fact(facts: FactList, details: MemberDetails, who: FactValue, here: Target) -> None:
    values = {"what": label("activity"), "who": who, "window": WINDOW}
    text = f"{who.value} has no activity that counts in the last 30 days."
    facts.add("absent", text, here, **values)
    if details.recent_activities:
        latest = details.recent_activities[0]
        text = f"The latest activity of {who.value} is {plain(latest.type)} on {latest.at.date().isoformat()}."
        facts.add("activity", text, here, who=who, type=label(latest.type), at=day_value(latest.at.date()))


def _moment_fact(facts: FactList, details: MemberDetails, who: FactValue, here: Target) -> None:
    moment = details.last_interesting_moment
    said = quote(moment.description) if moment is not None else None
    if moment is None or said is None:
        return
    kind = plain(moment.moment_type or "Interesting Moment")
    text = f"The last interesting moment of {who.value} is on {moment.at.date().isoformat()}, {kind}: “{said.value}”."
    values = {
        "who": who,
        "type": label(moment.moment_type or "Interesting Moment"),
        "at": day_value(moment.at.date()),
    }
    facts.add("activity", text, here, asset=said, **values)
