"""A part of the buying groups, by what can be said of each in one word: what the dashboard is filtered by."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct


class Segment(Struct, frozen=True):
    """Groups in a stage, of accounts of an industry and a region, for an interest. Empty: any."""

    stage: str = ""
    industry: str = ""
    region: str = ""
    interest: str = ""

    def __bool__(self) -> bool:
        return any(value for _, value in self.parts())

    def parts(self) -> Iterator[tuple[str, str]]:
        """Each name with the value that is asked for: ``stage`` and ``Interest``."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value:
                yield name, value

    def query(self, *more: str) -> str:
        """The same in the query language (docs/queries.md), with ``more`` conditions."""
        return " ".join([*(condition(name, value) for name, value in self.parts()), *more])


def condition(key: str, value: str) -> str:
    """``stage:"Interest"``; a quotation mark within a name is written twice."""
    doubled = value.replace('"', '""')
    return f'{key}:"{doubled}"'


def can_be_asked(value: str) -> bool:
    """Whether the query language can name it: blanks alone are no name."""
    return bool(value.strip())
