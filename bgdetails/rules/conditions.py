"""Conditions: tests on the attributes of a person, an account or an opportunity (docs/formats.md, the rules)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence

from bgdetails.rules.model import Condition, Operator

Test = Callable[[Mapping[str, object]], bool]
_Holds = Callable[[object], bool]

_NEGATIVE = (Operator.IS_NOT, Operator.NOT_STARTS_WITH)
_UNARY = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_TRUTH = dict.fromkeys(("true", "1", "yes", "y", "t"), "true") | dict.fromkeys(("false", "0", "no", "n", "f"), "false")
PERSON_FIELDS = (
    *("title", "department", "email", "first_name", "last_name", "phone", "mobile", "city", "state", "postal_code"),
    *("country", "lead_source", "unsubscribed", "email_invalid"),
)
ACCOUNT_FIELDS = ("name", "industry", "website", "country", "region", "employees", "annual_revenue", "owner")
OPPORTUNITY_FIELDS = ("name", "stage", "is_closed", "is_won", "amount", "currency", "close_date", "type", "owner")
TIME_FIELDS = ("created_at", "updated_at")
"""Of accounts and opportunities."""
ENGAGEMENT_FIELD = "engagement_score"
INTENT_PREFIX = "intent."
TRUTH_FIELDS = ("unsubscribed", "email_invalid", "is_closed", "is_won")
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_OUR_FIELD = re.compile(r"[a-z]+(?:_[a-z]+)*")
"""How the program writes the fields that it knows; a custom attribute keeps its name."""


def compile_conditions(conditions: Sequence[Condition], match_all: bool) -> Test:
    """One test of all conditions. Without conditions it holds if all have to, and does not if any has to."""
    tests = [compile_condition(condition) for condition in conditions]
    if match_all:
        return lambda values: all(test(values) for test in tests)
    return lambda values: any(test(values) for test in tests)


def fields_of(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The fields that the conditions test, each once, in order."""
    return tuple(dict.fromkeys(condition.field for condition in conditions))


def compile_condition(condition: Condition) -> Test:
    """The test of one condition."""
    operator, field = condition.operator, condition.field
    if operator is Operator.IS_EMPTY:
        return lambda values: _is_empty(values.get(field))
    if operator is Operator.IS_NOT_EMPTY:
        return lambda values: not _is_empty(values.get(field))
    holds = _TESTS[operator](field, condition.values)
    if operator in _NEGATIVE:
        return lambda values: _is_empty(value := values.get(field)) or not holds(value)
    return lambda values: not _is_empty(value := values.get(field)) and holds(value)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: object) -> str:
    """A value as it is written, without outer blanks: a number has no useless decimals, truth is ``true``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _folded(value: object) -> str:
    return text_of(value).casefold()


def _is(field: str, values: Sequence[str]) -> _Holds:
    wanted = frozenset(map(_folded, values))
    if field in TRUTH_FIELDS:
        truths = frozenset(_TRUTH.get(value, value) for value in wanted)
        return lambda value: _TRUTH.get(text := _folded(value), text) in truths
    numbers = frozenset(number for value in values if (number := number_of(value)) is not None)
    # A number of the store has no spelling of its own: 80 is 80.0 is 80.00.
    return lambda value: value in numbers if isinstance(value, int | float) and numbers else _folded(value) in wanted


def _starts(_field: str, values: Sequence[str]) -> _Holds:
    wanted = tuple(map(_folded, values))
    return lambda value: _folded(value).startswith(wanted)


def _contains(_field: str, values: Sequence[str]) -> _Holds:
    wanted = tuple(map(_folded, values))

    def holds(value: object) -> bool:
        text = _folded(value)
        return any(part in text for part in wanted)

    return holds


def _matches(_field: str, values: Sequence[str]) -> _Holds:
    # On the text as it is: case folding changes letters (ß is ss), and the pattern has not been folded.
    patterns = [pattern_of(value) for value in values]
    return lambda value: any(pattern.search(text_of(value)) for pattern in patterns)


def _greater(_field: str, values: Sequence[str]) -> _Holds:
    lowest = min(number for value in values if (number := number_of(value)) is not None)
    return lambda value: (found := number_of(text_of(value))) is not None and found > lowest


def _less(_field: str, values: Sequence[str]) -> _Holds:
    highest = max(number for value in values if (number := number_of(value)) is not None)
    return lambda value: (found := number_of(text_of(value))) is not None and found < highest


_TESTS: dict[Operator, Callable[[str, Sequence[str]], _Holds]] = {
    Operator.IS: _is,
    Operator.IS_NOT: _is,
    Operator.IS_ONE_OF: _is,
    Operator.STARTS_WITH: _starts,
    Operator.NOT_STARTS_WITH: _starts,
    Operator.CONTAINS: _contains,
    Operator.MATCHES: _matches,
    Operator.GREATER_THAN: _greater,
    Operator.LESS_THAN: _less,
}


def pattern_of(text: str) -> re.Pattern[str]:
    """The regular expression that a text is.

    Raises:
        re.error: It is none.
    """
    with warnings.catch_warnings():
        # What a later Python may read otherwise is no business of whoever imports a file.
        warnings.simplefilter("ignore")
        return re.compile(text, re.IGNORECASE)


def number_of(text: str) -> float | None:
    """The number that a text is, thousands commas allowed; None where it is none."""
    text = text.strip()
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def in_words(condition: Condition) -> str:
    """As in ``title starts with Director or Sr. Director``."""
    field, operator = condition.field, condition.operator
    if field.startswith(INTENT_PREFIX):
        name = f"intent in {field.removeprefix(INTENT_PREFIX)}"
    else:
        name = field.replace("_", " ") if _OUR_FIELD.fullmatch(field) else field
    if operator in _UNARY:
        return f"{name} {operator.value}"
    values = [f"“{value}”" if operator is Operator.MATCHES else value for value in condition.values]
    joined = values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
    return f"{name} {operator.value} {joined}"
