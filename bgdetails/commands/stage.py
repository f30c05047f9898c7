"""``bgdetails stage``: move a buying group to another stage."""

from __future__ import annotations

import argparse

from bgdetails.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the group and the stage."""
    parser.add_argument("group", metavar="GROUP", help="any of its ids, source:id, or its exact name")
    parser.add_argument("stage", metavar="STAGE", help="a stage of the group's stage model")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Move it, and say so."""
    from bgdetails.actions.acting import acting
    from bgdetails.actions.stages import move_to_stage
    from bgdetails.commands.opened import opened
    from bgdetails.store.identity import resolve

    with opened(arguments, settings) as (workspace, as_of):
        with workspace.reading() as session:
            group = resolve(session, "group", arguments.group)
        with acting(workspace, as_of) as each:
            done = move_to_stage(each, group, arguments.stage)
    print(done.sentence)
    return 0
