"""What conditions test of people that no source brings: the engagement score and the intent of the as-of day."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt

from bgdetails.refresh.among import Among, condition, parameters
from bgdetails.refresh.people import roots_of
from bgdetails.rules.conditions import INTENT_PREFIX
from bgdetails.rules.engagement import shown
from bgdetails.rules.intent import level, score
from bgdetails.store.intent_strengths import unpack

_PRODUCTS = "SELECT MIN(id) FROM intent_keyword WHERE product_key = ? GROUP BY category_key"
_STRENGTHS = """
SELECT p.id, i.strengths FROM person p INDEXED BY person_account
CROSS JOIN intent_strength i ON i.day = ? AND i.kind = 'person' AND i.subject_id = p.id
WHERE {accounts} AND NOT p.hidden
"""


class ComputedFields:
    """The scores and the intent of a day for which those of people are kept."""

    def __init__(self, connection: sqlite3.Connection, day: int) -> None:
        """Read what all people share."""
        self._connection = connection
        self._day = day
        self._roots = roots_of(connection, day)
        (largest,) = connection.execute("SELECT largest_units FROM score_day WHERE day = ?", (day,)).fetchone()
        self._largest_root = sqrt(largest)
        scale = "SELECT product FROM intent_scale WHERE day = ? AND kind = 'person'"
        (self._largest_product,) = connection.execute(scale, (day,)).fetchone()

    def engagement(self, person: int) -> int:
        """The engagement score of a person as it is shown."""
        return shown(100 * (float(self._roots[person]) / self._largest_root)) if self._largest_root else 0

    def intent(self, fields: Sequence[str], bounds: Among) -> Mapping[int, Mapping[str, str]]:
        """Of the people of accounts whose ids lie in ``bounds``, the level in the product that each field names.

        A person or a field without a level is left out. Of several products of one name the strongest counts.
        """
        products = self._products(fields)
        if not products:
            return {}
        query = _STRENGTHS.format(accounts=condition("p.account_id", bounds))
        found: dict[int, dict[str, str]] = {}
        for person, cell in self._connection.execute(query, (self._day, *parameters(bounds))):
            sums: defaultdict[int, float] = defaultdict(float)
            for product, _, strength in unpack(cell):
                if product in products:
                    sums[product] += strength
            for product, strength in sorted(sums.items(), key=lambda item: item[1]):
                for field in products[product]:
                    found.setdefault(person, {})[field] = level(score(strength, self._largest_product))
        return found

    def _products(self, fields: Sequence[str]) -> dict[int, list[str]]:
        """The fields that name each product."""
        products: defaultdict[int, list[str]] = defaultdict(list)
        for field in fields:
            if field.startswith(INTENT_PREFIX):
                key = field.removeprefix(INTENT_PREFIX).strip().casefold()
                for (product,) in self._connection.execute(_PRODUCTS, (key,)):
                    products[product].append(field)
        return products
