"""The report of what moved, in its three forms."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bgdetails.exports.changes import changes_json, changes_markdown, changes_text
from bgdetails.rules.what_changed import ScoreMove
from bgdetails.views.change_values import (
    ChangedGroup,
    ChangedMember,
    ChangedOpportunity,
    ChangeReport,
    Changes,
    RoleChange,
    StageStep,
)
from bgdetails.views.values import Named

AT = datetime(2026, 11, 18, 15, 40, tzinfo=UTC)
ACME = Named("a-1", "Acme")


def group(name: str, owner: str | None, **changes: object) -> ChangedGroup:
    return ChangedGroup("bg-1", name, ACME, owner, "Cloud Backup", "Decision", Changes(**changes))  # type: ignore[arg-type]


REPORT = ChangeReport(
    date(2026, 11, 13),
    date(2026, 11, 20),
    (
        group(
            "Cloud *Backup* for Acme",
            "Lena [b]Ortiz",
            stage_steps=(StageStep("Interest", "Evaluation", AT), StageStep(None, "Decision", AT)),
            engagement=ScoreMove(41, 62),
            completeness=ScoreMove(75, 50),
            added=(ChangedMember("p-1", "Ana <Moss>", "Champion", AT),),
            gone=(ChangedMember("p-2", "Ben Low", "Other", None),),
            role_changes=(RoleChange("p-3", "Cleo", "Other", "Influencer"),),
        ),
        group("Plain", None, engagement=ScoreMove(9, 2)),
    ),
    (
        ChangedOpportunity(
            "o-1", "1. Renewal", ACME, "Lena [b]Ortiz", "won", "Closed Won", 412000.0, "EUR", date(2026, 11, 19), "Kim"
        ),
        ChangedOpportunity("o-2", "Bare", ACME, None, "new", None, None, None, None, None),
    ),
)
NOTHING = ChangeReport(date(2026, 11, 13), date(2026, 11, 20), (), ())


def test_as_text() -> None:
    assert changes_text(REPORT, UTC).splitlines() == [
        "What moved from 13 Nov 2026 to 20 Nov 2026",
        "2 groups, 2 opportunities.",
        "",
        "Lena [b]Ortiz",
        "",
        "  Cloud *Backup* for Acme (bg-1)",
        "    Stage         Interest to Evaluation, 18 Nov; to Decision, 18 Nov",
        "    Engagement    41 to 62 (+21)",
        "    Completeness  75 % to 50 % (−25)",
        "    Joined        Ana <Moss> (Champion), 18 Nov",
        "    Left          Ben Low (Other)",
        "    Role          Cleo: Other, now Influencer",
        "",
        "  Opportunities",
        "    1. Renewal, Acme: won, Closed Won, € 412,000, closed 19 Nov, Kim",
        "",
        "No owner",
        "",
        "  Plain (bg-1)",
        "    Engagement  9 to 2 (−7)",
        "",
        "  Opportunities",
        "    Bare, Acme: new",
    ]
    assert changes_text(NOTHING, UTC).splitlines() == ["What moved from 13 Nov 2026 to 20 Nov 2026", "Nothing moved."]


def test_as_markdown_by_owner_and_nothing_of_the_data_is_markup() -> None:
    assert changes_markdown(REPORT, UTC).splitlines() == [
        "# What moved from 13 Nov 2026 to 20 Nov 2026",
        "",
        "2 groups, 2 opportunities.",
        "",
        "## Lena \\[b\\]Ortiz",
        "",
        "### Cloud \\*Backup\\* for Acme",
        "",
        "- **Stage**: Interest to Evaluation, 18 Nov; to Decision, 18 Nov",
        "- **Engagement**: 41 to 62 (+21)",
        "- **Completeness**: 75 % to 50 % (−25)",
        "- **Joined**: Ana \\<Moss\\> (Champion), 18 Nov",
        "- **Left**: Ben Low (Other)",
        "- **Role**: Cleo: Other, now Influencer",
        "",
        "### Opportunities",
        "",
        "- 1\\. Renewal, Acme: won, Closed Won, € 412,000, closed 19 Nov, Kim",
        "",
        "## No owner",
        "",
        "### Plain",
        "",
        "- **Engagement**: 9 to 2 (−7)",
        "",
        "### Opportunities",
        "",
        "- Bare, Acme: new",
    ]


def test_as_json() -> None:
    shown = changes_json(REPORT)
    assert (shown["since"], shown["as_of"]) == ("2026-11-13", "2026-11-20")
    assert shown["groups"][0] == {
        "id": "bg-1",
        "name": "Cloud *Backup* for Acme",
        "account": {"id": "a-1", "name": "Acme"},
        "owner": "Lena [b]Ortiz",
        "solution_interest": "Cloud Backup",
        "stage": "Decision",
        "stage_moves": [
            {"from": "Interest", "to": "Evaluation", "at": "2026-11-18T15:40:00Z"},
            {"from": None, "to": "Decision", "at": "2026-11-18T15:40:00Z"},
        ],
        "engagement_score": {"from": 41, "to": 62, "change": 21},
        "completeness_score": {"from": 75, "to": 50, "change": -25},
        "members_added": [{"id": "p-1", "name": "Ana <Moss>", "role": "Champion", "at": "2026-11-18T15:40:00Z"}],
        "members_removed": [{"id": "p-2", "name": "Ben Low", "role": "Other", "at": None}],
        "role_changes": [{"id": "p-3", "name": "Cleo", "from": "Other", "to": "Influencer"}],
    }
    assert shown["opportunities"][1] == {
        "id": "o-2",
        "name": "Bare",
        "account": {"id": "a-1", "name": "Acme"},
        "change": "new",
        "stage": None,
        "amount": None,
        "currency": None,
        "close_date": None,
        "owner": None,
    }
    assert changes_json(NOTHING)["groups"] == []
