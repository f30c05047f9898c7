"""The command line. Only the module of the named subcommand is imported, and only when it is named."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as type checkers take it: nothing is imported that a Ctrl+C could come into
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from bgdetails.commands.running import CommandModule

# Subcommand -> (module in bgdetails.commands, what --help says of it).
COMMANDS: dict[str, tuple[str, str]] = {
    "open": ("open", "open the program, at a page if one is named (the default)"),
    "demo": ("demo", "open the program on the sample workspace"),
    "import": ("import_", "take data in, then refresh"),
    "refresh": ("refresh", "form and maintain groups, compute all scores"),
    "groups": ("groups", "list buying groups"),
    "show": ("show", "show one group, account, person, journey or template"),
    "explain": ("explain", "say how a score came about"),
    "stage": ("stage", "move a buying group to another stage"),
    "summarize": ("summarize", "write summaries whose every statement is checked against its facts"),
    "ask": ("ask", "ask about a group, an account, a person or a list; every statement is checked"),
    "changes": ("changes", "say what moved since a day: stages, scores, members, opportunities"),
    "export": ("export", "write groups or the whole workspace to files"),
    "generate": ("generate", "make up a workspace of any size: seeded, invented"),
    "db": ("db", "upgrade, back up or check the workspace"),
    "config": ("config", "show where settings lie and what holds"),
    "completion": ("completion", "print a script for shell completion"),
    "doctor": ("doctor", "say what works, what is missing, and how to mend it"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: The arguments; those of the process when None.

    Returns:
        The exit status: 0 done, 1 something failed, 2 wrong usage, 130 stopped by Ctrl+C.
    """
    if argv is not None:
        return _run(list(argv))
    try:
        from bgdetails.stopping import stoppable

        return stoppable(lambda: _run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("bgdetails: Stopped.\n")
        return 130


def _run(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        # Before everything else: what only prints a constant need not wait for argparse.
        from bgdetails import __version__

        print("bgdetails", __version__)
        return 0
    command = _first_word(words)
    if command is None and not {"-h", "--help", "-V", "--version"} & set(words):
        command = "open"
        words.append(command)
    from bgdetails.commands.arguments import spell_out
    from bgdetails.commands.running import finish_output, run_command

    try:
        arguments = build_parser(only=command or "").parse_args([spell_out(word) for word in words])
    except SystemExit as leaving:
        # argparse leaves by exception: 0 after --help, 2 after wrong usage.
        return finish_output(int(leaving.code or 0))
    arguments.complete_parser = build_parser
    return run_command(_module(arguments.command), arguments)


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser, which lists every subcommand.

    Args:
        only: The subcommand whose arguments are wanted; None: those of all, which imports every module.
    """
    from bgdetails import __version__
    from bgdetails.commands.arguments import Parser, add_everywhere

    parser = Parser(
        prog="bgdetails",
        description="Buying groups in the terminal: who is ready, who is missing, who has gone quiet.",
        epilog="bgdetails COMMAND --help says more about each. bgdetails alone opens the program.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "-V", "--version", action="version", version=f"bgdetails {__version__}", help="print the version"
    )
    add_everywhere(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", required=True)
    for name, (_, says) in COMMANDS.items():
        subparser = commands.add_parser(
            name, help=says, description=f"{says[:1].upper()}{says[1:]}.", allow_abbrev=False
        )
        add_everywhere(subparser, name)
        if only in (None, name):
            _module(name).add_arguments(subparser)
    return parser


def _first_word(words: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor the value of ``--db`` or ``--as-of``."""
    rest = iter(words)
    for word in rest:
        if word in ("--db", "--as-of"):
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return None


def _module(name: str) -> CommandModule:
    from importlib import import_module
    from typing import cast

    return cast("CommandModule", import_module(f"bgdetails.commands.{COMMANDS[name][0]}"))
