"""Where a workspace on a server is: a URL, without its password wherever it is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from bgdetails.store.schema_check import SERVER_PREFIX


def conninfo(location: str) -> str:
    """The URL as the driver takes it."""
    return "postgresql://" + location.removeprefix(SERVER_PREFIX)


def shown(location: str) -> str:
    """The URL as it may be shown and logged: without a password, and without parameters that may hold one."""
    parts = urlsplit(conninfo(location))
    user, at, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    host = f"{name}@{host}" if at and name else host
    kept = "&".join(each for each in parts.query.split("&") if each.partition("=")[0] in ("host", "port", "dbname"))
    return f"{SERVER_PREFIX}{host}{parts.path}{'?' if kept else ''}{kept}"
