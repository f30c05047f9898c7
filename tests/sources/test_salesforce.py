from __future__ import annotations

import json
from pathlib import Path

import pytest

from bgdetails.sources.cells import parse_time
from bgdetails.sources.drafts import (
    ActivityDraft,
    Draft,
    LinkDraft,
    NameDraft,
    NotUsed,
    Reason,
    RecordDraft,
    Reference,
    Reject,
)
from tests.sources.read_help import read, table, write

ACCOUNT = "0015g000000000CAAQ"
CONTACT = "0035g000000000DAAQ"
LEAD = "00Q5g000000000EEAQ"
OPPORTUNITY = "0065g000000000IAAQ"
CAMPAIGN = "7015g0000000008AAA"
OWNER = "0055g0000000005AAA"


def only(folder: Path, columns: str, row: str, **options: dict[str, str]) -> Draft:
    (draft,) = rows(folder, columns, row, **options)
    return draft


def rows(folder: Path, columns: str, *lines: str, **options: dict[str, str]) -> list[Draft]:
    return read(write(folder, "export.csv", table(columns, *lines)), **options)  # type: ignore[arg-type]


def known(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def test_users_are_names(tmp_path: Path) -> None:
    drafts = rows(
        tmp_path, "Id,Name,Email,IsActive", f"{OWNER[:15]},Amy C,a@x.example,true", f"{OWNER},,b,true", ",X,,"
    )
    assert isinstance(drafts[0], NameDraft)
    assert (drafts[0].kind, drafts[0].source, drafts[0].external_id, drafts[0].name) == (
        "user", "salesforce", OWNER, "Amy C",
    )  # fmt: skip
    assert isinstance(drafts[1], Reject)
    assert (drafts[1].reason, drafts[1].column) == (Reason.MISSING_VALUE, "Name")
    assert isinstance(drafts[2], Reject)
    assert (drafts[2].reason, drafts[2].column) == (Reason.MISSING_VALUE, "Id")


def test_a_campaign_without_name_is_called_by_its_id(tmp_path: Path) -> None:
    drafts = rows(tmp_path, "Id,Name,Status,StartDate", f"{CAMPAIGN},Webinar,,", f"{CAMPAIGN},,,")
    assert [draft.name for draft in drafts if isinstance(draft, NameDraft)] == ["Webinar", CAMPAIGN]


def test_accounts(tmp_path: Path) -> None:
    columns = (
        "Id,IsDeleted,Name,ParentId,BillingCountry,BillingState,BillingCity,Website,Industry,AnnualRevenue,"
        "NumberOfEmployees,OwnerId,CreatedDate,LastModifiedDate"
    )
    row = (
        f"{ACCOUNT[:15]},false,Acme,0015g000000000aAAA,Spain,South,Vigo,x.example,Media,7.4E8,12,{OWNER[:15]},"
        "2024-08-27T16:03:15.000Z,2026-10-24T23:23:40.000+0000"
    )
    draft = only(tmp_path, columns, row)
    assert isinstance(draft, RecordDraft)
    assert (draft.kind, draft.external_id, draft.object_name, draft.deleted) == ("account", ACCOUNT, "Account", False)
    assert draft.fields == {
        "name": "Acme",
        "country": "Spain",
        "region": "South",
        "website": "x.example",
        "industry": "Media",
        "annual_revenue": 740_000_000.0,
        "employees": 12.0,
        "owner_ref": OWNER,
        "created_at": parse_time("2024-08-27T16:03:15Z"),
        "updated_at": parse_time("2026-10-24T23:23:40Z"),
    }
    assert draft.references == {"parent_id": Reference("account", "salesforce", "0015g000000000aAAA", "ParentId")}
    assert draft.attributes == {"BillingCity": "Vigo"}
    assert draft.updated_at == draft.fields["updated_at"]


def test_contacts(tmp_path: Path) -> None:
    columns = (
        "Id,AccountId,LastName,FirstName,Title,Email,Phone,MobilePhone,Department,MailingCity,MailingState,"
        "MailingPostalCode,MailingCountry,LeadSource,HasOptedOutOfEmail,ReportsToId,OwnerId,Seniority__c"
    )
    row = (
        f"{CONTACT[:15]},{ACCOUNT[:15]},Moss,Ana,CFO,a@x.example,1,2,Fin,Vigo,G,36201,Spain,Web,1,"
        f"{CONTACT},{OWNER[:15]},High"
    )
    draft = only(tmp_path, columns, row)
    assert isinstance(draft, RecordDraft)
    assert (draft.kind, draft.external_id, draft.object_name, draft.join) == ("person", CONTACT, "Contact", ())
    assert known(draft.fields) == {
        "last_name": "Moss",
        "first_name": "Ana",
        "title": "CFO",
        "email": "a@x.example",
        "phone": "1",
        "mobile": "2",
        "department": "Fin",
        "city": "Vigo",
        "state": "G",
        "postal_code": "36201",
        "country": "Spain",
        "lead_source": "Web",
        "unsubscribed": True,
    }
    assert draft.references == {
        "account_id": Reference("account", "salesforce", ACCOUNT, "AccountId"),
        "reports_to_id": Reference("person", "salesforce", CONTACT, "ReportsToId"),
    }
    assert draft.attributes == {"OwnerId": OWNER, "Seniority__c": "High"}


def test_a_contact_needs_a_name_but_no_account(tmp_path: Path) -> None:
    columns = "Id,AccountId,LastName,FirstName,Email"
    nameless, first_only, without_account, empty_account = rows(
        tmp_path,
        columns,
        f"{CONTACT},{ACCOUNT},,,a@x.example",
        f"{CONTACT},{ACCOUNT},,Ana,",
        f"{CONTACT},,Moss,,",
        f"{CONTACT},000000000000000AAA,Moss,,",
    )
    assert isinstance(nameless, Reject)
    assert (nameless.reason, nameless.external_id, nameless.cell) == (Reason.MISSING_VALUE, CONTACT, False)
    assert isinstance(first_only, RecordDraft)
    for draft in (without_account, empty_account):
        assert isinstance(draft, RecordDraft)
        assert draft.references == {}


@pytest.mark.parametrize(
    "columns, row, deleted",
    [
        ("Id,Name,Industry,IsDeleted", f"{ACCOUNT},A,,true", True),
        ("Id,Name,Industry,IsDeleted", f"{ACCOUNT},A,,false", False),
        ("Id,Name,Industry,MasterRecordId", f"{ACCOUNT},A,,0015g000000000aAAA", True),
        ("Id,Name,Industry,MasterRecordId", f"{ACCOUNT},A,,000000000000000AAA", False),
        ("Id,AccountId,LastName,Email,MasterRecordId", f"{CONTACT},,L,,{CONTACT}", True),
        ("Id,LastName,Company,Status,IsDeleted", f"{LEAD},L,C,Open,1", True),
        ("Id,AccountId,StageName,CloseDate,Name,IsDeleted", f"{OPPORTUNITY},{ACCOUNT},S,,N,true", True),
        ("OpportunityId,ContactId,Role,IsDeleted", f"{OPPORTUNITY},{CONTACT},R,true", True),
        ("Id,WhoId,StartDateTime,IsDeleted", f"00U5g000000000SEAQ,{CONTACT},2026-11-05,true", True),
        ("Id,WhoId,StartDateTime,IsDeleted", f"00U5g000000000SEAQ,{CONTACT},2026-11-05,false", False),
    ],
)
def test_deleted(tmp_path: Path, columns: str, row: str, deleted: bool) -> None:
    draft = only(tmp_path, columns, row)
    assert isinstance(draft, RecordDraft | LinkDraft | ActivityDraft)
    assert draft.deleted is deleted


def test_leads(tmp_path: Path) -> None:
    columns = "Id,LastName,Company,Status,City,Country,IsConverted,ConvertedContactId"
    draft = only(tmp_path, columns, f"{LEAD[:15]},Moss,Acme,Open,Vigo,Spain,true,{CONTACT[:15]}")
    assert isinstance(draft, RecordDraft)
    assert (draft.kind, draft.external_id, draft.object_name) == ("person", LEAD, "Lead")
    assert draft.join == (("id", "salesforce", CONTACT),)
    assert known(draft.fields) == {"last_name": "Moss", "city": "Vigo", "country": "Spain"}
    assert draft.references == {}
    assert draft.attributes == {"Company": "Acme", "Status": "Open", "IsConverted": "true"}
    plain = only(tmp_path, columns, f"{LEAD},Moss,Acme,Open,,,false,")
    assert isinstance(plain, RecordDraft)
    assert plain.join == ()
    nameless = only(tmp_path, columns, f"{LEAD},,Acme,Open,,,false,")
    assert isinstance(nameless, Reject)


def test_opportunities(tmp_path: Path) -> None:
    columns = "Id,AccountId,StageName,CloseDate,Name,IsClosed,IsWon,Amount,CurrencyIsoCode,Type,OwnerId,Probability"
    draft = only(tmp_path, columns, f"{OPPORTUNITY},{ACCOUNT},Won,2026-09-12,Deal,true,,495000.0,EUR,New,{OWNER},90")
    assert isinstance(draft, RecordDraft)
    assert known(draft.fields) == {
        "stage": "Won",
        "close_date": "2026-09-12",
        "name": "Deal",
        "is_closed": True,
        "amount": 495000.0,
        "currency": "EUR",
        "type": "New",
        "owner_ref": OWNER,
    }
    assert draft.references["account_id"].required
    assert draft.attributes == {"Probability": "90"}


@pytest.mark.parametrize(
    "row, reason, column",
    [
        (f"{OPPORTUNITY},,S,2026-09-12,Deal,1", Reason.MISSING_VALUE, "AccountId"),
        (f"{OPPORTUNITY},{ACCOUNT},S,2026-09-12,,1", Reason.MISSING_VALUE, "Name"),
        (f"{OPPORTUNITY},too-short,S,2026-09-12,Deal,1", Reason.BAD_VALUE, "AccountId"),
        (f"006,{ACCOUNT},S,2026-09-12,Deal,1", Reason.BAD_VALUE, "Id"),
        (f"{OPPORTUNITY},{ACCOUNT},S,2026-09-12,Deal", Reason.BAD_CSV, ""),
    ],
)
def test_an_opportunity_that_is_rejected(tmp_path: Path, row: str, reason: Reason, column: str) -> None:
    reject = only(tmp_path, "Id,AccountId,StageName,CloseDate,Name,Amount", row)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.column, reject.cell) == (reason, column, False)
    assert reject.external_id == row.partition(",")[0]


