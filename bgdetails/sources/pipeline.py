"""The import: from paths to a refreshed workspace, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from msgspec import Struct
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bgdetails.config import state_folder
from bgdetails.garbage import look_rarely
from bgdetails.rules.document import RulesError, parse_rules
from bgdetails.rules.model import RuleSet
from bgdetails.sources.finishing import find_warnings, finish, take_from_lists
from bgdetails.sources.found import FoundFile, Unreadable
from bgdetails.sources.reading import RULES, FoundFiles, ReadContext, find_files, read_text
from bgdetails.sources.rejects import RejectFile
from bgdetails.sources.report import KINDS, FileReport, GroupCounts, ImportReport, RecordCounts
from bgdetails.sources.staging import Staging
from bgdetails.sources.taking import Cancelled, Progress, Taking
from bgdetails.sources.touching import tell_refresh
from bgdetails.store import search_tables, tables
from bgdetails.store.identity import assign_public_ids
from bgdetails.store.rules_rows import current_rules, ensure_rules, mark_days_stale, write_rules
from bgdetails.store.rules_text import default_rules
from bgdetails.store.schema_check import path_of
from bgdetails.store.server_faults import server_fault
from bgdetails.store.workspace import OpenWorkspace, can_be_made, driver_connection, new_workspace, open_workspace
from bgdetails.store.writing_much import count_so_far, writing_much

_CACHE_KB = 64_000
"""Page cache while an import writes: the indexes of millions of activities are written all over."""
_CACHE_KB_OTHERWISE = 8_000


class ImportRefused(Exception):  # noqa: N818 - it is news, not a fault
    """Nothing was imported; the text is one sentence that says why and what to do."""


class ImportCancelled(ImportRefused):
    """The user stopped the import."""


class _DryRun(Exception):  # noqa: N818
    """Takes everything back at the end of a dry run."""


def import_into(
    location: str,
    paths: Sequence[str | Path],
    *,
    as_of: date,
    dry_run: bool = False,
    refresh: bool = True,
    format: str | None = None,
    rejects: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Take files into a workspace and refresh it, all or nothing.

    Args:
        location: The workspace's file; it is made where there is none, and only if all goes well.
        paths: Files, folders and zip archives.
        as_of: The scoring day of the refresh.
        dry_run: Do everything, then take it back.
        refresh: False leaves groups and scores alone and marks them as older than the data.
        format: The system whose files these are; None: recognise each.
        rejects: Where rejects go, written in any case; None: into the state folder, when there are any.
        progress: Told of each file, how many of its rows are read, and how many rows a second.
        cancelled: Asked often; True stops the import, and nothing has changed.

    Raises:
        ImportRefused: Nothing was changed.
        WorkspaceError: It is no workspace that can be written.
    """
    with ExitStack() as opened:
        with _nothing_begun():
            # First, so that what cannot be read does not make a workspace.
            found = _find(paths, format)
            is_new = can_be_made(location)
            opening = new_workspace(location, keep=not dry_run) if is_new else _closed_at_the_end(location)
            workspace = opened.enter_context(opening)
        opened.enter_context(look_rarely())
        return _import(
            workspace, found, rejects, as_of=as_of, dry_run=dry_run, refresh=refresh, progress=progress,
            cancelled=cancelled or _never,
        )  # fmt: skip


@contextmanager
def _nothing_begun() -> Iterator[None]:
    """A Ctrl+C while files are looked for and the workspace is opened or made stops an import like any other."""
    try:
        yield
    except KeyboardInterrupt:
        raise ImportCancelled(_STOPPED) from None


def _file_of(workspace: OpenWorkspace) -> list[Path]:
    """The workspace's file, where it is one."""
    return [] if workspace.is_on_server else [path_of(workspace.location)]


@contextmanager
def _closed_at_the_end(location: str) -> Iterator[OpenWorkspace]:
    workspace = open_workspace(location)
    try:
        yield workspace
    finally:
        workspace.close()


