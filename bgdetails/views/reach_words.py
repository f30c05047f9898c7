"""The reasons for a call in words (docs/model.md, who to reach)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bgdetails.rules.engagement import shown
from bgdetails.rules.quiet import QUIET_DAYS
from bgdetails.rules.reach import TOUCH_DAYS, Reason
from bgdetails.store.times import day_of
from bgdetails.views.account_people import Somebody
from bgdetails.views.quiet import QuietInRole
from bgdetails.views.scoring import Scoring


class Signals(Struct, frozen=True):
    """What speaks for a call besides activity, by our id of the person."""

    intent: Mapping[int, Sequence[str]]
    """The products in which intent is High, strongest first."""
    quiet: Mapping[int, QuietInRole]
    won: Mapping[int, str]
    """The opportunity of which they are champion, of several the one that closed last."""

    def speak_for(self, person: int) -> bool:
        """Whether any of it does."""
        return person in self.intent or person in self.quiet or person in self.won


def said(reason: Reason, person: Somebody, signals: Signals, last_touch: int | None, scoring: Scoring) -> str:
    """Why somebody is worth a call."""
    if reason is Reason.INTENT:
        return f"High intent in {_listed(signals.intent[person.person_id])}, no sales touch in {TOUCH_DAYS} days"
    if reason is Reason.UNTOUCHED:
        return f"engaged at {shown(scoring.person(person.units))}, {_touched(last_touch, scoring)}"
    if reason is Reason.QUIET:
        quiet = signals.quiet[person.person_id]
        fall = f"{shown(quiet.score_before)} to {shown(quiet.score)} in {QUIET_DAYS // 7} weeks"
        return f"went quiet, {fall}, as {quiet.role}" + (f" of {quiet.group}" if quiet.group else "")
    return f"champion of {signals.won[person.person_id]}, which was won"


def _touched(last_touch: int | None, scoring: Scoring) -> str:
    if last_touch is None:
        return "never touched by sales"
    return f"last sales touch {scoring.day - day_of(last_touch)} days ago"


def _listed(products: Sequence[str]) -> str:
    return products[0] if len(products) == 1 else f"{', '.join(products[:-1])} and {products[-1]}"
