"""Which module has the page of a kind. Modules are imported when a page of theirs is opened first."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from bgdetails.screens.page import Page

if TYPE_CHECKING:
    from bgdetails.store.workspace import OpenWorkspace

PAGES: dict[str, tuple[str, str]] = {
    "group": ("bgdetails.screens.group", "GroupScreen"),
    "account": ("bgdetails.screens.account", "AccountScreen"),
    "person": ("bgdetails.screens.person", "PersonScreen"),
    "journey": ("bgdetails.screens.journey", "JourneyScreen"),
    "template": ("bgdetails.screens.template", "TemplateScreen"),
    "interest": ("bgdetails.screens.interest", "InterestScreen"),
    "stage-model": ("bgdetails.screens.stage_model", "StageModelScreen"),
    "dashboard": ("bgdetails.screens.dashboard", "DashboardScreen"),
    "count": ("bgdetails.screens.count", "CountScreen"),
}
"""Kind of a target → (module, class)."""


def page_of(kind: str) -> Page[Any]:
    """A new page for subjects of ``kind``.

    Raises:
        KeyError: There is none.
    """
    module, name = PAGES[kind]
    return cast(Page[Any], getattr(import_module(module), name)(id=f"page-{kind}"))


def import_pages() -> None:
    """Import what the first pages need, so that the first Enter does not wait for it."""
    for module in (*(PAGES[kind][0] for kind in ("group", "account", "person")), "bgdetails.screens.member_details"):
        import_module(module)
    for module in ("group", "member", "members", "account", "since_look"):
        import_module(f"bgdetails.views.{module}")
    import_module("bgdetails.summaries.panel")


def read_ahead(workspace: OpenWorkspace, as_of: date) -> None:
    """Read the most engaged group for nobody: the first Enter finds what is imported and made for a page with all."""
    from sqlmodel import col, select

    from bgdetails.screens.group import fetch_group, fetch_suggestions
    from bgdetails.store.tables import GroupRow
    from bgdetails.store.times import to_day

    with workspace.reading() as session:
        of_day = select(GroupRow.group_id).where(GroupRow.day == to_day(as_of))
        group_id = session.exec(of_day.order_by(col(GroupRow.rank).desc()).limit(1)).first()
        if group_id is not None:
            fetch_group(session, group_id, as_of)
            fetch_suggestions(session, group_id, as_of)
