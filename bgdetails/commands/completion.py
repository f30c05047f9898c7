"""``bgdetails completion``: a script that makes the shell complete commands and options."""

from __future__ import annotations

import argparse

from bgdetails.config import Settings

_SHELLS = ("bash", "zsh", "tcsh")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the shell."""
    parser.add_argument("shell", choices=_SHELLS, help="for bash: bgdetails completion bash > ~/.bash_completion")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the script."""
    import shtab

    print(shtab.complete(arguments.complete_parser(), shell=arguments.shell))
    return 0
