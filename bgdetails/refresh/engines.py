"""The engines that read a lake. Each is imported only where it is asked for."""

from __future__ import annotations

from bgdetails.refresh.lake import Lake, LakeError

ENGINES = ("duckdb", "spark")


def open_lake(location: str, engine: str) -> Lake:
    """Open a lake.

    Args:
        location: A file, a folder, a pattern or a URL of Parquet or JSON lines.
        engine: One of ``ENGINES``.

    Raises:
        LakeError: It cannot be read, or the engine is not installed.
    """
    if engine == "duckdb":
        from bgdetails.refresh.duckdb_lake import DuckDbLake

        return DuckDbLake(location)
    if engine == "spark":
        from bgdetails.refresh.spark_lake import SparkLake

        return SparkLake(location)
    raise LakeError(f"There is no engine “{engine}”; there are {' and '.join(ENGINES)}.")
