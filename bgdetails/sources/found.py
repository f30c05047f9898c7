"""A file that an import is going to read: what it is, where it lies, how it is opened."""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from msgspec import Struct

LONGEST_LINE = 8 << 20
"""Bytes; a file without line breaks is no table, and would be read into memory as one line."""
_BLOCK = 1 << 18
ENCRYPTED = 1
"""Bit of a zip member's flags."""


class Unreadable(Exception):  # noqa: N818
    """A file that cannot be read refuses the whole import; its text is one sentence."""


class Location(Struct, frozen=True):
    """Where bytes lie: a file, or a member of a zip archive.

    ``shown`` is the path as it was given, inside an archive ``archive.zip/Contact.csv``.
    """

    shown: str
    path: Path
    member: zipfile.ZipInfo | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.shown.replace("\\", "/").rpartition("/")[2]

    @property
    def size(self) -> int:
        """Bytes, unpacked."""
        return self.member.file_size if self.member is not None else self.path.stat().st_size


class FoundFile(Struct, frozen=True):
    """A file that was recognised.

    Attributes:
        path: as given, inside an archive ``archive.zip/Contact.csv``.
        kind: what it was taken for: ``salesforce Contact``, ``workspace people``, ``rules``, ….
        encoding: ``utf-8`` or ``windows-1252``.
        size: bytes, unpacked.
        header: the columns; empty for what is no table.
        location: where the bytes lie.
    """

    path: str
    kind: str
    encoding: str
    size: int
    header: tuple[str, ...]
    location: Location


@contextmanager
def open_bytes(location: Location) -> Iterator[IO[bytes]]:
    """The bytes of a file as a stream.

    Raises:
        Unreadable: it cannot be opened, or breaks off while it is read.
    """
    with ExitStack() as opened:
        try:
            yield _open(location, opened)
        except FileNotFoundError:
            raise Unreadable(f"{location.shown}: there is no such file.") from None
        except PermissionError:
            raise Unreadable(f"{location.shown} may not be read: permission denied.") from None
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Unreadable(f"{location.shown} cannot be unpacked, the archive is broken: {error}.") from None
        except OSError as error:
            raise Unreadable(f"{location.shown} cannot be read: {error.strerror or error}.") from None


def _open(location: Location, opened: ExitStack) -> IO[bytes]:
    if location.member is None:
        return opened.enter_context(location.path.open("rb"))
    if location.member.flag_bits & ENCRYPTED:
        raise Unreadable(f"{location.shown} cannot be unpacked: it is encrypted.")
    archive = opened.enter_context(zipfile.ZipFile(location.path))
    try:
        return opened.enter_context(archive.open(location.member))
    except NotImplementedError as error:
        # What zipfile raises for a way of packing that it does not know.
        raise Unreadable(f"{location.shown} cannot be unpacked: {str(error).rstrip('.')}.") from None


@contextmanager
def open_text(location: Location, encoding: str) -> Iterator[IO[str]]:
    """The text of a file as a stream, line ends as they are, without a byte-order mark."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    with (
        open_bytes(location) as stream,
        # Five bytes are nothing in Windows-1252: they show as the replacement character.
        io.TextIOWrapper(stream, encoding=name, errors="replace", newline="") as text,
    ):
        yield text


def read_text(file: FoundFile) -> str:
    """All of a small file, the rules or a list of names."""
    with open_text(file.location, file.encoding) as stream:
        return stream.read()


class Text(NamedTuple):
    """What going through a file once says of its bytes; ``endless``: a line is longer than ``LONGEST_LINE``."""

    encoding: str
    endless: bool


def go_through(location: Location) -> Text:
    """``utf-8`` when all of the file is, else ``windows-1252``; never holds more than a block of it.

    Raises:
        Unreadable: it is no text, or cannot be read to its end.
    """
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    unbroken, endless = 0, False
    with open_bytes(location) as stream:
        while block := stream.read(_BLOCK):
            if b"\0" in block:
                raise Unreadable(f"{location.shown} is not text but a binary file{_guess(block)}.")
            unbroken = 0 if b"\n" in block or b"\r" in block else unbroken + len(block)
            endless = endless or unbroken > LONGEST_LINE
            decoder = decoder and _decode(decoder, block)
        decoder = decoder and _decode(decoder, b"", final=True)
    return Text("utf-8" if decoder else "windows-1252", endless)


def _decode(
    decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False
) -> codecs.IncrementalDecoder | None:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return None
    return decoder


def _guess(block: bytes) -> str:
    wide = block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return " (UTF-16 text: save it as UTF-8)" if wide else ""
