"""Why Claude wrote nothing: a code, and a sentence that says what happened and the mend."""

from __future__ import annotations

from bgdetails.summaries.model import Failure

_SENTENCES = {
    "no_key": "No key for Claude. Set ANTHROPIC_API_KEY, or run bgdetails config set-key, and write it again.",
    "unauthorized": "The key for Claude was refused. Check ANTHROPIC_API_KEY, or run bgdetails config set-key.",
    "forbidden": "This key may not use {model}. Ask for access, or set summaries.model to another.",
    "not_found": "There is no model {model}. Set summaries.model to one that there is.",
    "too_large": "The facts are too many for one request. The offline summary has the most telling ones.",
    "rate_limited": "Claude asks to wait{wait}. Write the summary again then.",
    "server_error": "Claude had a fault of its own. Write the summary again in a while.",
    "overloaded": "Claude is overloaded. Write the summary again in a while.",
    "unreachable": "Claude cannot be reached at {server}. Check the network, or ANTHROPIC_BASE_URL.",
    "interrupted": "The connection to Claude broke off. Write the summary again.",
    "timeout": "Claude was silent for {timeout} s. Write the summary again, or raise summaries.timeout.",
    "truncated": "The answer was cut off. Write the summary again, or lower summaries.max_words.",
    "refused": "Claude declined to write this summary. The offline summary is in its place.",
    "bad_reply": "The answer was not in the form that was asked for. Write the summary again.",
    "nothing_supported": "No statement held against the facts. Write the summary again, or keep the offline one.",
    "over_budget": "Summaries may cost {limit} a day, and did. Raise summaries.max_cost_per_day, or wait a day.",
}
CODES = tuple(_SENTENCES)


def failure(code: str, **said: object) -> Failure:
    """A failure; ``said`` fills its sentence."""
    return Failure(code, _SENTENCES[code].format(**{"wait": "", **said}))


def over_budget(limit: float) -> Failure:
    """The day's ceiling is reached."""
    return failure("over_budget", limit=f"${limit:.2f}")


class EngineError(Exception):
    """Claude wrote nothing that can be used."""

    def __init__(self, failed: Failure) -> None:
        super().__init__(failed.sentence)
        self.failed = failed
