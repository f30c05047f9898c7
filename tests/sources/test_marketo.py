from __future__ import annotations

import json
from pathlib import Path

import pytest

from bgdetails.sources.cells import parse_time
from bgdetails.sources.drafts import ActivityDraft, Draft, NameDraft, Reason, RecordDraft, Reference, Reject
from tests.sources.read_help import read, table, write

CONTACT = "0035g000000000DAAQ"
ACCOUNT = "0015g000000000CAAQ"
LEADS = (
    "id,email,firstName,lastName,title,company,phone,mobilePhone,sfdcContactId,sfdcAccountId,leadScore,unsubscribed,"
    "emailInvalid,createdAt,updatedAt"
)
ACTIVITIES = "marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValue,attributes"


def lead(folder: Path, row: str) -> list[Draft]:
    return read(write(folder, "leads.csv", table(LEADS, row)))


def activity(
    folder: Path,
    number: int | str,
    value: str = "Guide",
    attributes: dict[str, object] | str | None = None,
    *,
    at: str = "2026-11-06T13:58:14Z",
    campaign: str = "null",
    mapping: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
) -> ActivityDraft:
    (draft,) = rows(folder, row(number, value, attributes, at=at, campaign=campaign), mapping=mapping, names=names)
    assert isinstance(draft, ActivityDraft)
    return draft


def row(
    number: int | str, value: str, attributes: dict[str, object] | str | None, *, at: str, campaign: str = ""
) -> str:
    text = json.dumps(attributes) if isinstance(attributes, dict) else attributes or "null"
    quoted = '"' + text.replace('"', '""') + '"'
    return f"500001,1001,{at},{number},{campaign},{value},{quoted}"


def rows(
    folder: Path, *lines: str, mapping: dict[str, str] | None = None, names: dict[str, str] | None = None
) -> list[Draft]:
    return read(write(folder, "in/activities.csv", table(ACTIVITIES, *lines)), mapping=mapping, names=names)


def test_leads(tmp_path: Path) -> None:
    (draft,) = lead(
        tmp_path,
        f"1001,Ana@X.example,Ana,Moss,CFO,Acme,1,2,{CONTACT[:15]},{ACCOUNT[:15]},72,true,false,"
        "2026-09-11T19:36:47+0000,2026-11-14T13:42:35Z",
    )
    assert isinstance(draft, RecordDraft)
    assert (draft.kind, draft.source, draft.external_id) == ("person", "marketo", "1001")
    assert draft.fields == {
        "email": "Ana@X.example",
        "first_name": "Ana",
        "last_name": "Moss",
        "title": "CFO",
        "phone": "1",
        "mobile": "2",
        "unsubscribed": True,
        "email_invalid": False,
        "created_at": parse_time("2026-09-11T19:36:47Z"),
        "updated_at": parse_time("2026-11-14T13:42:35Z"),
    }
    assert draft.join == (("id", "salesforce", CONTACT), ("email", "ana@x.example"))
    assert draft.references == {"account_id": Reference("account", "salesforce", ACCOUNT, "sfdcAccountId")}
    assert draft.attributes == {"company": "Acme", "leadScore": "72"}


def test_the_word_null_is_an_empty_cell(tmp_path: Path) -> None:
    (draft,) = lead(tmp_path, "1001,a@x.example,Ana,Null,null,null,null,,null,null,null,null,null,null,null")
    assert isinstance(draft, RecordDraft)
    known = {name: value for name, value in draft.fields.items() if value is not None}
    assert known == {"email": "a@x.example", "first_name": "Ana", "last_name": "Null"}
    assert draft.join == (("email", "a@x.example"),)
    assert (draft.references, draft.attributes) == ({}, {})


def test_a_lead_without_name_is_called_by_its_e_mail(tmp_path: Path) -> None:
    (draft,) = lead(tmp_path, "1001,a@x.example,null,,,,,,,,,,,,")
    assert isinstance(draft, RecordDraft)
    assert draft.fields["last_name"] == "a@x.example"


@pytest.mark.parametrize("start, column", [("null,a@x.example,Ana,Moss", "id"), ("1001,null,null,null", "lastName")])
def test_a_lead_that_is_rejected(tmp_path: Path, start: str, column: str) -> None:
    (reject,) = lead(tmp_path, start + "," * 11)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.column, reject.cell) == (Reason.MISSING_VALUE, column, False)


def test_a_bad_salesforce_id_of_a_lead_is_a_bad_cell(tmp_path: Path) -> None:
    first, second, draft = lead(tmp_path, "1001,a@x.example,Ana,,,,,,003,001,,,,,")
    assert isinstance(first, Reject)
    assert isinstance(second, Reject)
    assert {first.column, second.column} == {"sfdcContactId", "sfdcAccountId"}
    assert first.cell
    assert isinstance(draft, RecordDraft)
    assert draft.join == (("email", "a@x.example"),)


