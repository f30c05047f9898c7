"""A lake on one machine, read by DuckDB, which is imported here alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bgdetails.refresh.columns import Integers
from bgdetails.refresh.duckdb_files import damaged_among, files_of, query_of, said_of
from bgdetails.refresh.lake import LakeCounts, LakeError, Rows
from bgdetails.refresh.lake_engine import LakeEngine
from bgdetails.refresh.lake_files import LakeFile
from bgdetails.refresh.lake_texts import CLOCK, CLOCK_PARTS, DATE, OWN, read_rows
from bgdetails.rules.scores import PERSON_UNITS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")
_ROWS_AT_ONCE = 50_000
_MEMORY = "1GB"
"""More goes to disk."""
_LONGEST_ROW = 100_000_000
"""Characters of an activity of the store's own."""
_INTERRUPTED = "Query interrupted"
_READ = read_rows(f"unnest(regexp_extract(text, '^{DATE}{CLOCK}$', {list(CLOCK_PARTS)}))", "epoch_us(begin)")
_REPEATED = """
DELETE FROM read_row WHERE rowid IN (
  SELECT number FROM (
    SELECT rowid AS number, row_number() OVER (PARTITION BY id ORDER BY file, place) AS time FROM read_row
    WHERE id IN (SELECT id FROM read_row GROUP BY id HAVING count(*) > 1)
  ) WHERE time > 1
)
"""


class DuckDbLake(LakeEngine):
    """A lake that DuckDB reads; what it makes of it lies in the folder."""

    _connection: DuckDBPyConnection
    _files: Sequence[LakeFile] = ()

    def _start(self) -> None:
        try:
            import duckdb
        except ImportError:
            raise LakeError("DuckDB is not installed: pip install 'bgdetails[lake]'.") from None
        self._connection = duckdb.connect(
            str(self._folder / "lake.duckdb"), config={"memory_limit": _MEMORY, "temp_directory": str(self._folder)}
        )

    def _look(self) -> None:
        self._files = files_of(self._connection, self._location, self._folder)
        rows = f"SELECT *, 0 AS block, row_number() OVER () AS place FROM ({query_of(self._connection, self._files)})"
        self._connection.execute(f"CREATE VIEW lake AS {rows}")

    def _stop(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()

    def units(self, parameters: Mapping[str, int | bool]) -> tuple[Integers, Integers]:
        """People and their units: ``PERSON_UNITS`` of a day."""
        # A sum of whole numbers is wider than NumPy's are.
        query = f"SELECT person_id, CAST(units AS BIGINT) AS units FROM ({PERSON_UNITS})"
        found: dict[str, Any] = self._do(lambda: _execute(self._connection, query, parameters).fetchnumpy())
        return found["person_id"].astype(np.int64), found["units"].astype(np.int64)

    def _load(self, name: str, columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        # Through a file, so that memory stays flat.
        file = self._folder / f"{name}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
        types = ", ".join(f"'{column}': '{type_}'" for column, type_ in columns.items())
        self._connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, auto_detect = false, header = false, delim = ',',"
            f" quote = '\"', escape = '\"', nullstr = '', parallel = false, max_line_size = {_LONGEST_ROW},"
            f" columns = {{{types}}})",
            [str(file)],
        )
        file.unlink()

    def _keep(self, name: str, query: str) -> None:
        self._connection.execute(f"CREATE TABLE {name} AS {query}")

    def _take(self) -> LakeCounts:
        self._keep("read_row", _READ)
        (rows,) = self._connection.execute("SELECT count(*) FROM read_row").fetchone() or (0,)
        bad, unknown = (self._remove(f"DELETE FROM read_row WHERE state = '{state}'") for state in ("bad", "unknown"))
        repeated = self._remove(_REPEATED)
        repeated += self._remove("DELETE FROM read_row WHERE id IN (SELECT own.id FROM own WHERE own.listed)")
        for column in ("file", "block", "place", "state"):
            self._connection.execute(f"ALTER TABLE read_row DROP {column}")
        self._connection.execute("ALTER TABLE read_row ADD COLUMN of_lake BOOLEAN DEFAULT TRUE")
        self._connection.execute("ALTER TABLE read_row RENAME TO activity")
        self._connection.execute(f"INSERT INTO activity BY NAME {OWN}")
        return LakeCounts(rows, rows - bad - unknown - repeated, unknown, bad, repeated)

    def _remove(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _chunks(self, query: str, parameters: Mapping[str, int | bool]) -> Rows:
        # On a cursor of its own: others may ask while these rows are gone through.
        cursor = self._do(lambda: _execute(self._connection.cursor(), query, parameters))
        while rows := self._do(lambda: cursor.fetchmany(_ROWS_AT_ONCE)):
            yield rows

    def _do(self, work: Callable[[], T]) -> T:
        import duckdb

        try:
            return work()
        except RuntimeError as error:
            # What DuckDB makes of Ctrl+C while it computes.
            raise (KeyboardInterrupt if str(error) == _INTERRUPTED else error) from None
        except duckdb.Error as error:
            # It does not name the file.
            raise damaged_among(self._files, error) or said_of(error, self._location) from None


def _execute(connection: DuckDBPyConnection, query: str, parameters: Mapping[str, int | bool]) -> DuckDBPyConnection:
    """Execute a text that is written for all engines: here, what is bound is called ``$name``."""
    return connection.execute(re.sub(r"(?<![:\w]):(\w+)", r"$\1", query), dict(parameters))
