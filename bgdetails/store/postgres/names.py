"""What translating needs to know of the tables' columns by their names; tests hold these to the models."""

from __future__ import annotations

TRUTHS = frozenset(
    """
    at_risk browsable defined deleted descending done_to_person email_invalid from_groups helpful hidden
    is_closed is_entry is_failure is_primary is_success is_won partly required_for_completeness sales_touch
    scores_outdated settled stagnant stale unsubscribed update_existing
    """.split()
)
"""Columns of truth values, which are no numbers on a server."""

NEVER_NULL = frozenset(
    """
    account_key account_name account_public_id category_key day entered_at external_id external_id_id facts_key
    generated_at group_id id interest interest_id interest_key keyword_key kind member_count n name_key
    opportunity_id ordinal position product_key public_id rank raw record_id role_key source subject_id
    template_id template_key type_id units velocity
    """.split()
)
"""Columns that are never NULL where anything is sorted by them: it needs not be said where unknown values go."""

TEXT_IDS = frozenset(("external_id", "public_id", "key", "email_key", "name_key"))
"""Columns of texts that are looked up in lists."""

INDEX_ORDERS = {
    "membership_group": "group_id, person_id, added_at NULLS FIRST, removed_at NULLS FIRST, role, id",
    "person_account": "account_id NULLS FIRST, hidden, name_key, id",
    "person_name": "name_key, public_id",
    "activity_person": "person_id, at, type_id, id",
    "account_people_active": "day, account_id, active",
}
"""The order in which rows come by the indexes that statements name."""
