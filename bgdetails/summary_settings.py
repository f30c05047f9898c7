"""The settings of summaries (docs/summaries.md), and how each is read."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct, field

DEFAULT_MODEL = "claude-haiku-5-5"
LONGEST_QUESTION = 500
"""Characters of a question that are sent."""


class Price(Struct, frozen=True):
    """US dollars for a million tokens of each kind."""

    input: float
    output: float
    cache_write: float
    cache_read: float


class SummarySettings(Struct, frozen=True):
    """What holds for summaries."""

    model: str = DEFAULT_MODEL
    timeout: float = 30.0
    """Seconds without an event after which a request is given up."""
    retries: int = 2
    pseudonymize: bool = False
    auto: bool = False
    """True: a page asks Claude by itself; False: nothing is sent without a key."""
    language: str = "en"
    max_words: int = 60
    max_cost_per_day: float | None = None
    """US dollars; None: no ceiling."""
    prices: Mapping[str, Price] = field(default_factory=dict)


def seconds(value: object) -> object:
    """A time above 0."""
    number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else 0.0
    if not 0 < number < math.inf:
        raise ValueError
    return number


def dollars(value: object) -> object:
    """An amount of 0 or more."""
    number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else -1.0
    if not 0 <= number < math.inf:
        raise ValueError
    return number


def whole(lowest: int, highest: int, value: object) -> object:
    """A whole number between two."""
    number = int(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else lowest - 1
    if not lowest <= number <= highest:
        raise ValueError
    return number


LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
"""Those that the checker can read; in another one nothing could be shown as checked."""


def language(value: object) -> object:
    """A language that the checker can read."""
    if value in LANGUAGES:
        return value
    raise ValueError


def prices(value: object) -> object:
    """Model → price; reading a cache costs a tenth, writing one a quarter more, unless said otherwise."""
    if not isinstance(value, Mapping):
        raise ValueError
    return {str(model): _price(price) for model, price in value.items()}


def _price(value: object) -> Price:
    if not isinstance(value, Mapping) or not {"input", "output"} <= value.keys() <= set(Price.__struct_fields__):
        raise ValueError
    read = {name: float(dollars(amount)) for name, amount in value.items()}  # type: ignore[arg-type]
    return Price(**{"cache_write": read["input"] * 1.25, "cache_read": read["input"] * 0.1, **read})
