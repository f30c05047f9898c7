"""The intent taxonomy as arrays: the keywords of a product by name, products of a category beside each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from bgdetails.refresh.columns import Integers

# In the order of the index: by name, whatever the case.
_KEYWORDS = """
SELECT id, category_key, product_key, keyword FROM intent_keyword ORDER BY category_key, product_key, keyword_key
"""


class Taxonomy(Struct, frozen=True, eq=False):
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
    rows = connection.execute(_KEYWORDS).fetchall()
    ids, categories, products, words = zip(*rows, strict=True) if rows else ((), (), (), ())
    keywords = np.array(ids, np.int64)
    of_category = _numbers([category != before for category, before in pairwise(categories)], len(rows))
    of_product = _numbers(
        [both != before for both, before in pairwise(zip(categories, products, strict=True))], len(rows)
    )
    starts = np.flatnonzero(np.diff(of_product, prepend=-1))
    first = np.minimum.reduceat(keywords, starts) if len(rows) else keywords
    return Taxonomy(keywords, first[of_product], of_product, of_category, words)


def _numbers(changes: Sequence[bool], size: int) -> Integers:
    """From 0, one more at each change."""
    return np.cumsum([0, *changes])[:size]
