"""Overlays are made once for an app and kept: opening one again only fills it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from bgdetails.widgets.overlay import Overlay

if TYPE_CHECKING:
    from textual.app import App

O = TypeVar("O", bound=Overlay)  # noqa: E741


def kept(app: App[object], name: str, make: Callable[[], O]) -> O:
    """The app's overlay of that name."""
    if not app.is_screen_installed(name):
        app.install_screen(make(), name)
    return cast(O, app.get_screen(name))


def show(app: App[object], overlay: Overlay) -> None:
    """Put an overlay on top, unless it is there."""
    if overlay not in app.screen_stack:
        app.push_screen(overlay)
