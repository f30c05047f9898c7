"""``F`` on an account: the contact coverage of one interest, or as it was on another day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bgdetails.screens.chooser import Choice, Chooser, Offer
from bgdetails.screens.host import Host
from bgdetails.screens.overlays import kept, show
from bgdetails.views.pages import Coverage
from bgdetails.wording import full_day

if TYPE_CHECKING:
    from textual.app import App

_INTEREST, _TIME = "Solution interest", "Members on"
_ALL = "All interests"
_TIMES = (("The day that is shown", 0), ("A week before", 7), ("30 days before", 30), ("90 days before", 90))
_YEAR = ("A year before", 365)


class CoverageFilter(Struct, frozen=True):
    """What is shown of the coverage: one interest or (None) all, by the memberships of the day shown or another."""

    interest: str | None = None
    day: date | None = None

    @property
    def words(self) -> str:
        """What the heading says."""
        when = f" on {full_day(self.day)}" if self.day else ""
        of = f" · {self.interest}" if self.interest else ""
        return f"people in each role{when}{of}"

    def of(self, coverage: Coverage) -> Coverage:
        """The rows that pass, with the roles of their templates."""
        if self.interest not in coverage.interests:
            return coverage
        cells = coverage.cells[coverage.interests.index(self.interest)]
        kept_roles = [place for place, cell in enumerate(cells) if cell is not None]
        return replace(
            coverage,
            interests=(self.interest,),
            roles=tuple(coverage.roles[place] for place in kept_roles),
            cells=(tuple(cells[place] for place in kept_roles),),
        )


def choose_coverage(
    app: App[object], coverage: Coverage, now: CoverageFilter, as_of: date, chosen: Callable[[CoverageFilter], object]
) -> None:
    """Ask for an interest, or a day."""
    days = {label: as_of - timedelta(days=back) if back else None for label, back in (*_TIMES, _YEAR)}
    interests = [
        Choice(_INTEREST, name, is_chosen=name == (now.interest or _ALL)) for name in (_ALL, *coverage.interests)
    ]
    times = [Choice(_TIME, label, full_day(day or as_of), is_chosen=day == now.day) for label, day in days.items()]

    def typed(text: str) -> Choice | None:
        day = _day(text)
        return None if day is None else Choice(_TIME, day.isoformat(), full_day(day))

    def choose(choice: Choice) -> None:
        if choice.section == _INTEREST:
            chosen(replace(now, interest=None if choice.label == _ALL else choice.label))
        else:
            day = days[choice.label] if choice.label in days else date.fromisoformat(choice.label)
            chosen(replace(now, day=None if day == as_of else day))

    overlay = kept(app, "coverage-filter", Chooser)
    overlay.offer(Offer("Contact coverage", [*interests, *times], choose, "or type a day: 2026-01-31", typed))
    show(app, overlay)


def fetch_coverage(host: Host, account_id: int, day: date) -> Coverage:
    """The coverage by the memberships of another day; runs in a thread."""
    from bgdetails.views.coverage_then import load_coverage

    with host.workspace.reading() as session:
        return load_coverage(session, account_id, host.as_of, day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
