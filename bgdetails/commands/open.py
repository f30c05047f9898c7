"""``bgdetails open``: the program, at a page if one is named."""

from __future__ import annotations

import argparse
import sys

from bgdetails.commands.arguments import as_of
from bgdetails.commands.running import CommandError, complain
from bgdetails.config import Settings
from bgdetails.garbage import look_for_none
from bgdetails.navigation import KINDS, LIST, Target
from bgdetails.stopping import STOPPED, TERMINATED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the page to open."""
    parser.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help="group/ID-or-name, account/…, person/…, journey/…, template/…, interest/…, stage-model/…, groups/QUERY,"
        " dashboard",
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the program."""
    target = found(target_of(arguments.target), settings.db)
    require_terminal()
    look_for_none()
    from bgdetails.starting import run as run_app

    return said(run_app(settings.db, target=target, as_of=as_of(arguments), settings=settings))


def said(status: int) -> int:
    """The exit status of the program, after a line where somebody told it to end."""
    return complain("Stopped.", status) if status in (STOPPED, TERMINATED) else status


def target_of(text: str | None) -> Target | None:
    """The page that ``text`` names.

    Raises:
        CommandError: It names none.
    """
    if text is None:
        return None
    try:
        target = Target.parse(text)
    except ValueError as error:
        raise CommandError(str(error), status=2) from None
    if target.kind == LIST and target.id:
        from bgdetails.commands.listing import refuse
        from bgdetails.store.query_language import QueryError, parse

        try:
            parse(target.id)
        except QueryError as error:
            raise refuse(error) from None
    return target


def found(target: Target | None, location: str) -> Target | None:
    """The page with the id that its subject shows, whichever of its ids or names was given.

    Raises:
        UnknownSubject: The workspace has none of that name.
        AmbiguousSubject: It has several.
        WorkspaceError: It cannot be opened.
    """
    if target is None or target.kind == LIST or target.kind not in KINDS:
        return target
    from bgdetails.store.schema_check import may_be_there

    if not may_be_there(location):
        return target  # the welcome screen comes first
    from bgdetails.store.identity import public_id_of
    from bgdetails.store.workspace import open_workspace

    workspace = open_workspace(location)
    try:
        with workspace.reading() as session:
            return Target(target.kind, public_id_of(session, target.kind, target.id))
    finally:
        workspace.close()


def require_terminal() -> None:
    """Refuse where there is nobody to show screens to: Textual would hang and write escape codes.

    Raises:
        CommandError: stdin or stdout is no terminal.
    """
    if sys.stdin is None or sys.stdout is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError(
            "The screens need a terminal. Without one, bgdetails groups, show, explain and export print.",
            status=2,
        )
