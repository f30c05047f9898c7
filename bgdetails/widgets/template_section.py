"""Roles template details: its roles with weighting, share and conditions in words, and the interests that use it."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.text import visible
from bgdetails.views.pages import TemplatePage, TemplateRoleLine
from bgdetails.widgets.bars import bar
from bgdetails.widgets.document import Block, Document, Line, Span, cut, indent
from bgdetails.widgets.facts_strip import StripFact, facts_strip
from bgdetails.widgets.parts import TEXT, Look, Page, bold, fitted, flow, heading, known, quiet, row_spot, sentence
from bgdetails.wording import number, percent, plural

INTERESTS = "solution interests"
_BAR = 8


def template_strip(page: TemplatePage, look: Look) -> Block:
    """The facts strip."""
    wanted = sum(1 for role in page.roles if role.required_for_completeness)
    live = page.status.casefold() == "live"
    note = "forms groups" if live else "forms no groups"
    status = Span(known(page.status, look), "bold success" if live else "bold")
    return facts_strip(
        [
            StripFact("Status", (status,), (quiet(note),)),
            StripFact(
                "Roles",
                (bold(number(len(page.roles))),),
                (quiet(f"{wanted} required for completeness"),),
                alone=(quiet(plural(len(page.roles), "role")),),
            ),
            StripFact(
                "Solution interests",
                (bold(number(len(page.solution_interests))),),
                rank=1,
                alone=(quiet(plural(len(page.solution_interests), "interest")),),
            ),
            StripFact("Buying groups", (bold(number(page.groups)),), alone=(quiet(plural(page.groups, "group")),)),
        ],
        look,
    )


def template_document(page: TemplatePage, look: Look) -> Document:
    """The page's body."""
    body = Page()
    body.add("roles", _roles(page, look))
    body.add(INTERESTS, named_rows(page.solution_interests, INTERESTS, "Solution interests", "interest", look))
    return Document.of(body.block, body.section_rows)


def named_rows(names: tuple[str, ...], section: str, title: str, kind: str, look: Look) -> Block:
    """Links to the pages of things that go by their names."""
    block: Block = [heading(title, look.width, look)]
    if not names:
        return [*block, *sentence(f"None uses this {section_owner(section)}.", "", look.width, look)]
    for name in names:
        spot = row_spot(f"{section}/{name}", section, Target(kind, name))
        block.append((fitted(known(name, look), min(look.width, TEXT), "name", look, spot=spot),))
    return block


def section_owner(section: str) -> str:
    """What a list of users belongs to, in the sentence that says there are none."""
    return "template" if section == INTERESTS else "stage model"


def _roles(page: TemplatePage, look: Look) -> Block:
    note: Line = (quiet("first role that fits"),) if page.roles else ()
    block: Block = [heading("Roles by priority", look.width, look, note=note, rule=False)]
    if not page.roles:
        return [*block, *sentence("This template has no roles.", "Its rules file names them.", look.width, look)]
    for index, role in enumerate(page.roles, start=1):
        if index > 1:
            block.append(())
        block.extend(_role(index, role, look))
    return block


def _role(index: int, role: TemplateRoleLine, look: Look) -> Block:
    """``1 Decision Maker   weighting 100, 42 % ━━━━   2 members required``, then the conditions."""
    roomy = look.width >= 60
    name = min(30, max(look.width // 3 if roomy else look.width - 10, 12))
    needed = plural(role.members_required, "member") + " required"
    wanted = needed if role.required_for_completeness else f"{needed}, not for completeness"
    first: Line = (
        quiet(f"{index:>2} "),
        fitted(known(role.role, look), name, "bold", look),
        Span("  "),
        *((*bar(role.share * 100, _BAR, "bar-quiet", look.glyphs), Span("  ")) if look.width >= 70 else ()),
        Span(percent(role.share * 100).rjust(5)),
        *((quiet(f"  weighting {number(role.weighting)}"),) if roomy else ()),
        *((quiet(look.separator), Span(wanted)) if look.width >= 96 else ()),
    )
    block: Block = [cut(first, look.width, look.glyphs.ellipsis)]
    room = max(min(look.width - 3, TEXT), 10)
    if look.width < 96:
        block.extend(indent(flow([Span(wanted)], room), 3))
    return [*block, *indent(_conditions(role, room), 3)]


def _conditions(role: TemplateRoleLine, cells: int) -> Block:
    if not role.conditions:
        return flow([quiet("No conditions: a CRM role fills it.")], cells)
    word = "and" if role.match_all else "or"
    spans: list[Span] = []
    for index, condition in enumerate(role.conditions):
        if index:
            spans.append(quiet(f" {word} "))
        spans.append(Span(visible(condition)))
    return flow(spans, cells)
