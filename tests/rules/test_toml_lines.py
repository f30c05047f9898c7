"""The line of every key, whatever way of writing TOML it is in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.toml_lines import Path, key_lines

DOCUMENT = r'''
text = """he said "hi"\n
= [not.a.key]
"""
"quo\"ted" . 'li.teral' . bare = 1    # [[ no
last = """ends with quotes"""""
when = 1979-05-27 07:32:00
lists = [  # ] no
  1, [2, { inner = 3, dotted.key = "}" }],
  { long = ~~~
x = 1
~~~, after = -2e3 },
]
[ table . "below it" ]
x = { }
[[many]]
y = []
[[many]]
  [[many.more]]
  z = '\'
  [many.more.table]
  w = true
'''.replace("~~~", "'" * 3)


def test_a_document_with_everything() -> None:
    tomllib.loads(DOCUMENT)
    assert key_lines(DOCUMENT) == {
        ("text",): 2,
        ('quo"ted',): 5,
        ('quo"ted', "li.teral"): 5,
        ('quo"ted', "li.teral", "bare"): 5,
        ("last",): 6,
        ("when",): 7,
        ("lists",): 8,
        ("lists", 0): 9,
        ("lists", 1): 9,
        ("lists", 1, 0): 9,
        ("lists", 1, 1): 9,
        ("lists", 1, 1, "inner"): 9,
        ("lists", 1, 1, "dotted"): 9,
        ("lists", 1, 1, "dotted", "key"): 9,
        ("lists", 2): 10,
        ("lists", 2, "long"): 10,
        ("lists", 2, "after"): 12,
        ("table",): 14,
        ("table", "below it"): 14,
        ("table", "below it", "x"): 15,
        ("many",): 16,
        ("many", 0): 16,
        ("many", 0, "y"): 17,
        ("many", 1): 18,
        ("many", 1, "more"): 19,
        ("many", 1, "more", 0): 19,
        ("many", 1, "more", 0, "z"): 20,
        ("many", 1, "more", 0, "table"): 21,
        ("many", 1, "more", 0, "table", "w"): 22,
    }


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "x = 1 # no line break at the end"])
def test_little_documents(text: str) -> None:
    assert key_lines(text) == dict.fromkeys([("x",)] if "x" in text else [], 1)


def test_windows_line_breaks() -> None:
    assert key_lines("a = 1\r\n[b]\r\nc = 2\r\n") == {("a",): 1, ("b",): 2, ("b", "c"): 3}


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
scalars = st.one_of(names, st.integers(-99, 99), st.booleans(), st.floats(0, 9))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


def written(value: object, spread: bool) -> str:
    """A value as TOML; a list with each item on a line of its own where ``spread``."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(key)} = {written(each, spread)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        between = ",  # ] } next\n" if spread else ", "
        return "[" + between.join(written(each, spread) for each in value) + ("\n]" if spread else "]")
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from paths(below, (*path, key))


@given(st.dictionaries(names, values, max_size=5), st.booleans())
def test_every_key_of_any_document_is_found_on_a_line_that_holds_it(content: dict[str, object], spread: bool) -> None:
    text = "\n".join(f"{quoted(key)} = {written(value, spread)}" for key, value in content.items())
    document = tomllib.loads(text)
    found = key_lines(text)
    assert set(found) == set(paths(document))
    lines = text.split("\n")
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert quoted(path[-1]) in lines[line - 1]
