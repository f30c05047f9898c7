"""Facts that more than one kind of subject has: trend, what a person did, who is engaged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from bgdetails.navigation import Target
from bgdetails.summaries.fact_list import FOUR_WEEKS, WINDOW, FactList, label, number, plain, quote
from bgdetails.summaries.model import FactValue
from bgdetails.summaries.phrases import counted
from bgdetails.views.brief import TypeCount, top_assets, type_counts
from bgdetails.views.values import IntentCategory, TrendPoint
from bgdetails.wording import plural, whole

_WEEKS_BACK = 4
_TYPES_TOLD = 3
TOPICS_TOLD = 2
MOST_READ = 1000


def score_fact(facts: FactList, who: FactValue, score: float, level: str, target: Target) -> str:
    """As in ``Dana Moss has an engagement score of 83 (High) in the last 30 days.``."""
    shown = whole(score)
    text = f"{who.value} has an engagement score of {shown} ({level}) in the last 30 days."
    return facts.add("score", text, target, who=who, score=number(shown), level=label(level), window=WINDOW)


def rank_fact(
    facts: FactList, who: FactValue, scores: Sequence[float], of: int, among: str, target: Target
) -> str | None:
    """That somebody is number 1 by engagement score; None where a second one has as much, or there is none."""
    ahead = len(scores) < 2 or round(scores[0], 9) > round(scores[1], 9)
    if of < 2 or not scores or scores[0] <= 0 or not ahead:
        return None
    text = f"{who.value} is number 1 of {of} {among} by engagement score."
    values = {"who": who, "by": label("engagement score"), "rank": number(1), "of": number(of)}
    return facts.add("rank", text, target, **values)


def trend_fact(facts: FactList, who: FactValue, trend: Sequence[TrendPoint], target: Target) -> str | None:
    """The score four weeks ago against now; None where there is no past, or nothing in either."""
    if len(trend) <= _WEEKS_BACK:
        return None
    before, now = whole(trend[-1 - _WEEKS_BACK].engagement_score), whole(trend[-1].engagement_score)
    if before == now == 0:
        return None
    direction = "up" if now > before else "down" if now < before else "flat"
    went = f"went {direction} from {before} to {now}" if direction != "flat" else f"stayed at {now}"
    return facts.add(
        "trend",
        f"The engagement score of {who.value} {went} in the last 28 days.",
        target,
        who=who,
        direction=label(direction),
        from_=number(before),
        to=number(now),
        window=FOUR_WEEKS,
    )


def topic_facts(facts: FactList, who: FactValue, intent: Sequence[IntentCategory], target: Target) -> None:
    """The two products with the strongest intent, which are also the highlight of that name."""
    products = [product for category in intent for product in category.products]
    products.sort(key=lambda product: (-product.score, product.product.casefold(), product.product))
    found = [
        facts.add(
            "topic",
            f"{who.value} shows {product.level} intent in {plain(product.product)}.",
            target,
            product=label(product.product),
            level=label(product.level),
        )
        for product in products[:TOPICS_TOLD]
    ]
    if found:
        facts.highlight("Topic of interest", found)


def count_facts(facts: FactList, who: FactValue, counts: Sequence[TypeCount], target: Target) -> list[str]:
    """As in ``Dana Moss has 12 page views in the last 30 days.``, for the types that are there most."""
    return [
        facts.add(
            "count",
            f"{who.value} has {counted(found.count, plain(found.type))} in the last 30 days.",
            target,
            what=label(found.type),
            n=number(found.count),
            who=who,
            window=WINDOW,
        )
        for found in counts[:_TYPES_TOLD]
    ]


def asset_facts(
    session: Session, facts: FactList, who: FactValue, person_id: int, target: Target, as_of: date
) -> list[str]:
    """What a person's activity was about: at least two activities, and a name that can be shown.

    Nothing of somebody with more than a thousand activities: a page does not wait for them to be read.
    """
    if sum(count.count for count in type_counts(session, person_id, as_of)) > MOST_READ:
        return []
    found: list[str] = []
    for asset, count in top_assets(session, person_id, as_of):
        said = quote(asset)
        if said is None or count < 2:
            continue
        text = f"{who.value} has {plural(count, 'activity', 'activities')} on “{said.value}” in the last 30 days."
        values = {
            "what": label("activities"),
            "n": number(count),
            "who": who,
            "window": WINDOW,
            "asset": said,
        }
        found.append(facts.add("count", text, target, **values))
    return found
