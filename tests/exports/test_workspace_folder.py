"""A workspace written as a folder and imported again is the same workspace."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bgdetails.exports.workspace_folder import FILE_NAMES, write_folder
from bgdetails.sources.pipeline import import_into
from bgdetails.store.workspace import open_workspace
from tests.factory import Factory, at, new_workspace

# What every reader of the workspace sees, by ids that leave the program.
SEEN = {
    "accounts": "SELECT t.public_id, t.name, t.industry, t.website, t.country, t.region, t.employees, t.annual_revenue,"
    " p.public_id, t.owner, t.created_at, t.updated_at, t.attributes FROM account t"
    " LEFT JOIN account p ON p.id = t.parent_id AND NOT p.hidden WHERE NOT t.hidden",
    "people": "SELECT t.public_id, a.public_id, t.name, t.first_name, t.last_name, t.title, t.email, t.phone, t.mobile,"
    " t.department, m.public_id, t.city, t.state, t.postal_code, t.country, t.lead_source, t.unsubscribed,"
    " t.email_invalid, t.created_at, t.updated_at, t.attributes FROM person t"
    " LEFT JOIN account a ON a.id = t.account_id LEFT JOIN person m ON m.id = t.reports_to_id"
    " AND NOT m.hidden WHERE NOT t.hidden",
    "opportunities": "SELECT t.public_id, a.public_id, t.name, t.stage, t.is_closed, t.is_won, t.amount, t.currency,"
    " t.close_date, t.type, t.owner, t.created_at, t.updated_at, t.attributes FROM opportunity t"
    " JOIN account a ON a.id = t.account_id WHERE NOT t.hidden",
    "contact roles": "SELECT DISTINCT o.public_id, p.public_id, t.role FROM opportunity_contact_role t"
    " JOIN opportunity o ON o.id = t.opportunity_id AND NOT o.hidden JOIN person p ON p.id = t.person_id"
    " AND NOT p.hidden WHERE NOT t.deleted",
    "groups": "SELECT t.public_id, a.public_id, i.name, t.name, t.stage, t.stage_entered_at, t.status, t.origin,"
    " t.created_at, t.updated_at, t.attributes FROM buying_group t JOIN account a ON a.id = t.account_id"
    " JOIN solution_interest i ON i.id = t.interest_id WHERE NOT t.hidden",
    "members": "SELECT g.public_id, p.public_id, t.role, t.source, t.added_at, t.removed_at, t.removed_by"
    " FROM membership t JOIN buying_group g ON g.id = t.group_id AND NOT g.hidden"
    " JOIN person p ON p.id = t.person_id AND NOT p.hidden",
    "stage changes": "SELECT g.public_id, t.from_stage, t.to_stage, t.at FROM stage_change t"
    " JOIN buying_group g ON g.id = t.group_id AND NOT g.hidden",
    "journeys": "SELECT public_id, name, status, description, published_at, ends_at, created_at, updated_at, attributes"
    " FROM journey WHERE NOT hidden",
    "account journeys": "SELECT a.public_id, j.public_id, t.entered_at, t.left_at, t.status FROM account_journey t"
    " JOIN account a ON a.id = t.account_id AND NOT a.hidden JOIN journey j ON j.id = t.journey_id AND NOT j.hidden",
    "activities": "SELECT t.external_id, p.public_id, y.name, y.weight_milli, t.at, t.asset, t.url, t.subject,"
    " t.campaign, j.public_id, t.description, t.moment_type, t.attributes FROM activity t"
    " JOIN person p ON p.id = t.person_id AND NOT p.hidden JOIN activity_type y ON y.id = t.type_id"
    " LEFT JOIN journey j ON j.id = t.journey_id",
    "keywords": "SELECT category, product, keyword FROM intent_keyword",
    "notes": "SELECT t.external_id, t.kind, t.text, t.author, t.at FROM note t",
    "templates": "SELECT t.name, t.status, r.position, r.role, r.weighting, r.members_required,"
    " r.required_for_completeness FROM roles_template t JOIN template_role r ON r.template_id = t.id",
    "interests": "SELECT i.name, t.name, i.update_existing FROM solution_interest i"
    " JOIN roles_template t ON t.id = i.template_id",
    "stages": "SELECT m.name, s.position, s.name, s.is_entry, s.is_success, s.is_failure FROM stage_model m"
    " JOIN stage s ON s.stage_model_id = m.id",
    "list": "SELECT day, public_id, name, account_public_id, interest, stage, status, rank, completeness, member_count,"
    " missing, short, gaps, last_activity_at, updated_at FROM group_row",
    "days": "SELECT day, largest_weight_milli, largest_units, largest_raw FROM score_day",
    "person scores": "SELECT s.day, p.public_id, s.units FROM person_score s JOIN person p ON p.id = s.person_id",
}


def seen(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    workspace = open_workspace(str(database), read_only=True)
    try:
        with closing(workspace.connect()) as connection:
            return {name: sorted(connection.execute(sql).fetchall(), key=repr) for name, sql in SEEN.items()}
    finally:
        workspace.close()


def exported(database: Path, folder: Path) -> Path:
    folder.mkdir()
    workspace = open_workspace(str(database), read_only=True)
    try:
        with closing(workspace.connect()) as connection:
            write_folder(connection, folder)
    finally:
        workspace.close()
    return folder


def assert_same(first: dict[str, list[tuple[Any, ...]]], second: dict[str, list[tuple[Any, ...]]]) -> None:
    for name in SEEN:
        assert len(second[name]) == len(first[name]), name
        for one, other in zip(first[name], second[name], strict=True):
            assert other == pytest.approx(one, rel=1e-12) if name in ("list", "days") else other == one, name


def round_trip(paths: Sequence[Path], as_of: date, folder: Path) -> Path:
    first, second = folder / "first.db", folder / "second.db"
    import_into(str(first), [str(path) for path in paths], as_of=as_of)
    out = exported(first, folder / "out")
    report = import_into(str(second), [str(out)], as_of=as_of)
    assert report.to_json()["rejects"] == {}
    assert_same(seen(first), seen(second))
    again = import_into(str(second), [str(out)], as_of=as_of).to_json()
    assert {name: counts["new"] + counts["changed"] for name, counts in again["records"].items()} == dict.fromkeys(
        again["records"], 0
    )
    assert set(again["groups"].values()) == {0}
    twice = exported(second, folder / "twice")
    for name in FILE_NAMES:
        if name != "activities.csv":
            assert (twice / name).read_text("utf-8") == (out / name).read_text("utf-8"), name
    return out


@pytest.mark.parametrize("name", ["workspace", "formed"])
def test_worked_folders_come_back(shared_data: Path, tmp_path: Path, name: str) -> None:
    out = round_trip([shared_data / "worked" / name], date(2026, 11, 23), tmp_path)
    assert sorted(file.name for file in out.iterdir()) == sorted(FILE_NAMES)


def test_exports_of_crm_and_marketing_come_back(shared_data: Path, tmp_path: Path) -> None:
    out = round_trip([shared_data / "exports"], date(2026, 11, 20), tmp_path)
    with (out / "buying_groups.csv").open(encoding="utf-8", newline="") as file:
        groups = list(csv.DictReader(file))
    assert len(groups) == 60
    assert {group["origin"] for group in groups} == {"rules"}


def test_exports_with_rules_come_back(shared_data: Path, tmp_path: Path) -> None:
    paths = [shared_data / "exports", shared_data / "rules" / "products.toml"]
    out = round_trip(paths, date(2026, 11, 20), tmp_path)
    assert (out / "workspace.toml").read_text("utf-8") == paths[1].read_text("utf-8")


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder of records that are hard to write."""
    workspace = new_workspace(tmp_path, "odd.db")
    with workspace.writing() as session:
        make = Factory(session)
        custom = {"Segment": "=1+1", "Industry": "shadow", "attributes": "x", "segment": "small", " blank ": "y"}
        gone = make.account("Gone", deleted=True, hidden=True)
        acme = make.account('Acme, "Inc"\nLtd', employees=1200.0, annual_revenue=0.5, attributes=json.dumps(custom))
        make.account("Child", parent_id=gone)
        make.person("Ghost", gone, hidden=True)
        ana = make.person(
            "Ana Moss", acme, unsubscribed=False, email_invalid=True, created_at=at("2026-01-01T00:00:00")
        )
        bea = make.person("Bea [b]", acme, unsubscribed=None, attributes=json.dumps({"Segment": "A"}))
        deal = make.opportunity(acme, "Deal", is_closed=False, amount=1250.5, close_date="2026-12-31")
        make.contact_role(deal, ana, None, is_primary=True)
        make.contact_role(deal, bea, "Champion", deleted=True)
        interest = make.interest("New business")
        group = make.group(acme, interest, None, status="on hold", stage="Interest")
        make.member(group, ana, "Champion", source="journey", removed_at=at("2026-02-01T00:00:00"), removed_by="manual")
        make.member(group, ana, "Champion", added_at=at("2026-03-01T00:00:00.250000"), ordinal=1)
        for source in ("salesforce", "marketo"):
            make.activity(ana, "Page Views", at("2026-11-01T10:00:00"), source=source, external_id="7")
        make.activity(bea, "Webinar", at("2026-11-01T10:00:00"), external_id="8", attributes='{"Score": 5, "at": "x"}')
    workspace.close()
    return exported(tmp_path / "odd.db", tmp_path / "out")


