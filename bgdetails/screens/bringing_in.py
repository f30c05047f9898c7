"""From files to a workspace, for the welcome screen; runs in a thread."""

from __future__ import annotations

from datetime import date
from pathlib import Path


def bring_in(path: str, location: str, as_of: date) -> str:
    """Import what lies at ``path`` into the workspace at ``location``, made where there is none; what came, in words.

    Raises:
        ImportRefused: The files cannot be taken, and no workspace was made; the text is one sentence.
        WorkspaceError: The workspace cannot be written.
    """
    from bgdetails import wording
    from bgdetails.sources.pipeline import import_into

    report = import_into(location, [Path(path).expanduser()], as_of=as_of)
    return f"{wording.plural(report.groups.formed, 'group')} formed."


def bring_in_sample() -> str:
    """A copy of the sample as it is today, which goes when the program ends; where it lies.

    Raises:
        ResourceError: This installation has no sample.
    """
    from bgdetails.config import cache_folder
    from bgdetails.sources.sample import copied_sample
    from bgdetails.store.times import today

    return str(copied_sample(today(), cache_folder()))
