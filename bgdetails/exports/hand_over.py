"""Reads everything that a group's hand-over brief says."""

from __future__ import annotations

from datetime import date, tzinfo

from sqlmodel import Session

from bgdetails.exports.markdown import hand_over
from bgdetails.exports.text import clock_of
from bgdetails.summaries.panel import summary_of_group, summary_of_person
from bgdetails.views.candidates import load_gaps
from bgdetails.views.group import load_group
from bgdetails.views.group_moments import load_group_moments, person_ids
from bgdetails.views.member import load_member_details
from bgdetails.views.members import load_members
from bgdetails.views.notes import load_notes
from bgdetails.views.reach import load_group_reach

_TOP_MEMBERS = 4


def load_hand_over(session: Session, group_id: int, as_of: date, zone: tzinfo | None) -> str:
    """The brief of a group, with the four members of the highest scores."""
    page = load_group(session, group_id, as_of)
    members = load_members(session, group_id, as_of)
    records = person_ids(session, [member.id for member in members])
    details = [load_member_details(session, records[m.id], as_of, group_id) for m in members[:_TOP_MEMBERS]]
    summaries = [summary_of_person(session, records[person.id], person) for person in details]
    return hand_over(
        page,
        summary_of_group(session, group_id, page),
        load_group_moments(session, list(records.values()), as_of),
        list(zip(details, summaries, strict=True)),
        (load_gaps(session, group_id, as_of), load_group_reach(session, group_id, as_of)),
        load_notes(session, "group", group_id),
        clock_of(as_of, zone),
    )
