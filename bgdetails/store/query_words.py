"""What a query says, in words: ``stage is not Lost``, ``engagement 67 or more``. Filters on screens speak like this."""

from __future__ import annotations

from datetime import date

from bgdetails.store.query_language import KEYS, Joined, KeyKind, Node, Not, Range, Text, Word
from bgdetails.wording import full_day, number

_LABELS = {"active": "last active", "interest": "solution interest", "template": "roles template"}


def label(key: str) -> str:
    """What a key of the language is called."""
    return _LABELS.get(key, key)


def say(node: Node) -> str:
    """A query, or a part of one, in words."""
    if isinstance(node, Not):
        return _opposite(node.part)
    if isinstance(node, Joined):
        return (" or " if node.any_of else " and ").join(_inner(part) for part in node.parts)
    if isinstance(node, Word):
        return f"name contains {node.text}"
    if isinstance(node, Text):
        return _text(node, "is", "contains")
    return _range(node)


def _opposite(node: Node) -> str:
    if isinstance(node, Text) and KEYS[node.key] is not KeyKind.LACK:
        return _text(node, "is not", "does not contain")
    if isinstance(node, Word):
        return f"name does not contain {node.text}"
    return f"not {_inner(node)}"


def _inner(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, Joined) else say(node)


def _text(node: Text, whole: str, part: str) -> str:
    kind = KEYS[node.key]
    if kind is KeyKind.LACK:
        return f"{label(node.key)} {node.value}"
    return f"{label(node.key)} {part if kind is KeyKind.PART else whole} {node.value}"


def _range(node: Range) -> str:
    name = node.role or label(node.key)
    is_day = KEYS[node.key] is KeyKind.DAY
    low, high = (None if limit is None else _limit(limit, is_day) for limit in (node.low, node.high))
    if low is not None and low == high:
        return f"{name} {'on' if is_day else 'is'} {low}"
    if low is not None and high is not None:
        return f"{name} {low} to {high}"
    if low is not None:
        return f"{name} from {low}" if is_day else f"{name} {low} or more"
    if high is not None:
        return f"{name} until {high}" if is_day else f"{name} {high} or less"
    return f"{name} is known"


def _limit(limit: int, is_day: bool) -> str:
    return full_day(date.fromordinal(limit)) if is_day else number(limit)
