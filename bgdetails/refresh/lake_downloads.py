"""A file of a lake that a web server has: brought here first, for every engine reads what lies here."""

from __future__ import annotations

import http.client
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bgdetails.refresh.lake import LakeError
from bgdetails.refresh.lake_files import LakeFile, of_no_kind, suffix_of, unreadable

_SILENCE = 30.0
"""Seconds."""


def is_download(location: str) -> bool:
    """Whether a web server has it."""
    return location.startswith(("http://", "https://"))


def download(url: str, folder: Path) -> list[LakeFile]:
    """Bring a file here.

    Args:
        url: Its address; what follows a question mark may be a secret, and is never said.
        folder: Where it is put.

    Raises:
        LakeError: It is of no kind that can be read, or does not come, or not whole.
    """
    name = url.partition("?")[0]
    suffix = suffix_of(unquote(urlsplit(url).path))
    if "*" in name:
        raise LakeError(f"{name}: a web server has no lists of files; name one, or say where they lie as s3://…")
    if suffix is None:
        raise of_no_kind(name)
    file = folder / f"download{suffix}"
    try:
        with urllib.request.urlopen(url, timeout=_SILENCE) as answer, file.open("wb") as out:
            shutil.copyfileobj(answer, out, 1 << 20)
            announced = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        error.close()
        raise unreadable(name, f"the server says {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise unreadable(name, str(getattr(error.reason, "strerror", None) or error.reason)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise unreadable(name, getattr(error, "strerror", None) or str(error) or type(error).__name__) from None
    if announced is not None and file.stat().st_size < int(announced):
        raise unreadable(name, f"it broke off after {file.stat().st_size:,} of {int(announced):,} bytes")
    return [LakeFile(str(file), name)]
