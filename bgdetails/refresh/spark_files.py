"""The files of a lake as Spark reads them: found, looked at one by one, and said as one frame of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

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
    of_folder,
    of_pattern,
    unreadable,
)
from bgdetails.refresh.lake_lines import columns_of_lines

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_AT_ONCE = 8
_NANOS = "timestamp of nanoseconds"
_TIMES = ("timestamp", "date")
_PATTERN = re.compile(r"([\\\[\]{}*?])")
_FILE = re.compile(r"(?:reading file|read footer for file:?|File) ['\"]?([a-z0-9]+:/\S+?)['\".,]?(?:\s|$)")
_REASON = re.compile(
    r"\[[A-Z][A-Z0-9_.]+\]\s*(?:Encountered error while reading file \S+\s*)?(.+?)\s*(?:SQLSTATE: \w+|$)", re.MULTILINE
)
"""Spark's own words, wherever they stand in what Java says."""
_CAUSE = re.compile(r"^Caused by: [\w.$]*?(\w+(?:Exception|Error): .+)$", re.MULTILINE)
_DAMAGED = re.compile(r"FAILED_READ_FILE\.NO_HINT|CANNOT_READ_FILE_FOOTER")
# Spark's parsers pass by what follows a whole text: within a list it is in the way.
_PARSED = """CASE WHEN is_valid_utf8(line) THEN try_parse_json('{"a":[' || line || ']}') END"""
_OBJECT = "variant_get(v, '$.a[0]', 'variant')"
_BROKEN = "v IS NULL OR NOT startswith(line, '{') OR NOT endswith(line, '}') OR variant_get(v, '$.a[1]') IS NOT NULL"
_BYTE_ORDER_MARK = "\ufeff"


def files_of(spark: SparkSession, location: str, folder: Path) -> tuple[list[LakeFile], int]:
    """The files of a lake, in the order of their names, and how many bytes they have together.

    Raises:
        LakeError: There is none, or one is neither Parquet nor JSON lines, or they cannot be listed.
    """
    if is_local(location) or is_download(location):
        files = local_files(location) if is_local(location) else download(location, folder)
        return [LakeFile(f"file:{_literal(str(Path(each.path).absolute()))}", each.name) for each in files], sum(
            Path(each.path).stat().st_size for each in files
        )
    from pyspark.errors import PySparkException

    is_pattern = any(each in location for each in "*?[{")
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", not is_pattern)
    try:
        found = {row.path: row.length for row in reader.load(location).select("path", "length").collect()}
    except PySparkException as error:
        raise said_of(error, location) from None
    files = of_pattern(location, found) if is_pattern else of_folder(location, found)
    return [LakeFile(_literal(each.path), each.name) for each in files], sum(found[each.name] for each in files)


def rows_of(spark: SparkSession, files: Sequence[LakeFile]) -> DataFrame:
    """All rows: texts as texts, ``micros`` since 1970 where a time is one, ``text`` where it is a text, and the place.

    Raises:
        LakeError: A file lacks a column, has one of another type, or cannot be read.
    """
    lines = [file for file in files if file.is_json]
    columns = _columns_of_lines(spark, lines) if lines else {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parquet = [file for file in files if not file.is_json]
        columns |= zip(parquet, pool.map(lambda file: _columns_of_parquet(spark, file), parquet), strict=True)
    alike: dict[tuple[bool, tuple[tuple[str, str], ...]], list[LakeFile]] = {}
    for file in files:
        check_columns(file, columns[file])
        signature = tuple((name, columns[file][name].type_) for name in COLUMNS if name in columns[file])
        alike.setdefault((file.is_json, signature), []).append(file)
    if any(of["at"].type_ == _NANOS for of in columns.values()):
        spark.conf.set("spark.sql.legacy.parquet.nanosAsLong", "true")
    frames = (_rows(spark, some, dict(signature), is_json) for (is_json, signature), some in alike.items())
    return reduce(lambda one, other: one.unionAll(other), frames)


def said_of(error: Exception, name: str) -> LakeError:
    """What Spark says of a file, as one sentence; the file that it names, if it names one."""
    said = str(error)
    found = _FILE.search(said)
    if found and is_local(name):
        name = url2pathname(urlsplit(found[1]).path)
    if _DAMAGED.search(said):
        return damaged(name)
    if re.search(r"No FileSystem for scheme|ClassNotFoundException.*S3A|S3AFileSystem not found", said):
        scheme = name.partition("://")[0]
        return unreadable(
            name,
            f"Spark knows no {scheme}:// here: for s3a:// name hadoop-aws in its spark.jars.packages",
        )
    if causes := _CAUSE.findall(said):
        return unreadable(name, causes[-1])
    if reason := _REASON.search(said):
        return unreadable(name, reason[1])
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("An error occurred while")]
    return unreadable(name, re.sub(r"^[:\s]*([\w.$]+(Exception|Error):\s*)*", "", (lines or [type(error).__name__])[0]))


