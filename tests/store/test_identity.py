from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bgdetails.refresh.run import refresh
from bgdetails.store import tables
from bgdetails.store.identity import AmbiguousSubject, UnknownSubject, resolve, salesforce_18
from bgdetails.store.public_ids import PROVISIONAL, assign_public_ids, formed_group_id
from tests.factory import AS_OF, Factory, new_workspace

SALESFORCE = "0035g00000Ab3dEAAR"


@pytest.fixture
def factory(tmp_path: Path, database: str) -> Iterator[Factory]:
    workspace = new_workspace(tmp_path)
    with workspace.writing() as session:
        yield Factory(session)
    workspace.close()


def known(factory: Factory, name: str, *ids: tuple[str, str], object_name: str = "") -> int:
    """A person as the import leaves one: with its external ids, and a public id that has to be set."""
    number = factory.person(name, public_id=f"{PROVISIONAL}{name}")
    for source, external_id in ids:
        factory.external_id("person", source, external_id, number, object_name=object_name)
    return number


def shown(session: Session) -> dict[str, str]:
    return dict(session.exec(select(tables.Person.name, tables.Person.public_id)).all())


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([("marketo", "7"), ("salesforce", "003A")], "003A"),
        ([("salesforce", "003A"), ("workspace", "p-1")], "p-1"),
        ([("marketo", "7"), ("xdm", "x"), ("hubspot", "h")], "h"),
        ([("marketo", "7"), ("xdm", "x")], "x"),
        ([("marketo", "7")], "7"),
    ],
)
def test_the_id_is_that_of_the_first_source_that_has_one(
    factory: Factory, ids: list[tuple[str, str]], expected: str
) -> None:
    known(factory, "Ana Moss", *ids)
    assign_public_ids(factory.session)
    assert shown(factory.session) == {"Ana Moss": expected}


def test_a_converted_lead_shows_the_contacts_id(factory: Factory) -> None:
    number = known(factory, "Ana Moss", ("salesforce", "003X"), object_name="Contact")
    factory.external_id("person", "salesforce", "00QA", number, object_name="Lead")
    assign_public_ids(factory.session)
    assert shown(factory.session) == {"Ana Moss": "003X"}


def test_two_that_would_show_the_same_id_both_show_their_source(factory: Factory) -> None:
    known(factory, "Ana", ("workspace", "7"))
    known(factory, "Ben", ("marketo", "7"))
    known(factory, "Cy", ("marketo", "8"))
    assign_public_ids(factory.session)
    assert shown(factory.session) == {"Ana": "workspace:7", "Ben": "marketo:7", "Cy": "8"}


def test_a_later_import_makes_an_earlier_id_show_its_source(factory: Factory) -> None:
    known(factory, "Ana", ("workspace", "7"))
    assign_public_ids(factory.session)
    known(factory, "Ben", ("hubspot", "7"))
    assign_public_ids(factory.session)
    known(factory, "Cy", ("marketo", "7"))
    assign_public_ids(factory.session)
    assert shown(factory.session) == {"Ana": "workspace:7", "Ben": "hubspot:7", "Cy": "marketo:7"}


def test_a_better_id_frees_the_one_that_collided(factory: Factory) -> None:
    known(factory, "Ana", ("workspace", "7"))
    ben = known(factory, "Ben", ("marketo", "7"))
    assign_public_ids(factory.session)
    factory.external_id("person", "salesforce", "003B", ben)
    row = factory.session.get_one(tables.Person, ben)
    row.public_id = f"{PROVISIONAL}{ben}"
    factory.session.add(row)
    assign_public_ids(factory.session)
    assert shown(factory.session) == {"Ana": "7", "Ben": "003B"}


def test_the_same_id_of_two_kinds_is_no_collision(factory: Factory) -> None:
    known(factory, "Ana", ("workspace", "7"))
    account = factory.account("Acme", public_id=f"{PROVISIONAL}1")
    factory.external_id("account", "workspace", "7", account)
    assign_public_ids(factory.session)
    assert shown(factory.session) == {"Ana": "7"}
    assert factory.session.get_one(tables.Account, account).public_id == "7"


def test_an_id_that_looks_like_another_with_its_source_harms_nothing(factory: Factory) -> None:
    known(factory, "Ana", ("workspace", "marketo:7"))
    known(factory, "Ben", ("workspace", "7"))
    known(factory, "Cy", ("marketo", "7"))
    assign_public_ids(factory.session)
    ids = shown(factory.session)
    assert len(set(ids.values())) == 3
    assert not any(each.startswith(PROVISIONAL) for each in ids.values())


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        ("Cloud Backup", "bg-a1-cloud-backup"),
        ("Data & Analytics", "bg-a1-data-analytics"),
        ("Größe_2", "bg-a1-größe-2"),
        ("株式会社", "bg-a1-株式会社"),
    ],
)
def test_the_id_of_a_formed_group(interest: str, expected: str) -> None:
    assert formed_group_id("a1", interest) == expected


