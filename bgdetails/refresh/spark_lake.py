"""A lake that Apache Spark reads: on this machine, or on as many as its master has."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.lake import TEXTS, Known, LakeCounts, Rows
from bgdetails.refresh.lake_texts import (
    BLANKS,
    CLOCK,
    CLOCK_PARTS,
    DATE,
    EMAILS,
    LATEST,
    OF_DAY,
    OWN_TEXTS,
    ROLL_UP,
    TEXT_COLUMNS,
    day_of,
)
from bgdetails.refresh.spark_session import OpenSession
from bgdetails.refresh.spoken_of import ACTIVITIES
from bgdetails.rules.scores import PERSON_UNITS

T = TypeVar("T")
_ROWS_AT_ONCE = 20_000
_PACK = 10_000
"""Rows that are handed to Spark, and people that come from it, as one text: a tenth of what a row each costs."""
_PART = 16 << 20
"""Bytes of files for each part of a shuffle."""
_WORTH_COMPILING = 8 << 20
"""Of fewer bytes the rows are gone through sooner than Spark compiles some forty queries."""
_CELLS = ", ".join(
    f"NULLIF(trim(BOTH '{BLANKS}' FROM {each}), '') AS {each}" for each in ("id", "person_id", "type", *TEXTS)
)
_PARTS = ", ".join(f"regexp_extract(text, '^{DATE}{CLOCK}$', {at}) AS {part}" for at, part in enumerate(CLOCK_PARTS, 1))
# The first of the rows that have one id counts. Rows that do not count anyway are told apart by their places, so that
# those without an id are not all sorted in one place.
_READ = f"""
SELECT *, CASE WHEN state <> 'fit' THEN state WHEN listed THEN 'repeated' WHEN ROW_NUMBER() OVER (
    PARTITION BY id, CASE WHEN state = 'fit' THEN -1 ELSE place END ORDER BY file, block, place) > 1 THEN 'repeated'
  ELSE 'taken' END AS fate
