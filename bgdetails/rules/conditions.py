"""Conditions: tests on the attributes of a person, an account or an opportunity (docs/formats.md, the rules)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bgdetails.rules.model import Condition, Operator

Test = Callable[[Mapping[str, object]], bool]

_NEGATIVE = (Operator.IS_NOT, Operator.NOT_STARTS_WITH)
_UNARY = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_TRUE = ("true", "1", "yes", "y", "t")
_FALSE = ("false", "0", "no", "n", "f")
TRUTH_FIELDS = ("unsubscribed", "email_invalid", "is_closed", "is_won")


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
        return lambda values: not _text(field, values)
    if operator is Operator.IS_NOT_EMPTY:
        return lambda values: bool(_text(field, values))
    holds = _TESTS[operator](field, condition.values)
    if operator in _NEGATIVE:
        return lambda values: not ((text := _text(field, values)) and holds(text))
    return lambda values: bool(text := _text(field, values)) and holds(text)


def _text(field: str, values: Mapping[str, object]) -> str:
    """The value as text without outer blanks, case folded; unknown is empty."""
    value = values.get(field)
    if value is None:
        return ""
    if field in TRUTH_FIELDS:
        return _truth(value)
    return _number_text(str(value).strip().casefold())


def _truth(value: object) -> str:
    text = str(value).strip().casefold()
    return "true" if text in _TRUE else "false" if text in _FALSE else text


def _folded(field: str, values: Iterable[str]) -> tuple[str, ...]:
    return tuple(_truth(value) if field in TRUTH_FIELDS else _number_text(value.strip().casefold()) for value in values)


def _number_text(text: str) -> str:
    """A number without useless decimals, as values are written: ``80.0`` is ``80``."""
    return text[:-2] if text.endswith(".0") and text[:-2].lstrip("-").isdigit() else text


def _is(field: str, values: Sequence[str]) -> Callable[[str], bool]:
    wanted = frozenset(_folded(field, values))
    return lambda text: text in wanted


def _starts(field: str, values: Sequence[str]) -> Callable[[str], bool]:
    wanted = _folded(field, values)
    return lambda text: text.startswith(wanted)


def _contains(field: str, values: Sequence[str]) -> Callable[[str], bool]:
    wanted = _folded(field, values)
    return lambda text: any(part in text for part in wanted)


def _matches(_field: str, values: Sequence[str]) -> Callable[[str], bool]:
    patterns = [re.compile(value, re.IGNORECASE) for value in values]
    return lambda text: any(pattern.search(text) for pattern in patterns)


def _greater(_field: str, values: Sequence[str]) -> Callable[[str], bool]:
    bounds = [number for value in values if (number := number_of(value)) is not None]
    return lambda text: (found := number_of(text)) is not None and any(found > bound for bound in bounds)


def _less(_field: str, values: Sequence[str]) -> Callable[[str], bool]:
    bounds = [number for value in values if (number := number_of(value)) is not None]
    return lambda text: (found := number_of(text)) is not None and any(found < bound for bound in bounds)


_TESTS: dict[Operator, Callable[[str, Sequence[str]], Callable[[str], bool]]] = {
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


def number_of(text: str) -> float | None:
    """The number that a text is, thousands commas allowed; None where it is none."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None


def in_words(condition: Condition) -> str:
    """As in ``title starts with Director or Sr. Director``."""
    field = condition.field.removeprefix("intent.") if condition.field.startswith("intent.") else condition.field
    name = f"intent in {field}" if condition.field.startswith("intent.") else field.replace("_", " ")
    if condition.operator in _UNARY:
        return f"{name} {condition.operator.value}"
    values = [f"“{value}”" if condition.operator is Operator.MATCHES else value for value in condition.values]
    joined = values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
    return f"{name} {condition.operator.value} {joined}"
