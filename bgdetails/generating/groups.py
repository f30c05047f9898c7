"""Buying groups, their members, the stages that they went through, and the deals of their account."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.generating.calendar import Calendar
from bgdetails.generating.dice import Dice, Weighted
from bgdetails.generating.layout import CRM_ROLES, FAILURE, ROLES, STAGES
from bgdetails.generating.more_names import ALL_INTERESTS, SITES
from bgdetails.generating.people import Account, Person
from bgdetails.generating.plan import Share
from bgdetails.generating.writing import FolderWriter

_REACHED = Weighted({"1": 34, "2": 28, "3": 20, "4": 11, "5": 7})
"""How many stages a group has entered."""
_SOURCES = Weighted({"system": 6, "journey": 2, "manual": 3})
_STATES = Weighted({"open": 6, "won": 2, "lost": 2})
_OPEN_STAGES = ("Qualification", "Proposal", "Negotiation")
_LEFT_OUT = (0, 1, 1, 2)
"""How many roles nobody has."""
_MOST_MEMBERS = 60
_DEALS = 0.16
"""For each group."""


class GroupMaker:
    """Writes what an account buys."""

    def __init__(self, writer: FolderWriter, calendar: Calendar) -> None:
        self._writer, self._calendar = writer, calendar
        self.interests: set[str] = set()
        """Of which there is a group."""

    def of(self, share: Share, account: Account, dice: Dice) -> None:
        """Write all groups and opportunities of an account."""
        interests = dice.some(tuple(ALL_INTERESTS), len(ALL_INTERESTS))
        for place in range(share.groups):
            round_, which = divmod(place, len(interests))
            name = None if not round_ else _name(interests[which], round_)
            self._group(share.first_group + place + 1, account, interests[which], name, dice)
            if account.people and dice.happens(_DEALS):
                self._opportunity(share.first_group + place + 1, account, interests[which], dice)

    def _group(self, number: int, account: Account, interest: str, name: str | None, dice: Dice) -> None:
        calendar = self._calendar
        self.interests.add(interest)
        path = list(STAGES[: int(_REACHED.draw(dice))])
        if len(path) < len(STAGES) and dice.happens(0.08):
            path.append(FAILURE)
        entered = sorted((dice.between(2, 170) for _ in path), reverse=True)
        times = [calendar.at(dice, ago) for ago in entered]
        self._writer.add(
            "buying_groups",
            f"g{number}",
            account.key,
            interest,
            name,
            path[-1],
            times[-1],
            "on hold" if dice.happens(0.06) else None,
            "input",
            calendar.at(dice, 175),
            calendar.at(dice, min(entered[-1], dice.between(1, 60))),
        )
        for before, stage, at in zip(["", *path], path, times, strict=False):
            self._writer.add("stage_changes", f"g{number}", before, stage, at)
        self._members(number, account.people, interest, dice)

    def _members(self, number: int, people: Sequence[Person], interest: str, dice: Dice) -> None:
        """Mostly a handful; sometimes a crowd, sometimes one or nobody."""
        wanted = 0 if dice.happens(0.01) else int(3 * dice.skewed(_MOST_MEMBERS / 3)) + dice.below(4)
        left_out = dice.some(ROLES, dice.choice(_LEFT_OUT))
        # Whoever fits is looked for among twice as many: a large account is not gone through for every group.
        found = [each for each in dice.some_of(people, 2 * wanted) if each.role and each.role not in left_out]
        for place, person in enumerate(found[: 1 if dice.happens(0.02) else wanted]):
            role = "Champion" if place == 0 and "Champion" not in left_out and dice.happens(0.5) else person.role
            source = _SOURCES.draw(dice)
            added = dice.choice((dice.between(31, 170), dice.below(170)))
            removed = self._calendar.at(dice, dice.below(added)) if added and dice.happens(0.06) else None
            self._writer.add(
                "members",
                f"g{number}",
                f"p{person.number}",
                role,
                source,
                self._calendar.at(dice, added),
                removed,
                source if removed else None,
            )
            if not removed:
                person.interests.append(interest)

    def _opportunity(self, number: int, account: Account, interest: str, dice: Dice) -> None:
        calendar, state = self._calendar, _STATES.draw(dice)
        ahead = state == "open" and dice.happens(0.9)
        stage = {"won": "Closed Won", "lost": "Closed Lost"}.get(state) or dice.choice(_OPEN_STAGES)
        self._writer.add(
            "opportunities",
            f"o{number}",
            account.key,
            f"{interest} for {account.name}",
            stage,
            "false" if state == "open" else "true",
            "true" if state == "won" else "false",
            None if dice.happens(0.08) else dice.between(12, 480) * 1_000,
            account.currency,
            calendar.day(-dice.between(3, 120) if ahead else dice.between(1, 160)),
            dice.choice(("New business", "Renewal")),
            account.owner,
            calendar.at(dice, 170),
            calendar.at(dice, dice.below(90)),
        )
        for place, person in enumerate(dice.some_of(account.people, 3)):
            self._writer.add(
                "opportunity_contact_roles",
                f"o{number}",
                f"p{person.number}",
                CRM_ROLES.get(person.role, person.role or "Other"),
                "true" if place == 0 else "false",
            )


def _name(interest: str, round_: int) -> str:
    """Of a further group for an interest: whose it is."""
    again, site = divmod(round_ - 1, len(SITES))
    return f"{interest}, {SITES[site]}" + (f" {again + 1}" if again else "")
