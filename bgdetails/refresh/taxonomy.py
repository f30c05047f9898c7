"""The intent taxonomy as arrays: the keywords of a product by name, products of a category beside each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bgdetails.refresh.columns import Integers

_KEYWORDS = "SELECT id, category_key, product_key, keyword FROM intent_keyword ORDER BY id"


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """Everything by the place of a keyword."""

    keywords: Integers
    """Our ids."""
    products: Integers
    """Our id of the first keyword of the keyword's product."""
    product_numbers: Integers
    category_numbers: Integers
    words: Sequence[str]
    """The keywords as they are written."""

    def places_of(self, keywords: Integers) -> Integers:
        """The places of keywords, by our ids."""
        places = np.zeros(int(self.keywords.max(initial=0)) + 1, np.int64)
        places[self.keywords] = np.arange(len(self.keywords))
        found: Integers = places[keywords]
        return found


def read_taxonomy(connection: sqlite3.Connection) -> Taxonomy:
    """The taxonomy of the workspace."""
    rows = [_Row(*row) for row in connection.execute(_KEYWORDS)]
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        first.setdefault((row.category, row.product), row.id)
    rows.sort(key=lambda row: (row.category, row.product, row.keyword.casefold(), row.keyword))
    products = {key: number for number, key in enumerate(sorted(first))}
    categories = {key: number for number, key in enumerate(dict.fromkeys(category for category, _ in products))}
    return Taxonomy(
        keywords=_integers(row.id for row in rows),
        products=_integers(first[row.category, row.product] for row in rows),
        product_numbers=_integers(products[row.category, row.product] for row in rows),
        category_numbers=_integers(categories[row.category] for row in rows),
        words=[row.keyword for row in rows],
    )


class _Row(NamedTuple):
    id: int
    category: str
    product: str
    keyword: str


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, np.int64)
