"""From paths to drafts: which files an import reads, in which order, and what their rows become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from bgdetails.sources import SYSTEMS as SYSTEMS
from bgdetails.sources import activity_types, marketo, salesforce, spreadsheets, workspace_folder
from bgdetails.sources.context import ReadContext as ReadContext
from bgdetails.sources.context import Reader
from bgdetails.sources.csv_rows import Table, read_header
from bgdetails.sources.drafts import Draft
from bgdetails.sources.found import FoundFile as FoundFile
from bgdetails.sources.found import Unreadable as Unreadable
from bgdetails.sources.found import go_through, open_text
from bgdetails.sources.found import read_text as read_text
from bgdetails.sources.recognise import has_stem, missing_columns, recognise
from bgdetails.sources.walking import Candidate, list_candidates

RULES = "rules"
"""The kind of a TOML file."""

_READERS: dict[str, Reader] = {
    activity_types.KIND: activity_types.read_activity_types,
    **workspace_folder.READERS,
    **salesforce.READERS,
    **marketo.READERS,
}
_SHAPES = (*workspace_folder.SHAPES, *salesforce.SHAPES, *marketo.SHAPES)

_ORDER = (
    RULES,
    activity_types.KIND,
    "salesforce User",
    "salesforce Campaign",
    "workspace intent_keywords",
    spreadsheets.KIND,
    "workspace accounts",
    "salesforce Account",
    "workspace people",
    "salesforce Contact",
    "salesforce Lead",
    "marketo leads",
    "workspace opportunities",
    "salesforce Opportunity",
    "workspace opportunity_contact_roles",
    "salesforce OpportunityContactRole",
    "salesforce OpportunityHistory",
    "salesforce OpportunityFieldHistory",
    "workspace journeys",
    "workspace buying_groups",
    "workspace members",
    "workspace stage_changes",
    "workspace account_journeys",
    "workspace notes",
    "workspace activities",
    "salesforce CampaignMember",
    "salesforce Task",
    "salesforce Event",
    "marketo activities",
)
"""What is named comes before what names it."""


class Skipped(Struct, frozen=True):
    """A file that was found by walking and is not taken."""

    path: str
    why: str


class FoundFiles(Struct, frozen=True):
    """What an import reads, in the order in which it is read, and what it leaves alone."""

    files: tuple[FoundFile, ...]
    skipped: tuple[Skipped, ...]


class _Unrecognised(Exception):  # noqa: N818
    """The file is none that we know; its text says why."""


def find_files(paths: Sequence[str | Path], format: str | None = None) -> FoundFiles:
    """Find out what files, folders and zip archives hold; goes through every file once.

    Args:
        paths: as the user gave them.
        format: one of ``SYSTEMS``: overrides recognising.

    Raises:
        Unreadable: a file cannot be read, or one that was named is not recognised; or there are two rules files.
    """
    files: list[FoundFile] = []
    skipped: list[Skipped] = []
    for candidate in list_candidates(paths):
        try:
            files.append(_look_at(candidate, format))
        except _Unrecognised as reason:
            if candidate.named:
                raise Unreadable(f"{candidate.location.shown} is not recognised: {reason}.") from None
            skipped.append(Skipped(candidate.location.shown, str(reason)))
    rules = [file.path for file in files if file.kind == RULES]
    if len(rules) > 1:
        raise Unreadable(f"There are {len(rules)} rules files, {rules[0]} and {rules[1]}: an import takes one.")
    files.sort(key=lambda file: _ORDER.index(file.kind))
    return FoundFiles(tuple(files), tuple(skipped))


def read_drafts(file: FoundFile, index: int, context: ReadContext) -> Iterator[Draft]:
    """What the rows of a file become, as a stream: a draft, a ``NotUsed`` or a row's ``Reject`` for each.

    Args:
        file: one of ``find_files``, not the rules.
        index: its place in the import's list of files.
        context: names and rules; reading activity types adds to it.

    Raises:
        Unreadable: the file breaks off.
    """
    if file.kind == spreadsheets.KIND:
        yield from spreadsheets.read_keywords(file, index)
        return
    with open_text(file.location, file.encoding) as stream:
        yield from _READERS[file.kind](Table(file.header, stream, index), context)


def _look_at(candidate: Candidate, system: str | None) -> FoundFile:
    location = candidate.location
    ending = Path(location.name).suffix.lower()
    if ending == ".zip":
        raise _Unrecognised("an archive inside an archive is not opened")
    if ending not in _ENDINGS and not candidate.named:
        raise _Unrecognised("no .csv, .json, .toml, .xlsx or .zip file")
    if ending == ".xlsx":
        return _look_at_workbook(candidate)
    encoding, endless = go_through(location)
    if ending == ".toml":
        return FoundFile(location.shown, RULES, encoding, location.size, (), location)
    if ending == ".json":
        return _look_at_json(candidate, encoding)
    if endless:
        raise _Unrecognised("it has a line of more than 8 MB, so it is no table")
    return _look_at_table(candidate, encoding, system)


_ENDINGS = (".csv", ".json", ".toml", ".xlsx")


def _look_at_workbook(candidate: Candidate) -> FoundFile:
    file = spreadsheets.look_at(candidate.location)
    if file is None:
        raise _Unrecognised(f"no first column of its sheets has a cell {spreadsheets.HEADER} above its words")
    return file


def _look_at_json(candidate: Candidate, encoding: str) -> FoundFile:
    location = candidate.location
    expected = location.name.lower() == "activity_types.json"
    if location.size > activity_types.LARGEST:
        raise _Unrecognised("it is no list of activity types")
    with open_text(location, encoding) as stream:
        listed = activity_types.entries(stream.read())
    if listed is None and expected:
        raise Unreadable(f"{location.shown} is broken: a JSON object with result[].id and result[].name was expected.")
    if listed is None:
        raise _Unrecognised("it is no list of activity types")
    return FoundFile(location.shown, activity_types.KIND, encoding, location.size, (), location)


_WAREHOUSE = "_fivetran_"
"""Begins the columns that a connector adds: such tables share names with real exports, but not their values."""


def _look_at_table(candidate: Candidate, encoding: str, system: str | None) -> FoundFile:
    location = candidate.location
    stem = Path(location.name).stem
    with open_text(location, encoding) as stream:
        header = read_header(stream)
    if not header:
        raise _Unrecognised("it is empty, without a header row" if not location.size else "it has no header row")
    if any(name.casefold().startswith(_WAREHOUSE) for name in header):
        raise _Unrecognised("a table of a warehouse connector, not a system's own export")
    shape = recognise(header, stem, _SHAPES, system)
    if shape is None:
        raise _Unrecognised(_why_not(header, stem))
    return FoundFile(location.shown, shape.kind, encoding, location.size, header, location)


def _why_not(header: tuple[str, ...], stem: str) -> str:
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            return f"its columns are separated by {name}, not by commas"
    named = next((shape for shape in _SHAPES if has_stem(shape, stem) and missing_columns(header, shape)), None)
    if named is None:
        return "its columns are those of no file that is known"
    return f"as {named.kind} it lacks the column {', '.join(missing_columns(header, named))}"
