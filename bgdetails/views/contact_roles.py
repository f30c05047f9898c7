"""The CRM roles of an account's people, from the opportunities that belong to an interest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from bgdetails.refresh import attributes
from bgdetails.rules.conditions import fields_of
from bgdetails.rules.formation import opportunities
from bgdetails.rules.model import RuleSet
from bgdetails.store.tables import Opportunity, OpportunityContactRole
from bgdetails.views.statements import SUBJECT, Query, sqlite_of, table

_deal, _role = table(Opportunity), table(OpportunityContactRole)
_ROLES = Query(
    select(_deal.c.id, _role.c.person_id, _role.c.role)
    .select_from(_deal.join(_role, _role.c.opportunity_id == _deal.c.id))
    .where(_deal.c.account_id == SUBJECT, ~_deal.c.hidden, ~_role.c.deleted, _role.c.role.is_not(None))
    .order_by(_deal.c.id, _role.c.id)
)


def crm_roles_of(session: Session, account_id: int, interest: str, rules: RuleSet) -> Mapping[int, list[str]]:
    """Person → CRM roles; of an interest that the rules do not define every opportunity counts."""
    rows = _ROLES.rows(session, subject=account_id)
    defined = next((each for each in rules.interests if each.name.casefold() == interest.casefold()), None)
    if rows and defined is not None and defined.opportunities:
        belongs = opportunities(defined)
        found = attributes.opportunities(sqlite_of(session), fields_of(defined.opportunities), (account_id, account_id))
        own = {number for number, _, values in found if belongs(values)}
        rows = [row for row in rows if row[0] in own]
    roles: defaultdict[int, list[str]] = defaultdict(list)
    for _, person_id, role in rows:
        roles[person_id].append(role)
    return roles
