"""``bgdetails config``: where settings lie, what holds, a commented file to start from."""

from __future__ import annotations

import argparse

from bgdetails.commands.arguments import add_everywhere
from bgdetails.commands.running import CommandError
from bgdetails.config import KEYS, Settings, settings_file, value_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do with the settings."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))
    for name, says in (
        ("path", "print where the settings file lies"),
        ("show", "print what holds, and where it comes from"),
        ("init", "write a commented settings file to start from"),
    ):
        add_everywhere(actions.add_parser(name, help=says, description=f"{says.capitalize()}.", allow_abbrev=False))


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the path or the settings, or write the file."""
    if arguments.action == "path":
        print(settings_file())
    elif arguments.action == "show":
        _show(settings)
    else:
        _init()
    return 0


def _show(settings: Settings) -> None:
    rows = [(key.name, value_of(settings, key), settings.origins[key.name]) for key in KEYS]
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
