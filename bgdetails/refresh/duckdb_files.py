"""The files of a lake as DuckDB reads them: found, looked at one by one, and said as one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bgdetails.refresh.lake import REQUIRED, TEXTS, LakeError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PARQUET = (".parquet", ".pq")
_JSON_LINES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")
_COLUMNS = (*REQUIRED, *TEXTS)
_TIMES = ("TIMESTAMP", "DATE")
_NOTHING = ('"NULL"', "NULL", "JSON")
"""Types of a column in which no row has anything."""
# Parquet and JSON say a text in one of these; a JSON text that looks like a day or an id is taken for one.
_TEXT = ("VARCHAR", "ENUM", "UUID")
_LINES = "format = 'newline_delimited'"
_LIKE_TEXT = ("TIMESTAMP", "DATE", "TIME")


def files_of(connection: DuckDBPyConnection, location: str) -> list[str]:
    """The files of a lake, in the order of their names.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines.
    """
    if location.startswith(("http://", "https://")):
        return [location]
    pattern = location
    if Path(location).is_dir():
        pattern = str(Path(location) / "**")
    found = sorted(file for (file,) in connection.execute("SELECT file FROM glob(?)", [pattern]).fetchall())
    if pattern != location:
        found = [file for file in found if file.lower().endswith((*_PARQUET, *_JSON_LINES))]
    if not found:
        raise LakeError(f"{location}: there is no file of activities.")
    for file in found:
        if not file.lower().endswith((*_PARQUET, *_JSON_LINES)):
            raise LakeError(f"{file} is neither Parquet (.parquet) nor JSON lines (.jsonl, .ndjson, .json).")
    return found


def query_of(connection: DuckDBPyConnection, files: Sequence[str]) -> str:
    """All rows as one query: texts as texts, ``micros`` since 1970 where a time is one, ``text`` where it is a text.

    Raises:
        LakeError: A file lacks a column, has one of another type, or cannot be read.
    """
    alike: dict[tuple[bool, tuple[tuple[str, str], ...]], list[str]] = {}
    for file in files:
        is_json = not file.lower().partition("?")[0].endswith(_PARQUET)
        types = _types(connection, file, is_json=is_json)
        _check(file, types, is_json=is_json)
        signature = tuple((name, types[name]) for name in _COLUMNS if name in types)
        alike.setdefault((is_json, signature), []).append(file)
    parts = (_query(some, dict(signature), is_json=is_json) for (is_json, signature), some in alike.items())
    return "\nUNION ALL\n".join(parts)


def _types(connection: DuckDBPyConnection, file: str, *, is_json: bool) -> dict[str, str]:
    import duckdb

    reader = f"read_json({_quoted(file)}, {_LINES})" if is_json else f"read_parquet({_quoted(file)})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {reader}").fetchall()
    except duckdb.Error as error:
        raise unreadable(error, file) from None
    return {name: type_ for name, type_, *_ in described}


def _query(files: Sequence[str], types: Mapping[str, str], *, is_json: bool) -> str:
    """All rows of files that have the same columns."""
    listed = f"[{', '.join(map(_quoted, files))}]"
    reader = f"read_parquet({listed})"
    if is_json:
        columns = ", ".join(f"{_quoted(each)}: 'VARCHAR'" for each in types)
        reader = f"read_json({listed}, {_LINES}, columns = {{{columns}}})"
    cells = [_cell(column, types) for column in _COLUMNS if column != "at"]
    return f"SELECT {', '.join(cells)}, {_time(types['at'], is_json=is_json)} FROM {reader}"


def _check(file: str, types: Mapping[str, str], *, is_json: bool) -> None:
    missing = [column for column in REQUIRED if column not in types]
    if missing:
        raise LakeError(f"{file} has no column {', '.join(missing)}: a lake has the columns of activities.csv.")
    for column in _COLUMNS:
        type_ = types.get(column, "VARCHAR")
        is_text = type_.startswith(_TEXT) or (is_json and type_.startswith(_LIKE_TEXT))
        is_time = column == "at" and type_.startswith(_TIMES)
        if not (is_text or is_time or type_ in _NOTHING):
            expected = "a time, or a text such as 2026-11-20T09:30:00Z" if column == "at" else "a text"
            raise LakeError(f"{file}: column {column} is {type_}; expected {expected}.")


def _cell(column: str, types: Mapping[str, str]) -> str:
    return f'CAST("{column}" AS VARCHAR) AS "{column}"' if column in types else f'CAST(NULL AS VARCHAR) AS "{column}"'


def _time(type_: str, *, is_json: bool) -> str:
    if is_json or not type_.startswith(_TIMES):
        return 'CAST(NULL AS BIGINT) AS micros, CAST("at" AS VARCHAR) AS text'
    if type_ == "DATE":
        return 'epoch_us("at") + 43200000000 AS micros, CAST(NULL AS VARCHAR) AS text'
    zoned = '"at"' if "ZONE" in type_ else 'CAST("at" AS TIMESTAMP)'
    return f"epoch_us({zoned}) AS micros, CAST(NULL AS VARCHAR) AS text"


def unreadable(error: Exception, where: str) -> LakeError:
    """What DuckDB says of a file, as one sentence."""
    said = str(error).strip().splitlines()[0].partition("Error: ")
    reason = (said[2] or said[0]).strip().rstrip(".")
    return LakeError(f"{where} cannot be read ({reason}); nothing has changed.")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
