"""The reject file: one line of text for each row or cell that was not taken (docs/formats.md, reject file)."""

from __future__ import annotations

import csv
import json
import os
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import IO, Any

from bgdetails.sources.cells import parse_salesforce_id
from bgdetails.sources.drafts import Reject
from bgdetails.sources.report import FileReport

COLUMNS = ("file", "line", "kind", "external_id", "severity", "reason", "column", "value", "expected", "row")
_LINE_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


class RejectFile:
    """Collects rejects beside the place where they will lie, and puts them there when the import is done.

    Args:
        path: where the file goes; it is written in any case.
        fallback: where it goes when ``path`` is None, and then only if there is something to tell.
    """

    def __init__(self, path: Path | None, fallback: Path | None) -> None:
        self._path = path
        self._fallback = fallback
        self._draft: Path | None = None
        self._stream: IO[str] | None = None
        self._writer: Any = None
        self.by_reason: Counter[str] = Counter()
        if path is not None:
            self._open(path.parent)

    def write(self, reject: Reject, file: FileReport) -> None:
        """Add one line."""
        self.by_reason[reject.reason.value] += 1
        if self._stream is None:
            if self._fallback is None:
                return
            self._fallback.parent.mkdir(parents=True, exist_ok=True)
            self._open(self._fallback.parent)
        # ASCII only inside `row`, so that no cell can break the line.
        row = json.dumps(reject.place.cells, ensure_ascii=True)
        severity = "cell" if reject.cell else "row"
        # An id that is not in the row was made up of others.
        own_id = _as_it_stands(reject.external_id, reject) or ""
        value = _as_it_stands(reject.value, reject) or reject.value
        texts = (own_id, severity, reject.reason.value, reject.column, value, reject.expected)
        self._writer.writerow(
            (one_line(file.file), reject.place.line, file.kind, *(one_line(text) for text in texts), row)
        )

    def finish(self) -> Path | None:
        """Put the file where it belongs; None: there is none."""
        if self._stream is None or self._draft is None:
            return None
        self._stream.close()
        path = self._path or self._fallback
        assert path is not None
        os.replace(self._draft, path)
        self._draft = self._stream = None
        return path

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._stream is not None:
            self._stream.close()
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)
        self._draft = self._stream = None

    def _open(self, folder: Path) -> None:
        number, name = tempfile.mkstemp(prefix=".rejects-", suffix=".csv", dir=folder)
        self._draft = Path(name)
        self._stream = os.fdopen(number, "w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")
        self._writer.writerow(COLUMNS)


def _as_it_stands(text: str, reject: Reject) -> str | None:
    """An id or a cell as the file writes it, not completed; None: it is not in the row."""
    cells = [cell.strip() for cell in reject.place.cells]
    if text in cells:
        return text
    return next((cell for cell in cells if len(cell) == 15 and parse_salesforce_id(cell) == text), None)


def one_line(text: str) -> str:
    """``text`` without line breaks and without what UTF-8 cannot carry."""
    if text.isascii() and text.isprintable():
        return text
    return _LINE_BREAK.sub(" ", text).encode("utf-8", "replace").decode("utf-8")
