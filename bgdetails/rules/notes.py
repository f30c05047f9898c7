"""What a note may be, and whose it is."""

from __future__ import annotations

LONGEST_NOTE = 4000
"""Characters."""
_LINE_BREAKS = ("\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f")


def is_own(author: str | None, reader: str | None) -> bool:
    """Whether a reader may change a note: it is theirs, or nobody's."""
    return not author or (reader is not None and author.strip().casefold() == reader.strip().casefold())


def note_text(text: str) -> str:
    """A text as a note keeps it: line breaks of one kind, no blanks around it, nothing that no file can hold."""
    for each in _LINE_BREAKS:
        text = text.replace(each, "\n")
    kept = "".join(each for each in text.replace("\t", " ") if each == "\n" or _can_be_kept(each))
    return kept.strip()


def _can_be_kept(character: str) -> bool:
    code = ord(character)
    return code >= 0x20 and code != 0x7F and not 0xD800 <= code <= 0xDFFF
