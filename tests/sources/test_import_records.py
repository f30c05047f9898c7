from __future__ import annotations

from pathlib import Path

import pytest

from bgdetails.store.workspace import OpenWorkspace
from tests.sources.import_help import bring, counted, folder, one, rejects_of, rows, sf

ACCOUNTS = ("id,name,industry,parent_id,updated_at", "a1,Acme,Banking,,", "a2,Brill,,a1,")
PEOPLE = (
    "id,account_id,first_name,last_name,title,email,reports_to_id,updated_at",
    "p1,a1,Dana,Moss,CFO,dana@acme.example,,",
    "p2,a1,Eli,Roth,Engineer,eli@acme.example,p1,",
)


def test_records_are_written_with_keys_and_ids(workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE))
    assert counted(report, "account") == (2, 0, 0, 0)
    assert counted(report, "person") == (2, 0, 0, 0)
    assert rows(workspace, "SELECT public_id, name, name_key, email_key FROM person ORDER BY 1") == [
        ("p1", "Dana Moss", "dana moss", "dana@acme.example"),
        ("p2", "Eli Roth", "eli roth", "eli@acme.example"),
    ]


def test_a_second_import_finds_nothing_new(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE)
    bring(workspace, path)
    report = bring(workspace, path)
    assert counted(report, "account") == (0, 0, 2, 0)
    assert counted(report, "person") == (0, 0, 2, 0)


def test_a_changed_row_updates_its_record_in_place(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE))
    before = one(workspace, "SELECT id FROM person WHERE public_id = 'p1'")
    changed = (PEOPLE[0], "p1,a2,Dana,Moss-Hale,CEO,,,", PEOPLE[2])
    report = bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=changed))
    assert counted(report, "person") == (0, 1, 1, 0)
    found = "SELECT p.id, p.name, p.title, p.email, a.public_id FROM person p JOIN account a ON a.id = p.account_id"
    assert rows(workspace, f"{found} WHERE p.public_id = 'p1'") == [(before, "Dana Moss-Hale", "CEO", None, "a2")]


def test_references_to_the_same_kind_may_stand_further_down(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=(ACCOUNTS[0], ACCOUNTS[2], ACCOUNTS[1]), people=PEOPLE))
    parent = "SELECT b.public_id FROM account a JOIN account b ON b.id = a.parent_id WHERE a.public_id = 'a2'"
    superior = "SELECT b.public_id FROM person a JOIN person b ON b.id = a.reports_to_id WHERE a.public_id = 'p2'"
    assert one(workspace, parent) == "a1"
    assert one(workspace, superior) == "p1"


def test_a_reference_survives_a_change_of_another_cell(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=PEOPLE))
    bring(workspace, folder(tmp_path, accounts=(*ACCOUNTS[:2], "a2,Brill & Co,,a1,")))
    assert rows(workspace, "SELECT name, parent_id IS NOT NULL FROM account WHERE public_id = 'a2'") == [
        ("Brill & Co", 1)
    ]


def test_what_names_nothing_is_a_bad_cell_or_a_rejected_row(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        accounts=(*ACCOUNTS, "a3,Cole,,a9,"),
        people=(*PEOPLE, "p3,a8,Ida,Low,,,p9,"),
        opportunities=("id,account_id,name", "o1,a1,Deal", "o2,a7,Deal"),
    )
    report = bring(workspace, path, rejects=tmp_path / "rejects.csv")
    lines = rejects_of(tmp_path / "rejects.csv")
    said = {(line["external_id"], line["severity"], line["column"], line["value"]) for line in lines}
    assert said == {
        ("a3", "cell", "parent_id", "a9"),
        ("p3", "cell", "account_id", "a8"),
        ("p3", "cell", "reports_to_id", "p9"),
        ("o2", "row", "account_id", "a7"),
    }
    assert {line["reason"] for line in lines} == {"unknown id"}
    assert report.rejects == {"unknown id": 4}
    assert counted(report, "opportunity") == (1, 0, 0, 0)
    assert [(file.taken, file.rejected, file.cells_rejected) for file in report.files] == [
        (3, 0, 1),
        (3, 0, 2),
        (1, 1, 0),
    ]


def test_a_reference_is_tried_again_when_its_row_comes_again(workspace: OpenWorkspace, tmp_path: Path) -> None:
    people = (PEOPLE[0], "p1,a1,Dana,Moss,,,p2,")
    header = ("id,name,industry", "a0,First,")
    first = bring(workspace, folder(tmp_path, accounts=header, people=people))
    assert first.rejects == {"unknown id": 2}
    again = bring(workspace, folder(tmp_path, accounts=header, people=people))
    assert again.rejects == {"unknown id": 2}
    assert counted(again, "person") == (0, 0, 1, 0)
    both = (*people, "p2,a1,Eli,Roth,,,,")
    healed = bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=both))
    assert healed.rejects == {}
    assert counted(healed, "person") == (1, 1, 0, 0)
    assert one(workspace, "SELECT count(*) FROM person WHERE account_id IS NULL") == 0
    assert one(workspace, "SELECT count(*) FROM person WHERE reports_to_id IS NOT NULL") == 1


