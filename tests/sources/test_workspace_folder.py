from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgdetails.sources.cells import parse_time
from bgdetails.sources.drafts import ActivityDraft, KeywordDraft, LinkDraft, Reason, RecordDraft, Reference, Reject
from tests.sources.read_help import read, table, write


def record(folder: Path, name: str, columns: str, *rows: str) -> RecordDraft:
    draft = read(write(folder, name, table(columns, *rows)))[-1]
    assert isinstance(draft, RecordDraft)
    return draft


def link(folder: Path, name: str, columns: str, *rows: str) -> LinkDraft:
    draft = read(write(folder, name, table(columns, *rows)))[-1]
    assert isinstance(draft, LinkDraft)
    return draft


def known(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def test_accounts(tmp_path: Path) -> None:
    draft = record(
        tmp_path,
        "accounts.csv",
        "id,name,industry,website,country,region,employees,annual_revenue,parent_id,owner,created_at,updated_at,Tier",
        'a1, [b]Acme[/b] ,Tech,x.example,Spain,South,"1,200",1.5,a0,Dana,2026-01-01,2026-01-02T00:00:00Z,Gold',
    )
    assert (draft.kind, draft.source, draft.external_id, draft.place.line) == ("account", "workspace", "a1", 2)
    assert known(draft.fields) == {
        "name": "[b]Acme[/b]",
        "industry": "Tech",
        "website": "x.example",
        "country": "Spain",
        "region": "South",
        "employees": 1200.0,
        "annual_revenue": 1.5,
        "owner": "Dana",
        "created_at": parse_time("2026-01-01T12:00:00Z"),
        "updated_at": parse_time("2026-01-02T00:00:00Z"),
    }
    assert draft.updated_at == draft.fields["updated_at"]
    assert draft.references == {"parent_id": Reference("account", "workspace", "a0", "parent_id")}
    assert draft.attributes == {"Tier": "Gold"}


def test_people(tmp_path: Path) -> None:
    draft = record(
        tmp_path,
        "people.csv",
        "id,account_id,last_name,email,reports_to_id,unsubscribed,email_invalid",
        "p1,a1,Moss,d@x.example,p0,Yes,f",
    )
    assert known(draft.fields) == {
        "last_name": "Moss",
        "email": "d@x.example",
        "unsubscribed": True,
        "email_invalid": False,
    }
    assert draft.references == {
        "account_id": Reference("account", "workspace", "a1", "account_id"),
        "reports_to_id": Reference("person", "workspace", "p0", "reports_to_id"),
    }


def test_opportunities(tmp_path: Path) -> None:
    columns = "id,account_id,name,stage,is_closed,is_won,amount,currency,close_date,type,owner"
    draft = record(tmp_path, "opportunities.csv", columns, 'o1,a1,Deal,Open,,no,"1,000",EUR,2026-12-31,New,Dana')
    assert draft.references == {"account_id": Reference("account", "workspace", "a1", "account_id", required=True)}
    assert draft.fields["is_closed"] is None
    assert draft.fields["is_won"] is False
    assert draft.fields["amount"] == 1000
    assert draft.fields["close_date"] == "2026-12-31"


def test_groups(tmp_path: Path) -> None:
    columns = "id,account_id,solution_interest,name,stage,stage_entered_at,status,origin"
    draft = record(tmp_path, "buying_groups.csv", columns, "g1,a1,Cloud Backup,,Interest,2026-10-22,on hold,RULES")
    assert draft.kind == "group"
    assert draft.fields["solution_interest"] == "Cloud Backup"
    assert draft.fields["name"] is None
    assert draft.fields["origin"] == "rules"
    assert draft.references["account_id"].required
    assert record(tmp_path, "buying_groups.csv", columns, "g1,a1,Cloud Backup,,,,,").fields["origin"] == "input"


def test_journeys(tmp_path: Path) -> None:
    columns = "id,name,status,description,published_at,ends_at"
    draft = record(tmp_path, "journeys.csv", columns, "j1,Q4 nurture,CLOSED to new entries,For all,2026-01-01,")
    assert draft.kind == "journey"
    assert draft.fields["status"] == "Closed to new entries"
    assert draft.fields["published_at"] == parse_time("2026-01-01")


def test_links(tmp_path: Path) -> None:
    role = link(
        tmp_path,
        "opportunity_contact_roles.csv",
        "opportunity_id,person_id,role,is_primary",
        "o1,p1,Economic Buyer,y",
    )
    assert role.table == "opportunity_contact_role"
    assert role.external_id == "o1\x1fp1\x1fEconomic Buyer"
    assert role.fields == {"role": "Economic Buyer", "is_primary": True}
    member = link(
        tmp_path,
        "members.csv",
        "buying_group_id,person_id,role,source,added_at,removed_at,removed_by",
        "g1,p1,Champion,,2026-11-23,,Journey",
    )
    assert member.references == {
        "group_id": Reference("group", "workspace", "g1", "buying_group_id", required=True),
        "person_id": Reference("person", "workspace", "p1", "person_id", required=True),
    }
    assert known(member.fields) == {
        "role": "Champion",
        "source": "manual",
        "added_at": parse_time("2026-11-23"),
        "removed_by": "journey",
    }
    change = link(tmp_path, "stage_changes.csv", "buying_group_id,from,to,at", "g1,,Interest,2026-11-23")
    assert change.fields == {"from_stage": None, "to_stage": "Interest", "at": parse_time("2026-11-23")}
    entry = link(
        tmp_path,
        "account_journeys.csv",
        "account_id,journey_id,entered_at,left_at,status",
        "a1,j1,2026-11-23,,in PROGRESS",
    )
    assert entry.table == "account_journey"
    assert entry.fields["status"] == "In progress"
    note = link(tmp_path, "notes.csv", "id,kind,subject_id,text,author,at", 'n1,Group,g1,"two\nlines",Dana,2026-11-23')
    assert note.external_id == "n1"
    assert note.references == {"subject_id": Reference("group", "workspace", "g1", "subject_id", required=True)}
    assert note.fields["text"] == "two\nlines"
    assert "subject_id" not in note.fields


def test_keywords(tmp_path: Path) -> None:
    drafts = read(write(tmp_path, "k.csv", table("Category,PRODUCT,keyword", "R,Cloud Backup,ransomware", "R,,x")))
    assert isinstance(drafts[0], KeywordDraft)
    assert (drafts[0].category, drafts[0].product, drafts[0].keyword) == ("R", "Cloud Backup", "ransomware")
    assert isinstance(drafts[1], Reject)
    assert (drafts[1].reason, drafts[1].column) == (Reason.MISSING_VALUE, "product")


ACTIVITIES = "id,person_id,type,at,asset,url,subject,campaign,journey_id,description,moment_type"


def test_activities(tmp_path: Path) -> None:
    row = "x1,p1,Interesting Moment,2026-11-20T10:00:00Z,Guide,https://x.example,Hello,Spring,j1,Asked,Web"
    (draft,) = read(write(tmp_path, "activities.csv", table(ACTIVITIES, row)))
    assert isinstance(draft, ActivityDraft)
    assert draft.person == (("workspace", "p1"),)
    assert draft.at == parse_time("2026-11-20T10:00:00Z")
    assert (draft.asset, draft.url, draft.subject) == ("Guide", "https://x.example", "Hello")
    assert (draft.campaign, draft.journey, draft.description, draft.moment_type) == ("Spring", "j1", "Asked", "Web")
    assert draft.attributes is None


def test_columns_of_activities_may_stand_anywhere(tmp_path: Path) -> None:
    (draft,) = read(write(tmp_path, "activities.csv", table("AT,Device,type,person_id,id", "2026-11-20,Phone,X,p1,x1")))
    assert isinstance(draft, ActivityDraft)
    assert (draft.external_id, draft.type, draft.asset) == ("x1", "X", None)
    assert draft.attributes == '{"Device": "Phone"}'


def test_attributes_in_one_cell_are_taken_apart(tmp_path: Path) -> None:
    packed = json.dumps({"Is Bot Activity": False, "country": "Spain"}).replace('"', '""')
    (draft,) = read(
        write(tmp_path, "activities.csv", table("id,person_id,type,at,attributes", f'x,p,T,2026-11-20,"{packed}"'))
    )
    assert isinstance(draft, ActivityDraft)
    assert draft.attributes == '{"Is Bot Activity": false, "country": "Spain"}'
    person = record(tmp_path, "people.csv", "id,last_name,country,attributes,Tier", f'p,L,France,"{packed}",Gold')
    assert person.attributes == {"Tier": "Gold", "Is Bot Activity": "false", "country": "Spain"}
    plain = record(tmp_path, "people.csv", "id,last_name,attributes", "p,L,tall")
    assert plain.attributes == {"attributes": "tall"}


def test_columns_without_or_with_equal_names_are_kept(tmp_path: Path) -> None:
    draft = record(tmp_path, "accounts.csv", "id,name,,Tier,tier,Name", "a1,Acme,x,1,2,Other")
    assert draft.fields["name"] == "Acme"
    assert draft.attributes == {"column 3": "x", "Tier": "1", "tier 2": "2", "Name 2": "Other"}


@pytest.mark.parametrize(
    "name, columns, row, reason, column, value",
    [
        ("accounts.csv", "id,name,employees", "a,A,many", Reason.BAD_NUMBER, "employees", "many"),
        ("accounts.csv", "id,name,created_at", "a,A,31/12/2026", Reason.BAD_DATE, "created_at", "31/12/2026"),
        ("people.csv", "id,last_name,unsubscribed", "p,L,perhaps", Reason.BAD_VALUE, "unsubscribed", "perhaps"),
        ("opportunities.csv", "id,account_id,name,amount", 'o,a,N,"1,5"', Reason.BAD_NUMBER, "amount", "1,5"),
        ("opportunities.csv", "id,account_id,name,close_date", "o,a,N,soon", Reason.BAD_DATE, "close_date", "soon"),
        ("journeys.csv", "id,name,status", "j,J,Running", Reason.BAD_VALUE, "status", "Running"),
        ("members.csv", "buying_group_id,person_id,role,source", "g,p,R,magic", Reason.BAD_VALUE, "source", "magic"),
        ("members.csv", "buying_group_id,person_id,role,removed_at", "g,p,R,x", Reason.BAD_DATE, "removed_at", "x"),
        (
            "buying_groups.csv",
            "id,account_id,solution_interest,origin",
            "g,a,I,moon",
            Reason.BAD_VALUE,
            "origin",
            "moon",
        ),
        (
            "buying_groups.csv",
            "id,account_id,solution_interest,status",
            "g,a,I," + "x" * 51,
            Reason.TOO_LONG,
            "status",
            "x" * 51,
        ),
    ],
)
def test_a_bad_cell_is_left_empty(
    tmp_path: Path, name: str, columns: str, row: str, reason: Reason, column: str, value: str
) -> None:
    problem, draft = read(write(tmp_path, name, table(columns, row)))
    assert isinstance(problem, Reject)
    assert (problem.cell, problem.reason, problem.column, problem.value) == (True, reason, column, value)
    assert problem.expected
    assert problem.place == draft.place
    assert isinstance(draft, RecordDraft | LinkDraft)
    assert draft.fields[column] in (None, "manual", "input")


@pytest.mark.parametrize(
    "name, columns, row, reason, column",
    [
        ("accounts.csv", "id,name", ",Acme", Reason.MISSING_VALUE, "id"),
        ("accounts.csv", "id,name", "a1,  ", Reason.MISSING_VALUE, "name"),
        ("people.csv", "id,first_name,last_name,title", "p1,,,CEO", Reason.MISSING_VALUE, "last_name"),
        ("opportunities.csv", "id,account_id,name", "o1,,Deal", Reason.MISSING_VALUE, "account_id"),
        ("opportunities.csv", "id,account_id,name", "o1,a1,", Reason.MISSING_VALUE, "name"),
        ("opportunity_contact_roles.csv", "opportunity_id,person_id", "o1,", Reason.MISSING_VALUE, "person_id"),
        ("buying_groups.csv", "id,account_id,solution_interest", "g1,a1,", Reason.MISSING_VALUE, "solution_interest"),
        ("members.csv", "buying_group_id,person_id,role", "g1,p1,", Reason.MISSING_VALUE, "role"),
        ("stage_changes.csv", "buying_group_id,to,at", "g1,Interest,never", Reason.BAD_DATE, "at"),
        ("account_journeys.csv", "account_id,journey_id,entered_at", "a1,j1,", Reason.MISSING_VALUE, "entered_at"),
        ("notes.csv", "id,kind,subject_id,text", "n1,campaign,c1,x", Reason.BAD_VALUE, "kind"),
        ("activities.csv", "id,person_id,type,at", ",p1,T,2026-11-20", Reason.MISSING_VALUE, "id"),
        ("activities.csv", "id,person_id,type,at", "x1,,T,2026-11-20", Reason.MISSING_VALUE, "person_id"),
        ("activities.csv", "id,person_id,type,at", "x1,p1,,2026-11-20", Reason.MISSING_VALUE, "type"),
        ("activities.csv", "id,person_id,type,at", "x1,p1,T,", Reason.MISSING_VALUE, "at"),
        ("activities.csv", "id,person_id,type,at", "x1,p1,T,yesterday", Reason.BAD_DATE, "at"),
        ("accounts.csv", "id,name", "a1", Reason.BAD_CSV, ""),
    ],
)
def test_a_row_that_lacks_what_it_needs_is_rejected(
    tmp_path: Path, name: str, columns: str, row: str, reason: Reason, column: str
) -> None:
    (reject,) = read(write(tmp_path, name, table(columns, row)))
    assert isinstance(reject, Reject)
    assert (reject.cell, reject.reason, reject.column, reject.place.line) == (False, reason, column, 2)
    assert reject.expected
    assert reject.external_id == ("" if "id" not in columns.split(",") else row.partition(",")[0])


def test_a_rejected_row_says_nothing_of_its_other_cells(tmp_path: Path) -> None:
    drafts = read(write(tmp_path, "opportunities.csv", table("id,account_id,name,amount", "o1,,Deal,much")))
    assert len(drafts) == 1


TIMES = st.datetimes().map(lambda at: at.isoformat() + "Z")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(WORDS, WORDS, WORDS, st.one_of(TIMES, WORDS)), max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    chance=st.randoms(use_true_random=False),
)
def test_neither_order_nor_line_ends_change_drafts(
    tmp_path: Path, rows: list[tuple[str, ...]], end: str, chance: object
) -> None:
    def drafts(listed: list[tuple[str, ...]], line_end: str) -> list[str]:
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in listed]
        text = line_end.join(("id,person_id,type,at", *lines)) + line_end
        return [_without_line(draft) for draft in read(write(tmp_path, "activities.csv", text))]

    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(drafts(rows, "\n")) == sorted(drafts(shuffled, end))
    assert drafts(rows, "\n") == drafts(rows, end)


def _without_line(draft: object) -> str:
    assert isinstance(draft, ActivityDraft | Reject)
    text = repr(draft)
    return text.replace(f"line={draft.place.line},", "line,")
