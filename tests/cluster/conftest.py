from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyspark.sql import SparkSession

from bgdetails.refresh.spark_session import OpenSession
from tests.cluster.processes import Cluster, environment


@pytest.fixture(scope="session", autouse=True)
def small_and_short() -> Iterator[None]:
    """What Java and Spark are told in every test here."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment().items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        started.start(2)
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def session(cluster: Cluster) -> Iterator[SparkSession]:
    """One session for many refreshes: the program starts it, and uses the one that is there from then on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BGDETAILS_SPARK_MASTER", cluster.master)
        opened = OpenSession()
        try:
            yield opened.spark
        finally:
            opened.close()
