"""Tokens in the place of names, on the way out; names in the place of tokens, on the way back."""

from __future__ import annotations

import re

from msgspec.structs import replace

from bgdetails.summaries.checking.words import FUNCTION, NEUTRAL
from bgdetails.summaries.model import Fact, FactSheet, FactValue

_KINDS = {"person": "Person", "account": "Account", "group": "Group", "journey": "Journey"}
_TOKEN = re.compile(r"(?<!\w)(?:Person|Account|Group|Journey|Deal)-\d+(?!\w)")
_SHORTEST = 3
"""Letters of a word that may give a name away."""
_QUOTES = '“"«„'


class Pseudonyms:
    """The tokens of one sheet: the same one for the same name."""

    def __init__(self, sheet: FactSheet) -> None:
        self._tokens: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._count: dict[str, int] = {}
        self._name(_KINDS[sheet.kind], sheet.name)
        for fact in sheet.facts:
            for key, value in fact.values.items():
                if value.type in _KINDS:
                    self._name(_KINDS[value.type], str(value.value))
                elif _is_deal_name(fact, key, value):
                    self._name("Deal", str(value.value))
        ordered = sorted(self._tokens, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in ordered))
        self.sheet = self._hidden(sheet)

    def back(self, text: str) -> str:
        """The text with names in the place of tokens; a deal's name stands in quotation marks."""

        def name(match: re.Match[str]) -> str:
            found = self._names.get(match[0])
            if found is None:
                return match[0]
            bare = match[0].startswith("Deal-") and text[: match.start()][-1:] not in tuple(_QUOTES)
            return f"“{found}”" if bare else found

        return _TOKEN.sub(name, text)

    def hide(self, text: str) -> str:
        """What a reader typed with tokens in the place of names, and of single words of them, as people type them."""
        whole = self._token(text) if self._tokens else text
        for name, token in self._tokens.items():
            for word in name.split():
                if len(word) >= _SHORTEST and word[0].isupper() and word.casefold() not in FUNCTION | NEUTRAL:
                    whole = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", token, whole, flags=re.I)
        return whole

    def _name(self, kind: str, name: str) -> None:
        if name and name not in self._tokens:
            self._count[kind] = self._count.get(kind, 0) + 1
            token = f"{kind}-{self._count[kind]}"
            self._tokens[name] = token
            self._names[token] = name

    def _hidden(self, sheet: FactSheet) -> FactSheet:
        """The sheet with tokens; facts that hold free quotes are left out, for nobody knows whom those name."""
        facts = tuple(self._fact(fact) for fact in sheet.facts if not _has_free_quote(fact))
        kept = {fact.id for fact in facts}
        highlights = tuple((label, tuple(i for i in ids if i in kept)) for label, ids in sheet.highlights)
        return replace(sheet, name=self._tokens.get(sheet.name, ""), facts=facts, highlights=highlights)

    def _fact(self, fact: Fact) -> Fact:
        values = {
            key: replace(value, value=self._token(value.value)) if isinstance(value.value, str) else value
            for key, value in fact.values.items()
        }
        return replace(fact, text=self._token(fact.text), values=values)

    def _token(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._tokens[match[0]], text)


def _is_deal_name(fact: Fact, key: str, value: FactValue) -> bool:
    return fact.kind == "opportunity" and key == "name" and value.type == "quote"


def _has_free_quote(fact: Fact) -> bool:
    return any(value.type == "quote" and not _is_deal_name(fact, key, value) for key, value in fact.values.items())
