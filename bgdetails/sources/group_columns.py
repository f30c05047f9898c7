"""What a buying group has beside the cells of its row: its interest, and names as the rules write them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bgdetails.sources.merging import SourceContent, Value
from bgdetails.sources.staging import Staging
from bgdetails.store.rules_rows import interest_named
from bgdetails.store.rules_text import FALLBACK_STAGE_MODEL, default_rules
from bgdetails.wording import listed, plural


def add_group_columns(staging: Staging, row: dict[str, Value], contents: Sequence[SourceContent]) -> None:
    """Add the interest to the columns of a group, and what its row leaves to the default."""
    best = min(contents, key=SourceContent.rank)
    name = str(best.said()["fields"]["solution_interest"])
    key = name.casefold()
    if key not in staging.interests:
        staging.interests[key], _ = interest_named(staging.session, name)
    row["interest_id"] = staging.interests[key]
    row["origin"] = row["origin"] or "input"


def set_empty_stages(connection: sqlite3.Connection) -> None:
    """Give groups whose row has no stage that of their latest stage change (docs/formats.md, workspace.toml)."""
    connection.execute("""
        UPDATE buying_group SET stage = latest.to_stage FROM (
          SELECT e.record_id AS id, (SELECT c.to_stage FROM stage_change c WHERE c.group_id = e.record_id
                                     ORDER BY c.at DESC, c.id DESC LIMIT 1) AS to_stage
          FROM external_id e
          WHERE e.kind = 'group' AND e.source <> 'rules' AND json_extract(e.content, '$.fields.stage') IS NULL
        ) AS latest
        WHERE latest.id = buying_group.id AND latest.to_stage IS NOT NULL AND buying_group.stage IS NOT latest.to_stage
        """)


def keep_moves_by_hand(connection: sqlite3.Connection) -> None:
    """Leave groups in the stage that somebody moved them to, where their row still says one from before that."""
    connection.execute("""
        UPDATE buying_group SET stage = latest.after, stage_entered_at = latest.moment FROM (
          SELECT l.group_id, l.after, l.moment FROM logged_action l JOIN (
            SELECT MAX(id) AS id FROM logged_action WHERE kind = 'stage' AND undone_at IS NULL GROUP BY group_id
          ) AS last ON last.id = l.id
        ) AS latest
        WHERE latest.group_id = buying_group.id
        AND COALESCE(buying_group.stage_entered_at, latest.moment) <= latest.moment
        AND casefold(COALESCE(buying_group.stage, '')) IN (
          SELECT casefold(COALESCE(m.before, '')) FROM logged_action m
          WHERE m.group_id = latest.group_id AND m.kind = 'stage' AND m.undone_at IS NULL
          UNION SELECT casefold(latest.after)
        )
        """)


def write_names_as_rules_do(connection: sqlite3.Connection) -> None:
    """Let stages of groups and roles of members stand as the rules write them, where only the case differs."""
    names = _stage_names(connection)
    used = connection.execute("SELECT DISTINCT interest_id, stage FROM buying_group WHERE stage IS NOT NULL")
    connection.executemany(
        "UPDATE buying_group SET stage = ? WHERE interest_id = ? AND stage = ?", _misspelt(names, used.fetchall())
    )
    names = _names(connection, _ROLES)
    used = connection.execute(_USED_ROLES)
    connection.executemany(
        "UPDATE membership SET role = ? WHERE role = ?"
        " AND group_id IN (SELECT id FROM buying_group WHERE interest_id = ?)",
        [(name, role, interest) for name, interest, role in _misspelt(names, used.fetchall())],
    )


_STAGES = """
SELECT i.id, s.name_key, s.name FROM solution_interest i JOIN stage s ON s.stage_model_id = i.stage_model_id
"""
_ROLES = """
SELECT i.id, r.role_key, r.role FROM solution_interest i JOIN template_role r ON r.template_id = i.template_id
"""
_USED_ROLES = "SELECT DISTINCT g.interest_id, m.role FROM membership m JOIN buying_group g ON g.id = m.group_id"


def _names(connection: sqlite3.Connection, sql: str) -> dict[tuple[int, str], str]:
    return {(interest, key): name for interest, key, name in connection.execute(sql)}


def _stage_names(connection: sqlite3.Connection) -> dict[tuple[int, str], str]:
    """Stages by interest. One that no rules define has the default model, also where a file calls its own *Default*."""
    undefined = [interest for (interest,) in connection.execute("SELECT id FROM solution_interest WHERE NOT defined")]
    default = next(model for model in default_rules().stage_models if model.name == FALLBACK_STAGE_MODEL)
    names = {(interest, stage.casefold()): stage for interest in undefined for stage in default.stages}
    return names | _names(connection, _STAGES)


def _misspelt(names: dict[tuple[int, str], str], used: Sequence[tuple[int, str]]) -> list[tuple[str, int, str]]:
    """(as the rules write it, interest, as it stands) of the names that differ from the rules only in case."""
    return [
        (name, interest, stands)
        for interest, stands in used
        if (name := names.get((interest, stands.casefold()), stands)) != stands
    ]


def group_warnings(connection: sqlite3.Connection) -> list[str]:
    """What the groups of this import name and the rules lack, each once."""
    said = []
    undefined = [name for (name,) in connection.execute(_UNDEFINED)]
    if undefined:
        what = plural(len(undefined), "solution interest")
        said.append(
            f"{what} not defined by the rules, made with the template Standard purchase and the default stage model:"
            f" {_quoted(undefined)}."
        )
    known = _stage_names(connection)
    stages = connection.execute(_STAGES_OF_IMPORT).fetchall()
    foreign = sorted({stage for interest, stage in stages if (interest, stage.casefold()) not in known})
    if foreign:
        said.append(
            f"{plural(len(foreign), 'stage')} that the stage model lacks, kept and shown as written:"
            f" {_quoted(foreign)}."
        )
    return said


_OF_IMPORT = """
FROM import_taken t JOIN external_id e ON e.id = t.ext_id JOIN buying_group g ON g.id = e.record_id
"""
_UNDEFINED = f"""
SELECT name FROM solution_interest
WHERE NOT defined AND id IN (SELECT g.interest_id {_OF_IMPORT} WHERE e.kind = 'group') ORDER BY name_key
"""
_STAGES_OF_IMPORT = (
    f"SELECT DISTINCT g.interest_id, g.stage {_OF_IMPORT} WHERE e.kind = 'group' AND g.stage IS NOT NULL"
)


def _quoted(names: Sequence[str]) -> str:
    return listed([f"“{name}”" for name in names])