def test_what_is_deleted_stays_behind(odd: Path) -> None:
    assert [row["name"] for row in rows_of(odd, "accounts.csv")] == ['Acme, "Inc"\nLtd', "Child"]
    assert [row["parent_id"] for row in rows_of(odd, "accounts.csv")] == ["", ""]
    assert [row["last_name"] for row in rows_of(odd, "people.csv")] == ["Moss", "[b]"]
    assert [row["role"] for row in rows_of(odd, "opportunity_contact_roles.csv")] == [""]


def test_custom_attributes_are_columns_where_they_can_be(odd: Path) -> None:
    acme = rows_of(odd, "accounts.csv")[0]
    assert acme["Segment"] == "=1+1"
    assert json.loads(acme["attributes"]) == {
        "Industry": "shadow",
        "attributes": "x",
        "segment": "small",
        " blank ": "y",
    }
    bea = rows_of(odd, "people.csv")[1]
    assert bea["Segment"] == "A"
    assert "attributes" not in bea


def test_cells(odd: Path) -> None:
    acme = rows_of(odd, "accounts.csv")[0]
    assert (acme["employees"], acme["annual_revenue"], acme["owner"]) == ("1200", "0.5", "")
    ana, bea = rows_of(odd, "people.csv")
    assert (ana["unsubscribed"], ana["email_invalid"], ana["created_at"]) == ("false", "true", "2026-01-01T00:00:00Z")
    assert (bea["unsubscribed"], bea["email_invalid"], bea["created_at"]) == ("", "", "")
    first, second = rows_of(odd, "members.csv")
    assert (first["removed_at"], first["removed_by"], first["source"]) == ("2026-02-01T00:00:00Z", "manual", "journey")
    assert second["added_at"] == "2026-03-01T00:00:00.250000Z"


def test_ids_of_two_systems_are_told_apart(odd: Path) -> None:
    assert [row["id"] for row in rows_of(odd, "activities.csv")] == ["salesforce:7", "marketo:7", "8"]
    assert rows_of(odd, "activities.csv")[2]["attributes"] == '{"Score": 5, "at": "x"}'


def test_odd_records_come_back(odd: Path, tmp_path: Path) -> None:
    report = import_into(str(tmp_path / "back.db"), [str(odd)], as_of=date(2026, 11, 20)).to_json()
    assert report["rejects"] == {}
    again = exported(tmp_path / "back.db", tmp_path / "again")
    for name in ("accounts.csv", "people.csv", "members.csv", "activities.csv"):
        assert (again / name).read_text("utf-8") == (odd / name).read_text("utf-8"), name
