"""The files of a workspace folder and their columns, as they are written here (docs/formats.md)."""

from __future__ import annotations

COLUMNS = {
    file: tuple(columns.split())
    for file, columns in {
        "accounts": (
            "id name industry website country region employees annual_revenue parent_id owner created_at updated_at"
            " segment"
        ),
        "people": (
            "id account_id first_name last_name title email phone mobile department reports_to_id city state"
            " postal_code country lead_source unsubscribed email_invalid created_at updated_at"
        ),
        "opportunities": (
            "id account_id name stage is_closed is_won amount currency close_date type owner created_at updated_at"
        ),
        "opportunity_contact_roles": "opportunity_id person_id role is_primary",
        "buying_groups": (
            "id account_id solution_interest name stage stage_entered_at status origin created_at updated_at"
        ),
        "members": "buying_group_id person_id role source added_at removed_at removed_by",
        "stage_changes": "buying_group_id from to at",
        "journeys": "id name status description published_at ends_at created_at updated_at",
        "account_journeys": "account_id journey_id entered_at left_at status",
        "activities": "id person_id type at asset url subject campaign journey_id description moment_type",
        "intent_keywords": "category product keyword",
        "notes": "id kind subject_id text author at",
    }.items()
}
TOLD = COLUMNS["activities"][4:]
"""Of an activity, what is said beside who, what and when."""
STAGES = ("Awareness", "Interest", "Evaluation", "Decision", "Purchased")
FAILURE = "Lost"
ROLES = ("Decision Maker", "Influencer", "Practitioner", "Executive Steering Committee", "Champion")
"""Of the default template."""
CRM_ROLES = {
    "Decision Maker": "Economic Buyer",
    "Practitioner": "Business User",
    "Executive Steering Committee": "Executive Sponsor",
}
"""What a CRM calls them; the others by their own name."""
