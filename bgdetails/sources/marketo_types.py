"""What an activity type of Marketo becomes, by its name (docs/formats.md, Marketo)."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from bgdetails.sources.context import ReadContext, type_key

_BUILT_IN = {
    "1": "Visit Webpage",
    "2": "Fill Out Form",
    "3": "Click Link",
    "6": "Send Email",
    "7": "Email Delivered",
    "8": "Email Bounced",
    "9": "Unsubscribe Email",
    "10": "Open Email",
    "11": "Click Email",
    "46": "Interesting Moment",
    "104": "Change Status in Progression",
}
"""Names of types that a file may use without saying what they are."""


class Shape(Enum):
    """Where an activity of a type has its asset, its URL and what else matters."""

    ASSET = auto()
    PAGE = auto()
    LINK = auto()
    OPENED = auto()
    CLICKED = auto()
    REPLY = auto()
    MOMENT = auto()
    PROGRESSION = auto()


_TYPES = {
    "visit webpage": ("Page Views", Shape.PAGE),
    "fill out form": ("Form Filled Out", Shape.ASSET),
    "click link": ("Link Clicks", Shape.LINK),
    "send email": ("Email Sent", Shape.ASSET),
    "email delivered": ("Email Delivered", Shape.ASSET),
    "email bounced": ("Email Bounced", Shape.ASSET),
    "email bounced soft": ("Email Bounced", Shape.ASSET),
    "unsubscribe email": ("Unsubscribed", Shape.ASSET),
    "open email": ("Email Opened", Shape.OPENED),
    "open sales email": ("Email Opened", Shape.OPENED),
    "click email": ("Email Clicked", Shape.CLICKED),
    "click sales email": ("Email Clicked", Shape.CLICKED),
    "reply to sales email": ("Email Replied", Shape.REPLY),
    "send sales email": ("Sales Email", Shape.ASSET),
    "receive sales call": ("Call Connected", Shape.ASSET),
    "interesting moment": ("Interesting Moment", Shape.MOMENT),
    "change status in progression": ("Program Status Change", Shape.PROGRESSION),
}

PROGRESSION_TYPES = {
    "registered": "Register for Event",
    "attended": "Attend Event",
    "attended on-demand": "Attend Event",
}
"""What a new status in a programme becomes, whatever the old one."""
BOT = "Bot Activity"


class MarketoType(Struct, frozen=True):
    """A type of Marketo: what it becomes, and how its rows are read.

    ``mapped``: the rules say what it becomes, so that no status decides. ``unnamed``: nothing names its id.
    """

    name: str
    shape: Shape
    mapped: bool = False
    unnamed: bool = False


def find_type(number: str, context: ReadContext) -> MarketoType:
    """The type behind an id: by the name that the workspace knows for it, else by the built-in one."""
    own = context.activity_type_names.get(number) or _BUILT_IN.get(number)
    name, shape = _TYPES.get((own or "").casefold(), (own or f"Marketo {number}", Shape.ASSET))
    mapping = context.types_by_key()
    key = type_key("marketo", number)
    if key not in mapping:
        return MarketoType(name, shape, unnamed=own is None)
    becomes = mapping[key] or own or name
    return MarketoType(becomes, shape, mapped=True, unnamed=own is None and not mapping[key])
