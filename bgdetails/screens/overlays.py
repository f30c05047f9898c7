"""Overlays are made once for an app and kept: opening one again only fills it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from bgdetails.navigation import Target
from bgdetails.screens.host import host_of
from bgdetails.widgets.document import Action
from bgdetails.widgets.overlay import Overlay

if TYPE_CHECKING:
    from textual.app import App

    from bgdetails.widgets.canvas import Canvas

O = TypeVar("O", bound=Overlay)  # noqa: E741


def kept(app: App[object], name: str, make: Callable[[], O]) -> O:
    """The app's overlay of that name, to be filled for where the reader is now."""
    if not app.is_screen_installed(name):
        app.install_screen(make(), name)
    overlay = cast(O, app.get_screen(name))
    overlay.asked_from = _place(app)
    return overlay


def show(app: App[object], overlay: Overlay) -> None:
    """Put an overlay on top, unless it is there or the reader has gone elsewhere since it was asked for.

    A page that is still being read would come over it: it is let go.
    """
    if overlay not in app.screen_stack and overlay.asked_from == _place(app):
        host_of(app).stay()
        app.push_screen(overlay)


def follow(overlay: Overlay, message: Canvas.Opened) -> Action | None:
    """Go where the opened spot leads; where it is no link, what it means otherwise."""
    message.stop()
    opens = message.spot.opens
    if isinstance(opens, Target):
        go_from(overlay, opens)
    return opens if isinstance(opens, Action) else None


def go_from(overlay: Overlay, target: Target) -> None:
    """Close an overlay and open a page; nothing where a key before, worked off by now, has closed it already."""
    if overlay.close():
        host_of(overlay.app).go(target)


def _place(app: App[object]) -> tuple[object, str]:
    """Where the reader is: what lies on top, and the page."""
    return app.screen, host_of(app).address()