def test_bad_cells_of_an_opportunity(tmp_path: Path) -> None:
    *problems, draft = rows(
        tmp_path,
        "Id,AccountId,StageName,CloseDate,Name,Amount,IsWon,OwnerId",
        f"{OPPORTUNITY},{ACCOUNT},S,31/12/2026,Deal,a lot,maybe,Dana",
    )
    listed = {(p.column, p.reason, p.value) for p in problems if isinstance(p, Reject) and p.cell}
    assert listed == {
        ("CloseDate", Reason.BAD_DATE, "31/12/2026"),
        ("Amount", Reason.BAD_NUMBER, "a lot"),
        ("IsWon", Reason.BAD_VALUE, "maybe"),
        ("OwnerId", Reason.BAD_VALUE, "Dana"),
    }
    assert isinstance(draft, RecordDraft)
    assert known(draft.fields) == {"stage": "S", "name": "Deal"}


def test_contact_roles(tmp_path: Path) -> None:
    columns = "Id,OpportunityId,ContactId,Role,IsPrimary"
    draft = only(tmp_path, columns, f"00K5g000000000J,{OPPORTUNITY[:15]},{CONTACT[:15]},,true")
    assert isinstance(draft, LinkDraft)
    assert (draft.table, draft.external_id) == ("opportunity_contact_role", "00K5g000000000JEAQ")
    assert draft.fields == {"role": None, "is_primary": True}
    assert draft.references == {
        "opportunity_id": Reference("opportunity", "salesforce", OPPORTUNITY, "OpportunityId", required=True),
        "person_id": Reference("person", "salesforce", CONTACT, "ContactId", required=True),
    }
    first, second = rows(
        tmp_path, "OpportunityId,ContactId,Role", f"{OPPORTUNITY},{CONTACT},A", f"{OPPORTUNITY},{CONTACT},B"
    )
    assert isinstance(first, LinkDraft)
    assert isinstance(second, LinkDraft)
    assert first.external_id != second.external_id
    missing = only(tmp_path, columns, f"00K5g000000000J,{OPPORTUNITY},,R,")
    assert isinstance(missing, Reject)


