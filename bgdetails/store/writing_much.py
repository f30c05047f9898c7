"""Writing many rows: a server counts them anew, so that what is asked next is planned by what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bgdetails.store.workspace import OpenWorkspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from bgdetails.store.postgres.driver import Driver


@contextmanager
def writing_much(workspace: OpenWorkspace) -> Iterator[Session]:
    """A session as ``OpenWorkspace.writing`` gives it; after it the server is told of the tables that changed much."""
    if not workspace.is_on_server:
        with workspace.writing() as session:
            yield session
        return
    from bgdetails.store.postgres.settling import much_written, settle

    with workspace.writing() as session:
        yield session
        session.flush()
        written = much_written(_driver_of(session))
    if written:
        settle(str(workspace.place), written)


def count_so_far(session: Session) -> None:
    """Have what the transaction goes on with planned by what it wrote so far."""
    if session.get_bind().dialect.name == "postgresql":
        from bgdetails.store.postgres.settling import count_anew

        count_anew(_driver_of(session))


def _driver_of(session: Session) -> Driver:
    driver: Driver = session.connection().connection.driver_connection  # type: ignore[assignment]
    return driver