FROM (
  SELECT l.id, p.person_id, t.type_id, l.micros AS "at", {day_of("l.micros")} AS day,
    l.asset, l.url, l.subject, l.campaign, j.journey_id, l.description, l.moment_type, l.file, l.block, l.place,
    o.id IS NOT NULL AS listed,
    CASE WHEN l.person_id IS NULL OR l.id IS NULL OR t.type_id IS NULL OR l.micros IS NULL THEN 'bad'
      WHEN p.person_id IS NULL THEN 'unknown' ELSE 'fit' END AS state
  FROM (
    SELECT * EXCEPT (micros), COALESCE(micros,
      CASE WHEN regexp_extract(text, '^{DATE}({CLOCK})?$', 0) = text AND text NOT LIKE '0000%'
      THEN CAST(unix_date(try_cast(substr(text, 1, 10) AS DATE)) AS BIGINT) * 86400000000 + {OF_DAY} END) AS micros
    FROM (
      SELECT *, {_PARTS} FROM (
        SELECT {_CELLS}, file, block, place, micros, trim(BOTH '{BLANKS}' FROM text) AS text FROM lake
      )
    )
  ) l
  LEFT JOIN person_of p ON p.external_id = l.person_id
  LEFT JOIN type_of t ON t.name = l.type
  LEFT JOIN journey_of j ON j.external_id = l.journey_id
  LEFT JOIN (SELECT id FROM own WHERE listed) o ON o.id = l.id
)
"""
_COLUMNS = f'id, person_id, type_id, "at", day, {TEXT_COLUMNS}'
_ACTIVITY = f"""
SELECT {_COLUMNS}, TRUE AS of_lake FROM read_row WHERE fate = 'taken'
UNION ALL
SELECT id, person_id, type_id, "at", {day_of('"at"')} AS day, {TEXT_COLUMNS}, FALSE AS of_lake FROM own
"""
_FATES = "SELECT fate, COUNT(*) AS n FROM read_row GROUP BY fate"
_OWN = {
    "listed": "BOOLEAN",
    "id": "STRING",
    "person_id": "INT",
    "type_id": "INT",
    "at": "BIGINT",
    **dict.fromkeys(OWN_TEXTS, "STRING"),
    "journey_id": "INT",
}


class SparkLake:
    """A lake that Spark reads; what it makes of it is kept there until the end, made again where a worker is lost."""

    def __init__(self, location: str) -> None:
        """Start Spark, find the files and look at the columns of each.

        Raises:
            LakeError: They cannot be read, or Spark cannot be started.
        """
        self._location = location
        self._kept: list[str] = []
        self._folder = tempfile.TemporaryDirectory(prefix="bgdetails-lake-")
        try:
            self._session = OpenSession()
            self._spark = self._session.spark
        except BaseException:
            self._folder.cleanup()
            raise
        try:
            self._do(self._open)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> SparkLake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything."""
        self._session.close(self._kept)
        self._folder.cleanup()

    # -- what the store asks for -----------------------------------------------------------------------------------

    def types(self) -> Sequence[str]:
        """The names of all types of activity, as the lake writes them, in their order."""
        query = f"SELECT DISTINCT trim(BOTH '{BLANKS}' FROM type) AS name FROM lake"
        return sorted(row.name for row in self._do(lambda: self._spark.sql(query).collect()) if row.name)

    def read(self, known: Known) -> LakeCounts:
        """Read all activities, once; everything below is of them and of the store's own together."""
        return self._do(lambda: self._read(known))

    def roll_up(self, first_day: int) -> Rows:
        """Day, person, type and number of activities, from a day on."""
        order = "ORDER BY day, person_id, type_id"
        yield from self._chunks(f"SELECT * FROM activity_day WHERE day >= :first_day {order}", {"first_day": first_day})

    def units(self, parameters: Mapping[str, int | bool]) -> tuple[Integers, Integers]:
        """People and their units: ``PERSON_UNITS`` of a day."""
        people, units = "transform(found, each -> each.person_id)", "transform(found, each -> each.units)"
        query = f"""
        SELECT array_join({people}, ',') AS people, array_join({units}, ',') AS units FROM (
          SELECT collect_list(struct(person_id, CAST(units AS BIGINT) AS units)) AS found
          FROM ({PERSON_UNITS}) GROUP BY person_id DIV {_PACK}
        )
        """
        rows = self._do(lambda: self._spark.sql(query, args=dict(parameters)).collect())
        joined = (",".join(column) for column in ((row.people for row in rows), (row.units for row in rows)))
        found = [np.fromstring(text, dtype=np.int64, sep=",") for text in joined]
        return found[0], found[1]

    def spoken(self, parameters: Mapping[str, int | bool]) -> Rows:
        """Who said what when, of a window: ``ACTIVITIES`` of ``spoken_of``."""
        yield from self._chunks(ACTIVITIES.format(activity="activity"), parameters)

    def emails(self, parameters: Mapping[str, int | bool]) -> Rows:
        """The e-mails of all journeys: ``EMAILS`` of ``lake_texts``."""
        yield from self._chunks(EMAILS, parameters)

    def latest(self, parameters: Mapping[str, int]) -> Rows:
        """Activities to be shown, of the lake alone: id, person, type, time, day and texts."""
        yield from self._chunks(f'SELECT * FROM ({LATEST}) ORDER BY person_id, "at", id', parameters)

    # -- how -------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        from bgdetails.refresh.spark_files import files_of, rows_of

        files, size = files_of(self._spark, self._location, Path(self._folder.name))
        context, settings = self._spark.sparkContext, self._spark.conf
        if not context.getConf().contains("spark.sql.shuffle.partitions"):
            settings.set("spark.sql.shuffle.partitions", str(max(context.defaultParallelism, size // _PART)))
        if size < _WORTH_COMPILING:
            settings.set("spark.sql.codegen.wholeStage", "false")
            settings.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        rows_of(self._spark, files).createOrReplaceTempView("lake")

    def _read(self, known: Known) -> LakeCounts:
        people = {"external_id": "STRING", "person_id": "INT", "hidden": "BOOLEAN"}
        self._load("person_of", people, known.people)
        self._load("type_of", {"name": "STRING", "type_id": "INT", "weight_milli": "INT"}, known.types)
        self._load("journey_of", {"external_id": "STRING", "journey_id": "INT"}, known.journeys)
        self._load("own", _OWN, known.own)
        self._keep("person", "SELECT DISTINCT person_id AS id, hidden FROM person_of")
        self._keep("activity_type", "SELECT DISTINCT type_id AS id, weight_milli FROM type_of")
        self._keep("read_row", _READ)
        self._spark.sql(_ACTIVITY).createOrReplaceTempView("activity")
        self._keep("activity_day", ROLL_UP)
        fates = {row.fate: row.n for row in self._spark.sql(_FATES).collect()}
        counts = [fates.get(fate, 0) for fate in ("taken", "unknown", "bad", "repeated")]
        return LakeCounts(sum(counts), *counts)

    def _keep(self, name: str, query: str) -> None:
        """Make a table of a query: computed when it is first asked for, then kept in memory and beyond that on disk."""
        self._spark.sql(query).createOrReplaceTempView(name)
        self._spark.catalog.cacheTable(name)
        self._kept.append(name)

    def _load(self, name: str, columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        """Make a table of rows that this process has."""
        packs = [(json.dumps(pack, ensure_ascii=False),) for pack in _packs(rows)]
        frame = self._spark.createDataFrame(packs, "pack STRING")
        cells = ", ".join(f'CAST(row[{at}] AS {type_}) AS "{each}"' for at, (each, type_) in enumerate(columns.items()))
        frame.createOrReplaceTempView(f"{name}_packs")
        self._keep(
            name,
            f"SELECT {cells} FROM (SELECT explode(from_json(pack, 'ARRAY<ARRAY<STRING>>')) AS row FROM {name}_packs)",
        )

    def _chunks(self, query: str, parameters: Mapping[str, int | bool]) -> Rows:
        rows = iter(self._do(lambda: self._spark.sql(query, args=dict(parameters)).toLocalIterator(True)))
        while chunk := self._do(lambda: list(islice(rows, _ROWS_AT_ONCE))):
            yield chunk

    def _do(self, work: Callable[[], T]) -> T:
        """Do something that Spark does; what it says of it becomes one sentence."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        from bgdetails.refresh.spark_files import said_of

        try:
            return work()
        except (PySparkException, Py4JError, ConnectionError) as error:
            raise said_of(error, self._location) from None


def _packs(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    remaining = iter(rows)
    while pack := list(islice(remaining, _PACK)):
        yield pack