@pytest.mark.parametrize(
    "columns", ["Id,OpportunityId,StageName,CreatedDate", "Id,OpportunityId,Field,OldValue,NewValue"]
)
def test_histories_are_not_used_and_never_rejected(tmp_path: Path, columns: str) -> None:
    width = columns.count(",")
    drafts = rows(tmp_path, columns, "x" + "," * width, "ragged,row", 'an,"open quote')
    assert [type(draft) for draft in drafts] == [NotUsed, NotUsed, NotUsed]


TASK = "Id,WhoId,Status,TaskSubtype,ActivityDate,CompletedDateTime,CreatedDate,Subject,CallDurationInSeconds"


def task(subtype: str, subject: str = "", seconds: str = "") -> str:
    return f"00T5g000000000R,{CONTACT[:15]},Completed,{subtype},2026-10-05,,,{subject},{seconds}"


@pytest.mark.parametrize(
    "row, becomes",
    [
        (task("Call", seconds="320"), "Call Connected"),
        (task("Call"), "Call Connected"),
        (task("Call", seconds="0"), "Call Attempted"),
        (task("call", seconds="0.0"), "Call Attempted"),
        (task("Email", "Re: prices"), "Email Replied"),
        (task("Email", "Email: Re: prices"), "Email Replied"),
        (task("Email", "EMAIL:RE: prices"), "Email Replied"),
        (task("Email", "Regarding prices"), "Sales Email"),
        (task("Email", "Email: prices re: x"), "Sales Email"),
        (task("Email"), "Sales Email"),
        (task("Task", "Re: x"), "Task"),
        (task("LinkedIn"), "Task"),
        (task(""), "Task"),
    ],
)
def test_what_a_task_becomes(tmp_path: Path, row: str, becomes: str) -> None:
    draft = only(tmp_path, TASK, row)
    assert isinstance(draft, ActivityDraft)
    assert draft.type == becomes
    assert (draft.external_id, draft.person) == ("00T5g000000000REAQ", (("salesforce", CONTACT),))
    assert draft.at == parse_time("2026-10-05")


