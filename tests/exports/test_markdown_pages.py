"""Tables in Markdown: no cell can end itself or begin markup."""

from __future__ import annotations

from datetime import date

from bgdetails.exports.markdown_pages import template_markdown
from bgdetails.views.pages import TemplatePage, TemplateRoleLine


def test_every_cell_stays_one_cell() -> None:
    role = TemplateRoleLine("A|B", 60, 1.0, 1, True, False, (r"title matches “^(a\|b)”", "city is *x*\n| y"))
    page = TemplatePage("Te|st", "Live", (role,), (), 0, date(2026, 11, 20))
    lines = template_markdown(page).splitlines()
    assert lines[0] == "# Te|st"
    assert lines[-2] == "| --- | ---: | ---: | ---: | --- | --- |"
    assert lines[-1] == (r"| A\|B | 60 | 100 % | 1 | yes | any of: title matches “^(a\\\|b)”; city is \*x\* \| y |")


def test_a_template_without_roles_says_so() -> None:
    page = TemplatePage("None", "Draft", (), ("Cloud *Backup*",), 0, date(2026, 11, 20))
    text = template_markdown(page)
    assert "- **Solution interests**: Cloud \\*Backup\\*" in text
    assert text.endswith("\n## Roles\n\nThe template has no roles.\n")
