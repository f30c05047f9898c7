"""What was done to notes by hand: a file that says again what a note said before takes nothing of it back."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

NotesByHand = dict[tuple[str, str], frozenset[str]]
"""Source and external id of a note → the texts that were changed or removed by hand."""

_CHANGES = "SELECT touched, before FROM logged_action WHERE kind = 'note' AND undone_at IS NULL AND before IS NOT NULL"


def notes_by_hand(connection: sqlite3.Connection) -> NotesByHand:
    """All that the log has; what was undone does not count."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for touched, before in connection.execute(_CHANGES):
        external_id, source, *_ = json.loads(touched)["note"]
        found[source, external_id].add(before)
    return {key: frozenset(texts) for key, texts in found.items()}
