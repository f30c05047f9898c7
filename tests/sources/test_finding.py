from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from bgdetails.sources.drafts import RecordDraft
from bgdetails.sources.reading import FoundFiles, ReadContext, Unreadable, find_files, read_drafts
from tests.conftest import as_anybody
from tests.sources.read_help import read, table, write

ACCOUNTS = table("id,name", "a1,Acme")
PEOPLE = table("id,account_id,first_name,last_name", "p1,a1,Ana,Moss")
CONTACTS = table("Id,AccountId,LastName,Email", "0035g000000000D,,Moss,a@x.example")


def refusal(*paths: Path | str, format: str | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        find_files(paths, format)
    sentence = str(error.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def kinds(found: FoundFiles) -> list[str]:
    return [file.kind for file in found.files]


def test_a_folder_is_walked_in_the_order_in_which_things_are_named(tmp_path: Path) -> None:
    write(tmp_path, "activities.csv", table("id,person_id,type,at"))
    write(tmp_path, "accounts.csv", ACCOUNTS)
    write(tmp_path, "deep/people.csv", PEOPLE)
    write(tmp_path, "rules.toml", "")
    found = find_files([tmp_path])
    assert kinds(found) == ["rules", "workspace accounts", "workspace people", "workspace activities"]
    assert found.files[2].path == f"{tmp_path}/deep/people.csv"
    assert found.skipped == ()


def test_paths_stay_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "in/accounts.csv", ACCOUNTS)
    monkeypatch.chdir(tmp_path)
    assert [file.path for file in find_files(["in"]).files] == ["in/accounts.csv"]
    assert [file.path for file in find_files(["./in/accounts.csv"]).files] == ["./in/accounts.csv"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, "accounts.csv", ACCOUNTS)
    write(tmp_path, "rules.toml", "")
    assert kinds(find_files([path, tmp_path, tmp_path / "rules.toml"])) == ["rules", "workspace accounts"]


def test_unknown_files_are_listed_when_found_and_refused_when_named(tmp_path: Path) -> None:
    write(tmp_path, "accounts.csv", ACCOUNTS)
    for name in ("other.csv", "expected.json", "README.md"):
        write(tmp_path, name, '{"a": 1}\n' if name.endswith("json") else "x,y\n1,2\n")
    found = find_files([tmp_path])
    assert kinds(found) == ["workspace accounts"]
    listed = {Path(skipped.path).name: skipped.why for skipped in found.skipped}
    assert listed == {
        "README.md": "no .csv, .json, .toml, .xlsx or .zip file",
        "expected.json": "it is no list of activity types",
        "other.csv": "its columns are those of no file that is known",
    }
    for name, why in listed.items():
        if name != "README.md":
            assert refusal(tmp_path / name) == f"{tmp_path / name} is not recognised: {why}."


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".DS_Store", b"\0\0")
    write(tmp_path, "._accounts.csv", b"\0\0")
    write(tmp_path, ".git/accounts.csv", b"\0\0")
    write(tmp_path, "__MACOSX/accounts.csv", b"\0\0")
    write(tmp_path, "accounts.csv", ACCOUNTS)
    assert kinds(find_files([tmp_path])) == ["workspace accounts"]


def test_what_a_header_lacks_is_said(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, "accounts.csv", "id,title\n")).endswith(
        "accounts.csv is not recognised: as workspace accounts it lacks the column name."
    )
    assert refusal(write(tmp_path, "people.csv", "id,title\n")).endswith(
        "as workspace people it lacks the column first_name or last_name."
    )
    assert refusal(write(tmp_path, "Contact.csv", "Id,LastName\n")).endswith(
        "as salesforce Contact it lacks the column AccountId, Email or Title or MailingCountry or ReportsToId."
    )
    assert refusal(write(tmp_path, "accounts.csv", "id;name\na;b\n")).endswith(
        "its columns are separated by semicolons, not by commas."
    )


def test_empty_files(tmp_path: Path) -> None:
    empty = write(tmp_path, "accounts.csv", "")
    assert refusal(empty) == f"{empty} is not recognised: it is empty, without a header row."
    assert find_files([tmp_path]).skipped[0].why == "it is empty, without a header row"
    assert refusal(write(tmp_path, "people.csv", "\n\n")).endswith("it has no header row.")


