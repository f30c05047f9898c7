from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.sources.csv_rows import LONGEST_CELL, read_header, read_rows
from bgdetails.sources.drafts import Place, Reason, Reject


def rows(text: str) -> list[Place | Reject]:
    return list(read_rows(io.StringIO(text, newline=""), 0, 0))


def lines(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in rows(text) if isinstance(row, Place)]


def rejects(text: str) -> list[tuple[int, str, Reason]]:
    return [(row.place.line, row.external_id, row.reason) for row in rows(text) if isinstance(row, Reject)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_where_the_row_begins(end: str) -> None:
    text = end.join(("id,name", 'a,"one', 'two"', "b,three", 'c,"four', "", 'five"', "d,six")) + end
    assert [line for line, _ in lines(text)] == [2, 4, 5, 8]


def test_the_last_line_needs_no_end() -> None:
    assert lines("id,name\na,b") == [(2, ("a", "b"))]


def test_a_header_alone_has_no_rows() -> None:
    assert rows("id,name\n") == []
    assert rows("id,name") == []
    assert rows("") == []


def test_blank_lines_are_no_rows_but_count() -> None:
    assert lines("\nid,name\n\na,b\n   \nc,d\n\n\n") == [(4, ("a", "b")), (6, ("c", "d"))]


def test_ragged_rows_are_refused_with_their_id() -> None:
    text = "id,name\na\nb,c,d\ne,f\n"
    assert rejects(text) == [(2, "a", Reason.BAD_CSV), (3, "b", Reason.BAD_CSV)]
    assert lines(text) == [(4, ("e", "f"))]
    ragged = rows(text)[1]
    assert isinstance(ragged, Reject)
    assert ragged.expected == "2 cells as in the header; this row has 3"
    assert ragged.place.cells == ("b", "c", "d")


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    text = 'id,name\na,b\nc,"never closed\nd,e\nf,g\n'
    assert rejects(text) == [(3, "", Reason.BAD_CSV)]
    assert lines(text) == [(2, ("a", "b")), (4, ("d", "e")), (5, ("f", "g"))]


def test_a_quote_that_is_never_closed_before_quoted_rows() -> None:
    text = 'id,name\n"a","b\n"c","d"\n"e","f"\n'
    assert rejects(text)[0] == (2, "", Reason.BAD_CSV)
    assert lines(text) == [(3, ("c", "d")), (4, ("e", "f"))]


def test_a_quote_that_swallows_more_than_a_cell_may_hold() -> None:
    count = LONGEST_CELL // 4
    text = "id,name\n" + 'x,"open\n' + "".join(f"r{number},v\n" for number in range(count))
    taken = lines(text)
    assert rejects(text) == [(2, "", Reason.TOO_LONG)]
    assert len(taken) == count
    assert taken[0] == (3, ("r0", "v"))
    assert taken[-1] == (count + 2, (f"r{count - 1}", "v"))


def test_a_cell_that_is_too_long_costs_its_row() -> None:
    text = "id,name\na,b\nc," + "x" * (LONGEST_CELL + 1) + "\nd,e\n"
    assert rejects(text) == [(3, "", Reason.TOO_LONG)]
    assert lines(text) == [(2, ("a", "b")), (4, ("d", "e"))]


def test_quotes_inside_a_plain_cell_are_text() -> None:
    assert lines('id,name\na,5" disk\nb,"5"" disk"\n') == [(2, ("a", '5" disk')), (3, ("b", '5" disk'))]


def test_text_behind_a_closed_quote_is_refused() -> None:
    assert rejects('id,name\na,"b"c\nd,e\n') == [(2, "", Reason.BAD_CSV)]


def test_header_names_lose_their_blanks() -> None:
    assert read_header(io.StringIO("\n Id , Name \r\n")) == ("Id", "Name")
    assert read_header(io.StringIO("")) == ()
    assert read_header(io.StringIO('"never closed')) == ()


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=20), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_written_is_read_back(written: list[tuple[str, ...]], end: str) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("x", "y", "z"), *written])
    assert [cells for _, cells in lines(stream.getvalue())] == written


@given(st.text(alphabet='ab,"\n\r ', max_size=60))
def test_every_line_of_anything_is_a_row_or_a_reject(text: str) -> None:
    numbers = [row.line if isinstance(row, Place) else row.place.line for row in rows("x,y\n" + text)]
    assert numbers == sorted(set(numbers))


def test_many_broken_rows_do_not_take_forever() -> None:
    chance = random.Random(7)
    text = "x,y\n" + "".join(chance.choice(['a,"b\n', "c,d\n", '"e"f,g\n']) for _ in range(20_000))
    assert len(rows(text)) > 10_000