def _columns_of_parquet(spark: SparkSession, file: LakeFile) -> Mapping[str, Column]:
    from pyspark.errors import PySparkException

    try:
        schema = spark.read.parquet(file.path).schema
    except PySparkException as error:
        if "TIMESTAMP(NANOS" not in str(error):
            raise said_of(error, file.name) from None
        return _columns_with_nanos(spark, file)
    return {field.name: Column(field.dataType.simpleString()) for field in schema}


def _columns_with_nanos(spark: SparkSession, file: LakeFile) -> Mapping[str, Column]:
    """Spark takes nanoseconds, which pandas writes, only as whole numbers."""
    other = spark.newSession()
    other.conf.set("spark.sql.legacy.parquet.nanosAsLong", "true")
    types = {field.name: field.dataType.simpleString() for field in other.read.parquet(file.path).schema}
    if types.get("at") == "bigint":
        types["at"] = _NANOS
    return {name: Column(type_) for name, type_ in types.items()}


def _columns_of_lines(spark: SparkSession, files: Sequence[LakeFile]) -> dict[LakeFile, Mapping[str, Column]]:
    """The columns of JSON lines, of all files in one pass, in which every line is looked at."""
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as f

    text = spark.read.text([file.path for file in files])
    parsed = (
        text.select(
            f.expr("input_file_name()").alias("file"),
            f.expr(f"trim(BOTH ' \t\r{_BYTE_ORDER_MARK}' FROM value)").alias("line"),
        )
        .where("line <> ''")
        .selectExpr("file", "line", f"{_PARSED} AS v")
        .selectExpr("file", f"({_BROKEN}) AS broken", f"CASE WHEN NOT ({_BROKEN}) THEN {_OBJECT} END AS v")
    )
    types = (f"collect_set(schema_of_variant(variant_get(v, '$.{each}', 'variant'))) AS `{each}`" for each in COLUMNS)
    found = [f.expr("count_if(broken)").alias("broken"), *map(f.expr, types)]
    try:
        rows = parsed.groupBy("file").agg(*found).collect()
    except PySparkException as error:
        raise said_of(error, files[0].name) from None
    of_file = {row.file: row for row in rows}
    columns: dict[LakeFile, Mapping[str, Column]] = {}
    for file in files:
        row = next((row for path, row in of_file.items() if _same(path, file.path)), None)
        if row is None:
            columns[file] = EVERY_COLUMN
        else:
            columns[file] = columns_of_lines(file, _place(file), row.broken, {each: row[each] for each in COLUMNS})
    return columns


def _place(file: LakeFile) -> str | None:
    """Where a file lies on this machine, if it does."""
    path = re.sub(r"\\(.)", r"\1", file.path)
    return path.removeprefix("file:") if path.startswith("file:/") else None


def _same(uri: str, path: str) -> bool:
    plain = re.sub(r"\\(.)", r"\1", path)
    return re.sub(r"^(\w+):/+", r"\1:/", unquote(uri)) == re.sub(r"^(\w+):/+", r"\1:/", plain)


def _rows(spark: SparkSession, files: Sequence[LakeFile], types: Mapping[str, str], is_json: bool) -> DataFrame:
    """All rows of files that have the same columns."""
    paths = [file.path for file in files]
    if is_json:
        schema = ", ".join(f"`{name}` STRING" for name in types)
        frame = spark.read.schema(schema).option("mode", "FAILFAST").json(paths)
    else:
        frame = spark.read.parquet(*paths)
    cells = [
        f"CAST({f'`{each}`' if each in types else 'NULL'} AS STRING) AS `{each}`" for each in COLUMNS if each != "at"
    ]
    return frame.selectExpr(
        *cells,
        *_time(types["at"], is_json=is_json),
        "try_url_decode(replace(_metadata.file_path, '+', '%2B')) AS file",
        "_metadata.file_block_start AS block",
        "monotonically_increasing_id() AS place",
    )


def _time(type_: str, *, is_json: bool) -> tuple[str, str]:
    if is_json or not type_.startswith(_TIMES):
        return "CAST(NULL AS BIGINT) AS micros", "CAST(`at` AS STRING) AS text"
    micros = {
        "date": "CAST(unix_date(`at`) AS BIGINT) * 86400000000 + 43200000000",
        _NANOS: "CAST(floor(`at` / CAST(1000 AS DECIMAL(20, 0))) AS BIGINT)",
    }.get(type_, "unix_micros(CAST(`at` AS TIMESTAMP))")
    return f"{micros} AS micros", "CAST(NULL AS STRING) AS text"


def _literal(path: str) -> str:
    """A path as a pattern that means this file alone."""
    return _PATTERN.sub(r"\\\1", path)
