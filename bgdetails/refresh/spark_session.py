"""A session of Apache Spark, which is imported here alone: on this machine, or at the master of the configuration."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bgdetails.config import load_settings
from bgdetails.refresh.lake import LakeError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_LOOPBACK = "127.0.0.1"
_ANSWER = 5.0
_WORKERS = 60.0
"""Seconds until a master answers, and until one of its workers does."""
_LEAVING = 10.0
_LEAST_MEMORY, _MOST_MEMORY = 1 << 30, 8 << 30
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # A name in double quotes is a column, as in every other engine.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
}
_JAVA = (
    "Spark needs Java 17 or newer, and {0}: install it (on Debian: apt-get install openjdk-17-jre-headless), or name"
    " its folder in JAVA_HOME."
)


class OpenSession:
    """A session, and what ends it. One that the process has already is used, and left as it was."""

    def __init__(self) -> None:
        """Start Spark.

        Raises:
            LakeError: Spark or Java is not installed, or the master or its workers do not answer.
        """
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise LakeError("Spark is not installed: pip install 'bgdetails[spark]'.") from None
        # It writes every error that it raises to stderr as well, and where it was when Ctrl+C came.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        logging.getLogger().addFilter(_is_not_of_py4j)
        self._started: _Started | None = None
        running = SparkSession.getActiveSession()
        if running is None:
            self._started = _Started(load_settings().spark_master)
            running = self._started.session
        self.spark: SparkSession = running.newSession()
        for name, value in _SETTINGS.items():
            self.spark.conf.set(name, value)

    def close(self, kept: Iterable[str] = ()) -> None:
        """Forget the tables that were kept, and end Spark if it was started here."""
        if self._started is not None:
            self._started.stop()
            return
        for name in kept:
            self.spark.catalog.uncacheTable(name)


class _Started:
    """A Spark that was started here: a process of Java, whose chatter goes to a file."""

    def __init__(self, master: str) -> None:
        _check_java()
        is_here = master.startswith("local")
        if master.startswith("spark://"):
            is_here = _reach(master)
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._gateway: Any = None
        try:
            with _memory_of_driver(), _on_loopback(is_here), _interrupts_as_before():
                self.session = self._start(master, is_here)
            _wait_for_workers(self.session, master)
        except BaseException:
            self.stop()
            raise

    def _start(self, master: str, is_here: bool) -> SparkSession:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession

        conf = SparkConf()
        conf.setAll({"spark.master": master, "spark.app.name": "bgdetails", "spark.ui.enabled": "false"}.items())
        conf.set("spark.ui.showConsoleProgress", "false")
        if is_here:
            conf.set("spark.driver.host", _LOOPBACK).set("spark.driver.bindAddress", _LOOPBACK)
        try:
            self._gateway = launch_gateway(conf, {"stdout": self._log, "stderr": self._log})
            return SparkSession(SparkContext(conf=conf, gateway=self._gateway))
        except (PySparkException, Py4JError, OSError) as error:
            raise self._not_started(master, error) from None

    def _not_started(self, master: str, error: Exception) -> LakeError:
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace")
        if "UnsupportedClassVersionError" in said:
            return LakeError(_JAVA.format("the one here is older"))
        lines = [line for line in said.splitlines() if re.search(r"(Error|Exception)\b", line)]
        reason = " ".join((lines or str(error).splitlines() or [type(error).__name__])[0].split()).rstrip(".")
        return LakeError(f"Spark did not start at {master} ({reason}); nothing has changed.")

    def stop(self) -> None:
        """End it; whatever it does then, the process goes."""
        from py4j.protocol import Py4JError

        session = getattr(self, "session", None)
        if session is not None:
            with suppress(Py4JError, OSError):
                session.stop()
        if self._gateway is not None:
            process: subprocess.Popen[bytes] = self._gateway.proc
            with suppress(Py4JError, OSError):
                self._gateway.shutdown()
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(_LEAVING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _forget_gateway()
        self._log.close()


def _is_not_of_py4j(record: logging.LogRecord) -> bool:
    return Path(record.pathname).parent.name != "py4j"


def _forget_gateway() -> None:
    """Let a later session of this process start a Java of its own."""
    from pyspark import SparkContext

    SparkContext._gateway = None
    SparkContext._jvm = None


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if home and not (Path(home) / "bin" / "java").exists() and not (Path(home) / "bin" / "java.exe").exists():
        raise LakeError(_JAVA.format(f"JAVA_HOME, {home}, has none"))
    if not home and shutil.which("java") is None:
        raise LakeError(_JAVA.format("none was found"))


def _reach(master: str) -> bool:
    """Whether a master that answers is on this machine.

    Raises:
        LakeError: None of those that are named answers.
    """
    reason = "it names no port"
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        if not port.isdecimal():
            continue
        try:
            with socket.create_connection((host.strip("[]"), int(port)), _ANSWER) as connection:
                return str(connection.getpeername()[0]).startswith(("127.", "::1"))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
    raise LakeError(
        f"{master} cannot be reached ({reason}): start it, or name another as spark_master; nothing has changed."
    )


def _wait_for_workers(session: SparkSession, master: str) -> None:
    """A master without workers lets every job wait for ever."""
    context, group = session.sparkContext, "bgdetails: is anybody there"
    faults: list[Exception] = []

    def ask() -> None:
        context.setJobGroup(group, group, interruptOnCancel=True)
        try:
            session.range(1).count()
        except Exception as error:
            faults.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_WORKERS)
    if asking.is_alive() or faults:
        context.cancelJobGroup(group)
        raise LakeError(
            f"{master} has no worker that takes work: one with a free core and the memory of spark.executor.memory"
            " (1 GB unless set) must be there; nothing has changed."
        )


@contextmanager
def _memory_of_driver() -> Iterator[None]:
    """A quarter of the machine's, unless Spark's own settings name another: its 1 GB do not hold ten million rows."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (allowed := limit.read_text(encoding="ascii").strip()).isdecimal():
        machine = min(machine, int(allowed))
    quarter = min(max(machine // 4, _LEAST_MEMORY), _MOST_MEMORY)
    with _variable("SPARK_DRIVER_MEMORY", f"{quarter >> 20}m"):
        yield


@contextmanager
def _on_loopback(is_here: bool) -> Iterator[None]:
    """Spark asks for the machine's own address; where everything is here it need not have one."""
    if not is_here:
        yield
        return
    with _variable("SPARK_LOCAL_IP", _LOOPBACK):
        yield


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    """Set for the process that is started meanwhile, unless the user has set it."""
    if name in os.environ:
        yield
        return
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


@contextmanager
def _interrupts_as_before() -> Iterator[None]:
    """Spark takes Ctrl+C for itself; here it goes on to mean what it meant."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
