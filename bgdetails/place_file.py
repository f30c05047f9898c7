"""Where the reader was when the program ended, kept beside the workspace's name, so that the next start is there.

A file a workspace in the state folder. One that cannot be read or understood counts as none.
"""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

from bgdetails.config import state_folder
from bgdetails.navigation import KINDS, LIST, Target
from bgdetails.screens.listing import Listing, ListState, in_words
from bgdetails.store.browse import SORTS
from bgdetails.store.schema_check import is_server, path_of, shown

if TYPE_CHECKING:
    from bgdetails.screens.page_state import PageState

_VERSION = 1
_FAULTS = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class LastPlace(Struct, frozen=True):
    """The list that the reader was on or came from, and the page that was open over it, if one was."""

    listing: ListState
    page: Target | None = None
    state: PageState | None = None


def file_of(location: str) -> Path:
    """The file of a workspace."""
    path = _named(location)
    number = zlib.crc32(path.encode("utf-8", "surrogateescape"))
    return state_folder() / "places" / f"{Path(path).stem}-{number:08x}.json"


def read_place(location: str) -> LastPlace | None:
    """Where the reader was in a workspace; None where that is not known."""
    try:
        text = file_of(location).read_text("utf-8")
        import json  # only where there is something to read: the first frame waits

        content = json.loads(text)
        if content["version"] != _VERSION or content["workspace"] != _named(location):
            return None
        return _place(content)
    except _FAULTS:
        return None
    except Exception as error:
        if type(error).__name__ == "QueryError":  # its class is not loaded for a list without filters
            return None
        raise


def write_place(location: str, place: LastPlace) -> None:
    """Keep where the reader is, or, where it cannot be written, what was kept before."""
    import json

    content = {
        "version": _VERSION,
        "workspace": _named(location),
        "list": {**asdict(place.listing.listing), "group": place.listing.group_id, "offset": place.listing.offset},
        "page": None if place.page is None else _page(place.page, place.state),
    }
    file = file_of(location)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(content, ensure_ascii=True), "utf-8")
        os.replace(part, file)
    except OSError:
        with suppress(OSError):
            part.unlink()


def _named(location: str) -> str:
    return shown(location) if is_server(location) else os.path.abspath(path_of(location))


def _page(target: Target, state: PageState | None) -> dict[str, Any]:
    from bgdetails.screens.page_state import PageState
    from bgdetails.widgets.people_tab import PeopleState

    shown = state or PageState()
    return {
        "target": str(target),
        "tab": shown.tab,
        "spot": shown.place.spot,
        "scroll": shown.place.scroll,
        "sections": shown.place.sections,
        "in_header": shown.in_header,
        "people": asdict(shown.own) if isinstance(shown.own, PeopleState) else None,
    }


def _place(content: dict[str, Any]) -> LastPlace:
    told = content["list"]
    if told["sort"] not in SORTS:
        raise ValueError
    filters, columns = _texts(told["filters"]), _texts(told["columns"])
    in_words(filters)  # what cannot be understood could not be said either
    listing = Listing(
        _text(told["text"]), told["sort"], bool(told["descending"]), filters, columns, _text(told["view"])
    )
    group = told["group"]
    listed = ListState(listing, None if group is None else _count(group), _count(told["offset"]))
    page = content["page"]
    if page is None:
        return LastPlace(listed)
    target = Target.parse(_text(page["target"]))
    if target.kind == LIST or target.kind not in KINDS:
        raise ValueError
    from bgdetails.screens.page_state import PageState
    from bgdetails.widgets.canvas import Place

    sections = tuple((_text(section), _text(spot)) for section, spot in page["sections"])
    place = Place(_text_or_none(page["spot"]), _count(page["scroll"]), sections)
    state = PageState(_text(page["tab"]), place, bool(page["in_header"]), _people(page["people"]))
    return LastPlace(listed, target, state)


def _people(told: dict[str, Any] | None) -> object:
    if told is None:
        return None
    from bgdetails.widgets.people_tab import PeopleState

    cursor = _text_or_none(told["cursor"])
    return PeopleState(_text(told["search"]), _text(told["sort"]), bool(told["descending"]), cursor)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: list[object]) -> tuple[str, ...]:
    return tuple(_text(each) for each in value)


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError
    return value
