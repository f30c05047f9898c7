"""When Python looks for garbage: not while modules are loaded, and never again among what they made."""

from __future__ import annotations

import gc


def look_for_none() -> None:
    """From now on. Loading makes hundreds of thousands of objects that stay; to look them through costs a tenth."""
    gc.disable()


def keep_what_stands() -> None:
    """Look for garbage again, among what comes now: all that stands is looked through at no key."""
    gc.freeze()
    gc.enable()
