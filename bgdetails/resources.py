"""What the program ships beside its code: the default rules and the sample workspace."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path


class ResourceError(Exception):
    """Something that belongs to the program is not where it was installed; the text is the one sentence."""


@cache
def shipped_folder() -> Path:
    """The folder ``data/``: inside the package in a wheel, at the top of a checkout.

    Raises:
        ResourceError: It is in neither place.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "data", package.parent / "data"):
        if (folder / "default_rules.toml").is_file():
            return folder
    raise ResourceError(f"The program's own data is missing beside {package}. Install bgdetails again.")


def default_rules_text() -> str:
    """The rules of a workspace that never got any, as TOML."""
    return (shipped_folder() / "default_rules.toml").read_text("utf-8")


def sample_folder() -> Path:
    """The sample workspace, a folder in the program's own format.

    Raises:
        ResourceError: This installation has none.
    """
    folder = shipped_folder() / "sample"
    if not (folder / "accounts.csv").is_file():
        raise ResourceError(f"The sample workspace is missing in {folder}. Install bgdetails again.")
    return folder


def sample_day() -> date:
    """The day on which the sample's data ends.

    Raises:
        ResourceError: This installation does not say it.
    """
    file = shipped_folder() / "sample_day.txt"
    try:
        return date.fromisoformat(file.read_text("utf-8").strip())
    except (OSError, ValueError):
        raise ResourceError(
            f"The day on which the sample ends is missing in {file}. Install bgdetails again."
        ) from None
