"""Writing small files and reading them back as drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bgdetails.sources.drafts import Draft
from bgdetails.sources.reading import RULES, ReadContext, find_files, read_drafts


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """A file with exactly this content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table(columns: str, *rows: str) -> str:
    """CSV of lines as they are written."""
    return "\n".join((columns, *rows)) + "\n"


def read(
    paths: Path | Sequence[Path],
    *,
    format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    names: dict[str, str] | None = None,
) -> list[Draft]:
    """All drafts behind paths, in the order of the import."""
    found = find_files([paths] if isinstance(paths, Path) else paths, format)
    context = ReadContext(mapping or {}, names if names is not None else {})
    return [
        draft
        for index, file in enumerate(found.files)
        if file.kind != RULES
        for draft in read_drafts(file, index, context)
    ]
