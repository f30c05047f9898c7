"""How the roles of a template are filled in a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select
from sqlmodel import Session

from bgdetails.rules.completeness import role_completeness
from bgdetails.rules.engagement import role_shares
from bgdetails.store.tables import TemplateRole
from bgdetails.views.statements import Query, Row, table
from bgdetails.views.values import RoleFill

_role = table(TemplateRole).c
_ROLES = Query(
    select(_role.role, _role.role_key, _role.weighting, _role.members_required, _role.required_for_completeness)
    .where(_role.template_id == bindparam("template"))
    .order_by(_role.position)
)


class Role(Struct, frozen=True):
    """A role of a template."""

    role: str
    key: str
    weighting: float
    required: int
    required_for_completeness: bool


def roles_of(session: Session, template_id: int) -> tuple[Role, ...]:
    """The roles of a template in its order."""
    return tuple(_from_row(row) for row in _ROLES.rows(session, template=template_id))


def _from_row(row: Row) -> Role:
    role, key, weighting, required, for_completeness = row
    return Role(role, key, weighting, required, bool(for_completeness))


def fills(roles: Sequence[Role], member_roles: Iterable[str]) -> tuple[RoleFill, ...]:
    """How members with these roles fill the template's."""
    assigned = Counter(role.casefold() for role in member_roles)
    shares = role_shares({role.key: role.weighting for role in roles if assigned[role.key]})
    return tuple(
        RoleFill(
            role=role.role,
            weighting=role.weighting,
            required=role.required,
            assigned=assigned[role.key],
            completeness=role_completeness(assigned[role.key], role.required),
            required_for_completeness=role.required_for_completeness,
            share=shares.get(role.key, 0.0),
        )
        for role in roles
    )
