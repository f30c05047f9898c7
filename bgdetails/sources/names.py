"""Names behind ids that are no records, and keywords: small things, compared one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bgdetails.rules.intent import MOST_KEYWORDS
from bgdetails.sources.drafts import KeywordDraft, NameDraft, Reason, Reject
from bgdetails.sources.staging import Staging


@dataclass(slots=True)
class Names:
    """The names and keywords of an import."""

    staging: Staging
    _taken: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _keywords: set[tuple[str, str, str]] = field(default_factory=set)
    _sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many keywords a product has."""

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
            staging.connection.execute(_RENAMED, (*key, draft.name))

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
        counts = staging.count("intent_keyword")
        if staging.connection.execute(_KNOWN, key).fetchone() is not None:
            counts.unchanged += 1
        elif self._has_room(key[:2]):
            staging.connection.execute(_KEYWORD, _named(draft, key))
            counts.new += 1
        else:
            expected = f"at most {MOST_KEYWORDS} keywords of a product"
            staging.reject_row(draft.place, "", Reason.TOO_LONG, "keyword", draft.keyword, expected)
            return
        file.taken += 1

    def _has_room(self, product: tuple[str, str]) -> bool:
        """Whether a product can have one more keyword, which it then has."""
        if product not in self._sizes:
            (self._sizes[product],) = self.staging.connection.execute(_SIZE, product).fetchone()
        if self._sizes[product] >= MOST_KEYWORDS:
            return False
        self._sizes[product] += 1
        return True


_NAME = """
INSERT INTO source_name (kind, source, external_id, name) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, source, external_id) DO UPDATE SET name = excluded.name
"""
_RENAMED = (
    "INSERT INTO import_renamed VALUES (?, ?, ?, ?)"
    " ON CONFLICT (kind, source, external_id) DO UPDATE SET name = excluded.name"
)
_KNOWN = "SELECT 1 FROM intent_keyword WHERE category_key = ? AND product_key = ? AND keyword_key = ?"
_SIZE = "SELECT COUNT(*) FROM intent_keyword WHERE category_key = ? AND product_key = ?"
# A category or product is written as it was first.
_KEYWORD = """
INSERT INTO intent_keyword (category, product, keyword, category_key, product_key, keyword_key)
VALUES (
  COALESCE((SELECT category FROM intent_keyword WHERE category_key = :category_key LIMIT 1), :category),
  COALESCE((
    SELECT product FROM intent_keyword WHERE category_key = :category_key AND product_key = :product_key LIMIT 1
  ), :product),
  :keyword, :category_key, :product_key, :keyword_key
)
"""


def _named(draft: KeywordDraft, key: tuple[str, str, str]) -> dict[str, str]:
    keys = dict(zip(("category_key", "product_key", "keyword_key"), key, strict=True))
    return {"category": draft.category, "product": draft.product, "keyword": draft.keyword, **keys}


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
