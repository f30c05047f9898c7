"""Journey details: accounts by state, completions a week, emails, and the accounts in it."""

from __future__ import annotations

from bgdetails.navigation import Target
from bgdetails.text import visible, wrap
from bgdetails.views.pages import EmailAsset, JourneyAccount, JourneyPage
from bgdetails.widgets.bars import bar, columns, count_bar
from bgdetails.widgets.document import Block, Document, Line, Span, Spot, beside, cut
from bgdetails.widgets.parts import TEXT, Look, Page, bold, heading, known, quiet, row_spot, sentence
from bgdetails.widgets.row_table import LONGEST_LIST, Column, Row, more_row, row_table, widest
from bgdetails.wording import NO_LAKE_EMAILS, ago, day, number, percent

STATES, COMPLETIONS, EMAILS, ACCOUNTS = "accounts by state", "completions", "emails", "accounts"
_HALVES_FROM = 96
_GAP = 4
_WEEKS = 12
_CHART_ROWS = 5


def journey_document(page: JourneyPage, look: Look) -> Document:
    """The page's body."""
    body = Page()
    if look.width >= _HALVES_FROM:
        left = (look.width - _GAP) // 2
        right = look.width - _GAP - left
        blocks = [(_states(page, left, look), left), (_completions(page, right, look), right)]
        body.add(STATES, beside(blocks, _GAP))
    else:
        body.add(STATES, _states(page, look.width, look))
        body.add(COMPLETIONS, _completions(page, look.width, look))
    body.add(EMAILS, _emails(page, look))
    body.add(ACCOUNTS, _accounts(page, look))
    return Document.of(body.block, body.section_rows)


def _states(page: JourneyPage, cells: int, look: Look) -> Block:
    """Accounts by state, and the description."""
    total = page.completed + page.in_progress + page.aborted
    states = (("Completed", page.completed), ("In progress", page.in_progress), ("Aborted", page.aborted))
    largest = max(count for _, count in states)
    digits = max(len(number(count)) for _, count in states)
    room = max(cells - 13 - digits - 1 - 5 - 2, 0)
    block: Block = [heading("Accounts in this journey", cells, look, rule=False)]
    for name, count in states:
        share = percent(100 * count / total) if total else look.glyphs.unknown
        spans: Line = (
            Span(name.ljust(13)),
            bold(number(count).rjust(digits)),
            Span(" "),
            quiet(share.rjust(5)),
            Span("  "),
            *count_bar(count, largest, min(room, 36), look.glyphs),
        )
        block.append(cut(spans, cells, look.glyphs.ellipsis))
    if page.description and page.description.strip():
        lines = wrap(visible(page.description), min(cells, TEXT))
        block.extend([(), (quiet("Description"),), *((Span(text),) for text in lines)])
    return block


