"""A standalone cluster of Spark on loopback: a master, and workers that a test may kill."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import pyspark

_LOOPBACK = "127.0.0.1"
_PATIENCE = 90.0
# Everything here is small and short: what would be won by compiling well is lost by compiling.
_JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_MASTER = re.compile(r"Starting Spark master at (spark://\S+)")
_WEB = re.compile(r"service 'MasterUI' on port (\d+)")


def environment() -> dict[str, str]:
    """Of every process of Spark."""
    return {"SPARK_LOCAL_IP": _LOOPBACK, "JAVA_TOOL_OPTIONS": _JAVA_OPTIONS}


@dataclass(slots=True)
class Cluster:
    """Processes that were started here, and nobody else's."""

    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    master: str = ""
    _master: subprocess.Popen[bytes] | None = None
    _web: str = ""
    _logs: list[IO[bytes]] = field(default_factory=list)

    def start(self, workers: int) -> None:
        """Start the master, then the workers; it is up when the master knows them all."""
        where = ("--host", _LOOPBACK, "--port", "0", "--webui-port", "0")
        self._master = self._run("master", "org.apache.spark.deploy.master.Master", *where)
        self.master = self._said("master", _MASTER)
        self._web = f"http://{_LOOPBACK}:{self._said('master', _WEB)}"
        for number in range(workers):
            kind = "org.apache.spark.deploy.worker.Worker"
            sizes = ("-c", "1", "-m", "1g", "-d", str(self.folder / f"work{number}"))
            self.workers.append(self._run(f"worker{number}", kind, *where, *sizes, self.master))
        self.wait_for_workers(workers)

    def wait_for_workers(self, number: int) -> None:
        """Wait until the master has so many."""
        _until(lambda: self._alive() == number, f"{number} workers")

    def stop_a_worker(self) -> None:
        """Make the first worker and its executors stand still: they take tasks, and do none."""
        for process in self._first():
            process.suspend()

    def kill_a_worker(self) -> None:
        """Kill the first worker and its executors at once, as a machine that goes away."""
        for process in self._first():
            process.kill()
        self.workers.pop(0).wait()

    def stop(self) -> None:
        """End everything that was started, executors included."""
        for process in (*self.workers, self._master):
            if process is not None:
                executors = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
                process.kill()
                process.wait()
                for each in executors:
                    each.kill()
                psutil.wait_procs(executors)
        for log in self._logs:
            log.close()

    def _first(self) -> list[psutil.Process]:
        """The first worker's executors, and then the worker."""
        worker = psutil.Process(self.workers[0].pid)
        executors = worker.children(recursive=True)
        assert executors, "the worker has no executor"
        return [*executors, worker]

    def _run(self, name: str, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
        log = (self.folder / f"{name}.log").open("wb")
        self._logs.append(log)
        return subprocess.Popen(
            [str(spark_class), kind, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment(), "SPARK_NO_DAEMONIZE": "1"},
        )

    def _said(self, name: str, what: re.Pattern[str]) -> str:
        file = self.folder / f"{name}.log"

        def found() -> re.Match[str] | None:
            return what.search(file.read_text("utf-8", "replace"))

        _until(lambda: found() is not None, f"“{what.pattern}” in {file}")
        match = found()
        assert match is not None
        return match[1]

    def _alive(self) -> int:
        with urllib.request.urlopen(f"{self._web}/json/", timeout=10) as answer:
            return sum(worker["state"] == "ALIVE" for worker in json.load(answer)["workers"])


def _until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited {_PATIENCE:.0f} s for {what}"
        time.sleep(0.1)
