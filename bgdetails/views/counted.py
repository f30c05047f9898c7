"""What a number of the dashboard counts, as a page: ``count/people/role/Champion?stage=Interest``."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from urllib.parse import parse_qsl, quote, unquote, urlencode

from bgdetails.navigation import COUNT, Target
from bgdetails.rules.segment import Segment

CHART = "chart"
_ERRORS = "surrogatepass"
"""Names come from data, and may hold anything."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A list of accounts, groups or people of a segment, or a chart as a table.

    ``what``: ``accounts``, ``groups``, ``people`` or ``chart``; ``names`` say which: ``("role", "Champion")``.
    """

    what: str
    names: tuple[str, ...]
    segment: Segment = field(default_factory=Segment)
    start: date | None = None
    """The start of the time frame, for charts."""

    @property
    def target(self) -> Target:
        """The page."""
        asked = dict(self.segment.parts())
        if self.start is not None:
            asked["start"] = self.start.isoformat()
        path = "/".join(quote(name, safe="", errors=_ERRORS) for name in (self.what, *self.names))
        return Target(COUNT, f"{path}?{urlencode(asked, errors=_ERRORS)}" if asked else path)


def read_counted(id: str) -> Counted:
    """The other way round.

    Raises:
        ValueError: It is none of ours.
    """
    path, _, asked = id.partition("?")
    what, *names = (unquote(part, errors=_ERRORS) for part in path.split("/"))
    if what not in ("accounts", "groups", "people", CHART) or not names:
        raise ValueError(f"“{id}” names nothing that the dashboard counts.")
    values = dict(parse_qsl(asked, errors=_ERRORS))
    known = {part.name: values[part.name] for part in fields(Segment) if part.name in values}
    start = values.get("start")
    return Counted(what, tuple(names), Segment(**known), date.fromisoformat(start) if start else None)
