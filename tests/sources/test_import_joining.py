from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from bgdetails.store.workspace import OpenWorkspace
from tests.factory import new_workspace
from tests.sources.import_help import bring, content, counted, folder, one, roll_up_is_exact, rows, sf

CONTACT = "Id,AccountId,FirstName,LastName,Email,Title,Phone,CreatedDate,LastModifiedDate,IsDeleted"
LEAD = "Id,FirstName,LastName,Company,Status,Email,Title,Phone,ConvertedContactId"
LEADS = "id,firstName,lastName,email,title,phone,mobilePhone,company,sfdcContactId,leadScore"
ACTIVITIES = "marketoGUID,leadId,activityTypeId,activityDate,primaryAttributeValue,attributes"
TASKS = "Id,WhoId,Status,TaskSubtype,ActivityDate,Subject"
C1, C2, L1 = sf("003", 1), sf("003", 2), sf("00Q", 1)

SALESFORCE = (CONTACT, f"{C1},,Dana,Moss,dana@acme.example,,,2025-01-01T00:00:00Z,,false")
CONVERTED = (LEAD, f"{L1},Dana,Moss,Acme,Qualified,,Finance lead,+1 555,{C1}")
MARKETO = (LEADS, "7,Dan,Moss-Hale,DANA@acme.example,CFO,+2 555,+3 555,Acme,,80")
VISITS = (ACTIVITIES, "g1,7,1,2026-11-18T10:00:00Z,pricing,{}", "g2,7,1,2026-11-18T11:00:00Z,pricing,{}")
CALLS = (TASKS, f"{sf('00T', 1)},{L1},Completed,Call,2026-11-18,Called")
PEOPLE = "SELECT name, title, phone, mobile FROM person"


