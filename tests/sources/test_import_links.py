from __future__ import annotations

from pathlib import Path

from bgdetails.store.workspace import OpenWorkspace
from tests.sources.import_help import bring, counted, folder, one, rejects_of, rows, sf
from tests.sources.read_help import write

ACCOUNTS = ("id,name", "a1,Acme")
PEOPLE = ("id,account_id,last_name", "p1,a1,Moss", "p2,a1,Roth")
GROUPS = "id,account_id,solution_interest,stage,stage_entered_at"
MEMBERS = "buying_group_id,person_id,role,source,added_at,removed_at,removed_by"
BASE = {"accounts": ACCOUNTS, "people": PEOPLE}


class TestMembers:
    def test_rows_of_one_triple_are_told_apart_by_their_order(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        members = (
            MEMBERS,
            "g1,p1,Champion,,2026-01-01,,",
            "g1,p1,Influencer,,2026-01-01,,",
            "g1,p1,champion,manual,2026-01-01,,",
            "g1,p1,Champion,,2026-02-01,,",
        )
        path = folder(tmp_path, **BASE, buying_groups=(GROUPS, "g1,a1,New business,,"), members=members)
        report = bring(workspace, path)
        assert counted(report, "membership") == (3, 0, 0, 0)
        assert [file.repeated for file in report.files if file.kind == "workspace members"] == [1]
        found = "SELECT role, source, ordinal FROM membership ORDER BY id"
        assert rows(workspace, found) == [
            ("Champion", "manual", 0),
            ("Influencer", "manual", 1),
            ("Champion", "manual", 0),
        ]
        assert counted(bring(workspace, path), "membership") == (0, 0, 3, 0)

    def test_a_changed_row_updates_its_membership_in_place(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        groups = (GROUPS, "g1,a1,New business,,")
        bring(
            workspace,
            folder(tmp_path, **BASE, buying_groups=groups, members=(MEMBERS, "g1,p1,Champion,,,,", "g1,p2,Other,,,,")),
        )
        before = rows(workspace, "SELECT id FROM membership ORDER BY id")
        changed = (MEMBERS, "g1,p1,Champion,journey,,2026-05-01,journey", "g1,p2,Other,,,,")
        report = bring(workspace, folder(tmp_path, **BASE, buying_groups=groups, members=changed))
        assert counted(report, "membership") == (0, 1, 1, 0)
        assert rows(workspace, "SELECT id FROM membership ORDER BY id") == before
        assert rows(workspace, "SELECT source, removed_by FROM membership ORDER BY id") == [
            ("journey", "journey"),
            ("manual", None),
        ]

    def test_roles_and_stages_stand_as_the_rules_write_them(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        path = folder(
            tmp_path,
            **BASE,
            buying_groups=(GROUPS, "g1,a1,NEW BUSINESS,interest,"),
            members=(MEMBERS, "g1,p1,decision MAKER,,,,", "g1,p2,Tea maker,,,,"),
        )
        for _ in range(2):
            report = bring(workspace, path)
            assert rows(workspace, "SELECT role FROM membership ORDER BY id") == [("Decision Maker",), ("Tea maker",)]
            assert rows(workspace, "SELECT g.stage, i.name FROM buying_group g, solution_interest i"
                                   " WHERE i.id = g.interest_id") == [("Interest", "New business")]  # fmt: skip
            assert report.warnings == []
        assert counted(report, "membership") == (0, 0, 2, 0)
        assert counted(report, "group") == (0, 0, 1, 0)

    def test_members_of_what_is_not_there_are_rejected(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        members = (MEMBERS, "g9,p1,Champion,,,,", "g1,p9,Champion,,,,")
        path = folder(tmp_path, **BASE, buying_groups=(GROUPS, "g1,a1,New business,,"), members=members)
        report = bring(workspace, path, rejects=tmp_path / "r.csv")
        assert report.rejects == {"unknown id": 2}
        said = {(line["column"], line["value"], line["external_id"]) for line in rejects_of(tmp_path / "r.csv")}
        assert said == {("buying_group_id", "g9", ""), ("person_id", "p9", "")}


class TestGroups:
    def test_an_undefined_interest_is_made_and_told_of_once(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        groups = (GROUPS, "g1,a1,Data Lake,,", "g2,a1,data lake,,", "g3,a1,New business,,")
        report = bring(workspace, folder(tmp_path, **BASE, buying_groups=groups))
        (warning,) = report.warnings
        assert "“Data Lake”" in warning
        found = (
            "SELECT i.name, i.defined, t.name, s.name FROM solution_interest i"
            " JOIN roles_template t ON t.id = i.template_id JOIN stage_model s ON s.id = i.stage_model_id ORDER BY 1"
        )
        assert rows(workspace, found) == [
            ("Data Lake", 0, "Standard purchase", "Default"),
            ("New business", 1, "Standard purchase", "Default"),
        ]

    def test_a_stage_that_the_model_lacks_is_kept_and_told_of_once(
        self, workspace: OpenWorkspace, tmp_path: Path
    ) -> None:
        groups = (GROUPS, "g1,a1,New business,Haggling,", "g2,a1,New business,Haggling,", "g3,a1,New business,Lost,")
        report = bring(workspace, folder(tmp_path, **BASE, buying_groups=groups))
        (warning,) = report.warnings
        assert "“Haggling”" in warning
        assert rows(workspace, "SELECT stage FROM buying_group ORDER BY public_id") == [
            ("Haggling",),
            ("Haggling",),
            ("Lost",),
        ]

    def test_an_empty_stage_is_that_of_the_latest_change(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        groups = (GROUPS, "g1,a1,New business,,", "g2,a1,New business,Lost,", "g3,a1,New business,,")
        changes = (
            "buying_group_id,from,to,at",
            "g1,,Awareness,2026-01-01",
            "g1,Awareness,interest,2026-03-01",
            "g1,Awareness,Lost,2026-02-01",
            "g2,,Awareness,2026-01-01",
            "g2,,Awareness,2026-01-01",
        )
        path = folder(tmp_path, **BASE, buying_groups=groups, stage_changes=changes)
        report = bring(workspace, path)
        assert counted(report, "stage_change") == (4, 0, 0, 0)
        assert rows(workspace, "SELECT stage FROM buying_group ORDER BY public_id") == [
            ("Interest",),
            ("Lost",),
            (None,),
        ]
        report = bring(workspace, path)
        assert counted(report, "stage_change") == (0, 0, 4, 0)
        assert counted(report, "group") == (0, 0, 3, 0)

    def test_stage_changes_may_come_later(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        bring(workspace, folder(tmp_path, **BASE, buying_groups=(GROUPS, "g1,a1,New business,,")))
        changes = ("buying_group_id,from,to,at", "g1,,Awareness,2026-01-01")
        bring(workspace, folder(tmp_path, "later", stage_changes=changes))
        assert one(workspace, "SELECT stage FROM buying_group") == "Awareness"


def test_accounts_in_journeys_update_in_place(workspace: OpenWorkspace, tmp_path: Path) -> None:
    header = "account_id,journey_id,entered_at,left_at,status"
    journeys = ("id,name,status", "j1,Nurture,live")
    entry = "a1,j1,2026-01-01,,in progress"
    first = bring(workspace, folder(tmp_path, **BASE, journeys=journeys, account_journeys=(header, entry, entry)))
    assert counted(first, "account_journey") == (1, 0, 0, 0)
    left = "a1,j1,2026-01-01,2026-02-01,Completed"
    report = bring(workspace, folder(tmp_path, **BASE, journeys=journeys, account_journeys=(header, left)))
    assert counted(report, "account_journey") == (0, 1, 0, 0)
    assert rows(workspace, "SELECT status, left_at IS NOT NULL FROM account_journey") == [("Completed", 1)]


class TestContactRoles:
    HEADER = "Id,OpportunityId,ContactId,Role,IsPrimary,IsDeleted"

    def path(self, root: Path, *roles: str) -> Path:
        account, deal = sf("001", 1), sf("006", 1)
        return folder(
            root,
            Account=("Id,Name,Industry", f"{account},Acme,"),
            Contact=("Id,AccountId,LastName,Email", f"{sf('003', 1)},{account},Moss,"),
            Opportunity=("Id,AccountId,Name,StageName,CloseDate", f"{deal},{account},Deal,Open,2026-12-01"),
            OpportunityContactRole=(
                self.HEADER,
                *(f"{sf('00K', i)},{deal},{sf('003', 1)},{role}" for i, role in enumerate(roles)),
            ),
        )

    def test_two_rows_are_two_roles_and_unmapped_names_are_counted(
        self, workspace: OpenWorkspace, tmp_path: Path
    ) -> None:
        path = self.path(tmp_path, "economic buyer,true,false", "Gatekeeper,,false", "Gatekeeper,,", ",,false")
        report = bring(workspace, path)
        assert counted(report, "opportunity_contact_role") == (4, 0, 0, 0)
        assert report.unmapped_crm_roles == {"Gatekeeper": 2}
        assert counted(bring(workspace, path), "opportunity_contact_role") == (0, 0, 4, 0)

    def test_deleted_changed_and_brought_back(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        steps = (
            ("Champion,,false", (1, 0, 0, 0)),
            ("Champion,,true", (0, 0, 0, 1)),
            ("Champion,,true", (0, 0, 1, 0)),
            ("Champion,,false", (0, 1, 0, 0)),
            ("Evaluator,,false", (0, 1, 0, 0)),
        )
        for role, expected in steps:
            assert counted(bring(workspace, self.path(tmp_path, role)), "opportunity_contact_role") == expected
        assert rows(workspace, "SELECT role, deleted FROM opportunity_contact_role") == [("Evaluator", 0)]


def test_notes_hang_on_what_they_name(workspace: OpenWorkspace, tmp_path: Path) -> None:
    header = "id,kind,subject_id,text,author,at"
    path = folder(tmp_path, **BASE, notes=(header, "n1,person,p1,Call back,Lena,", "n2,account,a9,Lost,,"))
    report = bring(workspace, path)
    assert counted(report, "note") == (1, 0, 0, 0)
    assert report.rejects == {"unknown id": 1}
    assert rows(
        workspace, "SELECT n.text FROM note n JOIN person p ON p.id = n.subject_id WHERE p.public_id = 'p1'"
    ) == [("Call back",)]


def test_keywords_are_compared_without_case(workspace: OpenWorkspace, tmp_path: Path) -> None:
    keywords = ("category,product,keyword", "Data,Backup,ransomware", "data,BACKUP,Ransomware", "Data,Backup,tape")
    path = folder(tmp_path, intent_keywords=keywords)
    report = bring(workspace, path)
    assert counted(report, "intent_keyword") == (2, 0, 0, 0)
    assert report.files[0].repeated == 1
    assert counted(bring(workspace, path), "intent_keyword") == (0, 0, 2, 0)


def test_rules_replace_the_rules_and_names_follow(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, **BASE, buying_groups=(GROUPS, "g1,a1,Cloud,won,"), members=(MEMBERS, "g1,p1,boss,,,,"))
    bring(workspace, path)
    write(
        tmp_path,
        "rules.toml",
        """
        [[roles_template]]
        name = "Short"
        [[roles_template.role]]
        role = "Boss"
        [[solution_interest]]
        name = "CLOUD"
        roles_template = "Short"
        stage_model = "Two"
        [[stage_model]]
        name = "Two"
        entry = ["Open"]
        success = "Won"
        transitions = { "Open" = ["Won"] }
        """,
    )
    report = bring(workspace, tmp_path / "rules.toml")
    assert report.files[0].kind == "rules"
    found = (
        "SELECT i.name, g.stage, m.role FROM buying_group g JOIN membership m ON m.group_id = g.id"
        " JOIN solution_interest i ON i.id = g.interest_id"
    )
    assert rows(workspace, found) == [("CLOUD", "Won", "Boss")]