def test_a_cycle_of_parents_is_a_bad_cell(workspace: OpenWorkspace, tmp_path: Path) -> None:
    accounts = ("id,name,parent_id", "a1,One,a2", "a2,Two,a3", "a3,Three,a1", "a4,Four,a1", "a5,Five,a5")
    report = bring(workspace, folder(tmp_path, accounts=accounts), rejects=tmp_path / "r.csv")
    assert report.rejects == {"bad value": 4}
    assert {line["external_id"] for line in rejects_of(tmp_path / "r.csv")} == {"a1", "a2", "a3", "a5"}
    assert rows(workspace, "SELECT public_id FROM account WHERE parent_id IS NOT NULL") == [("a4",)]
    again = bring(workspace, folder(tmp_path, accounts=accounts))
    assert counted(again, "account") == (0, 0, 5, 0)
    assert again.rejects == {"bad value": 4}


def test_a_cycle_closed_by_a_later_import_is_cut_where_it_closes(workspace: OpenWorkspace, tmp_path: Path) -> None:
    bring(workspace, folder(tmp_path, accounts=("id,name,parent_id", "a1,One,", "a2,Two,a1")))
    report = bring(workspace, folder(tmp_path, accounts=("id,name,parent_id", "a1,One,a2")))
    assert report.rejects == {"bad value": 1}
    assert rows(workspace, "SELECT public_id FROM account WHERE parent_id IS NOT NULL") == [("a2",)]


class TestRepeated:
    def test_the_same_content_is_counted_and_no_reject(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        report = bring(workspace, folder(tmp_path, accounts=(*ACCOUNTS, ACCOUNTS[1])))
        assert (report.files[0].taken, report.files[0].repeated, report.rejects) == (2, 1, {})

    @pytest.mark.parametrize(
        "first, second, kept, loser_line",
        [
            ("a1,Old,,,2026-01-01", "a1,New,,,2026-02-01", "New", "2"),
            ("a1,New,,,2026-02-01", "a1,Old,,,2026-01-01", "New", "3"),
            ("a1,First,,,", "a1,Second,,,", "First", "3"),
            ("a1,First,,,2026-01-01", "a1,Second,,,2026-01-01", "First", "3"),
            ("a1,Unknown,,,", "a1,Known,,,2026-01-01", "Known", "2"),
        ],
    )
    def test_of_two_contents_the_later_holds_then_the_first(
        self, workspace: OpenWorkspace, tmp_path: Path, first: str, second: str, kept: str, loser_line: str
    ) -> None:
        path = folder(tmp_path, accounts=(ACCOUNTS[0], first, second))
        for expected in ((1, 0, 0, 0), (0, 0, 1, 0)):
            report = bring(workspace, path, rejects=tmp_path / "r.csv")
            assert counted(report, "account") == expected
            assert one(workspace, "SELECT name FROM account") == kept
            (line,) = rejects_of(tmp_path / "r.csv")
            assert (line["line"], line["reason"], line["severity"]) == (loser_line, "repeated id", "row")
            assert line["row"] == (first if loser_line == "2" else second).split(",")
            assert (report.files[0].taken, report.files[0].rejected) == (1, 1)

    def test_across_files_and_chunks(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        many = [f"b{number},Name {number},,,2026-01-01" for number in range(5100)]
        path = folder(
            tmp_path,
            accounts=(ACCOUNTS[0], *many, "b0,Late,,,2026-03-01", many[1]),
            **{"accounts-2": (ACCOUNTS[0], many[2], "b3,Later,,,2026-05-01")},
        )
        report = bring(workspace, path, rejects=tmp_path / "r.csv")
        assert counted(report, "account") == (5100, 0, 0, 0)
        assert {(line["external_id"], line["line"]) for line in rejects_of(tmp_path / "r.csv")} == {
            ("b0", "2"),
            ("b3", "5"),
        }
        assert sum(file.repeated for file in report.files) == 2
        assert [name for (name,) in rows(workspace, "SELECT name FROM account WHERE name LIKE 'Late%' ORDER BY 1")] == [
            "Late",
            "Later",
        ]


def test_two_people_with_one_email_stay_two_and_are_told_of(workspace: OpenWorkspace, tmp_path: Path) -> None:
    people = (PEOPLE[0], PEOPLE[1], "p2,a1,Dan,Moss,,DANA@acme.example,,")
    report = bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=people))
    assert counted(report, "person") == (2, 0, 0, 0)
    (warning,) = report.warnings
    assert "p1 and p2" in warning
    assert "dana@acme.example" in warning


