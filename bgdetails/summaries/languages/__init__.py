"""Languages that summaries may be written in, besides English. A language is a glossary: meaning is in one place.

The rules of ``summaries/checking`` know English. A statement in another language is read word by word into English,
names, labels and quotes left as they are, and then checked by these very rules. A word that its glossary lacks is a
word that no fact supports. A language without a glossary cannot be checked, and so is not offered.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from bgdetails.summaries.languages.glossary import Language
from bgdetails.summary_settings import LANGUAGES

ENGLISH = "en"


@lru_cache(maxsize=8)
def language_of(code: str) -> Language | None:
    """The glossary of a language; None for English, which needs none.

    Raises:
        KeyError: There is no such language.
    """
    if code == ENGLISH:
        return None
    if code not in LANGUAGES:
        raise KeyError(code)
    found: Language = import_module(f"bgdetails.summaries.languages.{code}").LANGUAGE
    return found
