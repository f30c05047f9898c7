"""Names behind ids that are no records, and keywords: small things, compared one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bgdetails.sources.drafts import KeywordDraft, NameDraft, Reason, Reject
from bgdetails.sources.staging import Staging


@dataclass(slots=True)
class Names:
    """The names and keywords of an import."""

    staging: Staging
    _taken: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _keywords: set[tuple[str, str, str]] = field(default_factory=set)

    def take_name(self, draft: NameDraft, cells: Sequence[Reject]) -> None:
        """Take the name of a user, a campaign or an activity type."""
        staging = self.staging
        key = draft.kind, draft.source, draft.external_id
        file = staging.files[draft.place.file]
        if key in self._taken:
            if self._taken[key] == draft.name:
                file.repeated += 1
                staging.keep_cells(cells)
            else:
                staging.reject_row(
                    draft.place, draft.external_id, Reason.REPEATED_ID, expected="each id once, or with the same cells"
                )
            return
        self._taken[key] = draft.name
        file.taken += 1
        staging.keep_cells(cells)
        there = staging.connection.execute(
            "SELECT name FROM source_name WHERE kind = ? AND source = ? AND external_id = ?", key
        ).fetchone()
        if there is None or there[0] != draft.name:
            staging.connection.execute(_NAME, (*key, draft.name))
            staging.connection.execute("INSERT OR REPLACE INTO import_renamed VALUES (?, ?, ?, ?)", (*key, draft.name))

    def take_keyword(self, draft: KeywordDraft, cells: Sequence[Reject]) -> None:
        """Take a keyword of the intent taxonomy."""
        staging = self.staging
        key = draft.category.casefold(), draft.product.casefold(), draft.keyword.casefold()
        file = staging.files[draft.place.file]
        staging.keep_cells(cells)
        if key in self._keywords:
            file.repeated += 1
            return
        self._keywords.add(key)
        file.taken += 1
        counts = staging.count("intent_keyword")
        made = staging.connection.execute(_KEYWORD, (draft.category, draft.product, draft.keyword, *key))
        if made.rowcount > 0:
            counts.new += 1
        else:
            counts.unchanged += 1


_NAME = """
INSERT INTO source_name (kind, source, external_id, name) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, source, external_id) DO UPDATE SET name = excluded.name
"""
_KEYWORD = """
INSERT INTO intent_keyword (category, product, keyword, category_key, product_key, keyword_key)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


def show_new_names(staging: Staging) -> None:
    """Write the new names of users and campaigns wherever their ids, or their names until now, stand."""
    kinds = {kind for (kind,) in staging.connection.execute("SELECT DISTINCT kind FROM import_renamed")}
    if "user" in kinds:
        for table in ("account", "opportunity"):
            staging.connection.execute(_OWNERS.format(table=table))
    if "campaign" in kinds:
        # An activity that has no asset of its own shows its campaign there, too.
        staging.connection.execute(_CAMPAIGNS)


_OWNERS = """
UPDATE {table} SET owner = renamed.name FROM import_renamed AS renamed
WHERE renamed.kind = 'user' AND renamed.external_id = {table}.owner_ref AND {table}.owner IS NOT renamed.name
"""
_CAMPAIGNS = """
UPDATE activity SET
  asset = CASE WHEN asset IS campaign THEN renamed.name ELSE asset END,
  campaign = renamed.name
FROM import_renamed AS renamed
WHERE renamed.kind = 'campaign' AND renamed.source = activity.source AND renamed.external_id = activity.campaign
"""
