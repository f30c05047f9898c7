"""The same files imported into a file and into a server: what is shown of both is the same to the last digit."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bgdetails.cli import main
from bgdetails.resources import sample_folder
from tests import databases

DAY = "2026-06-30"


def run(location: str, *arguments: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        assert main(["--db", location, *arguments]) == 0, err.getvalue()
    return out.getvalue()


def shown(location: str, *arguments: str) -> Any:
    return json.loads(run(location, *arguments, "--format", "json"))


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}
