from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bgdetails.refresh.one_group import rescore_group
from bgdetails.store import tables
from bgdetails.store.rules_rows import mark_days_stale
from bgdetails.store.times import to_day
from bgdetails.store.workspace import driver_connection
from bgdetails.views.intent import intent_of, products_of_people
from tests.factory import AS_OF, days_before
from tests.refresh.conftest import INTEREST, TEMPLATE, World

DAY = to_day(AS_OF)
KEEN = """
[[roles_template]]
name = "Simple"
  [[roles_template.role]]
  role = "Keen"
  match = "all"
  conditions = [
    { field = "Intent.cloud BACKUP", op = "is one of", value = ["high", "Medium"] },
    { field = "intent.Nothing known", op = "is empty" },
  ]
  [[roles_template.role]]
  role = "Interested"
  conditions = [{ field = "intent.Cloud Backup", op = "is not empty" }]
"""


def levels(world: World, kind: str, record: int, as_of: date = AS_OF) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (each.category, each.level, [(product.product, product.level) for product in each.products])
        for each in intent_of(world.session, kind, record, to_day(as_of))
    ]


def test_the_worked_example_of_the_page(world: World) -> None:
    # docs/model.md, intent: Dana's strength is 90 + 40 / 2, Eli's 30; the root of 30 / 110 is 0.52.
    acme = world.make.account("Acme")
    dana, eli = world.make.person("Dana Moss", acme), world.make.person("Eli Voss", acme)
    world.make.intent_keyword("Resilience", "Cloud Backup", "ransomware")
    world.make.activity(dana, "Meeting Held", AS_OF, subject="Ransomware: what now?")
    world.make.activity(dana, "Page Views", days_before(14), url="https://x.example/ransomwares.html")
    world.make.activity(dana, "Email Sent", AS_OF, subject="ransomware")
    world.make.activity(dana, "Meeting Held", days_before(30), subject="ransomware")
    world.make.activity(eli, "Email Opened", AS_OF, times=1, asset="Ransomware", campaign="ransomware")
    world.rules()
    world.refresh()
    assert levels(world, "person", dana) == [("Resilience", "High", [("Cloud Backup", "High")])]
    assert levels(world, "person", eli) == [("Resilience", "Medium", [("Cloud Backup", "Medium")])]
    assert levels(world, "account", acme) == [("Resilience", "High", [("Cloud Backup", "High")])]
    scores = products_of_people(world.session, [dana, eli], DAY)
    assert scores[dana][0].score == 1.0
    assert round(scores[eli][0].score, 4) == 0.5222


def test_conditions_on_intent_decide_who_is_in_a_group(world: World) -> None:
    acme = world.make.account("Acme", public_id="a1")
    people = [world.make.person(f"P {number}", acme) for number in range(4)]
    world.make.intent_keyword("Resilience", "Cloud Backup", "tape")
    for person, type_, age in (
        (people[0], "Meeting Held", 0), (people[1], "Email Opened", 7), (people[2], "Email Opened", 29),
    ):  # fmt: skip
        world.make.activity(person, type_, days_before(age), times=1 + 9 * (age == 0), asset="Tape")
    world.rules(KEEN + INTEREST)
    world.refresh()
    # The root of 30 x 0.71 / 900 is 0.15, Low.
    assert world.members("bg-a1-cloud-backup") == {"P 0": "Keen", "P 1": "Interested", "P 2": "Interested"}
    (group,) = world.session.exec(select(tables.BuyingGroup.id))
    assert levels(world, "group", group) == [("Resilience", "High", [("Cloud Backup", "High")])]
    world.refresh(AS_OF + timedelta(days=30))
    assert world.members("bg-a1-cloud-backup") == {}
    assert levels(world, "group", group, AS_OF + timedelta(days=30)) == []


def test_a_new_keyword_and_a_new_activity_count_after_the_next_refresh(world: World) -> None:
    acme = world.make.account("Acme")
    dana = world.make.person("Dana Moss", acme)
    world.make.activity(dana, "Meeting Held", AS_OF, subject="Zero trust and tape")
    world.make.intent_keyword("Security", "Edge", "zero trust")
    world.rules(TEMPLATE + INTEREST)
    world.refresh()
    assert levels(world, "person", dana) == [("Security", "High", [("Edge", "High")])]
    world.make.intent_keyword("Resilience", "Backup", "tape")
    world.make.activity(dana, "Page Views", AS_OF, asset="Tape")
    mark_days_stale(world.session)
    world.refresh()
    assert levels(world, "person", dana) == [
        ("Resilience", "High", [("Backup", "High")]),
        ("Security", "High", [("Edge", "High")]),
    ]