@pytest.mark.parametrize(
    "number, becomes",
    [
        (2, "Form Filled Out"),
        (6, "Email Sent"),
        (7, "Email Delivered"),
        (8, "Email Bounced"),
        (9, "Unsubscribed"),
        (10, "Email Opened"),
        (11, "Email Clicked"),
    ],
)
def test_built_in_types(tmp_path: Path, number: int, becomes: str) -> None:
    draft = activity(tmp_path, number)
    assert (draft.type, draft.asset, draft.unnamed_type) == (becomes, "Guide", False)
    assert (draft.source, draft.external_id, draft.person) == ("marketo", "500001", (("marketo", "1001"),))
    assert draft.at == parse_time("2026-11-06T13:58:14Z")
    assert (draft.campaign, draft.url, draft.attributes) == (None, None, None)


def test_pages(tmp_path: Path) -> None:
    draft = activity(tmp_path, 1, "Pricing", {"Webpage URL": "/pricing", "Query": ""}, campaign="2007")
    assert (draft.type, draft.asset, draft.url, draft.campaign) == ("Page Views", "Pricing", "/pricing", "2007")
    assert json.loads(draft.attributes or "") == {"Webpage URL": "/pricing", "Query": ""}


def test_links(tmp_path: Path) -> None:
    draft = activity(tmp_path, 3, "https://x.example")
    assert (draft.type, draft.asset, draft.url) == ("Link Clicks", "https://x.example", "https://x.example")


@pytest.mark.parametrize("number, becomes", [(10, "Email Opened"), (11, "Email Clicked")])
@pytest.mark.parametrize(
    "mark, is_bot", [(True, True), ("true", True), (1, True), (False, False), ("no", False), (None, False), ("", False)]
)
def test_bots(tmp_path: Path, number: int, becomes: str, mark: object, is_bot: bool) -> None:
    draft = activity(tmp_path, number, "Letter", {"Is Bot Activity": mark, "Link": "https://x.example/a"})
    assert draft.type == ("Bot Activity" if is_bot else becomes)
    assert draft.asset == "Letter"
    assert draft.url == ("https://x.example/a" if number == 11 else None)


def test_moments(tmp_path: Path) -> None:
    draft = activity(tmp_path, 46, "Milestone", {"Description": " Asked for a price ", "Source": "x"})
    assert (draft.type, draft.moment_type, draft.description) == (
        "Interesting Moment",
        "Milestone",
        "Asked for a price",
    )
    assert draft.asset is None
    assert activity(tmp_path, 46, "Web", {}).description is None


@pytest.mark.parametrize(
    "status, becomes",
    [
        ("Registered", "Register for Event"),
        ("Attended", "Attend Event"),
        ("Attended On-demand", "Attend Event"),
        ("Invited", "Program Status Change"),
        (None, "Program Status Change"),
    ],
)
def test_progressions(tmp_path: Path, status: str | None, becomes: str) -> None:
    draft = activity(tmp_path, 104, "Webinar", {"Old Status": "Attended", "New Status": status}, campaign="2005")
    assert (draft.type, draft.asset, draft.campaign) == (becomes, "Webinar", "Webinar")
    assert json.loads(draft.attributes or "")["campaignId"] == "2005"


@pytest.mark.parametrize(
    "name, becomes",
    [
        ("Open Sales Email", "Email Opened"),
        ("click sales email", "Email Clicked"),
        ("Email Bounced Soft", "Email Bounced"),
        ("Send Sales Email", "Sales Email"),
        ("Receive Sales Call", "Call Connected"),
        ("Reply to Sales Email", "Email Replied"),
        ("Change Score", "Change Score"),
    ],
)
def test_types_that_the_workspace_knows_by_name(tmp_path: Path, name: str, becomes: str) -> None:
    draft = activity(tmp_path, 39, "Letter", names={"39": name})
    assert (draft.type, draft.unnamed_type) == (becomes, False)
    replied = name.startswith("Reply")
    assert (draft.asset, draft.subject) == ((None, "Letter") if replied else ("Letter", None))


def test_a_type_that_nothing_names(tmp_path: Path) -> None:
    draft = activity(tmp_path, 4711)
    assert (draft.type, draft.asset, draft.unnamed_type) == ("Marketo 4711", "Guide", True)


