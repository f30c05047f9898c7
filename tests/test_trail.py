"""The way through the pages: what lies behind and ahead, and the path that names it."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.screens.page_state import PageState
from bgdetails.trail import GROUPS, Trail

GROUP, ACCOUNT, PERSON = Target("group", "bg-1"), Target("account", "a-1"), Target("person", "p-1")


def gone(*way: tuple[Target, str]) -> Trail:
    """A trail from the list through named pages, at the last."""
    trail = Trail(GROUPS, named=False)
    for target, name in way:
        trail.add(target)
        trail.leave(name, PageState())
    return trail


def test_the_path_is_the_names_since_the_list() -> None:
    trail = gone((GROUP, "Backup"), (ACCOUNT, "Umbra"), (PERSON, "Ana"))
    assert trail.path() == ("Buying groups", "Backup", "Umbra")
    trail.add(GROUP)
    assert trail.path() == ("Buying groups", "Umbra", "Ana")
    trail.add(GROUPS)
    trail.add(ACCOUNT)
    assert trail.path() == ("Buying groups",)


def test_a_page_opened_by_itself_is_named_by_its_kind() -> None:
    trail = Trail(GROUPS, named=True)
    trail.add(ACCOUNT)
    assert trail.path() == ("Accounts",)
    trail.leave("Umbra", PageState())
    trail.add(PERSON)
    assert trail.path() == ("Buying groups", "Umbra")


def test_what_lay_ahead_is_forgotten_and_a_page_can_stand_in_for_another() -> None:
    trail = gone((GROUP, "Backup"), (ACCOUNT, "Umbra"))
    trail.move(-1)
    assert (trail.here.target, trail.here.name, trail.reaches(1)) == (GROUP, "Backup", True)
    trail.add(PERSON, instead=True)
    assert (trail.here.target, trail.reaches(1), trail.path()) == (PERSON, False, ("Buying groups",))


def test_a_page_that_cannot_be_shown_leads_back_but_never_past_the_beginning() -> None:
    trail = gone((GROUP, "Backup"))
    assert trail.give_up()
    assert trail.here.target == GROUPS
    assert not trail.give_up()
    assert not trail.reaches(-1)