@pytest.mark.parametrize(
    "times, at",
    [
        ("2026-10-05,2026-10-04T08:00:00Z,2026-10-01", "2026-10-04T08:00:00Z"),
        ("2026-10-05,,2026-10-01", "2026-10-05T12:00:00Z"),
        (",,2026-10-01T01:02:03.000Z", "2026-10-01T01:02:03Z"),
    ],
)
def test_when_a_task_was(tmp_path: Path, times: str, at: str) -> None:
    draft = only(tmp_path, TASK, f"00T5g000000000R,{LEAD},COMPLETED,,{times},,")
    assert isinstance(draft, ActivityDraft)
    assert draft.at == parse_time(at)
    assert draft.person == (("salesforce", LEAD),)


def test_a_bad_time_gives_way_to_the_next(tmp_path: Path) -> None:
    problem, draft = rows(tmp_path, TASK, f"00T5g000000000R,{LEAD},Completed,,05.10.2026,,2026-10-01,,")
    assert isinstance(problem, Reject)
    assert (problem.cell, problem.column, problem.reason) == (True, "ActivityDate", Reason.BAD_DATE)
    assert isinstance(draft, ActivityDraft)
    assert draft.at == parse_time("2026-10-01")


def test_a_bad_length_of_a_call_is_told_with_the_id_of_its_row(tmp_path: Path) -> None:
    problem, draft = rows(tmp_path, TASK, task("Call", seconds="long"))
    assert isinstance(problem, Reject)
    assert (problem.cell, problem.column, problem.external_id) == (True, "CallDurationInSeconds", "00T5g000000000REAQ")
    assert isinstance(draft, ActivityDraft)
    assert draft.type == "Call Connected"


