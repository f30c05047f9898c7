from __future__ import annotations

from pathlib import Path

from bgdetails.store.workspace import OpenWorkspace
from tests.sources.import_help import bring, counted, folder, one, rejects_of, roll_up_is_exact, rows, sf

ACCOUNTS = ("id,name", "a1,Acme")
PEOPLE = ("id,account_id,last_name", "p1,a1,Moss", "p2,a1,Roth")
HEADER = "id,person_id,type,at,asset,campaign,journey_id"
BASE = {"accounts": ACCOUNTS, "people": PEOPLE, "journeys": ("id,name", "j1,Nurture")}


def visits(count: int, start: int = 0) -> list[str]:
    """Two a day of each person."""
    return [
        f"x{i},p{i % 2 + 1},Page Views,2026-11-{i // 4 % 20 + 1:02}T10:00:00Z,,," for i in range(start, start + count)
    ]


def test_a_second_import_changes_nothing(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, **BASE, activities=(HEADER, *visits(7500)))
    assert counted(bring(workspace, path), "activity") == (7500, 0, 0, 0)
    assert roll_up_is_exact(workspace)
    before = rows(workspace, "SELECT * FROM activity ORDER BY id")
    assert counted(bring(workspace, path), "activity") == (0, 0, 7500, 0)
    assert rows(workspace, "SELECT * FROM activity ORDER BY id") == before
    assert roll_up_is_exact(workspace)


def test_a_changed_row_changes_that_one_activity_and_its_days(workspace: OpenWorkspace, tmp_path: Path) -> None:
    lines = visits(40)
    bring(workspace, folder(tmp_path, **BASE, activities=(HEADER, *lines)))
    lines[3] = "x3,p1,Email Opened,2026-10-01T23:59:59Z,mail,,j1"
    lines[5] = lines[5].replace("p2", "p1")
    more = [*lines, "y1,p1,Page Views,2026-10-01,,,"]
    report = bring(workspace, folder(tmp_path, **BASE, activities=(HEADER, *more)))
    assert counted(report, "activity") == (1, 2, 38, 0)
    assert roll_up_is_exact(workspace)
    assert rows(workspace, "SELECT asset, journey_id IS NOT NULL FROM activity WHERE external_id = 'x3'") == [
        ("mail", 1)
    ]


def test_of_two_rows_of_an_id_the_first_holds(workspace: OpenWorkspace, tmp_path: Path) -> None:
    lines = [
        *visits(5500),
        "x7,p2,Email Opened,2026-11-02,,,",
        visits(1, 9)[0],
        "n,p1,T,2026-11-01,,,",
        "n,p2,T,2026-11-01,,,",
    ]
    path = folder(tmp_path, **BASE, activities=(HEADER, *lines))
    for expected in ((5501, 0, 0, 0), (0, 0, 5501, 0)):
        report = bring(workspace, path, rejects=tmp_path / "r.csv")
        assert counted(report, "activity") == expected
        file = report.files[-1]
        assert (file.taken, file.repeated, file.rejected) == (5501, 1, 2)
        found = {(line["external_id"], line["line"], line["reason"]) for line in rejects_of(tmp_path / "r.csv")}
        assert found == {("x7", "5502", "repeated id"), ("n", "5505", "repeated id")}
        assert roll_up_is_exact(workspace)


def test_unknown_people_reject_the_row_unknown_journeys_the_cell(workspace: OpenWorkspace, tmp_path: Path) -> None:
    lines = ("x1,p9,Page Views,2026-11-01,,,", "x2,p1,Page Views,2026-11-01,,,j9", "x3,p1,Page Views,2026-11-01,,,j1")
    path = folder(tmp_path, **BASE, activities=(HEADER, *lines))
    report = bring(workspace, path, rejects=tmp_path / "r.csv")
    said = [(line["external_id"], line["severity"], line["column"]) for line in rejects_of(tmp_path / "r.csv")]
    assert sorted(said) == [("x1", "row", "person_id"), ("x2", "cell", "journey_id")]
    assert report.rejects == {"unknown id": 2}
    assert counted(report, "activity") == (2, 0, 0, 0)


