"""``bgdetails config``: where settings lie, what holds, a commented file to start from, the key for Claude."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from bgdetails.commands.arguments import Parser, add_everywhere
from bgdetails.commands.running import CommandError, note
from bgdetails.config import KEYS, Settings, settings_file, value_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do with the settings."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Discreet)
    for name, says in (
        ("path", "print where the settings file lies"),
        ("show", "print what holds, and where it comes from"),
        ("init", "write a commented settings file to start from"),
        ("set-key", "put the key for Claude into the system's keyring; it is asked for, or read from stdin"),
        ("remove-key", "take the key for Claude out of the system's keyring"),
    ):
        add_everywhere(actions.add_parser(name, help=says, description=f"{says.capitalize()}.", allow_abbrev=False))


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the path or the settings, write the file, or see to the key."""
    if arguments.action == "path":
        print(settings_file())
    elif arguments.action == "show":
        _show(settings)
    elif arguments.action == "init":
        _init()
    elif arguments.action == "set-key":
        _set_key()
    else:
        _remove_key()
    return 0


class _Discreet(Parser):
    """Says what is wrong without repeating it: it may be a key, which others could read on the screen."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Refuse what is too much here, for the program's own parser would print it."""
        parsed, extra = super().parse_known_args(args, namespace)
        if extra:
            self.error("no more words are taken here; a key is asked for, or read from stdin, never from the command")
        return parsed, extra


def _set_key() -> None:
    from bgdetails.summaries.claude.key import keep_key, variable_with_key

    try:
        name = keep_key(_typed_key())
    except ValueError:
        raise CommandError(
            "That is no key: expected one word of letters, digits and signs. Nothing was kept."
        ) from None
    print(f"The key is in the system's keyring ({name}). bgdetails config remove-key takes it out again.")
    variable = variable_with_key()
    if variable is not None:
        note(f"{variable} is set, and goes before it.")


def _typed_key() -> str:
    """The key, typed without being shown, or the first line of stdin."""
    if sys.stdin is None:
        raise CommandError("There is no standard input to read the key from.", status=2)
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    from getpass import getpass

    try:
        return getpass("Key for Claude (not shown): ").strip()
    except EOFError:
        raise CommandError("No key was typed. Nothing was kept.") from None


def _remove_key() -> None:
    from bgdetails.summaries.claude.key import remove_key

    print("The key was taken out of the system's keyring." if remove_key() else "The system's keyring has no key.")


def _show(settings: Settings) -> None:
    from bgdetails.store.schema_check import shown

    values = {key.name: value_of(settings, key) for key in KEYS}
    values["db"] = shown(settings.db)
    rows = [(name, value, settings.origins[name]) for name, value in values.items()]
    texts = [(name, _said(value), origin) for name, value, origin in rows]
    widths = [max(len(row[column]) for row in texts) for column in (0, 1)]
    for name, value, origin in texts:
        print(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}")


def _said(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, dict):
        return ", ".join(value) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _init() -> None:
    file = settings_file()
    text = ["# Settings of bgdetails. Every line is optional; the environment (BGDETAILS_DB, …) and flags win.\n"]
    for key in KEYS:
        text.append(f"\n# {key.does} Expected: {key.expected}.\n# {key.name} = {key.example}\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.writelines(text)
    except FileExistsError:
        raise CommandError(f"{file} is there already; it was left as it is.") from None
    print(file)
