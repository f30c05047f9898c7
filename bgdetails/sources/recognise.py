"""What a CSV file is, by its header (docs/formats.md, recognising)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct


class Shape(Struct, frozen=True):
    """The header of a kind of file: columns that have to be there, and those that would be understood.

    Attributes:
        kind: what the file is then called, ``salesforce Contact``.
        needs: all of them have to be there.
        one_of: of each group at least one.
        without: none of them may be there.
        named: every column that has a meaning; where two shapes fit with as many telling columns, the one of which more
            are there is taken.
        telling: the columns that tell the kind apart; empty: ``needs`` and ``one_of``. Where two shapes fit, the one of
            which more are there is taken.
        stem: the usual name of such a file without its ending.
        by_stem: True where the columns alone could be anybody's, so that the file's name has to fit, too.
        everywhere: True where such a file stands beside those of any system.
    """

    kind: str
    needs: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    stem: str = ""
    telling: tuple[str, ...] = ()
    by_stem: bool = False
    everywhere: bool = False

    @property
    def system(self) -> str:
        """The system that writes such files."""
        return self.kind.partition(" ")[0]


def recognise(header: Sequence[str], stem: str, shapes: Iterable[Shape], chosen: str | None = None) -> Shape | None:
    """The shape that fits best, or None.

    Args:
        header: names of the columns, in any case.
        stem: the file's name without folder and ending.
        shapes: what there is to choose from.
        chosen: a system that the user named: then only its files are thought of, and one whose header lacks what
            tells it apart is still taken for what its name says.
    """
    columns = {name.casefold() for name in header}
    offered = [shape for shape in shapes if chosen in (None, shape.system) or shape.everywhere]
    fitting = [s for s in offered if _fits(s, columns) and (not s.by_stem or chosen or has_stem(s, stem))]
    if not fitting and chosen:
        fitting = [shape for shape in offered if has_stem(shape, stem) and columns & _folded(shape.needs)]
    return max(fitting, key=lambda shape: _rank(shape, columns, stem), default=None)


def _rank(shape: Shape, columns: set[str], stem: str) -> tuple[int, int, bool]:
    telling = shape.telling or (*shape.needs, *(name for group in shape.one_of for name in group))
    return len(columns & _folded(telling)), len(columns & _folded(shape.named)), has_stem(shape, stem)


def has_stem(shape: Shape, stem: str) -> bool:
    """True for ``accounts``, ``Accounts``, ``accounts-2``, ``accounts (1)``."""
    return bool(shape.stem) and re.match(rf"{re.escape(shape.stem)}(?![a-z])", stem, re.IGNORECASE) is not None


def missing_columns(header: Sequence[str], shape: Shape) -> list[str]:
    """What a header lacks to be of a shape, in words for a sentence."""
    columns = {name.casefold() for name in header}
    missing = [name for name in shape.needs if name.casefold() not in columns]
    return missing + [" or ".join(group) for group in shape.one_of if not columns & _folded(group)]


def _fits(shape: Shape, columns: set[str]) -> bool:
    return (
        _folded(shape.needs) <= columns
        and all(columns & _folded(group) for group in shape.one_of)
        and not columns & _folded(shape.without)
    )


def _folded(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}