@pytest.mark.parametrize(
    "row, reason, column",
    [
        (f"00T5g000000000R,{CONTACT},Completed,,,,,,", Reason.MISSING_VALUE, "CompletedDateTime"),
        (f"00T5g000000000R,{CONTACT},Completed,,soon,,,,", Reason.BAD_DATE, "ActivityDate"),
        ("00T5g000000000R,somebody,Completed,,2026-10-05,,,,", Reason.BAD_VALUE, "WhoId"),
        (f",{CONTACT},Completed,,2026-10-05,,,,", Reason.MISSING_VALUE, "Id"),
        (f"00T,{CONTACT},Completed,,2026-10-05,,,,", Reason.BAD_VALUE, "Id"),
    ],
)
def test_a_task_that_is_rejected(tmp_path: Path, row: str, reason: Reason, column: str) -> None:
    reject = only(tmp_path, TASK, row)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.column, reject.cell) == (reason, column, False)


@pytest.mark.parametrize("who, status", [(CONTACT, "Not Started"), (CONTACT, ""), ("", "Completed")])
def test_a_task_that_is_not_used(tmp_path: Path, who: str, status: str) -> None:
    draft = only(tmp_path, TASK, f"00T5g000000000R,{who},{status},Call,2026-10-05,,,,")
    assert isinstance(draft, NotUsed)
    assert draft.why


def test_other_columns_of_a_task_are_kept(tmp_path: Path) -> None:
    columns = "Id,WhoId,Status,ActivityDate,Description,Subject,OwnerId,WhatId,Priority"
    row = f"00T5g000000000R,{CONTACT},Completed,2026-10-05,Said so,Call,{OWNER[:15]},,High"
    draft = only(tmp_path, columns, row)
    assert isinstance(draft, ActivityDraft)
    assert (draft.subject, draft.description) == ("Call", "Said so")
    assert json.loads(draft.attributes or "") == {"OwnerId": OWNER, "Priority": "High"}


EVENT = "Id,WhoId,StartDateTime,ActivityDateTime,ActivityDate,Subject,IsChild"


@pytest.mark.parametrize(
    "times, at",
    [
        ("2026-11-05T04:30:52.000Z,2026-11-06,2026-11-07", "2026-11-05T04:30:52Z"),
        (",2026-11-06,2026-11-07", "2026-11-06T12:00:00Z"),
        (",,2026-11-07", "2026-11-07T12:00:00Z"),
    ],
)
def test_events(tmp_path: Path, times: str, at: str) -> None:
    draft = only(tmp_path, EVENT, f"00U5g000000000S,{CONTACT},{times},Demo,false")
    assert isinstance(draft, ActivityDraft)
    assert (draft.type, draft.at, draft.subject) == ("Meeting Held", parse_time(at), "Demo")
    assert draft.external_id == "00U5g000000000SEAQ"


def test_events_that_become_nothing(tmp_path: Path) -> None:
    child, nobody, timeless = rows(
        tmp_path,
        EVENT,
        f"00U5g000000000S,{CONTACT},2026-11-05,,,Demo,true",
        "00U5g000000000S,,2026-11-05,,,Demo,",
        f"00U5g000000000S,{CONTACT},,,,Demo,",
    )
    assert isinstance(child, NotUsed)
    assert isinstance(nobody, NotUsed)
    assert isinstance(timeless, Reject)


MEMBER = "Id,CampaignId,Status,ContactId,LeadId,FirstRespondedDate,CreatedDate"


