from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgdetails.store.workspace import OpenWorkspace
from tests.factory import new_workspace
from tests.sources.import_help import bring, content, folder, roll_up_is_exact, sf

ids = st.integers(1, 5)
names = st.sampled_from(("Acme", "Brill", "Cole"))
people = st.sampled_from(("Moss", "Roth", "Low"))
emails = st.sampled_from(("", "a@x.example", "A@x.example", "b@x.example"))
marks = st.sampled_from(("false", "false", "true"))


def unique(rows: st.SearchStrategy[tuple[object, ...]], **options: int) -> st.SearchStrategy[list[tuple[object, ...]]]:
    """Rows whose first cell, the id, differs."""
    return st.lists(rows, unique_by=lambda row: row[0], **options)


accounts = unique(st.tuples(ids, names, st.none() | ids, marks), min_size=1)
contacts = unique(st.tuples(ids, st.none() | ids, people, emails, st.none() | ids, marks))
converted = unique(st.tuples(ids, people, st.none() | ids))
leads = unique(st.tuples(ids, people, emails, st.none() | ids))
visits = unique(st.tuples(st.integers(1, 40), ids, st.integers(1, 4)))
exports = st.fixed_dictionaries(
    {"accounts": accounts, "contacts": contacts, "converted": converted, "leads": leads, "visits": visits}
)


def _id(prefix: str, number: object) -> str:
    return sf(prefix, int(str(number))) if number else ""


def files(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[str]]:
    """The rows as lines of the files of two systems."""
    return {
        "Account": [
            "Id,Name,ParentId,IsDeleted",
            *(f"{_id('001', i)},{name},{_id('001', parent)},{mark}" for i, name, parent, mark in rows["accounts"]),
        ],
        "Contact": [
            "Id,AccountId,LastName,Email,ReportsToId,IsDeleted",
            *(
                f"{_id('003', i)},{_id('001', account)},{name},{email},{_id('003', superior)},{mark}"
                for i, account, name, email, superior, mark in rows["contacts"]
            ),
        ],
        "Lead": [
            "Id,LastName,Company,Status,ConvertedContactId",
            *(f"{_id('00Q', i)},{name},X,Open,{_id('003', contact)}" for i, name, contact in rows["converted"]),
        ],
        "leads": [
            "id,lastName,email,sfdcContactId",
            *(f"{i},{name},{email},{_id('003', contact)}" for i, name, email, contact in rows["leads"]),
        ],
        "activities": [
            "marketoGUID,leadId,activityTypeId,activityDate",
            *(f"g{i},{lead},1,2026-11-{day:02}T10:00:00Z" for i, lead, day in rows["visits"]),
        ],
    }


@contextmanager
def fresh() -> Iterator[tuple[OpenWorkspace, Path]]:
    with tempfile.TemporaryDirectory() as name:
        workspace = new_workspace(Path(name))
        try:
            yield workspace, Path(name)
        finally:
            workspace.close()


few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(exports, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_repeated_rows_matter(rows: dict[str, list[tuple[object, ...]]], chance) -> None:  # type: ignore[no-untyped-def]
    lines = files(rows)
    shuffled = {}
    for name, (header, *each) in lines.items():
        again = each + chance.choices(each, k=2) if each else []
        chance.shuffle(again)
        shuffled[name] = [header, *again]
    with fresh() as (first, root), fresh() as (second, other):
        plain = bring(first, folder(root, **lines))
        mixed = bring(second, folder(other, **shuffled))
        assert content(first) == content(second)
        assert plain.records == mixed.records
        assert roll_up_is_exact(first)
        assert roll_up_is_exact(second)


@few
@given(exports)
def test_an_import_twice_is_an_import_once(rows: dict[str, list[tuple[object, ...]]]) -> None:
    with fresh() as (workspace, root):
        path = folder(root, **files(rows))
        report = bring(workspace, path)
        before = content(workspace)
        again = bring(workspace, path)
        assert content(workspace) == before
        assert all(not (counts.new or counts.changed or counts.deleted) for counts in again.records.values())
        assert again.rejects == report.rejects
        for kind, counts in report.records.items():
            assert again.records[kind].unchanged == counts.new + counts.deleted


@few
@given(exports, exports)
def test_what_a_second_import_changes_is_as_if_it_had_come_alone(
    old: dict[str, list[tuple[object, ...]]], new: dict[str, list[tuple[object, ...]]]
) -> None:
    with fresh() as (workspace, root):
        bring(workspace, folder(root, "old", **files(old)))
        bring(workspace, folder(root, "new", **files(new)))
        assert roll_up_is_exact(workspace)
        with workspace.reading() as session:
            connection = session.connection()
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            nobody = "SELECT id FROM person WHERE id NOT IN (SELECT record_id FROM external_id WHERE kind = 'person')"
            assert connection.exec_driver_sql(nobody).fetchall() == []
            hidden = (
                "SELECT p.id FROM person p LEFT JOIN account a ON a.id = p.account_id"
                " WHERE p.hidden <> (p.deleted OR coalesce(a.deleted, 0))"
            )
            assert connection.exec_driver_sql(hidden).fetchall() == []