def _import(
    workspace: OpenWorkspace,
    found: _Found,
    rejects: Path | None,
    *,
    as_of: date,
    dry_run: bool,
    refresh: bool,
    progress: Progress | None,
    cancelled: Callable[[], bool],
) -> ImportReport:
    reject_file = _open_rejects(rejects, [*_file_of(workspace), *(file.location.path for file in found.files.files)])
    importing = _Import(found, reject_file, as_of=as_of, refresh=refresh, progress=progress)
    try:
        with writing_much(workspace) as session:
            if not workspace.is_on_server and not workspace.path.exists():
                # Another import made it, failed, and took it away while this one waited.
                raise ImportRefused(f"{workspace.location} is gone: import again.")
            importing.run(session, cancelled)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    except BaseException as error:
        reject_file.discard()
        refused = _refusal(error, workspace)
        if refused is None:
            raise
        raise refused from None
    return importing.report(dry_run=dry_run, rejects=reject_file.finish())


def _never() -> bool:
    return False


class _Found(Struct, frozen=True):
    """What is going to be read."""

    started: float
    files: FoundFiles
    rules: tuple[RuleSet, str, str] | None
    """The rules, their text, and the file's name."""


def _find(paths: Sequence[str | Path], system: str | None) -> _Found:
    started = perf_counter()
    try:
        found = find_files(paths, system)
        if not found.files:
            listed = ", ".join(str(path) for path in paths)
            raise ImportRefused(f"Nothing to import in {listed}: no file there is recognised.")
        rules = next((_read_rules(file) for file in found.files if file.kind == RULES), None)
    except (Unreadable, RulesError) as error:
        raise ImportRefused(str(error)) from None
    return _Found(started, found, rules)


def _read_rules(file: FoundFile) -> tuple[RuleSet, str, str]:
    text = read_text(file)
    return parse_rules(text, file.path, defaults=default_rules()), text, file.path


