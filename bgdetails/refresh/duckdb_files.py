"""The files of a lake as DuckDB reads them: found, looked at one by one, and said as one query."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bgdetails.refresh.lake import LakeError
from bgdetails.refresh.lake_downloads import download, is_download
from bgdetails.refresh.lake_files import (
    COLUMNS,
    EVERY_COLUMN,
    Column,
    LakeFile,
    check_columns,
    damaged,
    is_local,
    local_files,
    of_pattern,
    unreadable,
)
from bgdetails.refresh.lake_lines import columns_of_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TIMES = ("TIMESTAMP", "DATE")
_LINES = "format = 'newline_delimited'"
_EXTENSIONS = ("httpfs", "azure", "extension")
_BROKEN = "json IS NULL OR json_type(json) <> 'OBJECT' OR len(json_keys(json)) <> len(list_distinct(json_keys(json)))"
_FOUND = ", ".join(f"list(DISTINCT json_type(json, '$.{column}'))" for column in COLUMNS)


def files_of(connection: DuckDBPyConnection, location: str, folder: Path) -> list[LakeFile]:
    """The files of a lake, in the order of their names; what a web server has is brought into ``folder``.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines, or they cannot be listed.
    """
    if is_local(location):
        return local_files(location)
    if is_download(location):
        return download(location, folder)
    import duckdb

    # A folder of an object store is no file: what begins with its name is in it.
    pattern = f"{location.rstrip('/')}/**" if location.endswith("/") else location
    try:
        found = [file for (file,) in connection.execute("SELECT file FROM glob(?)", [pattern]).fetchall()]
    except duckdb.Error as error:
        raise said_of(error, location) from None
    return of_pattern(location, found)


def query_of(connection: DuckDBPyConnection, files: Sequence[LakeFile]) -> str:
    """All rows as one query: texts as texts, ``micros`` since 1970 where a time is one, ``text`` where it is a text.

    Raises:
        LakeError: A file lacks a column, has one of another type, or cannot be read.
    """
    alike: dict[tuple[bool, tuple[tuple[str, str], ...]], list[LakeFile]] = {}
    for file in files:
        columns = _columns(connection, file)
        check_columns(file, columns)
        signature = tuple((name, columns[name].type_) for name in COLUMNS if name in columns)
        alike.setdefault((file.is_json, signature), []).append(file)
    parts = (_query(some, dict(signature), is_json=is_json) for (is_json, signature), some in alike.items())
    return "\nUNION ALL\n".join(parts)


def said_of(error: Exception, name: str) -> LakeError:
    """What DuckDB says of a file, as one sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = lines[0].partition("Error: ")
    reason = (said[2] or said[0]).strip().rstrip(".")
    if "://" in name and any(word in str(error).casefold() for word in _EXTENSIONS):
        scheme = name.partition("://")[0]
        reason = f"for {scheme}:// DuckDB needs an extension, which it could not download: {reason}"
    return unreadable(name, reason)


def damaged_among(files: Sequence[LakeFile], error: Exception) -> LakeError | None:
    """The first file that cannot be gone through, if what DuckDB says can come of one."""
    import duckdb

    if isinstance(error, duckdb.OutOfMemoryException):
        return None
    with duckdb.connect() as connection:
        for file in (each for each in files if is_local(each.path)):
            try:
                connection.execute(f"SELECT max(hash(each)) FROM {_reader(file)} each").fetchall()
            except duckdb.Error:
                return damaged(file.name)
    return None


def _reader(file: LakeFile) -> str:
    path = _quoted(_literal(file.path))
    return f"read_json_objects({path}, {_LINES}, ignore_errors = true)" if file.is_json else f"read_parquet({path})"


def _columns(connection: DuckDBPyConnection, file: LakeFile) -> Mapping[str, Column]:
    import duckdb

    try:
        if file.is_json:
            return _columns_of_lines(connection, file)
        described = connection.execute(f"DESCRIBE SELECT * FROM {_reader(file)}").fetchall()
    except duckdb.Error as error:
        raise damaged_among([file], error) or said_of(error, file.name) from None
    return {name: Column(type_) for name, type_, *_ in described}


def _columns_of_lines(connection: DuckDBPyConnection, file: LakeFile) -> Mapping[str, Column]:
    """Every line is looked at, not some of them: a number behind many texts would be read as one."""
    row = connection.execute(f"SELECT count(*), count(*) FILTER ({_BROKEN}), {_FOUND} FROM {_reader(file)}").fetchone()
    lines, broken, *found = row or (0, 0)
    if not lines:
        return EVERY_COLUMN
    kinds = {column: [kind for kind in types if kind] for column, types in zip(COLUMNS, found, strict=True)}
    return columns_of_lines(file, file.path if is_local(file.path) else None, broken, kinds)


def _query(files: Sequence[LakeFile], types: Mapping[str, str], *, is_json: bool) -> str:
    """All rows of files that have the same columns."""
    listed = f"[{', '.join(_quoted(_literal(file.path)) for file in files)}]"
    reader = f"read_parquet({listed}, filename = '_lake_file')"
    if is_json:
        columns = ", ".join(f"{_quoted(each)}: 'VARCHAR'" for each in types)
        reader = f"read_json({listed}, {_LINES}, filename = '_lake_file', columns = {{{columns}}})"
    cells = [_cell(column, types) for column in COLUMNS if column != "at"]
    return f"SELECT _lake_file AS file, {', '.join(cells)}, {_time(types['at'], is_json=is_json)} FROM {reader}"


def _literal(path: str) -> str:
    """A path as a pattern that means this file alone."""
    return glob.escape(path) if is_local(path) else path


def _cell(column: str, types: Mapping[str, str]) -> str:
    return f'CAST("{column}" AS VARCHAR) AS "{column}"' if column in types else f'CAST(NULL AS VARCHAR) AS "{column}"'


def _time(type_: str, *, is_json: bool) -> str:
    if is_json or not type_.startswith(_TIMES):
        return 'CAST(NULL AS BIGINT) AS micros, CAST("at" AS VARCHAR) AS text'
    if type_ == "DATE":
        return 'epoch_us("at") + 43200000000 AS micros, CAST(NULL AS VARCHAR) AS text'
    zoned = '"at"' if "ZONE" in type_ else 'CAST("at" AS TIMESTAMP)'
    return f"epoch_us({zoned}) AS micros, CAST(NULL AS VARCHAR) AS text"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
