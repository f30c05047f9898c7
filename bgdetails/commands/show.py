"""``bgdetails show``: one group, account, person, journey or template."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from bgdetails.commands.running import CommandError
from bgdetails.config import Settings

if TYPE_CHECKING:
    from sqlmodel import Session

_KINDS = ("group", "account", "person", "journey", "template")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to show and how."""
    parser.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument("id", metavar="ID", help="any of its ids, source:id, or its exact name")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    parser.add_argument("--in-group", metavar="ID", help="of a person: leave this group out of the other groups")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the page."""
    if arguments.in_group is not None and arguments.kind != "person":
        raise CommandError("--in-group belongs to show person.", status=2)
    from bgdetails.commands.opened import opened
    from bgdetails.store.identity import resolve

    with opened(arguments, settings) as (workspace, as_of), workspace.reading() as session:
        record = resolve(session, arguments.kind, arguments.id)
        in_group = None if arguments.in_group is None else resolve(session, "group", arguments.in_group)
        page = _PAGES[arguments.kind]
        shown = page(session, record, as_of, in_group, arguments.format, settings)
    print(shown, end="")
    return 0


def _group(session: Session, record: int, as_of: date, in_group: int | None, form: str, settings: Settings) -> str:
    if form == "markdown":
        from bgdetails.exports.hand_over import load_hand_over

        return load_hand_over(session, record, as_of, settings.zone)
    from bgdetails.summaries.panel import summary_of_group
    from bgdetails.views.candidates import load_gaps
    from bgdetails.views.group import load_group
    from bgdetails.views.notes import load_notes
    from bgdetails.views.reach import load_group_reach

    page = load_group(session, record, as_of)
    summary = summary_of_group(session, record, page)
    gaps, reach = load_gaps(session, record, as_of), load_group_reach(session, record, as_of)
    notes = load_notes(session, "group", record)
    if form == "json":
        from bgdetails.exports import json
        from bgdetails.exports.values import dumps

        return dumps(json.group(page, summary, gaps, reach, notes)) + "\n"
    from bgdetails.exports.page_text import group_text
    from bgdetails.views.members import load_members

    return group_text(page, load_members(session, record, as_of), summary, gaps, reach, notes, settings.zone)


def _account(session: Session, record: int, as_of: date, in_group: int | None, form: str, settings: Settings) -> str:
    from bgdetails.summaries.panel import load_summary
    from bgdetails.views.account import load_account
    from bgdetails.views.notes import load_notes
    from bgdetails.views.reach import load_account_reach

    page = load_account(session, record, as_of)
    summary = load_summary(session, "account", record, as_of)
    reach = load_account_reach(session, record, as_of)
    notes = load_notes(session, "account", record)
    if form == "json":
        from bgdetails.exports import json
        from bgdetails.exports.values import dumps

        return dumps(json.account(page, summary, reach, notes)) + "\n"
    if form == "markdown":
        from bgdetails.exports.markdown_pages import account_markdown

        return account_markdown(page, summary, reach, notes, settings.zone)
    from bgdetails.exports.page_text import account_text

    return account_text(page, summary, reach, notes, settings.zone)


def _person(session: Session, record: int, as_of: date, in_group: int | None, form: str, settings: Settings) -> str:
    from bgdetails.summaries.panel import load_summary
    from bgdetails.views.member import load_member_details
    from bgdetails.views.notes import load_notes

    summary, notes = load_summary(session, "person", record, as_of), load_notes(session, "person", record)
    if form == "json":
        from bgdetails.exports import json
        from bgdetails.exports.values import dumps

        return dumps(json.person(load_member_details(session, record, as_of, in_group), summary, notes)) + "\n"
    from bgdetails.views.person import load_person

    page = load_person(session, record, as_of)
    if form == "markdown":
        from bgdetails.exports.markdown_pages import person_markdown

        return person_markdown(page, summary, notes, settings.zone)
    from bgdetails.exports.page_text import person_text

    return person_text(page, summary, notes, settings.zone)


def _journey(session: Session, record: int, as_of: date, in_group: int | None, form: str, settings: Settings) -> str:
    from bgdetails.views.journey import load_journey

    page = load_journey(session, record, as_of)
    if form == "json":
        from bgdetails.exports import json
        from bgdetails.exports.values import dumps

        return dumps(json.journey(page)) + "\n"
    if form == "markdown":
        from bgdetails.exports.markdown_pages import journey_markdown

        return journey_markdown(page, settings.zone)
    from bgdetails.exports.page_text import journey_text

    return journey_text(page, settings.zone)


def _template(session: Session, record: int, as_of: date, in_group: int | None, form: str, settings: Settings) -> str:
    from bgdetails.views.template import load_template

    page = load_template(session, record, as_of)
    if form == "json":
        from bgdetails.exports import json
        from bgdetails.exports.values import dumps

        return dumps(json.template(page)) + "\n"
    if form == "markdown":
        from bgdetails.exports.markdown_pages import template_markdown

        return template_markdown(page)
    from bgdetails.exports.page_text import template_text

    return template_text(page)


_PAGES = {"group": _group, "account": _account, "person": _person, "journey": _journey, "template": _template}
