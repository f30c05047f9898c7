"""Starts the program on a workspace: its list, the page that was asked for, or where the last run ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bgdetails.app import BgdetailsApp
from bgdetails.navigation import Target
from bgdetails.opening import open_list
from bgdetails.place_file import read_place
from bgdetails.store.schema_check import may_be_there
from bgdetails.store.times import today

if TYPE_CHECKING:
    from bgdetails.config import Settings


def run(location: str, *, target: Target | None, as_of: date | None, settings: Settings, remembers: bool = True) -> int:
    """Open the program on a workspace; the welcome screen where there is none yet.

    Args:
        location: The workspace's file.
        target: The page to open; None: the list.
        as_of: The scoring day; None: the last refreshed one (where there is none, today in UTC).
        settings: What holds for this run.
        remembers: Begin where the last run ended, and keep where this one does.

    Raises:
        WorkspaceError: The file cannot be opened.
    """
    app = make_app(location, target=target, as_of=as_of, settings=settings, remembers=remembers, reads_ahead=True)
    app.run()
    return app.return_code or 0


def make_app(
    location: str,
    *,
    target: Target | None,
    as_of: date | None,
    settings: Settings,
    remembers: bool = False,
    reads_ahead: bool = False,
) -> BgdetailsApp:
    """The app of ``run``, not running yet; ``reads_ahead``: a page nobody asked for is read once it is idle."""
    reader, place, day = None, None, as_of or today()
    if may_be_there(location):
        reader, day = open_list(location, as_of, settings.owner)
        place = read_place(location) if remembers and target is None else None
    return BgdetailsApp(
        location,
        target=target,
        as_of=day,
        settings=settings,
        reader=reader,
        place=place,
        remembers=remembers,
        reads_ahead=reads_ahead,
    )
