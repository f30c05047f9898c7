"""``bgdetails explain``: how the score of a group or a person came about, and who to reach at an account."""

from __future__ import annotations

import argparse

from bgdetails.config import Settings

_KINDS = ("group", "person", "account")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whose score, and the format."""
    parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument("id", metavar="ID", help="any of its ids, source:id, or its exact name")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the explanation."""
    from bgdetails.commands.opened import opened
    from bgdetails.exports import explanation_json, explanation_text
    from bgdetails.exports.values import dumps
    from bgdetails.store.identity import resolve
    from bgdetails.views.explain_account import explain_account
    from bgdetails.views.explain_group import explain_group
    from bgdetails.views.explain_person import explain_person

    with opened(arguments, settings) as (workspace, as_of), workspace.reading() as session:
        record = resolve(session, arguments.kind, arguments.id)
        if arguments.kind == "group":
            of_group = explain_group(session, record, as_of)
            shown = explanation_json.group_explanation(of_group), explanation_text.group_explanation(of_group)
        elif arguments.kind == "account":
            of_account = explain_account(session, record, as_of)
            shown = explanation_json.account_reach(of_account), explanation_text.account_reach(of_account)
        else:
            of_person = explain_person(session, record, as_of)
            shown = explanation_json.person_explanation(of_person), explanation_text.person_explanation(of_person)
    as_json, as_text = shown
    print(f"{dumps(as_json)}\n" if arguments.format == "json" else as_text, end="")
    return 0
