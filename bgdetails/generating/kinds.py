"""What people do, how often, and what a row says of it."""

from __future__ import annotations

from bgdetails.generating.dice import Chooser
from bgdetails.generating.names import MOMENTS

Cells = dict[str, str | None]

MAIL = "Email Sent"
KINDS = {
    "Page Views": 30,
    MAIL: 26,
    "Link Clicks": 6,
    "Form Filled Out": 4,
    "Interesting Moment": 4,
    "Meeting Held": 4,
    "Call Connected": 3,
    "Email Replied": 3,
    "Register for Event": 2,
    "Attend Event": 2,
    "Sales Email": 3,
    "Webinar Poll Answered": 1,
}
"""What happens, and how often; a mail brings more after it."""
AFTER_A_MAIL = (("Email Delivered", 0.96), ("Email Opened", 0.55), ("Email Clicked", 0.4))
"""Sent; mostly delivered; of these about half opened, and of these some clicked."""


def cells_of(chooser: Chooser, kind: str, interest: str, topic: str, asset: str) -> Cells:
    """What the row of one activity holds beside who, what and when; mails have the asset alone."""
    cells: Cells = {"asset": asset}
    if kind == "Page Views":
        cells["url"] = f"https://www.vendor.example/{interest}/{topic}".lower().replace(" ", "-")
        cells["asset"] = f"{interest}: {topic}"
    elif kind in ("Meeting Held", "Call Connected", "Sales Email"):
        cells = {"subject": chooser.choice((f"Follow-up on {topic}", f"{interest} review", "Next steps"))}
    elif kind == "Email Replied":
        cells = {"subject": f"Re: {topic}"}
    elif kind == "Interesting Moment":
        moment, wording = chooser.choice(MOMENTS)
        cells = {"moment_type": moment, "description": wording.format(topic=topic, interest=interest)}
    elif kind in ("Register for Event", "Attend Event"):
        cells = {"asset": f"{interest} day", "campaign": f"{interest} day"}
    return cells
