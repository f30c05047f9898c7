"""The dashboard's short lists: the most engaged groups, and the groups and accounts that move, or that stand still."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bgdetails.navigation import Target
from bgdetails.views.dashboard_page import DashboardPage, MovingAccount, ShortLists, TopGroup
from bgdetails.views.dashboard_tables import AT_RISK, FAST, STAGNANT, SURGING, TITLES, TOP, counted, stagnant_target
from bgdetails.widgets.bars import bar, level_style, score
from bgdetails.widgets.dashboard_bars import list_row
from bgdetails.widgets.document import Block, Line, Span, Spot
from bgdetails.widgets.parts import Look, heading, link, quiet, sentence
from bgdetails.wording import change, number, percent, plural, whole

_BAR = 6


class DashboardLists:
    """Draws each list of one page into the columns that it has."""

    def __init__(self, page: DashboardPage, lists: ShortLists, look: Look) -> None:
        self._page = page
        self._lists = lists
        self._look = look

    def draws(self) -> dict[str, Callable[[int], Block]]:
        """What draws each list."""
        return {
            TOP: self.top,
            FAST: self.fast,
            STAGNANT: self.stagnant,
            SURGING: self.surging,
            AT_RISK: self.at_risk,
        }

    def top(self, cells: int) -> Block:
        """The most engaged groups."""
        block: Block = [heading(TITLES[TOP], cells, self._look)]
        if not self._lists.top:
            return [*block, *sentence("No group has a score above 0.", "", cells, self._look)]
        return block + [self._top(group, cells) for group in self._lists.top]

    def _top(self, group: TopGroup, cells: int) -> Line:
        style = level_style(group.engagement_level)
        right: Line = (
            score(whole(group.engagement_score)),
            Span(" "),
            *bar(group.engagement_score, _BAR, style, self._look.glyphs),
        )
        return list_row(TOP, group.id, group.name, right, Target("group", group.id), cells, self._look)

    def fast(self, cells: int) -> Block:
        """Most changes to a later stage first."""
        moves = self._lists.moves
        days = plural(moves.velocity_days, "day")
        block: Block = [heading(TITLES[FAST], cells, self._look, note=(quiet(f"in {days}"),))]
        if not moves.fast:
            return [*block, *sentence(f"No group came to a later stage in {days}.", "", cells, self._look)]
        for each in moves.fast:
            right = (Span(plural(each.velocity, "stage")),)
            block.append(list_row(FAST, each.id, each.name, right, Target("group", each.id), cells, self._look))
        return block

    def stagnant(self, cells: int) -> Block:
        """Longest in their stage first."""
        moves = self._lists.moves
        note = self._note(STAGNANT, moves.stagnant_count, len(moves.stagnant), "days in stage, completeness")
        block: Block = [heading(TITLES[STAGNANT], cells, self._look, note=note)]
        if not moves.stagnant:
            return [*block, *sentence("No group stands still.", "", cells, self._look)]
        for each in moves.stagnant:
            days = self._look.glyphs.unknown if each.days is None else f"{number(each.days)} d"
            right: Line = (Span(days), quiet(percent(each.completeness_score).rjust(7)))
            block.append(list_row(STAGNANT, each.id, each.name, right, Target("group", each.id), cells, self._look))
        return block

    def surging(self, cells: int) -> Block:
        """Highest rise first."""
        moves = self._lists.moves
        note = self._note(SURGING, moves.surging_count, len(moves.surging), "")
        return self._accounts(SURGING, moves.surging, "No account surges.", note, cells)

    def at_risk(self, cells: int) -> Block:
        """Deepest fall first."""
        moves = self._lists.moves
        note = self._note(AT_RISK, moves.at_risk_count, len(moves.at_risk), "")
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

    def _note(self, section: str, count: int, shown: int, otherwise: str) -> Line:
        """Where there are more than are shown, how many, which opens them all."""
        if count <= shown:
            return (quiet(otherwise),) if otherwise else ()
        opens = stagnant_target(self._page) if section == STAGNANT else counted(self._page, "accounts", section)
        text = f"all {number(count)}"
        return link(text, len(text) + 2, Spot(f"{section}/all", section, opens), self._look)
