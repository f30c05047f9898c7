"""Every query that docs/queries.md shows is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bgdetails.store.browse import SORTS
from bgdetails.store.query_language import KEYS, QueryError, parse

PAGE = (Path(__file__).parents[2] / "docs" / "queries.md").read_text("utf-8")


def test_every_query_of_the_table_is_understood() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert len(rows) >= 10
    for query in rows:
        assert parse(query) is not None, query


def test_every_key_and_sort_is_named() -> None:
    for key in KEYS:
        assert re.search(rf"`{key}\b|\b{key}[:>=<]", PAGE), key
    for sort in SORTS:
        assert sort in PAGE.partition("`--sort COLUMN` takes")[2]


def test_a_name_with_a_colon_needs_quotation_marks() -> None:
    with pytest.raises(QueryError, match="quote a name that holds a colon"):
        parse("Part2: Cloud")
    assert parse('"Part2: Cloud"') is not None
