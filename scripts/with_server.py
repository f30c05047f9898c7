"""Run a command beside a PostgreSQL that is started for it: ``python scripts/with_server.py COMMAND…``.

It is the one that is installed on the machine (Debian's package ``postgresql``), in a temporary folder, reached by a
socket in it alone, with pg_trgm, which the server of the tests' wheel lacks. ``BGDETAILS_TEST_POSTGRES`` names it to
the command. Nothing is left of it; no server of the machine is touched.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_PROGRAMS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
_MISSING = "PostgreSQL was not found on this machine. Install it (on Debian: apt-get install postgresql)."
# Nothing here has to outlive the machine; nobody but this command's programs reaches it.
_SETTINGS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_USER = "postgres"
"""Whom the server runs as where root starts it, which it refuses to run as."""


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server; the command's exit status."""
    programs = _programs()
    if programs is None:
        raise SystemExit(_MISSING)
    with tempfile.TemporaryDirectory(prefix="bgdetails-server-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_USER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data, control = folder / "data", str(programs / "pg_ctl")
        _as_owner(str(programs / "initdb"), "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in _SETTINGS.items())
        wait = ("-D", str(data), "-w", "-s")
        _as_owner(control, *wait, "-l", str(folder / "log"), "-o", f"-k {folder} {settings}", "start")
        try:
            # From this one every new database is made.
            extended = ("-h", str(folder), "-U", _USER, "-d", "template1", "-q", "-c", "CREATE EXTENSION pg_trgm")
            _as_owner(str(programs / "psql"), *extended)
            url = f"postgresql+psycopg://{_USER}@/postgres?host={folder}"
            return subprocess.run(command, env={**os.environ, "BGDETAILS_TEST_POSTGRES": url}, check=False).returncode
        finally:
            _as_owner(control, *wait, "-m", "fast", "stop")


def _programs() -> Path | None:
    """The folder of the newest server's programs."""
    on_path = shutil.which("pg_ctl")
    found = [folder for pattern in _PROGRAMS for folder in Path("/").glob(pattern.lstrip("/"))]
    found = [folder for folder in found if (folder / "pg_ctl").exists()]
    newest = max(found, key=lambda folder: int(re.search(r"\d+", str(folder))[0]), default=None)  # type: ignore[index]
    return newest or (Path(on_path).parent if on_path else None)


def _as_owner(*command: str) -> None:
    user = _USER if os.geteuid() == 0 else None
    # The server must not hold our output open: whoever waits for its end would wait for it.
    done = subprocess.run(
        command, user=user, group=user, extra_groups=[] if user else None, cwd="/", text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command[0]} failed.")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1:]))
