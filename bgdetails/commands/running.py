"""Runs a subcommand: settings before, exit status and one line about every fault after."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bgdetails.config import Settings
    from bgdetails.store.server_faults import ServerFault

# Faults that are said in their own words. A class can only have been raised where its module is loaded, so
# the names are looked up in sys.modules and nothing is imported for them.
_FAULTS = (
    ("bgdetails.actions.refused", "ActionRefused"),
    ("bgdetails.config", "SettingsError"),
    ("bgdetails.refresh.lake", "LakeError"),
    ("bgdetails.resources", "ResourceError"),
    ("bgdetails.rules.document", "RulesError"),
    ("bgdetails.store.schema_check", "WorkspaceError"),
    ("bgdetails.store.workspace", "WorkspaceError"),
    ("bgdetails.store.identity", "UnknownSubject"),
    ("bgdetails.store.identity", "AmbiguousSubject"),
    ("bgdetails.sources.pipeline", "ImportRefused"),
    ("bgdetails.summaries.claude.key", "KeyringFaultError"),
    ("bgdetails.views.values", "SubjectGone"),
)
_NEAREST = "bgdetails.nearest"
_ASCII = {
    "—": "-",
    "−": "-",
    "…": "..",
    "·": ",",
    "“": '"',
    "”": '"',
    "’": "'",
    "√": "root of ",
    "÷": "/",
    "×": "x",
    "→": ">",
}


class CommandModule(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the subcommand's own arguments."""

    def run(self, arguments: argparse.Namespace, settings: Settings) -> int:
        """Do it; the exit status."""


class CommandError(Exception):
    """Something that a command cannot do; the text is one sentence that says what and what to do."""

    def __init__(self, sentence: str, *, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def run_command(module: CommandModule, arguments: argparse.Namespace) -> int:
    """Run a subcommand and turn every fault into one line on stderr and an exit status."""
    if sys.stdout is None:
        # Not later either: the next file that is opened takes its number.
        return complain("There is no standard output to write to: leave it open, or send it to a file.")
    try:
        from bgdetails.config import load_settings

        flags = {"db": arguments.db} if hasattr(arguments, "db") else {}
        _never_fail_on_a_character()
        return finish_output(module.run(arguments, load_settings(flags)))
    except BrokenPipeError:
        return _reader_left()
    except (Exception, KeyboardInterrupt) as error:
        return _say(error)


def complain(sentence: str, status: int = 1) -> int:
    """Write one line on stderr; the exit status, for the caller to return."""
    line = " ".join(sentence.split())
    if not (line.isascii() and line.isprintable()):
        # A path or a name may hold what steers a terminal.
        from bgdetails.text import visible

        line = visible(line)
    if sys.stderr is not None:
        sys.stderr.write(f"bgdetails: {line}\n")
    return status


def note(sentence: str) -> None:
    """Write one line on stderr that is no fault."""
    sys.stderr.write(f"{sentence}\n")


def finish_output(status: int) -> int:
    """Flush stdout while a reader that has left (``| head``) can still be told from a fault."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    return status


def _reader_left() -> int:
    # The interpreter flushes once more on leaving, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _never_fail_on_a_character() -> None:
    """A character that the output's encoding lacks becomes one that it has, not a fault."""
    codecs.register_error(_NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NEAREST)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_ASCII.get(character, "?") for character in lacking), error.end


def _say(error: Exception | KeyboardInterrupt) -> int:
    from bgdetails.stopping import status_of

    if os.environ.get("BGDETAILS_DEBUG"):
        import traceback

        traceback.print_exception(error)
    stopped = status_of(error)
    if isinstance(error, CommandError):
        return complain(str(error), stopped or error.status)
    if _is_expected(error):
        return complain(str(error), stopped or 1)
    if stopped or isinstance(error, KeyboardInterrupt):
        # Also where some library made a fault of its own of it.
        return complain("Stopped.", stopped)
    sentence = _of_the_system(error)
    return complain(sentence if sentence else _write_log(error))


def _is_expected(error: BaseException) -> bool:
    for module, name in _FAULTS:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(error, kind):
            return True
    return False


_OF_A_SERVER: dict[ServerFault, str] = {
    "gone": "The server of the workspace went away. Try again when it is back.",
    "gave up": "The server of the workspace took too long and gave up. Try again when it has less to do.",
}


def _of_the_system(error: Exception) -> str | None:
    """What the system or the database said, in a sentence; None for a fault of ours."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    cause = getattr(error, "orig", error)
    said = str(cause)
    from bgdetails.store.server_faults import server_fault

    if (fault := server_fault(error)) is not None:
        return _OF_A_SERVER[fault]
    if type(cause).__module__ == "sqlite3":
        if "locked" in said or "busy" in said:
            return "The workspace is being written by another process. Try again when that is done."
        if "disk is full" in said or "disk I/O" in said:
            return f"The workspace cannot be written: {said}."
        if "malformed" in said:
            return "The workspace is damaged. Put a backup in its place; bgdetails db check says more."
    return None


def _write_log(error: Exception) -> str:
    import traceback
    from datetime import UTC, datetime

    from bgdetails import __version__
    from bgdetails.config import state_folder

    said = traceback.format_exception_only(error)[-1].strip().splitlines()[0]
    file = state_folder() / f"error-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"bgdetails {__version__}, Python {sys.version}\n", *traceback.format_exception(error)]
        file.write_text("".join(lines), "utf-8", errors="replace")
    except OSError:
        return f"Unexpected fault: {said}. BGDETAILS_DEBUG=1 shows where."
    return f"Unexpected fault: {said}. {file} says where; BGDETAILS_DEBUG=1 shows it."
