"""The log of what was done by hand, the latest first."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import bindparam, distinct, func, select
from sqlmodel import Session

from bgdetails.actions.log import OF_RECORDS, Kind
from bgdetails.actions.words import done_to_record, what_was_done
from bgdetails.navigation import Target
from bgdetails.store.tables import Account, BuyingGroup, LoggedAction, Person, SolutionInterest
from bgdetails.store.times import from_micros
from bgdetails.views.action_values import LINES_SHOWN, ActionLine
from bgdetails.views.statements import Query, Row, table

_log, _group, _person = table(LoggedAction), table(BuyingGroup), table(Person)
_account, _interest = table(Account), table(SolutionInterest)
_LATEST = (
    select(_log.c.batch).group_by(_log.c.batch).order_by(_log.c.batch.desc()).limit(bindparam("limit", type_=None))
)
_COUNT = Query(select(func.count(distinct(_log.c.batch))))
_MANY = 1 << 40
_LINES = Query(
    select(
        _log.c.batch,
        _log.c.kind,
        _group.c.public_id,
        func.coalesce(_group.c.name, _interest.c.name + " for " + _account.c.name),
        _person.c.name,
        _log.c.before,
        _log.c.after,
        _log.c.at,
        _log.c.undone_at,
        _account.c.public_id,
        _account.c.name,
        _person.c.public_id,
    )
    .select_from(
        _log.outerjoin(_group, _group.c.id == _log.c.group_id)
        .outerjoin(_account, _account.c.id == func.coalesce(_group.c.account_id, _log.c.account_id))
        .outerjoin(_interest, _interest.c.id == _group.c.interest_id)
        .outerjoin(_person, _person.c.id == _log.c.person_id)
    )
    .where(_log.c.batch.in_(_LATEST))
    .order_by(_log.c.batch.desc(), _log.c.id)
)


def load_actions(session: Session, most: int | None = LINES_SHOWN) -> tuple[ActionLine, ...]:
    """What was done last; what was done together is one line. ``most``: lines at most; None: all."""
    rows = _LINES.rows(session, limit=_MANY if most is None else most)
    return tuple(_line(list(of_batch)) for _, of_batch in groupby(rows, key=lambda row: row[0]))


def count_actions(session: Session) -> int:
    """How many lines there are in all."""
    row = _COUNT.first(session)
    return row[0] if row else 0


def _line(rows: list[Row]) -> ActionLine:
    _, kind, group_id, group, person, before, after, at, undone_at, account_id, account, person_id = rows[0]
    when = (from_micros(at), from_micros(undone_at))
    if Kind(kind) in OF_RECORDS:
        subjects = (("group", group_id, group), ("account", account_id, account), ("person", person_id, person))
        on, id, name = next(each for each in subjects if each[1] is not None)
        return ActionLine(Target(on, id), done_to_record(Kind(kind), name, before, after), *when)
    people = [row[4] for row in rows if row[4] is not None]
    said = what_was_done(Kind(kind), group, people, [row[5] for row in rows], after)
    return ActionLine(Target("group", group_id), said, *when)
