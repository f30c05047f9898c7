"""A lake that Apache Spark reads: on this machine, or on as many as its master has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import numpy as np

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.lake import LakeCounts, Rows
from bgdetails.refresh.lake_engine import LakeEngine
from bgdetails.refresh.lake_texts import CLOCK, CLOCK_PARTS, COLUMNS, DATE, OWN, read_rows
from bgdetails.refresh.spark_session import OpenSession
from bgdetails.rules.scores import PERSON_UNITS

T = TypeVar("T")
_ROWS_AT_ONCE = 20_000
_PACK = 10_000
"""Rows that are handed to Spark, and people that come from it, as one text: a tenth of what a row each costs."""
_PART = 16 << 20
"""Bytes of files for each part of a shuffle."""
_WORTH_COMPILING = 8 << 20
"""Of fewer bytes the rows are gone through sooner than Spark compiles some forty queries."""
_PARTS = ", ".join(f"regexp_extract(text, '^{DATE}{CLOCK}$', {at}) AS {part}" for at, part in enumerate(CLOCK_PARTS, 1))
# The first of the rows that have one id counts. Rows that do not count anyway are told apart by their places, so that
# those without an id are not all sorted in one place.
_READ = f"""
SELECT *, CASE WHEN state <> 'fit' THEN state
  WHEN listed OR ROW_NUMBER() OVER (
    PARTITION BY id, CASE WHEN state = 'fit' THEN -1 ELSE place END ORDER BY file, block, place) > 1 THEN 'repeated'
  ELSE 'taken' END AS fate
FROM (
  SELECT r.*, o.id IS NOT NULL AS listed
  FROM ({read_rows(_PARTS, "CAST(unix_date(begin) AS BIGINT) * 86400000000")}) r
  LEFT JOIN (SELECT id FROM own WHERE listed) o ON o.id = r.id
)
"""
_ACTIVITY = f"SELECT {COLUMNS}, TRUE AS of_lake FROM read_row WHERE fate = 'taken' UNION ALL {OWN}"
_FATES = "SELECT fate, COUNT(*) AS n FROM read_row GROUP BY fate"


class SparkLake(LakeEngine):
    """A lake that Spark reads; what it makes of it is kept there until the end, made again where a worker is lost."""

    def _start(self) -> None:
        self._kept: list[str] = []
        self._session = OpenSession()
        self._spark = self._session.spark

    def _look(self) -> None:
        from bgdetails.refresh.spark_files import files_of, rows_of

        files, size = files_of(self._spark, self._location, self._folder)
        context, settings = self._spark.sparkContext, self._spark.conf
        if not context.getConf().contains("spark.sql.shuffle.partitions"):
            settings.set("spark.sql.shuffle.partitions", str(max(context.defaultParallelism, size // _PART)))
        if size < _WORTH_COMPILING:
            settings.set("spark.sql.codegen.wholeStage", "false")
            settings.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        rows_of(self._spark, files).createOrReplaceTempView("lake")

    def _stop(self) -> None:
        if hasattr(self, "_session"):
            self._session.close(self._kept)

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

    def _load(self, name: str, columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        packs = [(json.dumps(pack, ensure_ascii=False),) for pack in _packs(rows)]
        frame = self._spark.createDataFrame(packs, "pack STRING")
        cells = ", ".join(f'CAST(row[{at}] AS {type_}) AS "{each}"' for at, (each, type_) in enumerate(columns.items()))
        frame.createOrReplaceTempView(f"{name}_packs")
        self._keep(
            name,
            f"SELECT {cells} FROM (SELECT explode(from_json(pack, 'ARRAY<ARRAY<STRING>>')) AS row FROM {name}_packs)",
        )

    def _keep(self, name: str, query: str) -> None:
        """Computed when it is first asked for, then kept in memory and beyond that on disk."""
        self._spark.sql(query).createOrReplaceTempView(name)
        self._spark.catalog.cacheTable(name)
        self._kept.append(name)

    def _take(self) -> LakeCounts:
        self._keep("read_row", _READ)
        self._spark.sql(_ACTIVITY).createOrReplaceTempView("activity")
        fates = {row.fate: row.n for row in self._spark.sql(_FATES).collect()}
        counts = [fates.get(fate, 0) for fate in ("taken", "unknown", "bad", "repeated")]
        return LakeCounts(sum(counts), *counts)

    def _chunks(self, query: str, parameters: Mapping[str, int | bool]) -> Rows:
        rows = iter(self._do(lambda: self._spark.sql(query, args=dict(parameters)).toLocalIterator(True)))
        while chunk := self._do(lambda: list(islice(rows, _ROWS_AT_ONCE))):
            yield chunk

    def _do(self, work: Callable[[], T]) -> T:
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
