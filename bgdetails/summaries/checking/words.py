"""The kept lists of words: neutral ones, function words, and those that are checked against typed values.

docs/summaries.md says what each list means. A word that is in none of them, and in no cited fact, fails a statement.
"""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "rise": "rises rose risen rising",
    "grow": "grows grew grown growing",
    "fall": "falls fell fallen falling",
    "lose": "loses lost losing",
    "hold": "holds held holding",
    "know": "knows knew known knowing",
    "put": "puts putting",
    "show": "shows showed shown showing",
    "sit": "sits sat sitting",
    "stand": "stands stood standing",
    "person": "persons people",
    "people": "peoples",
    "have": "has had having",
    "be": "is are was were been being am",
    "do": "does did done doing",
    "go": "goes went gone going",
    "come": "comes came coming",
    "see": "sees saw seen seeing",
    "open": "opens opened opening openings",
    "read": "reads reading",
    "meet": "meets met meeting meetings",
    "lead": "leads led leading",
}
_VOWELS = "aeiou"
_DOUBLED = frozenset({"drop", "put", "sit", "total", "level", "step"})


@lru_cache(maxsize=4096)
def inflections(word: str) -> frozenset[str]:
    """A word of the lists in all its inflections."""
    if word in _IRREGULAR:
        return frozenset({word, *_IRREGULAR[word].split()})
    forms = {word}
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        stem = word[:-1]
        return frozenset({word, f"{stem}ies", f"{stem}ied", f"{word}ing"})
    forms.add(f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s")
    stem = word[:-1] if word.endswith("e") else word
    forms |= {f"{stem}ed", f"{stem}ing", f"{stem}ings"}
    if word in _DOUBLED:
        forms |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return frozenset(forms)


@lru_cache(maxsize=4096)
def bases(word: str) -> frozenset[str]:
    """What a word of a fact's sentence may be an inflection of, itself among them."""
    found = {word}
    for base, forms in _IRREGULAR.items():
        if word in forms.split():
            found.add(base)
    if word.endswith("ies") and len(word) > 4:
        found.add(f"{word[:-3]}y")
    for ending in ("es", "s", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and not word.endswith("ss"):
            found |= {stem, f"{stem}e"}
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return frozenset(found)


def related(words: frozenset[str]) -> frozenset[str]:
    """Words of a sentence with all inflections of what they may come from."""
    return frozenset(form for word in words for base in bases(word) for form in inflections(base))


def _all(text: str) -> frozenset[str]:
    return frozenset(form for word in text.split() for form in inflections(word))


NEUTRAL = _all(
    "account active activity amount assign buying close complete completeness contact count cover current day due "
    "engage engagement enter fill group hold interest join journey know last latest level list member month name need "
    "number open opportunity out past people percent period person point product put rate reach record require role "
    "score show sit stage stand state strength title topic total value week window work worth year"
) | frozenset(
    "currently actively daily weekly monthly yearly completely totally per cent percentage deal deals".split()
)

FUNCTION = frozenset(
    """a an the this that these those it its itself he him his she her hers they them their theirs himself herself
    who whom whose which what there here where when while as at by for from in into of off on onto to with within
    via through throughout during since until till upon among amongst across between toward towards about around
    and or but nor so than then though although whereas plus also too yet still now already ago away together
    be am is are was were been being has have had having do does did done
    i we us our you your one ones other others another such own both either respectively including namely
    if not no s t re ve how very followed follow follows following next
    against along besides beyond except inside outside near whose whether while any some else per""".split()
)

UP = _all("rise grow climb gain increase") | frozenset({"up", "upward", "upwards", "growth"})
DOWN = _all("fall drop decline lose decrease") | frozenset({"down", "downward", "downwards", "loss", "losses"})
FLAT = frozenset("flat unchanged steady steadily".split())

MOST = frozenset("most top highest first greatest largest biggest best maximum mostly foremost".split())
LEAST = frozenset("least lowest fewest smallest worst minimum bottom".split())
SUPERLATIVE = MOST | LEAST
ALL = frozenset("all every everyone everybody everything each always entire entirely whole wholly fully".split())
ONLY = frozenset("only just solely merely sole alone".split())

MORE = frozenset("more higher greater larger bigger above over exceeding exceeds exceed exceeded ahead".split())
LESS = frozenset("less fewer lower smaller below under behind".split())
EQUAL = frozenset("same equal equals equally tie ties tied share shares shared sharing".split())
COMPARING = frozenset("better worse stronger weaker longer shorter earlier later sooner before after".split())

NEGATING = frozenset(
    """no not none nobody never without neither nor nothing nowhere cannot lacking lack lacks lacked missing absent
    absence unknown unfilled unassigned uncovered vacant empty inactive silent missed incomplete short
    n't noone""".split()
)
NEVER = frozenset({"never", "nowhere"})

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
UNITS = {word: value for value, word in enumerate([*_UNITS, "seventeen", "eighteen", "nineteen"])}
TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
ORDINALS = {
    word: value
    for value, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), start=2)
}
MONTHS = {
    name: number
    for number, names in enumerate(
        "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug september,sep,sept october,oct "
        "november,nov december,dec".split(),
        start=1,
    )
    for name in names.split(",")
}
WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
LEVELS = frozenset({"high", "medium", "low"})

SYNONYMS = {
    "phone": "telephone phones call",
    "e-mail": "email emails mail e-mails",
    "email": "e-mail e-mails mail emails",
    "member": "member members people person",
    "intent": "interest intent",
    "opportunity": "deal deals",
}
"""Declared synonyms of words in the facts' own sentences."""
KIND_WORDS = {
    "rank": "rank place",
    "trend": "trend",
    "topic": "topic intent",
    "move": "go went",
    "coverage": "coverage",
    "activity": "activity moment",
    "opportunity": "opportunity deal",
}
"""Declared synonyms by kind: what a statement may call a fact of that kind."""