def test_the_id_of_a_formed_group_follows_its_account(factory: Factory) -> None:
    account = factory.account("Acme", public_id=f"{PROVISIONAL}1")
    factory.external_id("account", "salesforce", "001A", account)
    factory.person("Ana Moss", account, title="CFO")
    assign_public_ids(factory.session)
    refresh(factory.session, AS_OF)
    assert factory.session.exec(select(tables.BuyingGroup.public_id)).one() == "bg-001A-new-business"
    factory.external_id("account", "workspace", "acme", account)
    row = factory.session.get_one(tables.Account, account)
    row.public_id = f"{PROVISIONAL}1"
    factory.session.add(row)
    assign_public_ids(factory.session)
    assert factory.session.exec(select(tables.BuyingGroup.public_id)).one() == "bg-acme-new-business"


def test_a_person_is_found_by_any_id_and_by_name(factory: Factory) -> None:
    ana = known(factory, "Ána Moss", ("salesforce", SALESFORCE), ("marketo", "7"))
    assign_public_ids(factory.session)
    for name in (SALESFORCE, SALESFORCE[:15], "7", "marketo:7", f"salesforce:{SALESFORCE}", "ÁNA moss", "  Ána Moss "):
        assert resolve(factory.session, "person", name) == ana


def test_fifteen_characters_are_completed(factory: Factory) -> None:
    assert salesforce_18(SALESFORCE[:15]) == SALESFORCE
    assert salesforce_18("0035g00000Ab3d") is None
    assert salesforce_18("0035g00000Ab3d-") is None


def test_an_ambiguous_name_lists_who_it_may_be(factory: Factory) -> None:
    account = factory.account("Acme")
    factory.person("Ana Moss", account, public_id="p-1")
    factory.person("ana moss", public_id="p-2")
    with pytest.raises(AmbiguousSubject) as refused:
        resolve(factory.session, "person", "Ana Moss")
    assert str(refused.value).startswith("“Ana Moss” fits 2 people, say which by its id: ")
    assert "p-1 (Ana Moss, Acme)" in str(refused.value)
    assert "p-2 (ana moss)" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_id_that_two_sources_use_is_ambiguous_until_its_source_is_said(factory: Factory) -> None:
    known(factory, "Ana", ("workspace", "7"))
    ben = known(factory, "Ben", ("marketo", "7"))
    assign_public_ids(factory.session)
    with pytest.raises(AmbiguousSubject, match="workspace:7"):
        resolve(factory.session, "person", "7")
    assert resolve(factory.session, "person", "marketo:7") == ben


def test_an_unknown_name_says_what_is_near(factory: Factory) -> None:
    factory.account("Northwind Traders", public_id="a-9")
    with pytest.raises(UnknownSubject, match="a-9 \\(Northwind Traders\\)"):
        resolve(factory.session, "account", "Northwind")
    with pytest.raises(UnknownSubject, match="There is no account “Zzz”"):
        resolve(factory.session, "account", "Zzz")


def test_what_is_deleted_is_not_found(factory: Factory) -> None:
    factory.account("Acme", public_id="a-1", deleted=True, hidden=True)
    with pytest.raises(UnknownSubject):
        resolve(factory.session, "account", "a-1")


def test_groups_are_found_by_their_own_name_and_by_interest_and_account(factory: Factory) -> None:
    acme = factory.account("Acme for All")
    interest = factory.interest("Ready for Cloud")
    unnamed, named = factory.group(acme, interest), factory.group(acme, interest, "Die Große")
    for _ in range(2):
        # The second time Browse has rows, and names are looked up there.
        assert resolve(factory.session, "group", "ready for cloud for acme FOR all") == unnamed
        assert resolve(factory.session, "group", "die grosse") == named
        refresh(factory.session, AS_OF)
    with pytest.raises(UnknownSubject, match="Die Große"):
        resolve(factory.session, "group", "Die Gro")


def test_templates_interests_and_stage_models_go_by_name(factory: Factory) -> None:
    template, model = factory.template("Standard purchase"), factory.stage_model("Default")
    interest = factory.interest("Cloud Backup", template)
    assert resolve(factory.session, "template", "STANDARD purchase") == template
    assert resolve(factory.session, "interest", "cloud backup") == interest
    assert resolve(factory.session, "stage-model", "default") == model
    with pytest.raises(UnknownSubject, match="no roles template “Nope”"):
        resolve(factory.session, "template", "Nope")


def test_names_are_never_patterns_or_sql(factory: Factory) -> None:
    factory.account("Acme")
    for name in ("%", "_cme", "' OR 1=1 --", "\x1f", ""):
        with pytest.raises(UnknownSubject):
            resolve(factory.session, "account", name)
