"""The kinds of activity: made when a file first brings one, weighed by the model of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import Session, select

from bgdetails.rules.model import RuleSet
from bgdetails.store.rules_text import current_rules
from bgdetails.store.tables import ActivityType

EMAIL_TYPES = ("email sent", "email delivered", "email opened", "email clicked")
"""What a journey's e-mails are counted by."""
DONE_TO_PERSON = frozenset(
    name.casefold()
    for name in (
        "Email Sent",
        "Email Delivered",
        "Email Bounced",
        "Sales Email",
        "Campaign Sent",
        "Call Attempted",
        "Task",
    )
)
"""What was done to a person and not by them (docs/formats.md): never their latest activity."""

SALES_TOUCHES = frozenset(
    name.casefold() for name in ("Meeting Held", "Call Connected", "Call Attempted", "Sales Email", "Email Replied")
)
"""What our side had a hand in."""


def type_ids(session: Session, names: Iterable[str]) -> dict[str, int]:
    """The id of every named type by its key; one that is not there yet is made, with the weight of the rules.

    Args:
        session: A session that may write.
        names: Names as the sources write them; the first way of writing one is the one that is kept.
    """
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(key_of(name), name.strip())
    found = {key: number for key, number in session.exec(select(ActivityType.name_key, ActivityType.id)) if number}
    missing = {key: name for key, name in wanted.items() if key not in found}
    if missing:
        model = _model(current_rules(session))
        made = [_row(key, name, model) for key, name in missing.items()]
        session.add_all(made)
        session.flush()
        found.update((row.name_key, row.id) for row in made if row.id is not None)
    return {key: found[key] for key in wanted}


def weigh_types(session: Session, rules: RuleSet) -> None:
    """Give every type the weight and the name that ``rules`` have for it; a type they lack weighs nothing."""
    model = _model(rules)
    for row in session.exec(select(ActivityType)):
        name, weight = model.get(row.name_key, (row.name, 0))
        if (row.name, row.weight_milli) != (name, weight):
            row.name, row.weight_milli = name, weight
            session.add(row)
    session.flush()


def key_of(name: str) -> str:
    """What types are told apart by."""
    return name.strip().casefold()


def _model(rules: RuleSet) -> Mapping[str, tuple[str, int]]:
    return {key_of(name): (name, round(weight * 1000)) for name, weight in rules.weights.items()}


def _row(key: str, name: str, model: Mapping[str, tuple[str, int]]) -> ActivityType:
    shown, weight = model.get(key, (name, 0))
    return ActivityType(
        name=shown,
        name_key=key,
        weight_milli=weight,
        done_to_person=key in DONE_TO_PERSON,
        sales_touch=key in SALES_TOUCHES,
    )