@pytest.mark.parametrize(
    "status, becomes",
    [
        ("Attended", "Attend Event"),
        ("attended on-demand", "Attend Event"),
        ("Registered", "Register for Event"),
        ("Responded", "Campaign Response"),
        ("Sent", "Campaign Sent"),
        ("No Show", "Campaign: No Show"),
    ],
)
def test_campaign_members(tmp_path: Path, status: str, becomes: str) -> None:
    draft = only(tmp_path, MEMBER, f"00v5g000000000T,{CAMPAIGN[:15]},{status},{CONTACT[:15]},{LEAD},,2026-08-30")
    assert isinstance(draft, ActivityDraft)
    assert (draft.type, draft.external_id) == (becomes, "00v5g000000000TAAQ")
    assert draft.person == (("salesforce", CONTACT), ("salesforce", LEAD))
    assert (draft.campaign_ref, draft.campaign, draft.asset) == (CAMPAIGN, None, None)
    assert draft.at == parse_time("2026-08-30")


def test_when_a_member_responded(tmp_path: Path) -> None:
    draft = only(tmp_path, MEMBER, f"00v5g000000000T,{CAMPAIGN},Responded,,{LEAD},2026-10-20,2026-08-30")
    assert isinstance(draft, ActivityDraft)
    assert draft.at == parse_time("2026-10-20")
    assert (draft.person, draft.person_column) == ((("salesforce", LEAD),), "LeadId")


@pytest.mark.parametrize(
    "row, reason, column",
    [
        (f"00v5g000000000T,{CAMPAIGN},Sent,,,,2026-08-30", Reason.MISSING_VALUE, "ContactId"),
        (f"00v5g000000000T,{CAMPAIGN},Sent,,x,,2026-08-30", Reason.BAD_VALUE, "LeadId"),
        (f"00v5g000000000T,{CAMPAIGN},Sent,{CONTACT},,,", Reason.MISSING_VALUE, "FirstRespondedDate"),
        (f"00v5g000000000T,{CAMPAIGN},,{CONTACT},,,2026-08-30", Reason.MISSING_VALUE, "Status"),
        (f",{CAMPAIGN},Sent,{CONTACT},,,2026-08-30", Reason.MISSING_VALUE, "Id"),
    ],
)
def test_a_member_that_is_rejected(tmp_path: Path, row: str, reason: Reason, column: str) -> None:
    reject = only(tmp_path, MEMBER, row)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.column, reject.cell) == (reason, column, False)


def test_members_without_ids_are_told_apart_by_campaign_and_person(tmp_path: Path) -> None:
    drafts = rows(
        tmp_path,
        "CampaignId,Status,ContactId,CreatedDate",
        f"{CAMPAIGN},Sent,{CONTACT},2026-08-30",
        f"{CAMPAIGN},Sent,{CONTACT[:14]}X,2026-08-30",
    )
    ids = {draft.external_id for draft in drafts if isinstance(draft, ActivityDraft)}
    assert len(ids) == 2


def test_the_rules_say_what_a_type_becomes(tmp_path: Path) -> None:
    mapping = {
        "salesforce:Task:Email": "Outreach",
        "Salesforce:task:call": "",
        "salesforce:Event:Event": "Coffee",
        "salesforce:CampaignMember:Sent": "",
    }
    row = task("Email", "Re: prices")
    assert getattr(only(tmp_path, TASK, row, mapping=mapping), "type", None) == "Outreach"
    assert getattr(only(tmp_path, TASK, task("Call"), mapping=mapping), "type", None) == "Call"
    assert getattr(only(tmp_path, TASK, task(""), mapping=mapping), "type", None) == "Task"
    event = f"00U5g000000000S,{CONTACT},2026-11-05,,,Demo,"
    assert getattr(only(tmp_path, EVENT, event, mapping=mapping), "type", None) == "Coffee"
    member = f"00v5g000000000T,{CAMPAIGN},Sent,{CONTACT},,,2026-08-30"
    assert getattr(only(tmp_path, MEMBER, member, mapping=mapping), "type", None) == "Sent"
