"""The kept lists: neutral words in all inflections, and what no list may let through."""

from __future__ import annotations

import pytest

from bgdetails.summaries.checking.check import check
from tests.summaries.checking.sheets import everything

SHEET = everything()
NEUTRAL = """
account accounts accounted accounting active activity activities amount amounts amounted amounting assigned assign
assigns assigning buying close closes closed closing complete completes completed completing completeness contact
contacts contacted contacting count counts counted counting cover covers covered covering current day days due
engagement engagements enter enters entered entering fill fills filled filling group groups grouped grouping hold
holds held holding interest interests interested interesting join joins joined joining journey journeys know knows
knew known knowing last lasts lasted lasting latest level levels levelled leveled list lists listed listing member
members month months name names named naming need needs needed needing number numbers numbered open opens opened
opening opportunity opportunities out past people percent period periods person persons point points pointed
pointing product products put puts putting rate rates rated rating reach reaches reached reaching record records
recorded recording require requires required requiring role roles score scores scored scoring show shows showed
shown showing sit sits sat sitting stage stages stand stands stood standing state states stated stating strength
strengths title titles titled topic topics total totals totalled totaled value values valued week weeks window
windows work works worked working worth year years
""".split()
FOREIGN = """
buys bought plan plans happy keen likely probably soon because therefore should must will would might recommend
meet contract budget demo pilot pricing excited risk danger improve promising
""".split()


@pytest.mark.parametrize("word", NEUTRAL)
def test_neutral_words_pass(word: str) -> None:
    verdict = check(SHEET, f"With {word}, Dana Moss scores 83 at 83.", ["f1"])
    assert verdict.reason != "unsupported_word", verdict.detail


@pytest.mark.parametrize("word", FOREIGN)
def test_other_words_fail(word: str) -> None:
    assert check(SHEET, f"Dana Moss {word} at 83.", ["f1"]).reason == "unsupported_word"
