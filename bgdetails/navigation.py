"""Where one can go: what a link leads to."""

from __future__ import annotations

from msgspec import Struct

KINDS = ("group", "account", "person", "journey", "template", "interest", "stage-model")
LIST = "groups"
"""The list of groups: all of them, or those that a query names."""
DASHBOARD = "dashboard"
"""All groups in numbers; it has no subject."""
COUNT = "count"
"""What a number of the dashboard counts (views/counted.py)."""


class Target(Struct, frozen=True):
    """A page: its kind, and the public id (or name) of its subject.

    Written ``group/bg-1``. Templates, interests and stage models go by their names. The subject of the list is a query
    of docs/queries.md, or nothing: ``groups/stage:Interest``.
    """

    kind: str
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}" if self.id else self.kind

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read ``kind/id``; the id may itself hold a slash.

        Raises:
            ValueError: The kind is none of ours, or a page that needs a subject has none.
        """
        kind, _, subject = text.partition("/")
        if kind not in (*KINDS, LIST, DASHBOARD, COUNT):
            pages = ", ".join(f"{known}/…" for known in KINDS)
            raise ValueError(f"“{text}” names no page. A target is one of {pages}, {LIST}/QUERY or {DASHBOARD}.")
        if not subject and kind not in (LIST, DASHBOARD):
            raise ValueError(f"“{text}” lacks the id or name after the slash, as in {kind}/ID.")
        return cls(kind, subject)
