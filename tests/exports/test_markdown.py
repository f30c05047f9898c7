"""The hand-over brief: what it says, and that nothing in the data becomes markup."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from bgdetails.exports.hand_over import load_hand_over
from bgdetails.exports.markdown import escaped, paragraph
from bgdetails.refresh.days import ensure_day
from tests.factory import AS_OF, Factory, at, new_workspace


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Acme Inc", "Acme Inc"),
        ("[link](http://x.example)", r"\[link\](http\://x.example)"),
        ("<script>", r"\<script\>"),
        ("**bold** _it_ `code`", r"\*\*bold\*\* \_it\_ \`code\`"),
        ("snake_case", "snake_case"),
        ("a@b.example", "a@b.example"),
        ("www.x.example", r"www\.x.example"),
        ("# head", r"\# head"),
        ("a\nb", "a b"),
        ("x\x1b[31m\u202ey", "x␛\\[31m�y"),
        ("&lt;", r"\&lt;"),
        ("\\", "\\\\"),
        (None, "—"),
    ],
)
def test_every_character_is_itself(text: str | None, shown: str) -> None:
    assert escaped(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("- x", r"\- x"), ("+1 x", r"\+1 x"), ("1. x", r"1\. x"), ("2) x", r"2\) x"), ("a - b", "a - b")],
)
def test_a_paragraph_begins_no_block(text: str, shown: str) -> None:
    assert paragraph(text) == shown


@pytest.fixture
def brief(tmp_path: Path) -> str:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        acme = make.account("Acme *Inc*", industry="Technology")
        interest = make.interest("Cloud Backup")
        group = make.group(acme, interest, "Deal #1", status="on hold")
        other = make.group(acme, interest, "Other")
        for number in range(5):
            person = make.person(f"Ana Moss{number}", acme, title="CFO", email=f"ana{number}@x.example", phone="+1 555")
            make.member(group, person, "Decision Maker", added_at=at("2026-01-01T00:00:00"))
            make.member(other, person, "Champion")
            make.activity(person, "Page Views", AS_OF - timedelta(days=1), times=number + 1, asset="pricing")
            make.activity(
                person,
                "Interesting Moment",
                AS_OF - timedelta(days=number),
                moment_type="Web",
                description=f"told {number}",
            )
        make.activity(person, "Interesting Moment", AS_OF - timedelta(days=30), description="too early")
        make.activity(person, "Interesting Moment", AS_OF + timedelta(days=1), description="too late")
    ensure_day(workspace, AS_OF)
    with workspace.reading() as session:
        text = load_hand_over(session, group, AS_OF, UTC)
    workspace.close()
    return text


def test_the_brief_has_everything(brief: str) -> None:
    headings = [line for line in brief.splitlines() if line.startswith("#")]
    assert headings[:5] == [r"# Deal \#1", "## Highlights", "## Summary", "## Interesting moments", "## Top members"]
    assert [line[4:] for line in headings[5:9]] == ["Ana Moss4", "Ana Moss3", "Ana Moss2", "Ana Moss1"]
    assert headings[9:] == ["## Who could fill the gap", "## Who to reach"]
    assert r"- **Account**: Acme \*Inc\*" in brief
    assert "- **Status**: on hold" in brief
    assert "- **As of**: 20 Nov 2026" in brief
    assert "- **Email**: ana4@x.example" in brief
    assert "- **Phone**: +1 555" in brief
    assert brief.count(r"- **Account**: Acme \*Inc\*") == 5  # the group's, and each member's
    assert "- **Recent activities**: Page Views pricing, 19 Nov 12:00; Page Views pricing, 19 Nov 12:00" in brief
    assert "- **Last interesting moment**: Web: told 4, 16 Nov 12:00" in brief
    assert "- **Other buying groups**: Other" in brief
    assert "it may be wrong" in brief


def test_the_brief_counts_the_moments_of_the_window_and_tells_the_latest_four(brief: str) -> None:
    assert "5 interesting moments in the last 30 days." in brief
    told = [line for line in brief.splitlines() if ": Web: told" in line and not line.startswith("- **")]
    assert [line[-6:] for line in told] == ["told 0", "told 1", "told 2", "told 3"]
    assert [line.split(", ")[-1].split(":")[0] for line in told] == [f"Ana Moss{number}" for number in range(4)]
    assert told[0] == "- 20 Nov 12:00, Ana Moss0: Web: told 0"
    assert "too" not in brief


def test_an_empty_group(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        make = Factory(session)
        group = make.group(make.account("Acme"), make.interest("Cloud Backup"))
    ensure_day(workspace, date(2026, 11, 20))
    with workspace.reading() as session:
        text = load_hand_over(session, group, AS_OF, None)
    workspace.close()
    assert text.startswith("# Cloud Backup for Acme\n")
    assert "None in the last 30 days." in text
    assert "## Top members\n\nThis group has no members.\n" in text
    assert "- **Decision Maker** needs 2 more people: nobody fits or nearly does\n" in text
    assert text.endswith("## Who to reach\n\nNobody stands out for a call now.\n")