def _open_rejects(path: Path | None, in_use: Iterable[Path]) -> RejectFile:
    """The reject file, which may replace an earlier one, but nothing that this import reads or writes."""
    fallback = state_folder() / f"rejects-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.csv"
    try:
        if path is not None:
            if path.is_dir():
                raise ImportRefused(f"{path} is a folder: name a file for the rejects.")
            is_special = path.exists() and not path.is_file()
            if is_special or any(_is_same(path, each) for each in in_use):
                raise ImportRefused(f"{path} would be overwritten: name another file for the rejects.")
        return RejectFile(path, fallback)
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be written ({error.strerror}): name another file for the rejects."
        ) from None


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names are of one file, also of one that is still to be."""
    if path.exists() and other.exists():
        return path.samefile(other)
    return path.resolve() == other.resolve()


def _refusal(error: BaseException, workspace: OpenWorkspace) -> ImportRefused | None:
    """What to say instead of ``error``; None: it is said already, or is a fault of ours."""
    if isinstance(error, Unreadable):
        return ImportRefused(str(error))
    if isinstance(error, (Cancelled, KeyboardInterrupt)):
        return ImportCancelled(_STOPPED)
    if server_fault(error) == "gone":
        return ImportRefused(
            f"The server of {workspace.location} went away: nothing has changed; import again when it is back."
        )
    cause = error.orig if isinstance(error, OperationalError) else error
    if isinstance(cause, sqlite3.OperationalError):
        if "interrupted" in str(cause):
            return ImportCancelled(_STOPPED)
        if "locked" in str(cause) or "busy" in str(cause):
            return ImportRefused(f"Another program is writing to {workspace.location}: import again when it is done.")
        if "full" in str(cause):
            return ImportRefused(f"The disk of {workspace.location} is full; nothing has changed.")
    return None


_STOPPED = "The import was stopped; nothing has changed."


class _Import:
    """One import, inside its transaction."""

    def __init__(
        self,
        found: _Found,
        rejects: RejectFile,
        *,
        as_of: date,
        refresh: bool,
        progress: Progress | None,
    ) -> None:
        self._found = found
        self._rejects = rejects
        self._as_of = as_of
        self._refresh = refresh
        self._progress = progress
        self._files = [FileReport(file.path, file.kind, file.encoding) for file in found.files.files]
        self._groups = GroupCounts()
        self._warnings: list[str] = []

    def run(self, session: Session, cancelled: Callable[[], bool]) -> None:
        """Take everything in and refresh."""
        connection = driver_connection(session)
        connection.set_progress_handler(cancelled, 100_000)
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        try:
            self._run(session, connection, cancelled)
        finally:
            with suppress(sqlite3.ProgrammingError):  # a Ctrl+C in a statement has closed it
                connection.set_progress_handler(None, 0)
                connection.execute(f"PRAGMA cache_size = -{_CACHE_KB_OTHERWISE}")

    def _run(self, session: Session, connection: sqlite3.Connection, cancelled: Callable[[], bool]) -> None:
        ensure_rules(session)
        rules = self._found.rules
        if rules is not None:
            write_rules(session, *rules)
        self._staging = staging = Staging(session, connection, current_rules(session), self._rejects, self._files)
        staging.prepare()
        self._taking = Taking(staging, self._context(staging), self._progress, cancelled)
        for index, file in enumerate(self._found.files.files):
            if file.kind != RULES:
                self._taking.read(file, index)
        finish(staging)
        self._taking.activities.finish()
        self._warnings = find_warnings(staging)
        assign_public_ids(session)
        self._tell_refresh(session)
        staging.drop()
        if any(counts.written for counts in map(staging.counts.__getitem__, ("account", "person"))):
            search_tables.rebuild(session)
        self._bring_scores_up_to_date(session)

    def _tell_refresh(self, session: Session) -> None:
        """Say which kept scores are older than the data, and in what."""
        if self._staging.keeps_scores and not tell_refresh(self._staging):
            mark_days_stale(session)

    def _context(self, staging: Staging) -> ReadContext:
        names = dict(
            staging.connection.execute(
                "SELECT external_id, name FROM source_name WHERE kind = 'activity_type' AND source = 'marketo'"
            ).fetchall()
        )
        return ReadContext(staging.rules.activity_types, names)

    def _bring_scores_up_to_date(self, session: Session) -> None:
        if self._refresh:
            from bgdetails.refresh.run import refresh

            count_so_far(session)
            changes = refresh(session, self._as_of)
            self._groups = GroupCounts(
                changes.formed, changes.members_added, changes.members_removed, changes.roles_changed
            )
        else:
            take_from_lists(self._staging.connection)
            workspace = session.get_one(tables.Workspace, 1)
            workspace.scores_outdated = True
            session.add(workspace)

    def report(self, *, dry_run: bool, rejects: Path | None) -> ImportReport:
        """What was done."""
        seconds = perf_counter() - self._found.started
        rows = sum(file.rows for file in self._files)
        return ImportReport(
            as_of=self._as_of,
            dry_run=dry_run,
            files=self._files,
            files_refused=[],
            files_skipped=[skipped.path for skipped in self._found.files.skipped],
            records={kind: self._staging.counts.get(kind, RecordCounts()) for kind in KINDS},
            rejects=dict(sorted(self._rejects.by_reason.items())),
            rejects_file=None if rejects is None else str(rejects),
            unknown_activity_types=dict(sorted(self._taking.activities.unknown_types.items())),
            unmapped_crm_roles=dict(sorted(self._taking.links.unmapped_crm_roles.items())),
            warnings=self._warnings,
            groups=self._groups,
            seconds=seconds,
            rows_per_second=rows / seconds if seconds else 0.0,
            refreshed=self._refresh,
        )
