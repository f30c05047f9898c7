"""The groups that a query names, for the commands that take one."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from datetime import date

from bgdetails.commands.running import CommandError
from bgdetails.config import Settings
from bgdetails.store.browse import SORTS, BrowseRow, browse_query, first_page
from bgdetails.store.query_language import QueryError


def list_groups(
    connection: sqlite3.Connection,
    as_of: date,
    words: Sequence[str],
    settings: Settings,
    *,
    sort: tuple[str, bool] = ("engagement", False),
    limit: int = sys.maxsize,
) -> list[BrowseRow]:
    """The groups that match.

    Args:
        connection: The workspace.
        as_of: A day whose list is kept.
        words: The query, as the shell cut it.
        settings: For ``owner:me``.
        sort: The column, and whether its own first order is turned round.
        limit: At most so many.

    Raises:
        CommandError: The query cannot be understood.
    """
    column, turned = sort
    try:
        query = browse_query(
            connection,
            as_of,
            query=" ".join(words),
            sort=column,
            descending=SORTS[column].descending != turned,
            owner=settings.owner,
        )
    except QueryError as error:
        place = f"{error} (character {error.start + 1} of the query)"
        if sys.stderr.isatty():
            sys.stderr.write(f"{error.pointer}\n")
        raise CommandError(place, status=2) from None
    return first_page(connection, query, limit)