def test_missing_files(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere") == f"{tmp_path}/nowhere: there is no such file or folder."
    os.symlink(tmp_path / "gone.csv", tmp_path / "accounts.csv")
    assert refusal(tmp_path) == f"{tmp_path}/accounts.csv: there is no such file."


def test_files_that_may_not_be_read(readable_folder: Path) -> None:
    path = write(readable_folder, "accounts.csv", ACCOUNTS)
    path.chmod(0)
    with as_anybody():
        assert refusal(readable_folder) == f"{path} may not be read: permission denied."


def test_what_is_neither_file_nor_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == f"{tmp_path}/pipe is neither a file nor a folder."


@pytest.mark.parametrize("named", [True, False])
def test_binary_files_refuse_the_import(tmp_path: Path, named: bool) -> None:
    late = write(tmp_path, "accounts.csv", ACCOUNTS.encode() + b"a2,x\n" * 100_000 + b"a3,\0\n")
    assert refusal(late if named else tmp_path) == f"{late} is not text but a binary file."


def test_utf_16_is_told_apart(tmp_path: Path) -> None:
    path = write(tmp_path, "accounts.csv", ACCOUNTS.encode("utf-16"))
    assert refusal(path) == f"{path} is not text but a binary file (UTF-16 text: save it as UTF-8)."


def test_a_file_of_one_endless_line_is_no_table(tmp_path: Path) -> None:
    path = write(tmp_path, "accounts.csv", b"x" * (9 << 20))
    write(tmp_path, "large.json", b"[" + b"1," * (9 << 20) + b"1]")
    assert refusal(path) == f"{path} is not recognised: it has a line of more than 8 MB, so it is no table."
    assert [skipped.path for skipped in find_files([tmp_path]).skipped] == [str(path), f"{tmp_path}/large.json"]


def test_only_one_rules_file(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", "")
    write(tmp_path, "b.toml", "")
    assert refusal(tmp_path) == (
        f"There are 2 rules files, {tmp_path}/a.toml and {tmp_path}/b.toml: an import takes one."
    )


@pytest.mark.parametrize("sample", ["Ünïcode GmbH", "株式会社テスト", "café €"])
def test_utf_8(tmp_path: Path, sample: str) -> None:
    for mark in ("", "\ufeff"):
        path = write(tmp_path, "accounts.csv", mark + table("id,name", f"a1,{sample}"))
        assert find_files([path]).files[0].encoding == "utf-8"
        (draft,) = read(path)
        assert isinstance(draft, RecordDraft)
        assert (draft.external_id, draft.fields["name"]) == ("a1", sample)


def test_windows_1252_when_not_all_of_it_is_utf_8(tmp_path: Path) -> None:
    # The first row is the same in both; the last byte decides.
    text = table("id,name", *(f"a{number},Acme" for number in range(60_000)), "z,Caf\u00e9 \u20ac")
    path = write(tmp_path, "accounts.csv", text.encode("cp1252"))
    assert find_files([path]).files[0].encoding == "windows-1252"
    last = read(path)[-1]
    assert isinstance(last, RecordDraft)
    assert last.fields["name"] == "Caf\u00e9 \u20ac"


def test_a_character_cut_off_at_the_end_is_no_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path, "accounts.csv", ACCOUNTS.encode() + b"a2,caf\xc3")
    assert find_files([path]).files[0].encoding == "windows-1252"


def test_a_character_across_two_blocks_is_utf_8(tmp_path: Path) -> None:
    text = "id,name\n" + "a,b\n" * 65_533 + "xy,\u00e9\n"
    path = write(tmp_path, "accounts.csv", text)
    assert path.read_bytes()[(1 << 18) - 1 : (1 << 18) + 1] == "\u00e9".encode()
    assert find_files([path]).files[0].encoding == "utf-8"


def test_bytes_that_windows_1252_lacks_are_shown(tmp_path: Path) -> None:
    (draft,) = read(write(tmp_path, "accounts.csv", b"id,name\na1,x\x81y\n"))
    assert isinstance(draft, RecordDraft)
    assert draft.fields["name"] == "x\ufffdy"


def test_an_archive_is_read_as_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("deep/er/people.csv", PEOPLE)
        file.writestr("accounts.csv", ACCOUNTS)
        file.writestr("__MACOSX/._accounts.csv", b"\0")
        file.writestr("notes.txt", b"\0")
        file.writestr("other.csv", "x,y\n")
    found = find_files([path])
    assert [(file.path, file.kind, file.size) for file in found.files] == [
        (f"{path}/accounts.csv", "workspace accounts", len(ACCOUNTS)),
        (f"{path}/deep/er/people.csv", "workspace people", len(PEOPLE)),
    ]
    assert [skipped.path for skipped in found.skipped] == [f"{path}/notes.txt", f"{path}/other.csv"]
    assert [draft.external_id for draft in read(path) if isinstance(draft, RecordDraft)] == ["a1", "p1"]
    assert kinds(find_files([tmp_path])) == kinds(found)


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("accounts.csv", ACCOUNTS)
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("inner.zip", inner.getvalue())
        file.writestr("people.csv", PEOPLE)
    found = find_files([path])
    assert kinds(found) == ["workspace people"]
    assert [(s.path, s.why) for s in found.skipped] == [
        (f"{path}/inner.zip", "an archive inside an archive is not opened")
    ]


@pytest.mark.parametrize("named", [True, False])
def test_a_broken_archive_refuses_the_import(tmp_path: Path, named: bool) -> None:
    path = write(tmp_path, "export.zip", b"PK\x03\x04 but no more")
    assert refusal(path if named else tmp_path) == f"{path} is a broken archive, or none: it cannot be unpacked."


def test_an_archive_that_breaks_off_refuses_the_import(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("accounts.csv", table("id,name", *(f"a{n},Name {n * n}" for n in range(5000))))
    content = bytearray(path.read_bytes())
    content[2000:2040] = b"\xff" * 40
    path.write_bytes(content)
    assert refusal(path).startswith(f"{path}/accounts.csv cannot be unpacked, the archive is broken: ")


def test_an_encrypted_member_refuses_the_import(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("accounts.csv", ACCOUNTS)
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + flags
        content[at : at + 2] = struct.pack("<H", 1)
    path.write_bytes(content)
    assert refusal(path) == f"{path}/accounts.csv cannot be unpacked: it is encrypted."


def test_a_file_that_breaks_off_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "accounts.csv", ACCOUNTS)
    (file,) = find_files([path]).files
    path.unlink()
    with pytest.raises(Unreadable, match="there is no such file"):
        list(read_drafts(file, 0, ReadContext()))


def test_links_in_a_circle_are_walked_once(tmp_path: Path) -> None:
    write(tmp_path, "in/accounts.csv", ACCOUNTS)
    write(tmp_path, "elsewhere/people.csv", PEOPLE)
    os.symlink(tmp_path / "in", tmp_path / "in/again")
    os.symlink(tmp_path / "elsewhere", tmp_path / "in/linked")
    assert kinds(find_files([tmp_path / "in"])) == ["workspace accounts", "workspace people"]


@pytest.mark.parametrize(
    "name, header, kind",
    [
        ("x.csv", "Id,Name,Email,IsActive", "salesforce User"),
        ("x.csv", "ID,NAME,INDUSTRY", "salesforce Account"),
        ("x.csv", "Extra,Website,Name,Id", "salesforce Account"),
        ("x.csv", "Id,AccountId,LastName,Title", "salesforce Contact"),
        ("x.csv", "Id,LastName,Company,Status,Email", "salesforce Lead"),
        ("x.csv", "Id,LastName,Company,Status,Email,AccountId", "salesforce Lead"),
        ("x.csv", "Id,AccountId,StageName,CloseDate", "salesforce Opportunity"),
        ("x.csv", "OpportunityId,ContactId,Role", "salesforce OpportunityContactRole"),
        ("x.csv", "Id,OpportunityId,StageName,CreatedDate", "salesforce OpportunityHistory"),
        ("x.csv", "OpportunityId,Field,OldValue,NewValue", "salesforce OpportunityFieldHistory"),
        ("x.csv", "Id,Name,Status,StartDate", "salesforce Campaign"),
        ("x.csv", "Id,Name,Status,StartDate,Email,IsActive", "salesforce Campaign"),
        (
            "x.csv",
            "Id,IsDeleted,Name,ParentId,Type,Status,StartDate,OwnerId,CreatedDate,LastModifiedDate",
            "salesforce Campaign",
        ),
        ("x.csv", "Id,WhoId,StartDateTime,ActivityDateTime,ActivityDate,Status,Subject", "salesforce Event"),
        ("x.csv", "id,email,firstName,lastName,company,status,sfdcContactId,updatedAt", "marketo leads"),
        ("x.csv", "CampaignId,Status,ContactId", "salesforce CampaignMember"),
        ("x.csv", "CampaignId,Status,LeadId", "salesforce CampaignMember"),
        ("x.csv", "Id,WhoId,Status,TaskSubtype", "salesforce Task"),
        ("x.csv", "Id,WhoId,Status,ActivityDate", "salesforce Task"),
        ("x.csv", "Id,WhoId,StartDateTime", "salesforce Event"),
        ("x.csv", "Id,WhoId,ActivityDateTime,Subject", "salesforce Event"),
        ("x.csv", "id,email,company", "marketo leads"),
        ("x.csv", "id,email,sfdcContactId", "marketo leads"),
        ("x.csv", "marketoGUID,leadId,activityTypeId", "marketo activities"),
        ("x.csv", "category,product,keyword", "workspace intent_keywords"),
        ("x.csv", "id,person_id,type,at", "workspace activities"),
        ("x.csv", "buying_group_id,person_id,role", "workspace members"),
        ("accounts.csv", "id,name,industry,website,region,created_at", "workspace accounts"),
        ("accounts.csv", "Id,Name,Industry,Website,BillingCountry,OwnerId", "salesforce Account"),
        ("ACCOUNTS (2).CSV", "id,name", "workspace accounts"),
        ("journeys.csv", "id,name,status", "workspace journeys"),
        ("people.csv", "id,email,company,first_name,last_name,title,account_id", "workspace people"),
        ("opportunities.csv", "id,account_id,name", "workspace opportunities"),
        ("buying_groups.csv", "id,account_id,solution_interest", "workspace buying_groups"),
        ("stage_changes.csv", "buying_group_id,from,to,at", "workspace stage_changes"),
        ("account_journeys.csv", "account_id,journey_id,entered_at", "workspace account_journeys"),
        ("notes.csv", "id,kind,subject_id,text", "workspace notes"),
        ("opportunity_contact_roles.csv", "opportunity_id,person_id", "workspace opportunity_contact_roles"),
        ("export.txt", "Id,WhoId,StartDateTime", "salesforce Event"),
    ],
)  # fmt: skip
def test_recognised_by_the_header(tmp_path: Path, name: str, header: str, kind: str) -> None:
    assert kinds(find_files([write(tmp_path, name, header + "\n")])) == [kind]


def test_a_header_alone_is_a_file_without_rows(tmp_path: Path) -> None:
    assert read(write(tmp_path, "accounts.csv", "id,name\n")) == []


@pytest.mark.parametrize("header", ["id,first_name,last_name", "id,name", "id,created_at,name,status"])
def test_columns_that_anybody_has_need_the_name_of_the_file(tmp_path: Path, header: str) -> None:
    assert refusal(write(tmp_path, "table.csv", header + "\n")).endswith(
        "its columns are those of no file that is known."
    )


def test_a_system_that_is_named_overrides(tmp_path: Path) -> None:
    write(tmp_path, "table.csv", "id,first_name,last_name\n")
    write(tmp_path, "Contact.csv", CONTACTS)
    write(tmp_path, "Account.csv", "Id,Name\n")
    write(tmp_path, "rules.toml", "")
    write(tmp_path, "words.csv", "category,product,keyword\n")
    assert kinds(find_files([tmp_path])) == ["rules", "workspace intent_keywords", "salesforce Contact"]
    assert kinds(find_files([tmp_path], "workspace")) == [
        "rules",
        "workspace intent_keywords",
        "workspace accounts",
        "workspace people",
    ]
    assert kinds(find_files([tmp_path], "salesforce")) == [
        "rules",
        "workspace intent_keywords",
        "salesforce Account",
        "salesforce Contact",
    ]
    assert "is not recognised" in refusal(tmp_path / "Contact.csv", format="marketo")


def test_tables_of_a_connector_are_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "sf_account_data.csv", "_fivetran_synced,id,name,industry\n")
    assert find_files([tmp_path]).files == ()
    assert refusal(path).endswith("a table of a warehouse connector, not a system's own export.")


def test_activity_types(tmp_path: Path) -> None:
    good = '{"success": true, "result": [{"id": 1, "name": "Visit Webpage"}, {"id": "x", "name": "?"}]}'
    path = write(tmp_path, "types.json", good)
    assert kinds(find_files([path])) == ["marketo activity types"]
    for broken in ('{"result": [', "[]", '{"result": []}', '{"result": [{"id": 1}]}', ""):
        path = write(tmp_path, "activity_types.json", broken)
        assert refusal(tmp_path) == (
            f"{path} is broken: a JSON object with result[].id and result[].name was expected."
        )


def test_the_exports_are_all_recognised(shared_data: Path) -> None:
    found = find_files([shared_data / "exports"])
    assert found.skipped == ()
    assert {file.encoding for file in found.files} == {"utf-8"}
    assert sum(1 for draft in read(shared_data / "exports") if type(draft).__name__ == "Reject") == 0
    assert sum(1 for draft in read(shared_data / "exports") if type(draft).__name__ == "ActivityDraft") == 5029


def test_third_parties_tables_are_skipped(shared_data: Path) -> None:
    found = find_files([shared_data / "third_party"])
    assert found.files == ()
    assert len(found.skipped) > 80
