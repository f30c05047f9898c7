"""The dashboard's short lists of accounts that surge or are at risk."""

from __future__ import annotations

from collections.abc import Sequence

from bgdetails.navigation import Target
from bgdetails.views.dashboard_page import DashboardPage, MovingAccount
from bgdetails.views.dashboard_tables import AT_RISK, SURGING, TITLES, counted
from bgdetails.widgets.dashboard_bars import list_row
from bgdetails.widgets.document import Block, Line, Span, Spot
from bgdetails.widgets.parts import Look, heading, link, sentence
from bgdetails.wording import change, number


class DashboardLists:
    """Draws each list of one page into the columns that it has."""

    def __init__(self, page: DashboardPage, look: Look) -> None:
        self._page = page
        self._look = look

    def surging(self, cells: int) -> Block:
        """Highest rise first."""
        moves = self._page.moves
        note = self._note(SURGING, moves.surging_count, len(moves.surging))
        return self._accounts(SURGING, moves.surging, "No account surges.", note, cells)

    def at_risk(self, cells: int) -> Block:
        """Deepest fall first."""
        moves = self._page.moves
        note = self._note(AT_RISK, moves.at_risk_count, len(moves.at_risk))
        return self._accounts(AT_RISK, moves.at_risk, "No account is at risk.", note, cells)

    def _accounts(self, section: str, accounts: Sequence[MovingAccount], nobody: str, note: Line, cells: int) -> Block:
        block: Block = [heading(TITLES[section], cells, self._look, note=note)]
        if not accounts:
            return [*block, *sentence(nobody, "", cells, self._look)]
        rises, glyphs = section == SURGING, self._look.glyphs
        mark = Span(f"{glyphs.rise if rises else glyphs.fall} ", "success" if rises else "error")
        for each in accounts:
            said = "new" if each.change is None else change(each.change)
            opens = Target("account", each.id)
            block.append(list_row(section, each.id, each.name, (mark, Span(said)), opens, cells, self._look))
        return block

    def _note(self, section: str, count: int, shown: int) -> Line:
        """Where there are more than are shown, how many, which opens them all."""
        if count <= shown:
            return ()
        opens = counted(self._page, "accounts", section)
        text = f"all {number(count)}"
        return link(text, len(text) + 2, Spot(f"{section}/all", section, opens), self._look)
