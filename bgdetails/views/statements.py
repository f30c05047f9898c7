"""Statements of the views: SQLAlchemy selects that are compiled once and run on the session's own cursor.

A page asks some ten small questions. Executing a select through the session costs three times what SQLite needs for
the answer; a statement that is compiled once and handed to the driver costs a fifth more (docs/performance.md).
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from sqlalchemy import BindParameter, Dialect, Select, Table, bindparam
from sqlmodel import Session, SQLModel

Statement: TypeAlias = Select[*tuple[Any, ...]]
Row: TypeAlias = tuple[Any, ...]
"""Columns in the order of the select; truth values are 0 or 1, times and days integers."""

DAY: BindParameter[int] = bindparam("day")
"""The scoring day."""
END: BindParameter[int] = bindparam("end")
"""Its last microsecond."""
SUBJECT: BindParameter[int] = bindparam("subject")
"""Our id of what the page is about."""


def table(model: type[SQLModel]) -> Table:
    """The table of a model, for its columns."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


class Query:
    """A select with named parameters."""

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, dict[str, Any], tuple[str, ...] | None]] = {}

    def rows(self, session: Session, **values: object) -> list[Row]:
        """All rows."""
        connection = session.connection()
        sql, constants, positions = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        named = {**constants, **values}
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, named if positions is None else tuple(map(named.__getitem__, positions)))
            return cast(list[Row], cursor.fetchall())
        finally:
            cursor.close()

    def first(self, session: Session, **values: object) -> Row | None:
        """The first row, if there is any."""
        return next(iter(self.rows(session, **values)), None)

    def _compile(self, dialect: Dialect) -> tuple[str, dict[str, Any], tuple[str, ...] | None]:
        compiled = self._statement.compile(dialect=dialect)
        order = getattr(compiled, "positiontup", None)
        entry = (str(compiled), dict(compiled.params), None if order is None else tuple(order))
        self._compiled[dialect.name] = entry
        return entry