def test_names_of_a_file_hold_for_the_activities_beside_it(tmp_path: Path) -> None:
    types = {"result": [{"id": 10, "name": "Change Score"}, {"id": 4711, "name": " Poll "}, {"id": None}]}
    write(tmp_path, "in/activity_types.json", json.dumps(types))
    write(
        tmp_path, "in/activities.csv", table(ACTIVITIES, *(row(n, "x", None, at="2026-11-06") for n in (10, 4711, 1)))
    )
    drafts = read(tmp_path / "in")
    assert [(d.external_id, d.name) for d in drafts if isinstance(d, NameDraft)] == [
        ("10", "Change Score"),
        ("4711", "Poll"),
    ]
    assert [d.type for d in drafts if isinstance(d, ActivityDraft)] == ["Change Score", "Poll", "Page Views"]
    assert [d.reason for d in drafts if isinstance(d, Reject)] == [Reason.BAD_VALUE]


def test_the_rules_say_what_a_type_becomes(tmp_path: Path) -> None:
    mapping = {"marketo:41": "Email Clicked", "Marketo:10": "", "marketo:104": "Webinar", "marketo:4711": ""}
    assert activity(tmp_path, 41, mapping=mapping).type == "Email Clicked"
    assert not activity(tmp_path, 41, mapping=mapping).unnamed_type
    assert activity(tmp_path, 10, mapping=mapping).type == "Open Email"
    assert activity(tmp_path, 10, "x", {"Is Bot Activity": True}, mapping=mapping).type == "Bot Activity"
    assert activity(tmp_path, 104, "x", {"New Status": "Attended"}, mapping=mapping).type == "Webinar"
    assert activity(tmp_path, 4711, mapping=mapping).type == "Marketo 4711"
    assert activity(tmp_path, 4711, mapping=mapping).unnamed_type


def test_columns_that_are_not_named_join_the_attributes(tmp_path: Path) -> None:
    columns = "marketoGUID,leadId,activityDate,activityTypeId,primaryAttributeValueId,attributes"
    path = write(
        tmp_path,
        "activities.csv",
        table(
            columns,
            '1,1001,2026-11-06,2,"say ""é""","{""a"": 1}"',
            "2,1001,2026-11-06,2,354,{}",
            "3,1001,2026-11-06,2,354,null",
            '4,1001,2026-11-06,2,354,"{""primaryAttributeValueId"": 7}"',
            "5,1001,2026-11-06,2,null,{}",
        ),
    )
    kept = [
        draft.attributes and json.loads(draft.attributes) for draft in read(path) if isinstance(draft, ActivityDraft)
    ]
    assert kept == [
        {"a": 1, "primaryAttributeValueId": 'say "é"'},
        {"primaryAttributeValueId": "354"},
        {"primaryAttributeValueId": "354"},
        {"primaryAttributeValueId": 7},
        None,
    ]


@pytest.mark.parametrize(
    "attributes",
    ['{"a":', "[1]", '"text"', "7", "{'a': 1}", '{"a": NaN}', '{"a": 1} x', "{" * 3, '{"a":' * 100_000, "nonsense"],
)
def test_broken_json_rejects_the_row(tmp_path: Path, attributes: str) -> None:
    (reject,) = rows(tmp_path, row(1, "x", attributes, at="2026-11-06"))
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.column, reject.cell) == (Reason.BAD_JSON, "attributes", False)
    assert (reject.external_id, reject.value) == ("500001", attributes)


@pytest.mark.parametrize(
    "line, reason, column",
    [
        ("null,1001,2026-11-06,1,,x,", Reason.MISSING_VALUE, "marketoGUID"),
        ("1,null,2026-11-06,1,,x,", Reason.MISSING_VALUE, "leadId"),
        ("1,1001,null,1,,x,", Reason.MISSING_VALUE, "activityDate"),
        ("1,1001,2026-11-06,,,x,", Reason.MISSING_VALUE, "activityTypeId"),
        ("1,1001,06.11.2026,1,,x,", Reason.BAD_DATE, "activityDate"),
        ("1,1001,2026-11-06,Open,,x,", Reason.BAD_VALUE, "activityTypeId"),
        ("1,1001,2026-11-06,1,,x", Reason.BAD_CSV, ""),
    ],
)
def test_an_activity_that_is_rejected(tmp_path: Path, line: str, reason: Reason, column: str) -> None:
    (reject,) = rows(tmp_path, line)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.column, reject.cell) == (reason, column, False)
    assert reject.expected


def test_half_a_character_in_json_can_be_stored(tmp_path: Path) -> None:
    draft = activity(tmp_path, 46, "Web", '{"Description": "half \\ud800 of it"}')
    assert draft.description == "half ? of it"
    assert (draft.attributes or "").encode()
