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
    LakeFile,
    check_columns,
    is_local,
    local_files,
    of_folder,
    of_pattern,
    unreadable,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_AT_ONCE = 8
_TEXTS = ("string", "void", "char", "varchar")
_NANOS = "timestamp of nanoseconds"
_TIMES = ("timestamp", "date")
_PATTERN = re.compile(r"([\\\[\]{}*?])")
_FILE = re.compile(r"(?:reading file|read footer for file:?|File) ['\"]?([a-z0-9]+:/\S+?)['\".,]?(?:\s|$)")
_REASON = re.compile(
    r"\[[A-Z][A-Z0-9_.]+\]\s*(?:Encountered error while reading file \S+\s*)?(.+?)\s*(?:SQLSTATE: \w+|$)", re.MULTILINE
)
"""Spark's own words, wherever they stand in what Java says."""
# What a JSON text can be beside a text: the name that Spark's variants have for it, and what it is called here.
_FIELD = re.compile(r"`?(\w+)`?: (\w+)")


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
    types = _types_of_lines(spark, lines) if lines else {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parquet = [file for file in files if not file.is_json]
        types |= zip(parquet, pool.map(lambda file: _types_of_parquet(spark, file), parquet), strict=True)
    alike: dict[tuple[bool, tuple[tuple[str, str], ...]], list[LakeFile]] = {}
    for file in files:
        check_columns(file, types[file], _TEXTS, () if file.is_json else _TIMES)
        signature = tuple((name, types[file][name]) for name in COLUMNS if name in types[file])
        alike.setdefault((file.is_json, signature), []).append(file)
    if any(of["at"] == _NANOS for of in types.values()):
        spark.conf.set("spark.sql.legacy.parquet.nanosAsLong", "true")
    frames = (_rows(spark, some, dict(signature), is_json) for (is_json, signature), some in alike.items())
    return reduce(lambda one, other: one.unionAll(other), frames)


def said_of(error: Exception, name: str) -> LakeError:
    """What Spark says of a file, as one sentence; the file that it names, if it names one."""
    said = str(error)
    found = _FILE.search(said)
    if found and is_local(name):
        name = url2pathname(urlsplit(found[1]).path)
    if re.search(r"No FileSystem for scheme|ClassNotFoundException.*S3A|S3AFileSystem not found", said):
        scheme = name.partition("://")[0]
        return unreadable(
            name,
            f"Spark knows no {scheme}:// here: for s3a:// name hadoop-aws in its spark.jars.packages",
        )
    if reason := _REASON.search(said):
        return unreadable(name, reason[1])
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("An error occurred while")]
    return unreadable(name, re.sub(r"^[:\s]*([\w.$]+(Exception|Error):\s*)*", "", (lines or [type(error).__name__])[0]))


def _types_of_parquet(spark: SparkSession, file: LakeFile) -> Mapping[str, str]:
    from pyspark.errors import PySparkException

    try:
        schema = spark.read.parquet(file.path).schema
    except PySparkException as error:
        if "TIMESTAMP(NANOS" not in str(error):
            raise said_of(error, file.name) from None
        return _types_with_nanos(spark, file)
    return {field.name: field.dataType.simpleString() for field in schema}


def _types_with_nanos(spark: SparkSession, file: LakeFile) -> Mapping[str, str]:
    """Spark takes nanoseconds, which pandas writes, only as whole numbers."""
    other = spark.newSession()
    other.conf.set("spark.sql.legacy.parquet.nanosAsLong", "true")
    types = {field.name: field.dataType.simpleString() for field in other.read.parquet(file.path).schema}
    return types | ({"at": _NANOS} if types.get("at") == "bigint" else {})


def _types_of_lines(spark: SparkSession, files: Sequence[LakeFile]) -> dict[LakeFile, Mapping[str, str]]:
    """What the columns of JSON lines are, of all files in one pass, in which every line is looked at."""
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as f

    text = spark.read.text([file.path for file in files])
    parsed = text.select(
        f.expr("input_file_name()").alias("file"),
        f.trim("value").alias("line"),
        f.expr("try_parse_json(value)").alias("v"),
    )
    try:
        rows = (
            parsed.where("line <> ''")
            .groupBy("file")
            .agg(
                f.expr("schema_of_variant_agg(v)").alias("type"),
                f.expr("count_if(v IS NULL OR NOT startswith(line, '{'))").alias("broken"),
            )
            .collect()
        )
    except PySparkException as error:
        raise said_of(error, files[0].name) from None
    found = {row.file: row for row in rows}
    types: dict[LakeFile, Mapping[str, str]] = {}
    for file in files:
        row = next((row for path, row in found.items() if _same(path, file.path)), None)
        if row is not None and row.broken:
            lines = "1 line is" if row.broken == 1 else f"{row.broken:,} lines are"
            raise unreadable(file.name, f"{lines} no whole JSON object")
        # An empty file has every column.
        types[file] = dict.fromkeys(COLUMNS, "void") if row is None else _fields(row.type)
    return types


def _fields(type_: str) -> Mapping[str, str]:
    """The columns of ``OBJECT<at: STRING, id: BIGINT>``."""
    return {name: kind.casefold() for name, kind in _FIELD.findall(type_.removeprefix("OBJECT<"))}


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
