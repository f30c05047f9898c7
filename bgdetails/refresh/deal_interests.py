"""Which solution interests the opportunities of accounts belong to, by the conditions of the rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping

from bgdetails.refresh import attributes
from bgdetails.refresh.among import Among
from bgdetails.rules.conditions import fields_of
from bgdetails.rules.formation import opportunities
from bgdetails.rules.model import RuleSet


def interests_of(
    connection: sqlite3.Connection, rules: RuleSet, deals: Collection[int], bounds: Among
) -> Mapping[int, frozenset[int]]:
    """Our ids of the interests that each of ``deals`` belongs to; one without conditions has all opportunities.

    Args:
        connection: A connection to the workspace.
        rules: Its rules.
        deals: Our ids of the opportunities that are asked for.
        bounds: The accounts that they are of.
    """
    interests = dict(connection.execute("SELECT name_key, id FROM solution_interest").fetchall())
    conditional = {
        interests[interest.name.casefold()]: interest
        for interest in rules.interests
        if interest.opportunities and interest.name.casefold() in interests
    }
    always = frozenset(number for number in interests.values() if number not in conditional)
    if not conditional:
        return dict.fromkeys(deals, always)
    tests = [(number, opportunities(interest)) for number, interest in conditional.items()]
    fields = fields_of(condition for interest in conditional.values() for condition in interest.opportunities)
    return {
        number: always.union(interest for interest, belongs in tests if belongs(values))
        for number, _, values in attributes.opportunities(connection, fields, bounds)
        if number in deals
    }
