"""A lake on one machine, read by DuckDB, which is imported here alone."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.duckdb_files import files_of, query_of, said_of
from bgdetails.refresh.lake import TEXTS, Known, LakeCounts, LakeError, Rows
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
    day_of,
)
from bgdetails.refresh.spoken_of import ACTIVITIES
from bgdetails.rules.scores import PERSON_UNITS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")
_ROWS_AT_ONCE = 50_000
_MEMORY = "1GB"
"""More goes to disk."""
_LONGEST_ROW = 100_000_000
"""Characters of an activity of the store's own."""
_BLANKS = " || ".join(f"chr({ord(each)})" for each in BLANKS)
_CELLS = ", ".join(f"nullif(trim({each}, {_BLANKS}), '') AS {each}" for each in ("id", "person_id", "type", *TEXTS))
_READ = f"""
CREATE TABLE activity AS
SELECT l.id, p.person_id, t.type_id, l.micros AS "at", {day_of("l.micros")} AS day,
  l.asset, l.url, l.subject, l.campaign, j.journey_id, l.description, l.moment_type, l.file, l.place, TRUE AS of_lake,
  l.person_id IS NOT NULL AND l.id IS NOT NULL AND t.type_id IS NOT NULL AND l.micros IS NOT NULL AS whole
FROM (
  SELECT * REPLACE (coalesce(micros, CASE WHEN regexp_full_match(text, '{DATE}({CLOCK})?') AND text NOT LIKE '0000%'
    THEN epoch_us(try_cast(substr(text, 1, 10) AS DATE)) + {OF_DAY} END) AS micros)
  FROM (
    SELECT *, unnest(regexp_extract(text, '{DATE}{CLOCK}', {list(CLOCK_PARTS)})) FROM (
      SELECT {_CELLS}, file, row_number() OVER () AS place, micros, trim(text, {_BLANKS}) AS text FROM lake
    )
  )
) l
LEFT JOIN person_of p ON p.external_id = l.person_id
LEFT JOIN type_of t ON t.name = l.type
LEFT JOIN journey_of j ON j.external_id = l.journey_id
"""
_REPEATED = """
DELETE FROM activity WHERE rowid IN (
  SELECT number FROM (
    SELECT rowid AS number, row_number() OVER (PARTITION BY id ORDER BY file, place) AS time FROM activity
    WHERE id IN (SELECT id FROM activity GROUP BY id HAVING count(*) > 1)
  ) WHERE time > 1
)
"""
_ADD_OWN = f"""
INSERT INTO activity
SELECT id, person_id, type_id, "at", {day_of('"at"')}, asset, url, subject, campaign, journey_id, description,
  moment_type, '', 0, FALSE, TRUE
FROM own
"""
_OWN = {
    "listed": "BOOLEAN",
    "id": "VARCHAR",
    "person_id": "INTEGER",
    "type_id": "INTEGER",
    "at": "BIGINT",
    **dict.fromkeys(OWN_TEXTS, "VARCHAR"),
    "journey_id": "INTEGER",
}


