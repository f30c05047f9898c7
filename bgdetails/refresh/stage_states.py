"""How fast groups move through their stages, and which stand still, many groups at once (docs/model.md, stages)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import NamedTuple

from msgspec.structs import astuple

from bgdetails.config import load_settings
from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.rules.stages import StageFigures, goes_forward, is_stagnant, place_of
from bgdetails.store.stage_models import read_stage_models
from bgdetails.store.times import day_of, end_of_day, start_of_day

_LATEST = """
SELECT group_id, MAX(at) FROM stage_change WHERE {groups} AND at <= ? GROUP BY group_id
"""
_RECENT = """
SELECT group_id, from_stage, to_stage FROM stage_change WHERE {groups} AND at BETWEEN ? AND ?
"""


class StageState(NamedTuple):
    """What a row of Browse says of a group's way through its stages."""

    place: int | None
    """In the stage model; None for no stage or one that the model lacks."""
    velocity: int
    stagnant: bool
    changed_at: int | None
    """The last change of stage that is known."""


def stage_figures() -> StageFigures:
    """What velocity and stagnation are measured by: as the settings say."""
    settings = load_settings()
    return StageFigures(settings.velocity_days, settings.stagnant_days, settings.stagnant_completeness)


def figures_cell() -> str:
    """The same as a day keeps them."""
    return json.dumps(astuple(stage_figures()))


class StageStates:
    """What groups have been through by the end of a day; each step that occurs is looked at once."""

    def __init__(self, connection: sqlite3.Connection, day: int) -> None:
        """Read the stage models."""
        self._connection = connection
        self._day = day
        self._figures = stage_figures()
        self._models = read_stage_models(connection)
        self._forward: dict[tuple[int, str | None, str], bool] = {}
        self._latest: dict[int, int] = {}
        self._recent: defaultdict[int, list[tuple[str | None, str]]] = defaultdict(list)

    def read(self, groups: Among) -> None:
        """Read the changes of some groups; those read before are forgotten."""
        end = end_of_day(self._day)
        start = start_of_day(self._day - self._figures.velocity_days + 1)
        among = {"groups": condition("group_id", groups)}
        self._latest = dict(self._connection.execute(_LATEST.format(**among), (*parameters(groups), end)))
        self._recent.clear()
        rows = self._connection.execute(_RECENT.format(**among), (*parameters(groups), start, end))
        for group_id, from_stage, to_stage in rows:
            self._recent[group_id].append((from_stage, to_stage))

    def of(
        self, group_id: int, model_id: int | None, stage: str | None, entered_at: int | None, completeness: float | None
    ) -> StageState:
        """What is known of one of those groups; without a stage model nothing is fast or stands still."""
        known = [self._latest.get(group_id), entered_at]
        moments = [at for at in known if at is not None and at <= end_of_day(self._day)]
        changed_at = max(moments, default=None)
        if model_id is None or model_id not in self._models:
            return StageState(None, 0, False, changed_at)
        model = self._models[model_id]
        changed = None if changed_at is None else day_of(changed_at)
        return StageState(
            place_of(model, stage),
            sum(self._leads_on(model_id, *step) for step in self._recent.get(group_id, ())),
            is_stagnant(model, stage, changed, completeness, self._day, self._figures),
            changed_at,
        )

    def _leads_on(self, model_id: int, from_stage: str | None, to_stage: str) -> bool:
        step = model_id, from_stage, to_stage
        if step not in self._forward:
            self._forward[step] = goes_forward(self._models[model_id], from_stage, to_stage)
        return self._forward[step]