def test_types_are_told_apart_without_case_and_shown_as_the_model_writes_them(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    lines = ("x1,p1,page VIEWS,2026-11-01,,,", "x2,p1,Poll,2026-11-01,,,", "x3,p1,POLL,2026-11-01,,,")
    bring(workspace, folder(tmp_path, **BASE, activities=(HEADER, *lines)))
    assert rows(workspace, "SELECT name, weight_milli FROM activity_type ORDER BY 1") == [
        ("Page Views", 40000),
        ("Poll", 0),
    ]


MEMBER = "Id,CampaignId,ContactId,LeadId,Status,CreatedDate,FirstRespondedDate,IsDeleted"
CAMPAIGN, CONTACT, OTHER = sf("701", 1), sf("003", 1), sf("701", 2)
SALESFORCE = {
    "Account": ("Id,Name,Industry", f"{sf('001', 1)},Acme,"),
    "Contact": ("Id,AccountId,LastName,Email", f"{CONTACT},{sf('001', 1)},Moss,"),
}


def member(number: int, status: str, deleted: str = "false") -> str:
    return f"{sf('00v', number)},{CAMPAIGN},{CONTACT},,{status},2026-11-01T10:00:00Z,,{deleted}"


def test_a_campaign_shows_as_its_id_until_its_name_comes(workspace: OpenWorkspace, tmp_path: Path) -> None:
    members = (MEMBER, member(1, "Registered"))
    bring(workspace, folder(tmp_path, **SALESFORCE, CampaignMember=members))
    (asset, campaign) = rows(workspace, "SELECT asset, campaign FROM activity")[0]
    assert asset == campaign
    assert campaign.startswith(CAMPAIGN)
    named = folder(tmp_path, "named", Campaign=("Id,Name,Status,StartDate", f"{CAMPAIGN},Summit,,", f"{OTHER},X,,"))
    bring(workspace, named)
    assert rows(workspace, "SELECT asset, campaign FROM activity") == [("Summit", "Summit")]
    assert counted(bring(workspace, folder(tmp_path, CampaignMember=members)), "activity") == (0, 0, 1, 0)


def test_a_member_who_now_attended_changes_that_one_activity(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, **SALESFORCE, CampaignMember=(MEMBER, member(1, "Registered"))))
    report = bring(workspace, folder(tmp_path, **SALESFORCE, CampaignMember=(MEMBER, member(1, "Attended"))))
    assert counted(report, "activity") == (0, 1, 0, 0)
    found = "SELECT t.name FROM activity a JOIN activity_type t ON t.id = a.type_id"
    assert rows(workspace, found) == [("Attend Event",)]
    assert roll_up_is_exact(workspace)


def test_removed_and_brought_back(workspace: OpenWorkspace, tmp_path: Path) -> None:
    steps = (
        (("true", (0, 0, 0, 1)), 0),
        (("true", (0, 0, 1, 0)), 0),
        (("false", (0, 1, 0, 0)), 1),
        (("false", (0, 0, 1, 0)), 1),
        (("true", (0, 0, 0, 1)), 0),
        (("true", (0, 0, 1, 0)), 0),
    )
    for (mark, expected), left in steps:
        path = folder(tmp_path, **SALESFORCE, CampaignMember=(MEMBER, member(1, "Attended", mark)))
        assert counted(bring(workspace, path), "activity") == expected
        assert one(workspace, "SELECT count(*) FROM activity") == left
        assert roll_up_is_exact(workspace)


def test_a_type_that_nothing_names_is_counted(workspace: OpenWorkspace, tmp_path: Path) -> None:
    leads = ("id,firstName,lastName,email,company", "7,Dana,Moss,dana@acme.example,Acme")
    header = "marketoGUID,leadId,activityTypeId,activityDate,primaryAttributeValue,attributes"
    lines = (header, *(f"g{i},7,4711,2026-11-18T10:00:00Z,,{{}}" for i in range(3)))
    path = folder(tmp_path, leads=leads, activities=lines)
    for _ in range(2):
        assert bring(workspace, path).unknown_activity_types == {"Marketo 4711": 3}
