"""What requests cost: from the tokens that the server counted, and as an estimate before they are sent."""

from __future__ import annotations

import json
from typing import Any

from bgdetails.summaries.model import Usage
from bgdetails.summary_settings import SummarySettings

BATCH_SHARE = 0.5
"""What a request in a batch costs of what it costs alone."""
_BYTES_A_TOKEN = 3
"""JSON of names and numbers has fewer than four."""
_TOKENS_A_WORD = 3
"""Of an answer: the words, and the JSON around them."""
_HIGHLIGHT_TOKENS = 300


def cost_of(usage: Usage, settings: SummarySettings, *, share: float = 1.0) -> float | None:
    """US dollars; None where the model's price is not known."""
    price = settings.prices.get(settings.model)
    if price is None:
        return None
    full = (
        usage.input_tokens * price.input
        + usage.output_tokens * price.output
        + usage.cache_creation_input_tokens * price.cache_write
        + usage.cache_read_input_tokens * price.cache_read
    )
    return full / 1e6 * share


def estimated(request: dict[str, Any], settings: SummarySettings) -> Usage:
    """What a request will take, rather too much than too little; nothing is taken to be in the cache."""
    return estimated_of(len(json.dumps(request, ensure_ascii=False).encode()), settings)


def estimated_of(size: int, settings: SummarySettings) -> Usage:
    """The same of a request of ``size`` bytes."""
    answer = settings.max_words * _TOKENS_A_WORD + _HIGHLIGHT_TOKENS
    return Usage(input_tokens=size // _BYTES_A_TOKEN, output_tokens=answer, requests=1)


def added(one: Usage, other: Usage) -> Usage:
    """Both together."""
    return Usage(*(getattr(one, name) + getattr(other, name) for name in Usage.__struct_fields__))
