"""The key for Claude: from the environment, else from the system's keyring. It is written nowhere else.

``keyring`` is imported only where the environment has no key (0.1 s, and it may ask the system's service): in a thread.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SERVICE, _USER = "bgdetails", "anthropic"
_VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE", "ANTHROPIC_FEDERATION_RULE_ID")
_INSTEAD = "set ANTHROPIC_API_KEY"
_LONGEST = 1000
_HIDDEN = "(key)"
_SHORTEST = 8
"""Letters of a key that is one: a local server takes any word, and that word may stand in every reply."""


class KeyringFaultError(Exception):
    """The system's keyring cannot be used; the text is one sentence with the mend, and never holds the key."""


class NoKeyringError(KeyringFaultError):
    """There is no keyring on this system."""


def variable_with_key() -> str | None:
    """The environment variable by which the SDK finds a key; nothing is imported for that."""
    for name in _VARIABLES:
        if os.environ.get(name):
            return name
    folder = os.environ.get("ANTHROPIC_CONFIG_DIR")
    return "ANTHROPIC_CONFIG_DIR" if folder and (Path(folder) / "active_config").exists() else None


def key_is_there() -> bool:
    """Whether Claude can be asked. A keyring that is locked has to be told of by asking. May take its time."""
    if variable_with_key():
        return True
    try:
        return kept_key() is not None
    except KeyringFaultError:
        return True


def kept_key() -> str | None:
    """The key that the keyring has; None: none, or there is no keyring.

    Raises:
        KeyringFaultError: The keyring is locked, or cannot be used.
    """
    try:
        with _told():
            import keyring

            return keyring.get_password(_SERVICE, _USER) or None
    except NoKeyringError:
        return None


def keep_key(key: str) -> str:
    """Put the key into the keyring; what that calls itself.

    Raises:
        ValueError: It cannot be a key.
        KeyringFaultError: The keyring did not take it.
    """
    if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable() and " " not in key):
        raise ValueError
    with _told():
        import keyring

        keyring.set_password(_SERVICE, _USER, key)
        if keyring.get_password(_SERVICE, _USER) != key:
            raise NoKeyringError(_none())
        return str(getattr(keyring.get_keyring(), "name", "keyring"))


def remove_key() -> bool:
    """Take the key out of the keyring; False where none was there.

    Raises:
        KeyringFaultError: The keyring cannot be used.
    """
    with _told():
        import keyring

        if keyring.get_password(_SERVICE, _USER) is None:
            return False
        keyring.delete_password(_SERVICE, _USER)
        return True


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what a keyring raises: its own words may hold anything."""
    try:
        yield
    except KeyringFaultError:
        raise
    except Exception as error:
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if "NoKeyringError" in kinds:
            raise NoKeyringError(_none()) from None
        if "KeyringLocked" in kinds:
            raise KeyringFaultError(f"The system's keyring is locked. Unlock it, or {_INSTEAD}.") from None
        raise KeyringFaultError(
            f"The system's keyring cannot be used ({type(error).__name__}). Mend it, or {_INSTEAD}."
        ) from None


def _none() -> str:
    return f"This system has no keyring that keeps a key. Instead, {_INSTEAD}."


class Hider:
    """Takes keys out of text that comes in pieces, should a server say them: nothing of a reply may hold one."""

    def __init__(self, *keys: str | None) -> None:
        self._keys = [key for key in keys if key and len(key) >= _SHORTEST]
        self._held = ""

    def feed(self, piece: str) -> str:
        """The text as far as it is certain; what may be the beginning of a key is held back."""
        text = self.whole(self._held + piece)
        held = max((_begun(text, key) for key in self._keys), default=0)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def end(self) -> str:
        """What was held back."""
        return self._held

    def whole(self, text: str) -> str:
        """A whole text without the keys."""
        for key in self._keys:
            text = text.replace(key, _HIDDEN)
        return text


def _begun(text: str, key: str) -> int:
    """How many letters at the end of a text are the beginning of a key."""
    return next((size for size in range(min(len(key) - 1, len(text)), 0, -1) if text.endswith(key[:size])), 0)