def _completions(page: JourneyPage, cells: int, look: Look) -> Block:
    weeks = page.completions[-_WEEKS:]
    counts = [count for _, count in weeks]
    if not weeks or not any(counts):
        title = heading("Completions a week", cells, look, rule=look.width < _HALVES_FROM)
        return [title, *sentence("No account has completed it so far.", "", cells, look)]
    note: Line = (quiet(f"{number(sum(counts))} in {len(weeks)} weeks"),)
    title = heading("Completions a week", cells, look, note=note, rule=look.width < _HALVES_FROM)
    cell = max(min((cells - 5) // len(weeks), 4), 2)
    if look.glyphs.is_ascii:
        said = ", ".join(f"{day(week, look.clock)} {count}" for week, count in weeks)
        return [title, *((Span(text),) for text in wrap(said, cells))]
    chart = columns(counts, [""] * len(weeks), _CHART_ROWS, cell, look.glyphs)[:-1]
    labels = [str(max(counts)), *[""] * (_CHART_ROWS - 2), ""]
    block: Block = [title]
    block.extend((quiet(label.rjust(4)), Span(" "), *row) for label, row in zip(labels, chart, strict=False))
    size = cell * len(weeks)
    first, last = day(weeks[0][0], look.clock), day(weeks[-1][0], look.clock)
    block.append((quiet("0".rjust(4)), Span(" "), Span(look.glyphs.rule * size, "hairline")))
    block.append((Span(" " * 5), quiet(first), Span(" " * max(size - len(first) - len(last), 1)), quiet(last)))
    return [cut(spans, cells, look.glyphs.ellipsis) for spans in block]


def _emails(page: JourneyPage, look: Look) -> Block:
    total = len(page.emails or ()) + page.more_emails
    note = f"the first {LONGEST_LIST} of {number(total)}, most sent first" if total > LONGEST_LIST else ""
    title = heading("Emails", look.width, look, note=(quiet(note),) if note else ())
    if not page.has_emails:
        return [title, *sentence("Emails are being counted.", "", look.width, look)]
    if page.emails is None:
        return [title, *sentence(NO_LAKE_EMAILS, "", look.width, look)]
    if not page.emails:
        return [title, *sentence("No email of this journey was sent yet.", "", look.width, look)]
    columns_of = (
        Column("Asset", least=18),
        Column("Sent", 7, right=True),
        Column("Delivered", 16, rank=3),
        Column("Opened", 16, rank=1),
        Column("Clicked", 16, rank=2),
    )
    shown = page.emails[:LONGEST_LIST]
    rows = [Row(_email_cells(email, look)) for email in shown]
    more = more_row(EMAILS, total - len(shown), look.width, look)
    return [title, *row_table(columns_of, rows, look.width, look), *more]


def _email_cells(email: EmailAsset, look: Look) -> tuple[Line, ...]:
    return (
        (Span(known(email.asset, look)),),
        (Span(number(email.sent)),),
        _rate(email.delivered, email.sent, look),
        _rate(email.opened, email.delivered, look),
        _rate(email.clicked, email.delivered, look),
    )


def _rate(part: int, whole: int, look: Look) -> Line:
    """``41.3 %`` and its bar; a dash where there is nothing to divide by."""
    if whole <= 0:
        return (Span(look.glyphs.unknown.rjust(7)),)
    share = 100 * part / whole
    return (Span(f"{share:.1f} %".rjust(7)), Span(" "), *bar(share, 8, "bar-quiet", look.glyphs))


def _accounts(page: JourneyPage, look: Look) -> Block:
    count = len(page.account_list) + page.more_accounts
    first = f"the first {LONGEST_LIST} of " if count > LONGEST_LIST else ""
    note: Line = (quiet(f"{first}{number(count)}, last entered first"),) if count else ()
    title = heading("Accounts", look.width, look, note=note)
    if not count:
        return [title, *sentence("No account is in this journey.", "", look.width, look)]
    shown = page.account_list[:LONGEST_LIST]
    drawn = [_account_cells(account, look) for account in shown]
    columns_of = (
        Column("Account", least=20),
        Column("Status", widest(drawn, 1, 6, 20)),
        Column("Entered", widest(drawn, 2, 7), rank=1),
        Column("Left", widest(drawn, 3, 4), rank=3),
        Column("Days", 5, right=True, rank=2),
    )
    rows = [Row(row, _opens(account)) for row, account in zip(drawn, shown, strict=True)]
    more = more_row(ACCOUNTS, count - len(shown), look.width, look)
    return [title, *row_table(columns_of, rows, look.width, look), *more]


def _opens(account: JourneyAccount) -> Spot:
    return row_spot(f"{ACCOUNTS}/{account.id}", ACCOUNTS, Target("account", account.id))


def _account_cells(account: JourneyAccount, look: Look) -> tuple[Line, ...]:
    entered = look.clock.local(account.entered_at).date()
    left = day(look.clock.local(account.left_at).date(), look.clock) if account.left_at else look.glyphs.unknown
    return (
        (Span(known(account.name, look), "name"),),
        (Span(known(account.status, look)),),
        (quiet(f"{ago(account.entered_at, look.clock)}, {day(entered, look.clock)}"),),
        (quiet(left),),
        (Span(number(account.days)),),
    )
