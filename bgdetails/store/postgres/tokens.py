"""Takes SQL apart into words and signs, and parentheses into groups of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
    (?P<blank>(?:\s|--[^\n]*)+)
  | (?P<hint>/\*.*?\*/)
  | (?P<text>'(?:[^']|'')*')
  | (?P<quoted>"(?:[^"]|"")*")
  | (?P<sign>::)
  | (?P<given>%\(\w+\)s|%s|%%)
  | (?P<named>:[A-Za-z_]\w*)
  | (?P<placed>\?)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign2>->>|->|<>|<=|>=|\|\||!=|==|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class Token:
    """A word, a sign, a literal or a blank."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """In capitals, of a word; else nothing."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(slots=True)
class Group:
    """What stands between two parentheses."""

    parts: list[Part] = field(default_factory=list)
    word: str = ""
    kind: str = "group"


Part = Token | Group


def parts_of(sql: str) -> list[Part]:
    """The statement as a tree."""
    stack: list[list[Part]] = [[]]
    for match in _TOKEN.finditer(sql):
        kind, text = (match.lastgroup or "sign").removesuffix("2"), match[0]
        if text == "(":
            stack.append([])
        elif text == ")" and len(stack) > 1:
            group = Group(stack.pop())
            stack[-1].append(group)
        else:
            stack[-1].append(Token(kind, text))
    return stack[0]


def split_at(parts: list[Part], sign: str) -> list[list[Part]]:
    """What stands between the signs of this level."""
    found: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Token) and part.text == sign:
            found.append([])
        else:
            found[-1].append(part)
    return found


def significant(parts: list[Part]) -> list[Part]:
    """Without blanks."""
    return [part for part in parts if part.kind != "blank"]


def text_of(parts: list[Part]) -> str:
    """The tree as a statement."""
    return "".join(f"({text_of(part.parts)})" if isinstance(part, Group) else part.text for part in parts)
