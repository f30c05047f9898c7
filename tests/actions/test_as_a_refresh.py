"""Right after an action, what is kept of every day is what computing all of it anew gives."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bgdetails.actions.acting import Acting, acting
from bgdetails.actions.members import assign, change_role, remove
from bgdetails.actions.refused import ActionRefused
from bgdetails.actions.stages import move_to_stage
from bgdetails.actions.undo import undo_last
from bgdetails.refresh.days import ensure_day
from bgdetails.refresh.interest_counts import keep_interests
from bgdetails.store.rules_rows import current_rules
from bgdetails.store.times import start_of_day, to_day
from bgdetails.store.workspace import OpenWorkspace, driver_connection
from tests.factory import AS_OF, ROLES, STAGES, Factory, days_before, new_workspace

BROWSABLE = (days_before(30), days_before(-5), AS_OF)
PEOPLE, GROUPS = 7, 3
KEPT = (
    *("score_day", "group_score", "group_row", "group_role"),
    *("account_score", "account_people", "deal_score", "group_at_risk", "interest_count"),
)
roles = st.sampled_from([role[0] for role in ROLES])
group = st.integers(1, GROUPS)
people = st.lists(st.integers(1, PEOPLE), min_size=1, max_size=3)
steps = st.one_of(
    st.tuples(st.just("assign"), group, people, roles),
    st.tuples(st.just("remove"), group, people, roles),
    st.tuples(st.just("role"), group, people, roles),
    st.tuples(st.just("stage"), group, people, st.sampled_from(STAGES)),
    st.tuples(st.just("undo"), group, people, roles),
)
DO: dict[str, Callable[[Acting, int, list[int], str], object]] = {
    "assign": assign,
    "remove": lambda each, of, who, _: remove(each, of, who),
    "role": change_role,
    "stage": lambda each, of, _, stage: move_to_stage(each, of, stage),
    "undo": lambda each, of, who, _: undo_last(each, of if len(who) > 1 else None),
}


def fill(workspace: OpenWorkspace, order: random.Random) -> None:
    with workspace.writing() as session:
        make = Factory(session)
        account = make.account("Acme")
        interest = make.interest(stage_model_id=make.stage_model())
        for number in range(PEOPLE):
            person = make.person(f"P {number}", account, hidden=number == PEOPLE - 1)
            for _ in range(order.randrange(3)):
                make.activity(person, "Page Views", days_before(order.randrange(-4, 90)), times=order.randrange(1, 30))
        for number in range(3):
            deal = make.opportunity(account, close_date=order.choice([None, "2026-11-01", "2026-11-28", "2027-03-01"]))
            if not number:
                make.contact_role(deal, 1, "Champion")
        for number in range(GROUPS):
            made = make.group(account, interest, stage=order.choice([None, *STAGES]))
            for person in range(1, PEOPLE + 1):
                if order.random() < 0.5:
                    added = None if order.random() < 0.3 else days_before(order.randrange(-7, 80))
                    removed = None if order.random() < 0.7 else days_before(order.randrange(-7, 30))
                    make.member(
                        made, person, order.choice([*ROLES, ("decision maker",)])[0], added_at=added, removed_at=removed
                    )
            if number:
                make.member(made, 1, "Stranger", source="system", added_at=start_of_day(to_day(AS_OF)))


def count_interests(workspace: OpenWorkspace) -> None:
    with workspace.writing() as session:
        keep_interests(driver_connection(session), current_rules(session))


def kept(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=str) for table in KEPT}


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(steps, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_an_action_leaves_what_a_refresh_leaves(
    actions: list[tuple[str, int, list[int], str]], order: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        fill(workspace, order)
        for day in BROWSABLE:
            ensure_day(workspace, day)
        count_interests(workspace)
        now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        for kind, of, who, said in actions:
            now += timedelta(hours=order.randrange(40))
            with suppress(ActionRefused), acting(workspace, order.choice(BROWSABLE[1:]), now) as each:
                DO[kind](each, of, who, said)
        with workspace.reading() as session:
            after = kept(driver_connection(session))
        with workspace.writing() as session:
            connection = driver_connection(session)
            for table in (*KEPT, "person_score"):
                connection.execute(f"DELETE FROM {table}")
        for day in BROWSABLE:
            ensure_day(workspace, day)
        count_interests(workspace)
        with workspace.reading() as session:
            assert kept(driver_connection(session)) == after
        workspace.close()
