"""Drafts on their way into the store: gathered into chunks, each chunk given to what takes its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from bgdetails.sources.activities import Activities
from bgdetails.sources.context import ReadContext
from bgdetails.sources.drafts import (
    ActivityDraft,
    Draft,
    KeywordDraft,
    LinkDraft,
    NameDraft,
    NotUsed,
    RecordDraft,
    Reject,
)
from bgdetails.sources.found import FoundFile
from bgdetails.sources.links import Links
from bgdetails.sources.names import Names
from bgdetails.sources.reading import read_drafts
from bgdetails.sources.records import take_records
from bgdetails.sources.staging import Staging

Progress = Callable[[str, int, float], None]
"""(file, rows of it that are read, rows a second)"""
CHUNK = 5000
"""Rows that are looked up and written together."""


class Cancelled(Exception):  # noqa: N818
    """The user stopped the import."""


class Taking:
    """Reads files and takes what their rows become."""

    def __init__(
        self, staging: Staging, context: ReadContext, progress: Progress | None, cancelled: Callable[[], bool]
    ) -> None:
        self.activities = Activities(staging)
        self.links = Links(staging)
        self._names = Names(staging)
        self._staging = staging
        self._context = context
        self._progress = progress
        self._cancelled = cancelled
        self._chunk: list[tuple[Any, Sequence[Reject]]] = []
        self._cells: list[Reject] = []

    def read(self, file: FoundFile, index: int) -> None:
        """Take a whole file."""
        started = perf_counter()
        report = self._staging.files[index]
        for draft in read_drafts(file, index, self._context):
            if draft.__class__ is ActivityDraft and not self._cells:
                # There are millions of these, so they take the short way.
                self._chunk.append((draft, ()))
            elif not self._add(draft):
                continue
            report.rows += 1
            if report.rows % CHUNK == 0:
                self._flush()
                self._tell(file, report.rows, started)
        self._flush()
        self._tell(file, report.rows, started)

    def _add(self, draft: Draft) -> bool:
        """Put a draft into the chunk, or deal with it at once; False: it was no row but a cell of the next one."""
        if isinstance(draft, (ActivityDraft, RecordDraft, LinkDraft)):
            cells: Sequence[Reject] = ()
            if self._cells:
                cells, self._cells = self._cells, []
            self._chunk.append((draft, cells))
            return True
        if isinstance(draft, Reject) and draft.cell:
            self._cells.append(draft)
            return False
        cells, self._cells = self._cells, []
        report = self._staging.files[draft.place.file]
        if isinstance(draft, Reject):
            report.rejected += 1
            self._staging.rejects.write(draft, report)
        elif isinstance(draft, NotUsed):
            report.not_used += 1
        elif isinstance(draft, NameDraft):
            self._names.take_name(draft, cells)
        elif isinstance(draft, KeywordDraft):
            self._names.take_keyword(draft, cells)
        return True

    def _flush(self) -> None:
        if self._cancelled():
            raise Cancelled
        chunk, self._chunk = self._chunk, []
        if not chunk:
            return
        # A file holds rows of one kind.
        first = chunk[0][0]
        if isinstance(first, ActivityDraft):
            self.activities.take(chunk)
        elif isinstance(first, RecordDraft):
            take_records(self._staging, chunk)
        else:
            self.links.take(chunk)

    def _tell(self, file: FoundFile, rows: int, started: float) -> None:
        if self._progress is not None:
            self._progress(file.path, rows, rows / max(perf_counter() - started, 1e-6))
