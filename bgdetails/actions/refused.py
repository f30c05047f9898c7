"""What cannot be done."""

from __future__ import annotations


class ActionRefused(Exception):  # noqa: N818 - it is news, not a fault
    """Nothing was changed; the text is a sentence or two that say why and what can be done."""
