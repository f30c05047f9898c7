from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgdetails.rules.keyword_matching import KeywordMatcher, forms, words


def speaks(keyword: str, *texts: str | None) -> bool:
    return KeywordMatcher([keyword]).found_in(texts) == (0,)


@pytest.mark.parametrize(
    "keyword, text",
    [
        ("ransomware", "Ransomware: a survival guide"),
        ("zero trust", "https://example.com/zero-trust/guide.html?x=1"),
        ("zero trust", "ZERO_TRUST"),
        ("zero-trust", "zero   trust"),
        ("Zero Trust", "Zero Trust™ today"),
        ("micro-VPN", "The micro VPN"),
        ("passkey", "Passkeys"),
        ("retention policy", "Retention Policies, explained"),
        ("patch", "patches"),
        ("proxies", "one proxy"),
        ("backups", "a backup"),
        ("crème", "CREME brûlée"),
        ("Straße", "STRASSE"),
        ("etl", "ETL"),
        ("365", "Office 365"),
        ("ΐ", "Ϊ́"),
        ("облако", "В ОБЛАКО!"),
        ("備份", "備份 方案"),
        ("C", "C"),
    ],
)
def test_a_text_speaks_of_a_keyword(keyword: str, text: str) -> None:
    assert speaks(keyword, text)


@pytest.mark.parametrize(
    "keyword, text",
    [
        ("etl", "kettle"),
        ("ransom", "ransomware"),
        ("zero trust", "trust zero"),
        ("zero trust", "zero and trust"),
        ("zero trust", "zerotrust"),
        ("zero trust", "zero"),
        ("key", "keies"),
        ("c", "cs"),
        ("365", "365s"),
        ("backup", "backup2"),
        ("", "anything"),
        ("***", "***"),
        ("etl", ""),
        ("etl", None),
    ],
)
def test_a_text_does_not_speak_of_a_keyword(keyword: str, text: str | None) -> None:
    assert not speaks(keyword, text)


def test_words_of_a_keyword_stand_in_one_text() -> None:
    assert not speaks("zero trust", "zero", "trust")
    assert speaks("zero trust", "nothing", None, "zero trust")


def test_a_keyword_is_found_once_however_often_it_is_spoken_of() -> None:
    matcher = KeywordMatcher(["siem", "zero trust", "trust", "siem"])
    assert matcher.found_in(["SIEM and siems", "zero trust, siem"]) == (0, 1, 2, 3)


@given(st.text())
def test_words_have_letters_and_digits_only_and_folding_is_done_once(text: str) -> None:
    found = words(text)
    assert all(word.isalnum() for word in found)
    assert words(" ".join(found)) == found
    assert words(unicodedata.normalize("NFC", text)) == found


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_whole_words_are_found_wherever_they_stand(before: str, keyword: str, after: str) -> None:
    assert speaks(keyword, f"{before} {keyword.upper()}.{after}") == bool(words(keyword))


@given(st.from_regex(r"[a-z]{2,8}", fullmatch=True), st.from_regex(r"[a-z]{2,8}", fullmatch=True))
def test_forms_go_both_ways(one: str, other: str) -> None:
    for word in (one, f"{one}s", f"{one}es", f"{one}ies", other):
        assert (word in forms(one)) == (one in forms(word))
