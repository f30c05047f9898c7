"""From files to a workspace, for the welcome screen; runs in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path


def bring_in(paths: Sequence[str], location: str, as_of: date, progress: Callable[..., None] | None = None) -> str:
    """Import ``paths`` into the workspace at ``location``, which is made where there is none; what came in, in words.

    Raises:
        ImportRefused: The files cannot be taken; the text is one sentence.
    """
    from bgdetails import wording
    from bgdetails.sources.pipeline import run_import
    from bgdetails.store.workspace import open_workspace

    Path(location).parent.mkdir(parents=True, exist_ok=True)
    workspace = open_workspace(location, create=True)
    try:
        report = run_import(workspace, [Path(path).expanduser() for path in paths], as_of=as_of, progress=progress)
    finally:
        workspace.close()
    return f"{wording.plural(report.groups.formed, 'group')} formed."


def sample_workspace() -> tuple[str, date]:
    """The sample as a workspace in the cache folder, made where it is not there yet; with its day."""
    from bgdetails import __version__
    from bgdetails.config import cache_folder
    from bgdetails.resources import sample_day, sample_folder

    location = cache_folder() / f"sample-{__version__}.db"
    if not location.exists():
        making = location.with_suffix(".making")
        making.unlink(missing_ok=True)
        bring_in([str(sample_folder())], str(making), sample_day())
        making.replace(location)
    return str(location), sample_day()