def test_each_field_is_the_contacts_else_the_leads_else_marketos(workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = bring(workspace, folder(tmp_path, Contact=SALESFORCE, Lead=CONVERTED, leads=MARKETO))
    assert counted(report, "person") == (1, 0, 0, 0)
    assert rows(workspace, PEOPLE) == [("Dana Moss", "Finance lead", "+1 555", "+3 555")]
    assert '"leadScore":"80"' in one(workspace, "SELECT attributes FROM person")


FILES = {
    "Contact": SALESFORCE,
    "Lead": CONVERTED,
    "leads": MARKETO,
    "activities": VISITS,
    "Task": CALLS,
}


@pytest.mark.parametrize("order", permutations(("Contact", "Lead", "leads")))
def test_whatever_is_imported_first_the_same_comes_of_it(tmp_path: Path, order: tuple[str, ...]) -> None:
    together = new_workspace(tmp_path, "together.db")
    bring(together, folder(tmp_path, "all", **FILES))
    apart = new_workspace(tmp_path, "apart.db")
    for name in order:
        brought = {"Lead": ("Lead", "Task"), "leads": ("leads", "activities")}.get(name, (name,))
        bring(apart, folder(tmp_path, name, **{each: FILES[each] for each in brought}))
    assert rows(apart, PEOPLE) == [("Dana Moss", "Finance lead", "+1 555", "+3 555")]
    assert content(apart) == content(together)
    assert roll_up_is_exact(apart)
    together.close()
    apart.close()


def test_a_lead_that_becomes_its_contact_is_a_changed_person_not_a_new_one(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    bring(workspace, folder(tmp_path, "first", leads=MARKETO, activities=VISITS))
    report = bring(workspace, folder(tmp_path, "second", Contact=SALESFORCE))
    assert counted(report, "person") == (0, 1, 0, 0)
    again = bring(workspace, folder(tmp_path, "all", Contact=SALESFORCE, leads=MARKETO, activities=VISITS))
    assert counted(again, "person") == (0, 0, 1, 0)
    assert counted(again, "activity") == (0, 0, 2, 0)


def test_what_hangs_on_a_lead_goes_with_it(workspace: OpenWorkspace, tmp_path: Path) -> None:
    lead = folder(tmp_path, "lead", leads=MARKETO, activities=VISITS)
    bring(workspace, lead)
    with workspace.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("INSERT INTO account (id, public_id, name, name_key, deleted, hidden)"
                                   " VALUES (1, 'a', 'A', 'a', 0, 0)")  # fmt: skip
        connection.exec_driver_sql(
            "INSERT INTO solution_interest (name, name_key, template_id, update_existing, defined)"
            " SELECT 'X', 'x', min(id), 1, 1 FROM roles_template"
        )
        connection.exec_driver_sql(
            "INSERT INTO buying_group (id, public_id, account_id, interest_id, origin, deleted, hidden)"
            " SELECT 1, 'g', 1, id, 'input', 0, 0 FROM solution_interest WHERE name_key = 'x'"
        )
        connection.exec_driver_sql(
            "INSERT INTO membership (group_id, person_id, role, role_key, source, ordinal)"
            " SELECT 1, id, 'Champion', 'champion', 'manual', 0 FROM person"
        )
        connection.exec_driver_sql(
            "INSERT INTO note (source, external_id, kind, subject_id, text)"
            " SELECT 'workspace', 'n', 'person', id, 'Call back' FROM person"
        )
    bring(workspace, folder(tmp_path, "contact", Contact=SALESFORCE))
    person = one(workspace, "SELECT id FROM person")
    for table, column in (("membership", "person_id"), ("note", "subject_id"), ("activity_day", "person_id")):
        assert rows(workspace, f"SELECT DISTINCT {column} FROM {table}") == [(person,)]
    assert one(workspace, "SELECT count(DISTINCT record_id) FROM external_id WHERE kind = 'person'") == 1
    assert roll_up_is_exact(workspace)


def test_a_lead_of_a_deleted_contact_is_that_deleted_person(workspace: OpenWorkspace, tmp_path: Path) -> None:
    gone = (CONTACT, SALESFORCE[1].replace("false", "true"))
    report = bring(workspace, folder(tmp_path, Contact=gone, leads=MARKETO, activities=VISITS))
    assert counted(report, "person") == (0, 0, 0, 1)
    assert report.rejects == {}
    assert rows(workspace, "SELECT deleted, hidden FROM person") == [(1, 1)]


def test_of_several_contacts_with_the_email_the_earliest_then_the_smallest_id(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    contacts = (
        CONTACT,
        f"{sf('003', 5)},,Ana,Late,x@acme.example,,,2025-03-01T00:00:00Z,,false",
        f"{sf('003', 4)},,Ana,Twin,x@acme.example,,,2025-02-01T00:00:00Z,,false",
        f"{sf('003', 3)},,Ana,First,x@acme.example,,,2025-02-01T00:00:00Z,,false",
        f"{sf('003', 2)},,Ana,Undated,x@acme.example,,,,,false",
    )
    leads = (LEADS, "7,,,X@Acme.example,,,+3,,,")
    bring(workspace, folder(tmp_path, Contact=contacts, leads=leads))
    found = "SELECT p.name FROM external_id e JOIN person p ON p.id = e.record_id WHERE e.source = 'marketo'"
    assert one(workspace, found) == "Ana First"


def test_the_contact_that_is_named_is_better_than_one_with_the_email(workspace: OpenWorkspace, tmp_path: Path) -> None:
    named = (LEADS, f"7,Dan,Moss,dana@acme.example,,,,,{C2},")
    bring(workspace, folder(tmp_path, "one", Contact=SALESFORCE, leads=named, activities=VISITS))
    found = "SELECT p.name FROM external_id e JOIN person p ON p.id = e.record_id WHERE e.source = 'marketo'"
    assert one(workspace, found) == "Dana Moss"
    bring(workspace, folder(tmp_path, "two", Contact=(CONTACT, f"{C2},,Eli,Roth,,,,,,false")))
    assert one(workspace, found) == "Eli Roth"
    assert rows(workspace, "SELECT DISTINCT p.name FROM activity a JOIN person p ON p.id = a.person_id") == [
        ("Eli Roth",)
    ]
    assert roll_up_is_exact(workspace)


def test_a_contact_that_gets_the_email_later_takes_the_lead(workspace: OpenWorkspace, tmp_path: Path) -> None:
    without = (CONTACT, SALESFORCE[1].replace("dana@acme.example", ""))
    report = bring(workspace, folder(tmp_path, "one", Contact=without, leads=MARKETO))
    assert counted(report, "person") == (2, 0, 0, 0)
    report = bring(workspace, folder(tmp_path, "two", Contact=SALESFORCE))
    assert counted(report, "person") == (0, 1, 0, 0)
    assert one(workspace, "SELECT count(*) FROM person") == 1


def test_a_change_of_the_lead_does_not_outdo_the_contact(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, Contact=SALESFORCE, leads=MARKETO))
    changed = (LEADS, MARKETO[1].replace("Dan,", "Daniel,").replace("CFO", "CEO"))
    report = bring(workspace, folder(tmp_path, "later", leads=changed))
    assert counted(report, "person") == (0, 1, 0, 0)
    assert rows(workspace, "SELECT name, title FROM person") == [("Dana Moss", "CEO")]


def test_two_leads_of_one_contact_are_one_person(workspace: OpenWorkspace, tmp_path: Path) -> None:
    leads = (*MARKETO, "8,Dana,M,dana@acme.example,,,,,,")
    report = bring(workspace, folder(tmp_path, "leads", leads=leads))
    assert counted(report, "person") == (2, 0, 0, 0)
    assert len(report.warnings) == 2
    report = bring(workspace, folder(tmp_path, "contact", Contact=SALESFORCE))
    assert counted(report, "person") == (0, 1, 0, 0)
    assert one(workspace, "SELECT count(*) FROM person") == 1
