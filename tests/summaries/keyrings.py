"""Keyrings for tests: one that keeps, in a file of the test's, and those that fail in their ways.

``PYTHON_KEYRING_BACKEND`` names one to a program in a process of its own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class Kept(KeyringBackend):
    """Keeps what it is given in the file that ``TEST_KEYRING`` names."""

    priority = 1
    name = "Kept"

    def _all(self) -> dict[str, str]:
        file = Path(os.environ["TEST_KEYRING"])
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        Path(os.environ["TEST_KEYRING"]).write_text(json.dumps({**self._all(), f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._all()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError
        Path(os.environ["TEST_KEYRING"]).write_text(json.dumps(kept))


class Locked(KeyringBackend):
    """Nobody unlocks it."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("secret-detail")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"secret-detail {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("secret-detail")


class Broken(KeyringBackend):
    """The service behind it answers with something else."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("secret-detail")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"secret-detail {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("secret-detail")
