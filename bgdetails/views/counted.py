"""What a number of the dashboard counts, as a page: ``count/people/role/Champion?stage=Interest``."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, quote, unquote, urlencode

from msgspec import Struct, field

from bgdetails.navigation import COUNT, Target
from bgdetails.rules.segment import Segment

ACCOUNTS, GROUPS, PEOPLE, CHART = "accounts", "groups", "people", "chart"
LISTED = "listed"
"""Groups of an earlier day, as the query beside it has them."""
_ERRORS = "surrogatepass"
"""Names come from data, and may hold anything."""


class Counted(Struct, frozen=True):
    """A list of accounts, groups or people of a segment, or a chart as a table.

    ``what``: ``accounts``, ``groups``, ``people`` or ``chart``; ``names`` say which: ``("role", "Champion")``.
    """

    what: str
    names: tuple[str, ...]
    segment: Segment = field(default_factory=Segment)
    start: date | None = None
    """The start of the time frame, for charts."""
    end: date | None = None
    """The day that is counted where it is not the scoring day."""

    @property
    def target(self) -> Target:
        """The page."""
        asked = dict(self.segment.parts())
        if self.start is not None:
            asked["start"] = self.start.isoformat()
        if self.end is not None:
            asked["end"] = self.end.isoformat()
        path = "/".join(quote(name, safe="", errors=_ERRORS) for name in (self.what, *self.names))
        return Target(COUNT, f"{path}?{urlencode(asked, errors=_ERRORS)}" if asked else path)


def read_counted(id: str) -> Counted:
    """The other way round.

    Raises:
        ValueError: It is none of ours.
    """
    path, _, asked = id.partition("?")
    what, *names = (unquote(part, errors=_ERRORS) for part in path.split("/"))
    if what not in (ACCOUNTS, GROUPS, PEOPLE, CHART) or not names:
        raise ValueError(f"“{id}” names nothing that the dashboard counts.")
    values = dict(parse_qsl(asked, errors=_ERRORS))
    known = {name: values[name] for name in Segment.__struct_fields__ if name in values}
    start, end = (date.fromisoformat(values[key]) if key in values else None for key in ("start", "end"))
    return Counted(what, tuple(names), Segment(**known), start, end)
