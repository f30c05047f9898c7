from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgdetails.sources import marketo, salesforce, workspace_folder
from bgdetails.sources.drafts import Reject
from bgdetails.sources.reading import ReadContext, find_files, read_drafts
from bgdetails.sources.recognise import Shape
from tests.sources.read_help import write

SHAPES = (*workspace_folder.SHAPES, *salesforce.SHAPES, *marketo.SHAPES)
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "null",
            "true",
            "12",
            "1,250.5",
            "2026-11-20",
            "2026-11-20T10:00:00Z",
            "0035g000000000D",
            "0035g000000000DAAQ",
            "Completed",
            "Attended",
            '{"Is Bot Activity": 1}',
            '{"New Status": ["x"]}',
            "[markup]",
            "\x1b[31m",
            "\u202ename",
            "李",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(chance=st.data())
def test_every_row_is_told_of_once(tmp_path: Path, shape: Shape, chance: st.DataObject) -> None:
    header = [*shape.named, "Custom"]
    rows = chance.draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=4))
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    path = write(tmp_path, f"{shape.stem}.csv", stream.getvalue())
    (file,) = find_files([path], shape.system).files
    drafts = list(read_drafts(file, 0, ReadContext()))
    told = [draft for draft in drafts if not (isinstance(draft, Reject) and draft.cell)]
    assert [draft.place.cells for draft in told] == [tuple(row) for row in rows]
    for draft in drafts:
        repr(draft).encode("utf-8")
    if drafts:
        last = drafts[-1]
        assert not (isinstance(last, Reject) and last.cell), "a bad cell comes before its row"