def test_people_without_account_are_told_of(workspace: OpenWorkspace, tmp_path: Path) -> None:
    report = bring(workspace, folder(tmp_path, accounts=ACCOUNTS, people=(PEOPLE[0], "p1,,Dana,Moss,,,,")))
    assert report.warnings == [
        "1 person has no account: they have a page and a score, but buying groups need accounts."
    ]


ACCOUNT = "Id,Name,Industry,ParentId,OwnerId,IsDeleted,MasterRecordId"
CONTACT = "Id,AccountId,FirstName,LastName,Email,Title,CreatedDate,LastModifiedDate,IsDeleted"
A1, C1, U1 = sf("001", 1), sf("003", 1), sf("005", 1)


class TestDeleted:
    def test_a_mark_hides_and_its_end_brings_back(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        def account(mark: str) -> tuple[int, int, int, int]:
            report = bring(
                workspace,
                folder(
                    tmp_path,
                    Account=(ACCOUNT, f"{A1},Acme,,,,{mark},"),
                    Contact=(CONTACT, f"{C1},{A1},Dana,Moss,,,,,false"),
                ),
            )
            return counted(report, "account")

        hidden = "SELECT a.hidden, p.hidden, p.deleted FROM account a JOIN person p ON p.account_id = a.id"
        assert account("false") == (1, 0, 0, 0)
        assert rows(workspace, hidden) == [(0, 0, 0)]
        assert account("true") == (0, 0, 0, 1)
        assert rows(workspace, hidden) == [(1, 1, 0)]
        assert account("true") == (0, 0, 1, 0)
        assert account("false") == (0, 1, 0, 0)
        assert rows(workspace, hidden) == [(0, 0, 0)]

    def test_a_new_record_that_arrives_deleted_counts_once(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        path = folder(tmp_path, Account=(ACCOUNT, f"{A1},Acme,,,,true,", f"{sf('001', 2)},Gone,,,,,{A1}"))
        assert counted(bring(workspace, path), "account") == (0, 0, 0, 2)
        assert counted(bring(workspace, path), "account") == (0, 0, 2, 0)

    def test_what_names_a_deleted_record_is_taken_and_hidden(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        path = folder(
            tmp_path,
            Account=(ACCOUNT, f"{A1},Acme,,,,true,"),
            Contact=(CONTACT, f"{C1},{A1},Dana,Moss,,,,,false"),
            Opportunity=("Id,AccountId,Name,StageName,CloseDate", f"{sf('006', 1)},{A1},Deal,Won,2026-12-01"),
        )
        report = bring(workspace, path)
        assert report.rejects == {}
        assert counted(report, "person") == (1, 0, 0, 0)
        assert rows(
            workspace, "SELECT hidden, deleted FROM person UNION ALL SELECT hidden, deleted FROM opportunity"
        ) == [
            (1, 0),
            (1, 0),
        ]


class TestOwners:
    def test_an_unknown_owner_shows_as_its_id_until_the_name_comes(
        self, workspace: OpenWorkspace, tmp_path: Path
    ) -> None:
        accounts = (ACCOUNT, f"{A1},Acme,,,{U1},,")
        report = bring(workspace, folder(tmp_path, Account=accounts))
        assert report.rejects == {}
        assert one(workspace, "SELECT owner FROM account").startswith(U1)
        users = ("Id,Name,Email,IsActive", f"{U1},Lena Ortiz,,true")
        bring(workspace, folder(tmp_path, "users", User=users))
        assert one(workspace, "SELECT owner FROM account") == "Lena Ortiz"
        again = bring(workspace, folder(tmp_path, Account=accounts))
        assert counted(again, "account") == (0, 0, 1, 0)
        assert one(workspace, "SELECT owner FROM account") == "Lena Ortiz"

    def test_in_one_import_the_name_is_there(self, workspace: OpenWorkspace, tmp_path: Path) -> None:
        bring(
            workspace,
            folder(
                tmp_path,
                Account=(ACCOUNT, f"{A1},Acme,,,{U1},,"),
                User=("Id,Name,Email,IsActive", f"{U1},Lena Ortiz,,true"),
            ),
        )
        assert one(workspace, "SELECT owner FROM account") == "Lena Ortiz"


def test_a_cell_that_was_left_empty_is_not_told_of_where_the_row_is_not_taken(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    path = folder(tmp_path, accounts=ACCOUNTS, opportunities=("id,account_id,name,amount", "o1,a9,Deal,much"))
    report = bring(workspace, path)
    assert report.rejects == {"unknown id": 1}
