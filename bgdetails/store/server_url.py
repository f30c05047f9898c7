"""Where a workspace on a server is: a URL, without its password wherever it is shown. Imports nothing of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

SERVER_PREFIX = "postgresql+psycopg://"
_SHOWN = ("host", "port", "dbname", "options")


def conninfo(location: str) -> str:
    """The URL as the driver takes it."""
    return "postgresql://" + location.removeprefix(SERVER_PREFIX)


def shown(location: str) -> str:
    """The URL as it may be shown and logged: without a password, and without parameters that may hold one."""
    try:
        parts = urlsplit(conninfo(location))
    except ValueError:
        return f"{SERVER_PREFIX}…"
    user, at, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    host = f"{name}@{host}" if at and name else host
    kept = "&".join(each for each in parts.query.split("&") if each.partition("=")[0] in _SHOWN)
    return f"{SERVER_PREFIX}{host}{parts.path}{'?' if kept else ''}{kept}"
