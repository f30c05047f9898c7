"""``bgdetails demo``: the program on the sample workspace, which is never written to."""

from __future__ import annotations

import argparse

from bgdetails.commands.arguments import as_of
from bgdetails.commands.open import found, require_terminal, said, target_of
from bgdetails.commands.running import note
from bgdetails.config import Settings, cache_folder
from bgdetails.garbage import look_for_none
from bgdetails.store.times import today


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the page to open."""
    parser.add_argument("target", nargs="?", metavar="TARGET", help="the page to open, as in bgdetails open")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the program on a copy of the sample, and throw the copy away."""
    from bgdetails.sources.sample import copied_sample

    target = target_of(arguments.target)
    require_terminal()
    copy = copied_sample(today(), cache_folder(), tell=note)
    look_for_none()
    target = found(target, str(copy))
    from bgdetails.starting import run as run_app

    return said(run_app(str(copy), target=target, as_of=as_of(arguments), settings=settings, remembers=False))
