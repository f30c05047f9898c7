from __future__ import annotations

import pytest
from sqlmodel import Session

from bgdetails.views.stage_model import load_stage_model
from bgdetails.views.values import SubjectGone
from tests.factory import AS_OF, STAGES, Factory


def test_stages_lead_on_and_count_their_groups(session: Session, make: Factory) -> None:
    model = make.stage_model()
    interests = [make.interest(name, stage_model_id=model) for name in ("Beta", "alpha")]
    account = make.account()
    for interest, stage, hidden in (
        (interests[0], "Interest", False),
        (interests[1], "Interest", False),
        (interests[0], "Interest", True),
        (interests[0], None, False),
        (interests[0], "Foreign", False),
        (make.interest("Without a model"), "Interest", False),
    ):
        make.group(account, interest, stage=stage, hidden=hidden)
    page = load_stage_model(session, model, AS_OF)
    assert [line.stage for line in page.stages] == list(STAGES)
    lines = {line.stage: line for line in page.stages}
    assert (lines["Interest"].groups, lines["Interest"].leads_to) == (2, ("Evaluation",))
    assert lines["Awareness"].is_entry
    assert lines["Purchased"].is_success
    assert lines["Lost"].is_failure
    assert page.solution_interests == ("alpha", "Beta")
    assert page.groups == 4


def test_a_stage_model_that_is_gone(session: Session) -> None:
    with pytest.raises(SubjectGone, match="stage model"):
        load_stage_model(session, 4711, AS_OF)
