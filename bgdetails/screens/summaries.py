"""What ``s``, ``+`` and ``-`` do to the summary of a group, an account or a person; both run in a thread."""

from __future__ import annotations

from bgdetails.screens.host import Host
from bgdetails.summaries.model import SummaryText

READ_ONLY = "This workspace is read-only: nothing was kept."


def write_again(host: Host, kind: str, record_id: int) -> SummaryText:
    """Write the summary from the facts as they are now, and keep it where the workspace may be written."""
    from bgdetails.summaries.offline import write_offline
    from bgdetails.summaries.panel import load_summary, store_summary

    with host.workspace.reading() as session:
        fresh = write_offline(load_summary(session, kind, record_id, host.as_of).sheet)
    if host.workspace.read_only:
        return fresh
    with host.workspace.writing() as session:
        return store_summary(session, record_id, fresh)


def keep_answer(host: Host, record_id: int, summary: SummaryText, *, helpful: bool) -> bool:
    """Keep whether the summary helped; False where the workspace may not be written."""
    from bgdetails.summaries.panel import store_feedback

    if host.workspace.read_only:
        return False
    with host.workspace.writing() as session:
        store_feedback(session, record_id, summary, helpful=helpful)
    return True
