"""Lists of groups that a reader keeps: a query, its sort and its columns, by name. Read without the ORM."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from sqlmodel import Session

_COLUMNS = "name, query, sort, descending, columns"


class SavedView(Struct, frozen=True):
    """A list under a name. The empty name is that of all groups: its sort and columns are kept, too."""

    name: str
    query: str = ""
    sort: str = "engagement"
    descending: bool = True
    columns: tuple[str, ...] = ()
    is_kept: bool = False
    """False for those that are there from the start."""


FROM_THE_START = (SavedView("My groups", "owner:me"), SavedView("Watched", "watched:yes"))


def saved_views(connection: sqlite3.Connection) -> list[SavedView]:
    """Those from the start, unless one of the name was kept, then the others by name."""
    kept = [
        _view(row)
        for row in connection.execute(f"SELECT {_COLUMNS} FROM saved_view WHERE name_key <> '' ORDER BY name_key")
    ]
    names = {view.name.casefold() for view in kept}
    return [*(view for view in FROM_THE_START if view.name.casefold() not in names), *kept]


def columns_of_all(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The columns that were chosen for all groups; none: as they come."""
    row = connection.execute("SELECT columns FROM saved_view WHERE name_key = ''").fetchone()
    return tuple(row[0].split()) if row else ()


def keep_view(session: Session, view: SavedView) -> None:
    """Keep a view; one of that name, whatever its case, is replaced."""
    from bgdetails.store import tables

    session.merge(
        tables.SavedView(
            name_key=view.name.casefold(),
            name=view.name,
            query=view.query,
            sort=view.sort,
            descending=view.descending,
            columns=" ".join(view.columns),
        )
    )


def forget_view(session: Session, name: str) -> None:
    """Keep a view no more."""
    from bgdetails.store import tables

    row = session.get(tables.SavedView, name.casefold())
    if row is not None:
        session.delete(row)


def _view(row: tuple[str, str, str, int, str]) -> SavedView:
    name, query, sort, descending, columns = row
    return SavedView(name, query, sort, bool(descending), tuple(columns.split()), is_kept=True)
