"""The columns of activities: ids of people, types and journeys looked up for a chunk of drafts at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bgdetails.sources.drafts import ActivityDraft, Reject
from bgdetails.sources.staging import Staging
from bgdetails.store.activity_types import key_of, type_ids
from bgdetails.store.times import MICROS_PER_DAY

Row = tuple[ActivityDraft, Sequence[Reject]]
Values = tuple[object, ...]

COLUMNS = (
    "source", "external_id", "person_id", "type_id", "at", "day", "asset", "url", "subject", "campaign",
    "journey_id", "description", "moment_type", "attributes",
)  # fmt: skip
PERSON, DAY = COLUMNS.index("person_id"), COLUMNS.index("day")
_KEPT = 200_000
"""People whose ids are kept in memory; activities of one person most often lie far apart in a file."""


class ActivityValues:
    """Turns drafts of activities into rows of the table."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._types: dict[str, int] = {}
        """Ids by the name as the files write it."""
        self._people: dict[tuple[str, str], int] = {}
        self._journeys: dict[tuple[str, str], int] = {}
        self._campaigns: dict[tuple[str, str], str] = {}

    def look_up(self, rows: Sequence[Row]) -> None:
        """Find everything that the drafts name."""
        types, people = self._types, self._people
        if len(people) > _KEPT:
            people.clear()
        self._learn_types([draft.type for draft, _ in rows if draft.type not in types])
        self._learn("person", people, {each for draft, _ in rows for each in draft.person if each not in people})
        journeys = {(draft.source, draft.journey) for draft, _ in rows if draft.journey is not None}
        if journeys:
            self._journeys = {}
            self._learn("journey", self._journeys, journeys)
        campaigns = {(draft.source, draft.campaign_ref) for draft, _ in rows if draft.campaign_ref is not None}
        if campaigns:
            self._learn_campaigns(campaigns)

    def of(self, draft: ActivityDraft) -> Values | None:
        """The row of the table; None: its person is not known."""
        people = self._people
        for each in draft.person:
            if each in people:
                person = people[each]
                break
        else:
            return None
        asset, campaign, reference, at = draft.asset, draft.campaign, draft.campaign_ref, draft.at
        if reference is not None:
            campaign = self._campaigns.get((draft.source, reference), reference)
            asset = campaign if asset is None else asset
        journey = None if draft.journey is None else self._journeys.get((draft.source, draft.journey))
        return (
            draft.source, draft.external_id, person, self._types[draft.type], at, at // MICROS_PER_DAY, asset,
            draft.url, draft.subject, campaign, journey, draft.description, draft.moment_type, draft.attributes,
        )  # fmt: skip

    def lacks_journey(self, draft: ActivityDraft) -> bool:
        """Whether the journey that a draft names is not known."""
        return draft.journey is not None and (draft.source, draft.journey) not in self._journeys

    def _learn_types(self, names: Sequence[str]) -> None:
        if names:
            # In the order of the file: a type is called as it was first written.
            unknown = list(dict.fromkeys(names))
            by_key = type_ids(self._staging.session, unknown)
            self._types.update((name, by_key[key_of(name)]) for name in unknown)

    def _learn(self, kind: str, known: dict[tuple[str, str], int], wanted: Iterable[tuple[str, str]]) -> None:
        by_source: dict[str, list[str]] = {}
        for source, external_id in wanted:
            by_source.setdefault(source, []).append(external_id)
        for source, external_ids in by_source.items():
            for external_id, record_id in self._staging.find(kind, source, external_ids).items():
                known[source, external_id] = record_id

    def _learn_campaigns(self, wanted: Iterable[tuple[str, str]]) -> None:
        by_source: dict[str, list[str]] = {}
        for source, external_id in wanted:
            by_source.setdefault(source, []).append(external_id)
        self._campaigns = {
            (source, external_id): name
            for source, external_ids in by_source.items()
            for external_id, name in self._staging.connection.execute(
                "SELECT external_id, name FROM source_name WHERE kind = 'campaign' AND source = ?"
                " AND external_id IN (SELECT value FROM json_each(?))",
                (source, json.dumps(external_ids)),
            )
        }
