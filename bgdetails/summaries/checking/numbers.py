"""Numbers as texts write them: digits, words, percentages, ordinals, ranges."""

from __future__ import annotations

import re

from msgspec import Struct

from bgdetails.summaries.checking.mentions import Marked
from bgdetails.summaries.checking.words import ORDINALS, SCALES, TENS, UNITS

_ONE_WORD = "|".join([*sorted([*UNITS, *TENS], key=len, reverse=True), *SCALES])
NUMBER_WORDS = rf"(?:(?:{_ONE_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_ONE_WORD})(?![^\W_]))*)"
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_PERCENT = r"(?:\s?%|[\s-]per\s?cents?(?!\w)|[\s-]percentage\s+points?(?!\w))"
_RANGE = re.compile(rf"(?<![\w.,-])({_DIGITS})(?:{_PERCENT})?\s?[-–—]\s?({_DIGITS})({_PERCENT})?(?!\w)")
_ORDINAL = re.compile(rf"(?<!\w)(?:(\d+)(?:st|nd|rd|th)|({'|'.join(ORDINALS)}))(?!\w)", re.I)
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<currency>[€$£¥]\s?)?(?P<sign>[+−-])?(?:(?P<digits>{_DIGITS})"
    rf"(?P<scale>\s?(?:k|m|bn)|\s(?:thousand|million|billion))?|(?P<words>{NUMBER_WORDS}))"
    rf"(?P<percent>{_PERCENT})?(?![^\W_]|\d)",
    re.I,
)
_SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


class Said(Struct, frozen=True):
    """A number as it is said."""

    number: float
    percent: bool = False
    currency: str | None = None
    signed: bool = False
    rounded: float = 0.0
    """How far off the true value may be: half of the last place that ``1.2 bn`` shows."""

    def is_(self, value: float) -> bool:
        """Whether this is the value, as it is shown."""
        return abs(self.number - value) <= max(self.rounded, 1e-9 * max(1.0, abs(value)))


def number_of(text: str) -> float | None:
    """The number that digits or words say; None for words that are none."""
    plain = text.strip().casefold()
    if re.fullmatch(_DIGITS, plain):
        return float(plain.replace(",", ""))
    total, current = 0, 0
    for word in re.split(r"[\s-]+", plain):
        if word == "and":
            continue
        if word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in SCALES:
            total += max(current, 1) * SCALES[word]
            current = 0
        else:
            return None
    return float(total + current)


def take_numbers(marked: Marked) -> None:
    """Take ranges, ordinals and numbers."""
    for match in marked.found(_RANGE):
        low, high = (number_of(match[index]) for index in (1, 2))
        marked.take(*match.span(), "range", (low, high, match[3] is not None))
    for match in marked.found(_ORDINAL):
        value = int(match[1]) if match[1] else ORDINALS[match[2].casefold()]
        marked.take(*match.span(), "ordinal", value)
    for match in marked.found(_NUMBER):
        said = _said(match)
        if said is not None:
            marked.take(*match.span(), "number", said)


def _said(match: re.Match[str]) -> Said | None:
    number = number_of(match["digits"] or match["words"])
    if number is None:
        return None
    rounded = 0.0
    scale = (match["scale"] or "").strip().casefold()
    if scale:
        number *= _SCALE[scale]
        if "." in match["digits"]:
            rounded = _SCALE[scale] * 10 ** -len(match["digits"].rpartition(".")[2]) / 2
    sign = match["sign"]
    if sign in ("-", "−"):
        number = -number
    currency = SIGNS[match["currency"].strip()] if match["currency"] else None
    return Said(number, match["percent"] is not None, currency, sign is not None, rounded)
