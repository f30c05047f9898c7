"""Who could fill the gap, and who to reach: sections at the end of a page, read behind its first paint."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bgdetails.views.suggestions import Candidate, ReachPerson, RoleGap
from bgdetails.widgets.bars import level_mark, score
from bgdetails.widgets.document import Action, Block, Line, Span, Spot, cut, pad
from bgdetails.widgets.parts import Look, bold, fitted, flow, heading, known, on_spot, quiet, row_spot, sentence
from bgdetails.wording import number, plural, whole

CANDIDATES, REACH = "who could fill the gap", "who to reach"
_NAME, _ABOUT, _SCORE, _GAP = 24, 28, 5, 2
_ABOUT_FROM = 110


def candidates_section(gaps: Sequence[RoleGap], look: Look) -> Block:
    """The missing and short roles, and below each who could fill it; Enter opens the details."""
    title = heading("Who could fill the gap", look.width, look)
    if not gaps:
        return [title, *sentence("No role is missing or short.", "", look.width, look)]
    columns = _Columns.of("Title", look)
    block: Block = [title, *([columns.header()] if any(gap.candidates for gap in gaps) else [])]
    for gap in gaps:
        block.append(cut(_gap_line(gap, look), look.width, look.glyphs.ellipsis))
        for one in gap.candidates:
            spot = _spot(f"{CANDIDATES}/{gap.role}/{one.id}", CANDIDATES, one)
            block += columns.rows(one, one.title, [one.why], spot, "" if one.fails is None else "quiet")
        if not gap.candidates:
            block += sentence("Nobody at the account fits, or nearly does.", "", look.width, look)
    return block


def _gap_line(gap: RoleGap, look: Look) -> Line:
    """``Practitioner  needs 1 more person, 5 fit``."""
    fit = f", {number(gap.fit_count)} {'fits' if gap.fit_count == 1 else 'fit'}" if gap.fit_count else ""
    needs = f"needs {plural(gap.people, 'more person', 'more people')}{fit}"
    return (bold(known(gap.role, look)), Span("  "), quiet(needs))


def reach_section(people: Sequence[ReachPerson], look: Look) -> Block:
    """Up to five people who are worth a call now, each with the reasons; Enter opens the details."""
    ranked: Line = (quiet("how they are ranked  "), bold("e")) if people else ()
    title = heading("Who to reach", look.width, look, note=ranked)
    if not people:
        why = "Nobody is active and untouched, went quiet in a required role, or was champion of a won deal."
        return [title, *sentence("Nobody stands out for a call now.", why, look.width, look)]
    in_group = any(person.role is not None for person in people)
    columns = _Columns.of("Role" if in_group else "Title", look)
    block: Block = [title, columns.header()]
    for one in people:
        about = one.role if in_group else one.title
        reasons = [reason.text for reason in one.reasons]
        block += columns.rows(one, about, reasons, _spot(f"{REACH}/{one.id}", REACH, one), "")
    return block


class _Columns(Struct, frozen=True):
    """Name, title or role, score, and why: never cut, but on as many lines as it takes. Where it is narrow two go."""

    name: int
    about: int
    score: int
    title: str
    look: Look

    @classmethod
    def of(cls, title: str, look: Look) -> _Columns:
        cells = look.width
        name = _NAME if cells >= 70 else max(cells // 3, 8)
        return cls(name, _ABOUT if cells >= _ABOUT_FROM else 0, _SCORE if cells >= 50 else 0, title, look)

    @property
    def why(self) -> int:
        taken = sum(cells + _GAP for cells in (self.name, self.about, self.score) if cells)
        return max(self.look.width - taken, 8)

    def header(self) -> Line:
        return self._line(
            fitted("Name", self.name, "quiet", self.look),
            fitted(self.title, self.about, "quiet", self.look),
            (fitted("Score", self.score, "quiet", self.look, right=True),),
            (quiet("Why"),),
        )

    def rows(
        self, one: Candidate | ReachPerson, about: str | None, reasons: Sequence[str], spot: Spot, style: str
    ) -> Block:
        """The lines of one person; all of them are one thing that can be focused."""
        look = self.look
        number = score(whole(one.engagement_score))
        cells: Line = (number, Span(" "), level_mark(one.engagement_level, look.glyphs))
        name, about_cell = (
            fitted(known(one.name, look), self.name, "name", look),
            fitted(known(about, look), self.about, "quiet", look),
        )
        blank = Span(" " * self.name), Span(" " * self.about), (Span(" " * self.score),)
        lines = [line for reason in reasons for line in flow([Span(known(reason, look), style)], self.why)]
        drawn = (
            self._line(*(blank if index else (name, about_cell, cells)), pad(line, self.why))
            for index, line in enumerate(lines)
        )
        return [on_spot(line, spot) for line in drawn]

    def _line(self, name: Span, about: Span, score: Line, why: Line) -> Line:
        between = Span(" " * _GAP)
        spans: list[Span] = [name, between]
        if self.about:
            spans += [about, between]
        if self.score:
            spans += [*score, between]
        return (*spans, *why)


def _spot(spot_id: str, section: str, one: Candidate | ReachPerson) -> Spot:
    return row_spot(spot_id, section, Action("member", one.id))
