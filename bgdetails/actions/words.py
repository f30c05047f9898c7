"""How an action is said: in the toast after it, and in the log."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.actions.log import Kind
from bgdetails.wording import listed, plural

_NAMED = 3
NO_STAGE = "no stage"


def people_named(names: Sequence[str]) -> str:
    """Up to three by name, more by number."""
    return listed(names, "and") if len(names) <= _NAMED else plural(len(names), "person", "people")


def note_words(subject: str, before: str | None, after: str | None) -> str:
    """What became of a note, without a full stop."""
    did = "Wrote a" if before is None else "Removed the" if after is None else "Changed the"
    return f"{did} note on {subject}"


def watch_words(subject: str, after: str | None) -> str:
    """That something is watched, or is no more, without a full stop."""
    return f"Watching {subject}" if after else f"No longer watching {subject}"


def done_to_record(kind: Kind, subject: str, before: str | None, after: str | None) -> str:
    """What was done to one record, without a full stop."""
    return note_words(subject, before, after) if kind is Kind.NOTE else watch_words(subject, after)


def what_was_done(
    kind: Kind, group: str, people: Sequence[str], before: Sequence[str | None], after: str | None
) -> str:
    """A sentence without its full stop, such as ``Dana Moss is Champion in Cloud Backup for Acme``."""
    if kind is Kind.STAGE:
        return f"{group}: from {before[0] or NO_STAGE} to {after}"
    who = people_named(people)
    if kind is Kind.REMOVE:
        return f"Removed {who} from {group}"
    if kind is Kind.ASSIGN:
        return f"Assigned {who} to {group} as {after}"
    roles = set(before)
    was = f", before {before[0]}" if len(roles) == 1 else ""
    return f"{group}: {who} {'is' if len(people) == 1 else 'are'} now {after}{was}"
