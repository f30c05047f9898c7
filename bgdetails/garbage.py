"""When Python looks for garbage: not while modules are loaded, and never again among what they made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BETWEEN_LOOKS = 200_000


def look_for_none() -> None:
    """From now on. Loading makes hundreds of thousands of objects that stay; to look them through costs a tenth."""
    gc.disable()


def keep_what_stands() -> None:
    """Look for garbage again, among what comes now: all that stands is looked through at no key."""
    gc.freeze()
    gc.enable()


@contextmanager
def look_rarely() -> Iterator[None]:
    """While rows stream through: they leave no garbage behind, and to look for it costs a third of an import."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