class DuckDbLake:
    """A lake that DuckDB reads; what it needs lies in a folder that goes with it."""

    def __init__(self, location: str) -> None:
        """Find the files and look at the columns of each.

        Raises:
            LakeError: They cannot be read, or DuckDB is not installed.
        """
        try:
            import duckdb
        except ImportError:
            raise LakeError("DuckDB is not installed: pip install 'bgdetails[lake]'.") from None
        self._fault: type[Exception] = duckdb.Error
        self._location = location
        self._folder = tempfile.TemporaryDirectory(prefix="bgdetails-lake-")
        self._connection = duckdb.connect(
            str(Path(self._folder.name) / "lake.duckdb"),
            config={"memory_limit": _MEMORY, "temp_directory": self._folder.name},
        )
        try:
            files = files_of(self._connection, location, Path(self._folder.name))
            self._connection.execute(f"CREATE VIEW lake AS {query_of(self._connection, files)}")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> DuckDbLake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything."""
        self._connection.close()
        self._folder.cleanup()

    # -- what the store asks for -----------------------------------------------------------------------------------

    def types(self) -> Sequence[str]:
        """The names of all types of activity, as the lake writes them, in their order."""
        query = f"SELECT DISTINCT trim(type, {_BLANKS}) AS name FROM lake WHERE name <> '' ORDER BY name"
        return [name for (name,) in self._do(lambda: self._connection.execute(query).fetchall())]

    def read(self, known: Known) -> LakeCounts:
        """Read all activities, once; everything below is of them and of the store's own together."""
        self._load("person_of", {"external_id": "VARCHAR", "person_id": "INTEGER", "hidden": "BOOLEAN"}, known.people)
        self._load("type_of", {"name": "VARCHAR", "type_id": "INTEGER", "weight_milli": "INTEGER"}, known.types)
        self._load("journey_of", {"external_id": "VARCHAR", "journey_id": "INTEGER"}, known.journeys)
        self._load("own", _OWN, known.own)
        execute = self._connection.execute
        execute("CREATE TABLE person AS SELECT DISTINCT person_id AS id, hidden FROM person_of")
        execute("CREATE TABLE activity_type AS SELECT DISTINCT type_id AS id, weight_milli FROM type_of")
        self._do(lambda: execute(_READ))
        (rows,) = execute("SELECT count(*) FROM activity").fetchone() or (0,)
        bad = self._remove("NOT whole")
        unknown = self._remove("person_id IS NULL")
        repeated = int((execute(_REPEATED).fetchone() or (0,))[0])
        repeated += self._remove("id IN (SELECT own.id FROM own WHERE own.listed)")
        execute(_ADD_OWN)
        execute(f"CREATE TABLE activity_day AS {ROLL_UP}")
        return LakeCounts(rows, rows - bad - unknown - repeated, unknown, bad, repeated)

    def roll_up(self, first_day: int) -> Rows:
        """Day, person, type and number of activities, from a day on."""
        order = "ORDER BY day, person_id, type_id"
        yield from self._chunks(f"SELECT * FROM activity_day WHERE day >= :first_day {order}", {"first_day": first_day})

    def units(self, parameters: Mapping[str, int | bool]) -> tuple[Integers, Integers]:
        """People and their units: ``PERSON_UNITS`` of a day."""
        # A sum of whole numbers is wider than NumPy's are.
        query = f"SELECT person_id, CAST(units AS BIGINT) AS units FROM ({PERSON_UNITS})"
        found: dict[str, Any] = self._execute(query, parameters).fetchnumpy()
        return found["person_id"].astype(np.int64), found["units"].astype(np.int64)

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

    def _execute(self, query: str, parameters: Mapping[str, int | bool]) -> DuckDBPyConnection:
        """Execute a text that is written for all engines: here, what is bound is called ``$name``."""
        return self._connection.execute(re.sub(r"(?<![:\w]):(\w+)", r"$\1", query), dict(parameters))

    def _chunks(self, query: str, parameters: Mapping[str, int | bool]) -> Rows:
        # On a cursor of its own: others may ask while these rows are gone through.
        cursor = self._connection.cursor()
        cursor.execute(re.sub(r"(?<![:\w]):(\w+)", r"$\1", query), dict(parameters))
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield rows

    def _remove(self, condition: str) -> int:
        row = self._connection.execute(f"DELETE FROM activity WHERE {condition}").fetchone()
        return int(row[0]) if row else 0

    def _load(self, table: str, columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        """Make a table of rows; through a file, so that memory stays flat."""
        file = Path(self._folder.name) / f"{table}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
        types = ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items())
        self._connection.execute(
            f"CREATE TABLE {table} AS SELECT * FROM read_csv(?, auto_detect = false, header = false, delim = ',',"
            f" quote = '\"', escape = '\"', nullstr = '', parallel = false, max_line_size = {_LONGEST_ROW},"
            f" columns = {{{types}}})",
            [str(file)],
        )
        file.unlink()

    def _do(self, work: Callable[[], T]) -> T:
        """Do something that reads the lake; what DuckDB says of it becomes one sentence."""
        try:
            return work()
        except self._fault as error:
            raise said_of(error, self._location) from None
