"""Saving a table of the screen as CSV, in the folder that the program was started in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bgdetails.screens.host import Host

if TYPE_CHECKING:
    from bgdetails.views.table import Table


async def save_as_csv(host: Host, read: Callable[[], Table]) -> None:
    """Read the table and write it to a new file, both in a thread, and say where it is."""
    from bgdetails.exports.table_csv import save_table

    as_of = host.as_of
    try:
        path = await asyncio.to_thread(lambda: save_table(read(), Path.cwd(), as_of))
    except OSError as error:
        host.say(
            f"{error.filename or 'The folder'} cannot be written: {error.strerror}.",
            "Start bgdetails in a folder that can be written to.",
            kind="error",
        )
        return
    host.say("Saved as CSV:", str(path))
