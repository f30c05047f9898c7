"""The CRM roles of an account's people, from the opportunities that belong to an interest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session

from bgdetails.refresh.deal_interests import interests_of
from bgdetails.rules.model import RuleSet
from bgdetails.store.tables import Opportunity, OpportunityContactRole, SolutionInterest
from bgdetails.views.statements import SUBJECT, Query, Row, sqlite_of, table

_deal, _role, _interest = table(Opportunity), table(OpportunityContactRole), table(SolutionInterest).c
_ROLES = Query(
    select(_deal.c.id, _role.c.person_id, _role.c.role)
    .select_from(_deal.join(_role, _role.c.opportunity_id == _deal.c.id))
    .where(_deal.c.account_id == SUBJECT, ~_deal.c.hidden, ~_role.c.deleted, _role.c.role.is_not(None))
    .order_by(_deal.c.id, _role.c.id)
)
_INTERESTS = Query(select(_interest.name_key, _interest.id))


class ContactRoles(Struct, frozen=True):
    """The contact roles of an account."""

    _rows: Sequence[Row]
    _belongs: Mapping[int, frozenset[int]]
    _interests: Mapping[str, int]

    def of(self, interest: str) -> Mapping[int, Sequence[str]]:
        """Person → CRM roles on the opportunities that belong to the interest of that name."""
        number = self._interests.get(interest.casefold())
        roles: defaultdict[int, list[str]] = defaultdict(list)
        for deal, person, role in self._rows:
            if number in self._belongs[deal]:
                roles[person].append(role)
        return roles


def contact_roles(session: Session, account_id: int, rules: RuleSet) -> ContactRoles:
    """The contact roles of the opportunities of an account."""
    rows = _ROLES.rows(session, subject=account_id)
    deals = {row[0] for row in rows}
    belongs = interests_of(sqlite_of(session), rules, deals, (account_id, account_id)) if deals else {}
    return ContactRoles(rows, belongs, dict(_INTERESTS.rows(session)))
