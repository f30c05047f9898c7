"""Rates over facts of every kind: wordings that the rules were not written by, true ones and false ones."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

from bgdetails.summaries.checking.check import check
from tests.summaries.checking.worlds import World

WORLDS, FALSE_ONES_OF_EACH = 104, 50
EVENTS = ("closed", "joined", "entered", "completed", "opened", "is interested", "is buying", "reached out")
Said = tuple[str, str]


def true_ones(w: World) -> list[Said]:
    """Statements that hold: text, and the facts that they cite."""
    a, b, c = w.people
    s, n = [w.said(score) for score in w.scores], [w.said(count) for count in w.counts]
    rose = w.dice.choice(
        ("rose", "grew", "climbed", "gained") if w.direction == "up" else ("fell", "dropped", "declined")
    )
    noun, other = w.types[0][1], w.types[1][1]
    window = w.dice.choice(("", " in the last 30 days", " over the past month", " within thirty days"))
    pair = f"{w.score[0]} {w.score[1]}"
    said = [
        (f"{a} has an engagement score of {s[0]}{window}.", w.score[0]),
        (f"At {s[0]}, {a} is ahead of {b} ({s[1]}).", pair),
        (f"{b} is not ahead of {a}.", pair),
        (f"{b} isn’t the most engaged.", f"{w.rank} {w.score[1]}"),
        (f"{a} scores no less than {w.scores[0]}.", w.score[0]),
        (f"{a} scores no more than {w.scores[0]}.", w.score[0]),
        (f"{a} scores above {w.scores[0] - 1}.", w.score[0]),
        (f"{a} isn't silent.", w.score[0]),
        (f"{a} is not inactive.", w.count[0]),
        (f"{a} has no fewer than {n[0]} {noun}.", w.count[0]),
        (f"{a} has at least {w.counts[0]} {noun}{window}.", w.count[0]),
        (f"{a} has between {w.counts[0] - 1} and {w.counts[0] + 2} {noun}.", w.count[0]),
        (f"{n[0]} {noun} and {n[1]} {other} are by {a}.", " ".join(w.count)),
        (f"{a} has more {noun} than {b}.", f"{w.count[0]} {w.count_b}"),
        (f"{b} has fewer {noun} than {a}: {w.said(w.fewer)}.", f"{w.count[0]} {w.count_b}"),
        (f"{w.part} of {w.whole} activities of {a} came by email.", w.share),
        (f"Most activities of {a} came by email.", w.share),
        (f"The role {w.roles[0]} is unfilled.", w.missing),
        (f"There is nobody in the role {w.roles[0]}.", w.missing),
        (f"{w.roles[1]} needs {w.said(w.required)} people and has {w.said(w.assigned)}.", w.short),
        (f"The role {w.roles[1]} is short: {w.assigned} of {w.required}.", w.short),
        (f"{a} is in the role {w.roles[2]}.", w.member),
        (f"{a}, {w.roles[2]}, scores {s[0]}.", f"{w.member} {w.score[0]}"),
        (f"Completeness stands at {w.percent} %.", w.complete),
        (f"The group is {w.percent} percent complete.", w.complete),
        (f"The group is not complete: {w.percent}%.", w.complete),
        (f"The group entered {w.stages[1]} on {w.day(w.since)}.", w.stage),
        (f"The group has been in the stage {w.stages[1]} for {w.days} days.", w.stage),
        (f"The group reached the stage {w.stages[1]} {w.days} days ago.", w.stage),
        (f"It moved to {w.stages[1]} from {w.stages[0]} on {w.day(w.since)}.", w.move),
        (f"{w.group} {rose} from {w.before} to {w.now} in the last four weeks.", w.trend),
        (f"Its score {rose} to {w.said(w.now)} over 28 days.", w.trend),
        (f"{a} ranks first of {w.of} members.", w.rank),
        (f"Nobody scores more than {a}.", f"{w.rank} {w.score[0]}"),
        (f"{a} is the most engaged of the {w.of} members.", w.rank),
        (f"Intent in {w.product} is High.", w.topic),
        (f"The topic of interest is {w.product}.", w.topic),
        (f"“{w.deal}” closes on {w.day(w.closes)}.", w.opportunity),
        (f"The opportunity “{w.deal}” is due in {(w.closes - w.sheet.as_of).days} days.", w.opportunity),
        (f"“{w.deal}” is worth € {w.amount:,}.", w.opportunity),
        (f"“{w.deal}” ({w.amount // 1000}k EUR) is in Negotiation.", w.opportunity),
        (f"{w.account} joined Welcome 7 on {w.day(w.entered)}.", w.journey),
        (f"The account entered the journey Welcome 7 {(w.sheet.as_of - w.entered).days} days ago.", w.journey),
        (f"{c} has no phone number.", w.absent),
        (f"A phone number of {c} is not known.", w.absent),
        (f"{w.account} works in Retail.", w.attribute),
        (f"The latest activity of {b} was on {w.day(w.at)}.", w.activity),
        (f"The note of {a} says “budget approved”.".replace("says ", "has "), w.quote),
        (f"The group scores {w.group_score}, and {a} {s[0]}.", f"{w.of_group} {w.score[0]}"),
    ]  # fmt: skip
    if w.tied:
        tied = f"{w.score[1]} {w.score[2]}"
        said += [
            (f"{b} scores as high as {c}.", tied),
            (f"{b} and {c} have the same score.", tied),
            (f"{b} and {c} share the score of {s[1]}.", tied),
            (f"{b} and {c} are tied at {s[1]}.", tied),
            (f"{b} and {c} share the lowest score.", tied),
        ]
    return said


def false_ones(w: World) -> list[Said]:
    """Statements that do not hold, whatever they are made of."""
    a, b, c = w.people
    pair, noun, other = f"{w.score[0]} {w.score[1]}", w.types[0][1], w.types[1][1]
    fell = w.dice.choice(("fell", "dropped", "lost")) if w.direction == "up" else w.dice.choice(("rose", "gained"))
    wrong = w.since + timedelta(w.dice.choice((-3, 1, 40)))
    verb, did = w.dice.choice(EVENTS), w.dice.choice(("been contacted", "joined the group", "left", "filled a form"))
    subject = w.dice.choice((a, "The account", "The group", w.account, w.group))
    tail = w.dice.choice(
        (f"{a} scores {w.scores[0]} and ", f"{a} scores {w.scores[0]}; ", f"{a} scores {w.scores[0]}, while ")
    )
    return [
        (f"{subject} {verb}.", w.score[0]),
        (f"{tail}{subject if tail[-5:] != ' and ' else ''} {verb}.".replace("  ", " "), w.score[0]),
        (f"{subject} has {did}.", w.score[0]),
        (f"{a} scores {w.other(w.scores[0])}.", w.score[0]),
        (f"{a} scores {w.scores[0]} %.", w.score[0]),
        (f"{a} scores {w.scores[0]} per week.", w.score[0]),
        (f"{a} had {w.scores[0]} points yesterday.", w.score[0]),
        (f"{a} scores {w.scores[0]} in the last {w.dice.choice(('week', 'quarter', '60 days', 'year'))}.", w.score[0]),
        (f"{a} scores more than {w.scores[0]}.", w.score[0]),
        (f"{a} scores no more than {w.scores[0] - 1}.", w.score[0]),
        (f"{a} scores no less than {w.scores[0] + 1}.", w.score[0]),
        (f"{a} scores nearly {w.scores[0] + 3}.", w.score[0]),
        (f"{a} isn't engaged.", w.score[0]),
        (f"{a} is not ahead of {b}.", pair),
        (f"{b} scores as high as {a}.", pair),
        (f"{a} and {b} share the highest score.", pair),
        (f"{a} and {b} are tied.", pair),
        (f"{b} is ahead of {a}.", pair),
        (f"{b} scores {w.scores[0]}.", w.score[0]),
        (f"{b} is the most engaged.", pair),
        (f"{a} isn't the most engaged.", w.rank),
        (f"{a} ranks second of {w.of} members.", w.rank),
        (f"Somebody scores more than {a}.", f"{w.rank} {w.score[0]}"),
        (f"{a} scores {w.scores[0]} and {b} {w.scores[0]}.", pair),
        (f"Both {a} and {b} score {w.scores[0]}.", pair),
        (f"Only {a} scores {w.scores[0]}.", w.score[0]),
        (f"All members score {w.scores[0]}.", w.score[0]),
        (f"{a} has {w.counts[0]} {other}.", w.count[0]),
        (f"{a} has {w.counts[0] + 1} {noun}.", w.count[0]),
        (f"{a} has fewer {noun} than {b}.", f"{w.count[0]} {w.count_b}"),
        (f"{a} has no {noun}.", w.count[0]),
        (f"{a} has twice {w.counts[0]} {noun}.", w.count[0]),
        (f"{w.whole} activities of {a} came by email.", w.share),
        (f"All activities of {a} came by email.", w.share),
        (f"{w.part} of {w.whole} activities of {b} came by email.", w.share),
        (f"{w.roles[0]} is filled.", w.missing),
        (f"{w.roles[0]} has {w.said(1)} of 1.", w.missing),
        (f"Nobody is {w.roles[1]}.", w.short),
        (f"{w.roles[1]} has {w.required} of {w.required}.", w.short),
        (f"Half of the role {w.roles[1]} is filled twice.", w.short),
        (f"{a} and {b} have the role {w.roles[2]}.", f"{w.member} {w.score[1]}"),
        (f"{a} has the role {w.roles[0]}.", f"{w.member} {w.missing}"),
        (f"{a} is not {w.roles[2]}.", w.member),
        ("The group is complete.", w.complete),
        (f"The group is {min(w.percent + 4, 101)} % complete.", w.complete),
        (f"The group entered {w.stages[1]} on {w.day(wrong)}.", w.stage),
        (f"The group entered {w.stages[2]} on {w.day(w.since)}.", w.stage),
        (f"The group entered {w.stages[1]} {w.days + 9} days ago.", w.stage),
        (f"The group moved from {w.stages[1]} to {w.stages[0]}.", w.move),
        (f"{w.stages[0]} follows {w.stages[1]}.", w.move),
        (f"{w.group} {fell} from {w.before} to {w.now}.", w.trend),
        (f"{w.group} went {w.direction} by {w.now}.", w.trend),
        (f"{a} went {w.direction} from {w.before} to {w.now}.", f"{w.trend} {w.score[0]}"),
        (f"The score went {w.direction} to {w.now} in two weeks.", w.trend),
        (f"Intent in {w.product} is Low.", w.topic),
        (f"{w.group} bought {w.product}.", w.topic),
        (f"“{w.deal}” closed.", w.opportunity),
        (f"“{w.deal}” closes on {w.day(w.closes + timedelta(30))}.", w.opportunity),
        (f"“{w.deal}” is worth $ {w.amount:,}.", w.opportunity),
        (f"“{w.deal}” is worth € {w.amount + 1000:,}.", w.opportunity),
        (f"“{w.deal}” is won.", w.opportunity),
        ("The group joined Welcome 7.", w.journey),
        (f"{w.account} left Welcome 7.", w.journey),
        (f"{w.account} joined Welcome 7 on {w.day(w.entered - timedelta(40))}.", w.journey),
        (f"{c} has a phone number.", w.absent),
        (f"{a} has no phone number.", w.absent),
        (f"{w.account} works in Finance.", w.attribute),
        (f"The latest activity of {a} was on {w.day(w.at)}.", w.activity),
        (f"{a} has approved the budget.", w.quote),
        (f"{b}: “budget approved”.", f"{w.quote} {w.score[1]}"),
        (f"“budget denied” is the note of {a}.", w.quote),
        (f"{a} scores {w.scores[0]}.", ""),
        (f"{a} scores {w.scores[0]}.", w.stage),
        (f"{a.replace('a', 'а', 1)} sсores {w.scores[0]}.", w.score[0]),
        (f"{a} scores {w.scores[0]}\u200b.", w.score[0]),
        (f"{{{{{w.score[0]}.score}}}}0 points for {a}.", w.score[0]),
        (f"{a} scores {{{{{w.score[1]}.score}}}}.", w.score[0]),
    ]  # fmt: skip


def test_unseen_wordings() -> None:
    dice = random.Random(20261125)
    refused: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    true_cases = false_cases = 0
    for _ in range(WORLDS):
        world = World(dice)
        for text, facts in true_ones(world):
            true_cases += 1
            verdict = check(world.sheet, text, facts.split())
            if not verdict.supported:
                refused[f"{verdict.reason}: {text} {verdict.detail}"] += 1
        for text, facts in dice.sample(false_ones(world), FALSE_ONES_OF_EACH):
            false_cases += 1
            if check(world.sheet, text, facts.split()).supported:
                passed[f"{text} {facts}"] += 1
    true_rate, caught_rate = 1 - refused.total() / true_cases, 1 - passed.total() / false_cases
    print(
        f"{true_rate:.2%} of {true_cases} true wordings pass, {caught_rate:.2%} of {false_cases} false ones are caught"
    )
    assert true_cases >= 5000
    assert false_cases >= 5000
    assert true_rate >= 0.99, refused.most_common(10)
    assert caught_rate >= 0.995, passed.most_common(10)
