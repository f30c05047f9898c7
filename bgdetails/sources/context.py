"""What readers have to know beyond the file that they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bgdetails.sources.csv_rows import Table
from bgdetails.sources.drafts import Draft


@dataclass(slots=True)
class ReadContext:
    """Names and rules that decide what a row becomes.

    Attributes:
        type_mapping: ``RuleSet.activity_types``: ``marketo:41`` or ``salesforce:Task:Email`` -> the type it becomes, ""
            keeps its own name.
        activity_type_names: Marketo's type ids, as text, -> names: those that the store knows already; reading an
            ``activity_types.json`` adds to them.
    """

    type_mapping: Mapping[str, str] = field(default_factory=dict)
    activity_type_names: dict[str, str] = field(default_factory=dict)

    def types_by_key(self) -> dict[str, str]:
        """``type_mapping`` with its keys as ``type_key`` makes them."""
        return {type_key(*key.split(":")): name.strip() for key, name in self.type_mapping.items()}


def type_key(*parts: str) -> str:
    """What names a type of another system, without regard to case: ``salesforce:task:email``."""
    return ":".join(part.strip().casefold() for part in parts)


Reader = Callable[[Table, ReadContext], Iterator[Draft]]
"""What turns the rows of one kind of file into drafts."""
