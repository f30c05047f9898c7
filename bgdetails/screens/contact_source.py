"""Everybody at an account as a row source: the order is kept, and people are read as they come into view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bgdetails.screens.host import Host
from bgdetails.views.pages import Contact

if TYPE_CHECKING:
    from sqlmodel import Session

READ_WHOLE = 200
"""So many people are read at once, which then needs no more than a page of them."""


class ContactSource:
    """Pages of the people of an account by score. People who can no longer be read are told once, and left out."""

    def __init__(self, host: Host, order: Sequence[int]) -> None:
        """``order``: our ids of them."""
        self._host = host
        self._order = order
        self._places: dict[str, int] = {}

    def first(self, size: int) -> Sequence[Contact]:
        """The first people."""
        return self._read(0, size)

    def after(self, row: Contact, size: int) -> Sequence[Contact]:
        """The people after ``row``."""
        start = self.position(row) + 1
        return self._read(start, start + size)

    def before(self, row: Contact, size: int) -> Sequence[Contact]:
        """The people before ``row``."""
        end = self.position(row)
        return self._read(max(0, end - size), end)

    def last(self, size: int) -> Sequence[Contact]:
        """The last people."""
        return self._read(max(0, len(self._order) - size), len(self._order))

    def count(self) -> int:
        """How many people."""
        return len(self._order)

    def position(self, row: Contact) -> int:
        """How many people come before ``row``."""
        return self._places.get(row.id, 0)

    def key(self, row: Contact) -> str:
        """The person's id."""
        return row.id

    def find(self, key: str) -> Contact | None:
        """The person of that id; None where they are not among these."""
        from bgdetails.views.brief import record_of

        with self._host.workspace.reading() as session:
            person = record_of(session, key)
        if person is None or person not in self._order:
            return None
        place = self._order.index(person)
        return next(iter(self._read(place, place + 1)), None)

    def _read(self, start: int, end: int) -> Sequence[Contact]:
        """The people of some places."""
        from bgdetails.views.contacts import some_contacts

        try:
            with self._host.workspace.reading() as session:
                contacts = some_contacts(session, self._order[start:end], self._host.as_of)
        except Exception as error:
            self._host.fault(error, "reading the contacts")
            return ()
        self._places.update((contact.id, place) for place, contact in enumerate(contacts, start))
        return contacts


def read_contacts(host: Host, session: Session, account_id: int) -> ContactSource | tuple[Contact, ...]:
    """The people of an account: all of a few; of many the order in which they are read."""
    from bgdetails.views.contacts import contact_order, load_contacts

    order = contact_order(session, account_id, host.as_of)
    if order is None or len(order) <= READ_WHOLE:
        return load_contacts(session, account_id, host.as_of)
    return ContactSource(host, order)


def read_everybody(host: Host, account_id: int) -> tuple[Contact, ...]:
    """All of them; runs in a thread."""
    from bgdetails.views.contacts import load_contacts

    with host.workspace.reading() as session:
        return load_contacts(session, account_id, host.as_of)