def test_one_group_gets_what_a_refresh_gives(world: World) -> None:
    acme = world.make.account("Acme")
    people = [world.make.person(f"P {number}", acme) for number in range(4)]
    interest = world.make.interest("Given")
    groups = [world.make.group(acme, interest) for _ in range(2)]
    for keyword in ("tape", "disk"):
        world.make.intent_keyword("Resilience", "Backup", keyword)
    for number, person in enumerate(people):
        world.make.activity(
            person, "Page Views", days_before(number), times=number + 1, asset=("Tape", "Disk")[number % 2]
        )
    members = [world.make.member(groups[number % 2], person, "Champion") for number, person in enumerate(people)]
    world.rules()
    world.refresh()
    connection = driver_connection(world.session)
    # The strongest leaves, comes to the other group, and comes back.
    for change in (
        f"UPDATE membership SET removed_at = 0 WHERE id = {members[3]}",
        f"UPDATE membership SET removed_at = NULL, group_id = {groups[0]} WHERE id = {members[3]}",
        f"UPDATE membership SET group_id = {groups[1]} WHERE id = {members[3]}",
        f"UPDATE membership SET removed_at = 0 WHERE group_id = {groups[1]}",
    ):
        connection.execute(change)
        for group in groups:
            rescore_group(connection, group, 0)
        one_by_one = kept(connection)
        world.refresh()
        assert one_by_one == kept(connection)


def kept(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [
        connection.execute(f"SELECT * FROM {table} WHERE day = {DAY} ORDER BY 1, 2, 3").fetchall()
        for table in ("intent_strength", "intent_scale")
    ]


def test_five_keywords_at_most_are_shown_strongest_first_then_by_name(world: World) -> None:
    dana = world.make.person("Dana Moss", world.make.account("Acme"))
    for keyword in ("zeta", "Alpha", "beta", "gamma", "delta", "epsilon", "eta"):
        world.make.intent_keyword("Greek", "Letters", keyword)
    world.make.activity(dana, "Page Views", AS_OF, asset="zeta alpha beta gamma delta epsilon")
    world.make.activity(dana, "Email Opened", AS_OF, asset="eta")
    world.make.activity(dana, "Page Views", AS_OF, asset="gamma")
    world.rules()
    world.refresh()
    ((letters,),) = (category.products for category in intent_of(world.session, "person", dana, DAY))
    assert [each.keyword for each in letters.keywords] == ["gamma", "Alpha", "beta", "delta", "epsilon"]


def test_people_are_read_in_parts_and_as_they_are_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    acme = world.make.account("Acme")
    people = [world.make.person(f"P {number}", acme) for number in range(7)]
    interest = world.make.interest("Given")
    groups = [world.make.group(acme, interest) for _ in range(3)]
    world.make.intent_keyword("Resilience", "Backup", "tape")
    for number, person in enumerate(people):
        world.make.activity(person, "Page Views", AS_OF, times=number + 1, asset="tape")
        for group in groups[: 1 + number % 3]:
            world.make.member(group, person, "Champion")
    world.rules()
    world.refresh()
    session = world.session
    kept = session.exec(select(tables.IntentStrength).order_by(tables.IntentStrength.kind)).all()
    whole = [(row.kind, row.subject_id, row.strengths) for row in kept]
    assert [kind for kind, _, _ in whole].count("group") == 3
    session.expire_all()
    monkeypatch.setattr("bgdetails.refresh.people_strengths._MOST_BYTES", 0)
    monkeypatch.setattr("bgdetails.refresh.spoken_of._MOST_ACTIVITIES", 3)
    monkeypatch.setattr("bgdetails.refresh.spoken_of._ROWS_AT_ONCE", 2)
    for name in ("_PEOPLE_AT_ONCE", "_ACCOUNTS_AT_ONCE", "_MEMBERS_AT_ONCE"):
        monkeypatch.setattr(f"bgdetails.refresh.intent.{name}", 2)
    connection = driver_connection(session)
    connection.execute("UPDATE score_day SET stale = 1")
    connection.execute("DELETE FROM intent_strength")
    world.refresh()
    again = session.exec(select(tables.IntentStrength).order_by(tables.IntentStrength.kind)).all()
    assert [(row.kind, row.subject_id, row.strengths) for row in again] == whole
