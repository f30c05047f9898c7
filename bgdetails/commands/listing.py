"""The groups that a query names, for the commands that take one."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from datetime import date

from bgdetails.commands.running import CommandError
from bgdetails.config import Settings
from bgdetails.store.browse import SORTS, browse_query, count, first_page
from bgdetails.store.browse_row import BrowseRow
from bgdetails.store.query_language import QueryError

_ALL = sys.maxsize


def list_groups(
    connection: sqlite3.Connection,
    as_of: date,
    words: Sequence[str],
    settings: Settings,
    *,
    sort: tuple[str, bool] = ("engagement", False),
    limit: int | None = None,
) -> tuple[list[BrowseRow], int]:
    """The groups that match, and how many there are in all.

    Args:
        connection: The workspace.
        as_of: A day whose list is kept.
        words: The query, as the shell cut it.
        settings: For ``owner:me``.
        sort: The column, and whether its own first order is turned round.
        limit: At most so many rows; None: all.

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
        raise refuse(error) from None
    rows = first_page(connection, query, _ALL if limit is None else limit)
    return rows, len(rows) if limit is None or len(rows) < limit else count(connection, query)


def refuse(error: QueryError) -> CommandError:
    """The fault of a query that cannot be understood; a terminal is shown the query with the word marked, too."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{error.pointer}\n")
    return CommandError(f"{error} (character {error.start + 1} of the query)", status=2)
