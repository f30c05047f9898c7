"""The stage models of a workspace as the rules know them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from bgdetails.rules.model import StageModel

_STAGES = """
SELECT s.stage_model_id, m.name, s.id, s.name, s.is_entry, s.is_success, s.is_failure
FROM stage s JOIN stage_model m ON m.id = s.stage_model_id ORDER BY s.stage_model_id, s.position
"""
_STEPS = """
SELECT t.from_stage_id, e.name FROM stage_transition t JOIN stage e ON e.id = t.to_stage_id ORDER BY e.position
"""


def read_stage_models(connection: sqlite3.Connection) -> dict[int, StageModel]:
    """All stage models by our id."""
    steps: defaultdict[int, list[str]] = defaultdict(list)
    for start, end in connection.execute(_STEPS):
        steps[start].append(end)
    rows: defaultdict[int, list[tuple[str, int, str, bool, bool, bool]]] = defaultdict(list)
    for model_id, *row in connection.execute(_STAGES):
        rows[model_id].append(tuple(row))
    return {
        model_id: StageModel(
            name=of_model[0][0],
            stages=tuple(name for _, _, name, *_ in of_model),
            entry=tuple(name for _, _, name, entry, _, _ in of_model if entry),
            success=next((name for _, _, name, _, success, _ in of_model if success), ""),
            failure=tuple(name for _, _, name, _, _, failure in of_model if failure),
            transitions=tuple((name, tuple(steps[number])) for _, number, name, *_ in of_model if number in steps),
        )
        for model_id, of_model in rows.items()
    }
