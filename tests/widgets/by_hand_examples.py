"""What overlays show before something is done by hand: plain, empty and hostile."""

from __future__ import annotations

from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.views.action_values import ActionLine, Assignable, StageChoice, StageOption, StageStep
from tests.widgets.examples import DECISION_MAKERS, GROUP, HOSTILE, at

STAGES = StageChoice(
    "bg-1",
    "Edge Security for Tallow Maritime",
    "Default",
    "Interest",
    at(23),
    (
        StageOption("Awareness", False, "a step back", "No way leads from Interest to Awareness. Allowed: Evaluation."),
        StageOption("Interest", False, "where it is now", "The group is in Interest already. Allowed: Evaluation."),
        StageOption("Evaluation", True, "a step forward"),
        StageOption("Lost", True, "failure"),
    ),
    (StageStep("Awareness", "Interest", at(23)), StageStep(None, "Awareness", at(90))),
    1,
    True,
)
NO_STAGES = StageChoice("bg-2", "Pilot", None, None, None, (), (), 0, False)
HOSTILE_STAGES = replace(
    STAGES,
    name=HOSTILE,
    stage_model=HOSTILE,
    stage=HOSTILE,
    options=(StageOption(HOSTILE, True, "success"), StageOption(f"{HOSTILE} 2", False, "failure", HOSTILE)),
    steps=(StageStep(HOSTILE, HOSTILE, at(2)),),
)
PEOPLE = tuple(
    Assignable(f"p-{number}", f"Ana Reyes {number}", "Head of Things" if number else None, 150.0 / (number + 2), "Low")
    for number in range(130)
)
HOSTILE_PEOPLE = (Assignable("p-1", HOSTILE, HOSTILE, 100.0, "High"),)
ACTIONS = (
    ActionLine(Target("group", "bg-1"), "Edge Security for Tallow Maritime: from Interest to Evaluation", at(0), None),
    ActionLine(Target("group", "bg-1"), "Removed 12 people from Edge Security for Tallow Maritime", at(3), at(2)),
)
HOSTILE_ACTIONS = (ActionLine(Target("group", "bg-1"), HOSTILE, at(0), None),)
MEMBERS, ROLES = DECISION_MAKERS, GROUP.roles
NAMES = tuple(f"{member.name} ({member.role})" for member in MEMBERS)
MANY_NAMES = tuple(f"Ana Reyes {number}" for number in range(50))
