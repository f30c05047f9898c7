"""Psycopg, or a sentence about how to install it."""

from __future__ import annotations

from bgdetails.store.schema_check import WorkspaceError

try:
    import psycopg as psycopg
except ImportError:
    raise WorkspaceError(
        "A workspace on PostgreSQL needs psycopg: install it with  pip install 'bgdetails[postgres]'."
    ) from None
