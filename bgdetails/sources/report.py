"""What an import did: as numbers, as JSON for programs, as text for people (docs/formats.md, import report)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import Struct, to_builtins

from bgdetails.text import fit, visible, width
from bgdetails.wording import full_day, listed, number, plural

KINDS = (
    "account", "person", "opportunity", "opportunity_contact_role", "group", "membership", "stage_change",
    "journey", "account_journey", "activity", "intent_keyword", "note",
)  # fmt: skip
"""Kinds of records that are counted, in the order of the report."""

_NAMES = {
    "account": ("account", "accounts"),
    "person": ("person", "people"),
    "opportunity": ("opportunity", "opportunities"),
    "opportunity_contact_role": ("contact role", "contact roles"),
    "group": ("buying group", "buying groups"),
    "membership": ("membership", "memberships"),
    "stage_change": ("stage change", "stage changes"),
    "journey": ("journey", "journeys"),
    "account_journey": ("account in a journey", "accounts in journeys"),
    "activity": ("activity", "activities"),
    "intent_keyword": ("intent keyword", "intent keywords"),
    "note": ("note", "notes"),
}


def called(kind: str) -> str:
    """A kind of record in words: ``buying group``."""
    return _NAMES[kind][0]


@dataclass(slots=True)
class FileReport:
    """One file: what it was taken for, and what became of its rows."""

    file: str
    kind: str
    encoding: str = ""
    rows: int = 0
    taken: int = 0
    repeated: int = 0
    not_used: int = 0
    rejected: int = 0
    cells_rejected: int = 0


@dataclass(slots=True)
class RecordCounts:
    """Records of one kind."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0

    @property
    def written(self) -> int:
        """How many are others than before."""
        return self.new + self.changed + self.deleted


class GroupCounts(Struct, frozen=True):
    """What the refresh did to groups."""

    formed: int = 0
    members_added: int = 0
    members_removed: int = 0
    roles_changed: int = 0

    def to_text(self, as_of: date) -> str:
        """One sentence."""
        did = [
            plural(self.formed, "buying group") + " formed",
            plural(self.members_added, "member") + " added",
            f"{number(self.members_removed)} removed",
            plural(self.roles_changed, "role") + " changed",
        ]
        return f"Refreshed as of {full_day(as_of)}: {listed(did)}."


class ImportReport(Struct, frozen=True):
    """Everything that an import tells."""

    as_of: date
    dry_run: bool
    files: list[FileReport]
    files_refused: list[str]
    files_skipped: list[str]
    records: dict[str, RecordCounts]
    rejects: dict[str, int]
    rejects_file: str | None
    unknown_activity_types: dict[str, int]
    unmapped_crm_roles: dict[str, int]
    warnings: list[str]
    groups: GroupCounts
    seconds: float
    rows_per_second: float
    refreshed: bool = True
    """False after ``--no-refresh``."""

    def to_json(self) -> dict[str, Any]:
        """The report as docs/formats.md has it."""
        said: dict[str, Any] = to_builtins(self)
        said["seconds"] = round(self.seconds, 3)
        said["rows_per_second"] = round(self.rows_per_second, 1)
        return said

    def to_text(self) -> str:
        """The report for people."""
        parts = [_files(self), _records(self), _notes(self), _end(self)]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _files(report: ImportReport) -> list[str]:
    lines: list[tuple[str, ...]] = [
        ("File", "Taken for", "Rows", "Taken", "Repeated", "Not used", "Rejected", "Encoding")
    ]
    for file in report.files:
        counts = (file.rows, file.taken, file.repeated, file.not_used, file.rejected)
        lines.append((visible(file.file), file.kind, *(number(count) for count in counts), file.encoding))
    table = _aligned(lines, right=range(2, 7)) if report.files else []
    table += [f"Skipped, not recognised: {visible(name)}" for name in report.files_skipped]
    return table


def _records(report: ImportReport) -> list[str]:
    lines: list[tuple[str, ...]] = [("Records", "New", "Changed", "Unchanged", "Deleted")]
    for kind, counts in report.records.items():
        numbers = (counts.new, counts.changed, counts.unchanged, counts.deleted)
        if any(numbers):
            lines.append((_NAMES[kind][1].capitalize(), *(number(count) for count in numbers)))
    return _aligned(lines, right=range(1, 5)) if len(lines) > 1 else []


def _notes(report: ImportReport) -> list[str]:
    lines = []
    if report.rejects:
        counted = [f"{reason} {number(count)}" for reason, count in sorted(report.rejects.items())]
        lines.append(f"Rejects: {', '.join(counted)}.")
        lines.append(f"They are in {visible(report.rejects_file)}." if report.rejects_file else "They were not kept.")
    for name, said in (
        (report.unknown_activity_types, "Activity types without a name, never scored"),
        (report.unmapped_crm_roles, "CRM roles that no mapping names"),
    ):
        if name:
            counted = [f"{visible(each)} {number(count)}" for each, count in sorted(name.items())]
            lines.append(f"{said}: {', '.join(counted)}.")
    return lines + [visible(warning) for warning in report.warnings]


def _end(report: ImportReport) -> list[str]:
    lines = []
    if report.refreshed:
        lines.append(report.groups.to_text(report.as_of))
    else:
        lines.append("Not refreshed: scores are older than the data. Run bgdetails refresh.")
    rows = sum(file.rows for file in report.files)
    lines.append(
        f"{plural(rows, 'row')} in {report.seconds:.1f} s, {number(round(report.rows_per_second))} rows a second."
    )
    if report.dry_run:
        lines.append("A dry run: nothing was written.")
    return lines


def _aligned(lines: list[tuple[str, ...]], right: range) -> list[str]:
    widths = [max(width(line[column]) for line in lines) for column in range(len(lines[0]))]
    return ["  ".join(fit(cell, widths[i], right=i in right) for i, cell in enumerate(line)).rstrip() for line in lines]
