"""Activities of Marketo, each with its attributes as JSON: written for millions of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring

from bgdetails.sources.cells import TIME, CellType, parse_time, parse_truth
from bgdetails.sources.context import ReadContext
from bgdetails.sources.csv_rows import Table, index_columns
from bgdetails.sources.drafts import ActivityDraft, Draft, Place, Reason, Reject
from bgdetails.sources.layout import bad_cell, custom_columns, missing_value, read_object
from bgdetails.sources.marketo_types import BOT, PROGRESSION_TYPES, MarketoType, Shape, find_type

SOURCE = "marketo"
EMPTY_WORDS = frozenset(("null",))
REQUIRED = ("marketoGUID", "leadId", "activityTypeId", "activityDate")
OPTIONAL = ("campaignId", "primaryAttributeValue", "attributes")
COLUMNS = REQUIRED + OPTIONAL

_TYPE_ID = CellType(str, Reason.BAD_VALUE, "a whole number such as 10")
_JSON = CellType(str, Reason.BAD_JSON, 'a JSON object such as {"Link": "https://www.example.com"}')
_NOTHING: dict[str, object] = {}


def read_activities(table: Table, context: ReadContext) -> Iterator[Draft]:
    """One draft for each row."""
    where = index_columns(table.header)
    # A column that the file lacks is read from an empty cell behind the last.
    places = [where.get(name.casefold(), len(table.header)) for name in COLUMNS]
    id_at, lead_at, type_at, time_at, _, _, attributes_at = places
    custom = [(index, name, f"{encode_basestring(name)}: ") for index, name in custom_columns(table.header, COLUMNS)]
    types: dict[str, MarketoType] = {}
    for place in table.rows("marketoGUID"):
        if isinstance(place, Reject):
            yield place
            continue
        cells = ["" if cell == "null" else cell for cell in map(str.strip, place.cells)]
        cells.append("")
        text = cells[attributes_at]
        attributes = read_object(text) if text else _NOTHING
        at = parse_time(cells[time_at])
        number = cells[type_at]
        if at is None or attributes is None or not (cells[id_at] and cells[lead_at] and number.isdecimal()):
            yield _refuse(place, cells, places)
            continue
        kind = types.get(number)
        if kind is None:
            kind = types[number] = find_type(number, context)
        extra = ""
        for index, name, key in custom:
            if cells[index] and name not in attributes:
                extra += f", {key}{encode_basestring(cells[index])}"
        yield _draft(place, cells, places, kind, at, attributes, extra)


def _draft(
    place: Place,
    cells: list[str],
    places: list[int],
    kind: MarketoType,
    at: int,
    attributes: Mapping[str, object],
    extra: str,
) -> ActivityDraft:
    id_at, lead_at, _, _, campaign_at, value_at, attributes_at = places
    campaign, asset = cells[campaign_at], cells[value_at]
    if kind.shape is Shape.PROGRESSION and asset and campaign and "campaignId" not in attributes:
        # The programme is its campaign; the campaign's id is kept beside it.
        extra += f', "campaignId": {encode_basestring(campaign)}'
    draft = ActivityDraft(
        SOURCE,
        cells[id_at],
        ((SOURCE, cells[lead_at]),),
        "leadId",
        kind.name,
        at,
        place,
        asset or None,
        campaign=campaign or None,
        attributes=_with_extra(cells[attributes_at], extra, bool(attributes)),
        unnamed_type=kind.unnamed,
    )
    if kind.shape is not Shape.ASSET:
        _interpret(draft, kind, attributes)
    return draft


def _with_extra(text: str, extra: str, filled: bool) -> str | None:
    """The attributes as they came, with further members ``extra``, each after a comma."""
    if not extra:
        return text if filled else None
    return f"{text[:-1]}{extra}}}" if filled else f"{{{extra[2:]}}}"


def _interpret(draft: ActivityDraft, kind: MarketoType, attributes: Mapping[str, object]) -> None:
    """Put what a type says in its own way where every activity has it."""
    shape = kind.shape
    if shape is Shape.PAGE:
        draft.url = _text(attributes, "Webpage URL")
    elif shape is Shape.LINK:
        draft.url = draft.asset
    elif shape is Shape.OPENED or shape is Shape.CLICKED:
        if shape is Shape.CLICKED:
            draft.url = _text(attributes, "Link")
        if parse_truth(str(attributes.get("Is Bot Activity", ""))):
            draft.type = BOT
    elif shape is Shape.REPLY:
        draft.subject, draft.asset = draft.asset, None
    elif shape is Shape.MOMENT:
        draft.moment_type, draft.asset = draft.asset, None
        draft.description = _text(attributes, "Description")
    elif shape is Shape.PROGRESSION:
        draft.campaign = draft.asset or draft.campaign
        if not kind.mapped:
            status = (_text(attributes, "New Status") or "").casefold()
            draft.type = PROGRESSION_TYPES.get(status, kind.name)


def _text(attributes: Mapping[str, object], name: str) -> str | None:
    value = attributes.get(name)
    if value is None:
        return None
    text = str(value).strip()
    # JSON can write half of a surrogate pair, which no file and no database takes.
    return (text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")) or None


def _refuse(place: Place, cells: list[str], places: list[int]) -> Reject:
    external_id = cells[places[0]]
    for name, index in zip(REQUIRED, places, strict=False):
        if not cells[index]:
            return missing_value(place, external_id, name)
    number, at, text = cells[places[2]], cells[places[3]], cells[places[6]]
    if not number.isdecimal():
        return bad_cell(place, external_id, "activityTypeId", number, _TYPE_ID, required=True)
    if parse_time(at) is None:
        return bad_cell(place, external_id, "activityDate", at, TIME, required=True)
    return bad_cell(place, external_id, "attributes", text, _JSON, required=True)
