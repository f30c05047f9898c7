"""The tables of a workspace on a server: those of the models, in the server's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import dialect as postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable
from sqlalchemy.sql.elements import TextClause

from bgdetails.store import tables as models
from bgdetails.store.postgres.names import NEVER_NULL
from bgdetails.store.postgres.searching import BREAKS

_DIALECT: Dialect = postgresql()  # type: ignore[no-untyped-call]
_COUNTED = """
CREATE FUNCTION {schema}.bgdetails_follow_ids() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last bigint;
BEGIN
  EXECUTE format('SELECT max(id) FROM %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO last;
  IF last IS NOT NULL THEN
    PERFORM setval(pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'id'), last);
  END IF;
  RETURN NULL;
END $$
"""
"""Ids go on from the largest, whoever gave it: an import counts its rows itself."""
_FOLD = {
    True: 'SELECT casefold($1 COLLATE "pg_unicode_fast")',
    False: """SELECT replace(lower($1 COLLATE "und-x-icu"), 'ß', 'ss')""",
}
_CASEFOLD_FROM = 180_000
_FUNCTIONS = (
    "CREATE FUNCTION {schema}.bgdetails_each_id(text) RETURNS TABLE (value bigint) LANGUAGE sql IMMUTABLE ROWS 50"
    " AS 'SELECT CAST(each AS bigint) FROM json_array_elements_text(CAST($1 AS json)) each'",
    "CREATE FUNCTION {schema}.bgdetails_each_item(text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE ROWS 50"
    " AS 'SELECT each FROM json_array_elements_text(CAST($1 AS json)) each'",
    "CREATE FUNCTION {schema}.bgdetails_each_text(text) RETURNS TABLE (key text, value text) LANGUAGE sql IMMUTABLE"
    " ROWS 5 AS 'SELECT key, value FROM json_each_text(CAST($1 AS json))'",
    "CREATE FUNCTION {schema}.bgdetails_json_at(text, text) RETURNS text LANGUAGE sql IMMUTABLE"
    " AS $$SELECT CAST($1 AS json) #>> string_to_array(ltrim(translate($2, '[]', '.'), '$.'), '.')$$",
    "CREATE FUNCTION {schema}.bgdetails_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$"
    "SELECT array_to_tsvector(array_remove(string_to_array(translate(left($1, 500), {breaks}, {blanks}), ' '), ''))$$",
    "CREATE TABLE {schema}.search_word"
    ' (word text COLLATE "C" PRIMARY KEY, of_people boolean NOT NULL, of_others boolean NOT NULL)',
    "CREATE TABLE {schema}.bgdetails_writes (n bigint NOT NULL)",
    "INSERT INTO {schema}.bgdetails_writes VALUES (0)",
    "CREATE FUNCTION {schema}.bgdetails_casefold(text) RETURNS text LANGUAGE sql IMMUTABLE AS $${fold}$$",
)


_SEARCHED = (
    "CREATE INDEX person_words ON person USING gin (bgdetails_words(name_key)) WHERE NOT hidden",
    "CREATE INDEX group_row_words ON group_row USING gin (bgdetails_words(name_key))",
    """
    DO $$ BEGIN IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
      CREATE INDEX person_trigrams ON person USING gin (name_key gin_trgm_ops) WHERE NOT hidden;
      CREATE INDEX group_row_trigrams ON group_row USING gin (name_key gin_trgm_ops);
    END IF; END $$
    """,
)


def tables_of(schema: str, version: int) -> Iterator[str]:
    """What makes the tables of an empty workspace, in a schema (its name quoted) of a server of that version."""
    for text in (_COUNTED, *_FUNCTIONS):
        text = text.replace("{schema}", schema).replace("{fold}", _FOLD[version >= _CASEFOLD_FROM])
        breaks = "'" + BREAKS.replace("'", "''") + "'"
        yield text.replace("{breaks}", breaks).replace("{blanks}", f"repeat(' ', {len(BREAKS)})")
    for table in server_tables():
        yield str(CreateTable(table, include_foreign_key_constraints=[]).compile(dialect=_DIALECT))


def ties_of(schema: str) -> Iterator[str]:
    """What comes after the rows, where there are any: indexes, references, and how ids go on."""
    for table in server_tables():
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            yield str(CreateIndex(index).compile(dialect=_DIALECT))
    yield from _SEARCHED
    for table in server_tables():
        for reference in sorted(table.foreign_key_constraints, key=lambda each: list(each.column_keys)):
            yield str(AddConstraint(reference).compile(dialect=_DIALECT))
        if counts_ids(table):
            yield (
                f"""SELECT setval(pg_get_serial_sequence('"{table.name}"', 'id'), coalesce(max(id), 0) + 1, false)"""
                f' FROM "{table.name}"'
            )
            yield (
                f'CREATE TRIGGER bgdetails_follow_ids AFTER INSERT ON "{table.name}" FOR EACH STATEMENT'
                f" EXECUTE FUNCTION {schema}.bgdetails_follow_ids()"
            )


def server_tables() -> list[Table]:
    """The tables with the server's types: whole numbers of 64 bits and texts that sort by their bytes, as in SQLite."""
    metadata = MetaData()
    for table in models.Workspace.metadata.sorted_tables:
        copy = table.to_metadata(metadata)
        for column in copy.columns:
            column.type = _type(column)
        for index in list(copy.indexes):
            copy.indexes.remove(index)
            _remake(index, copy)
    return list(metadata.sorted_tables)


def counts_ids(table: Table) -> bool:
    """Whether the table gives its rows their ids."""
    key = table.primary_key.columns
    return list(key.keys()) == ["id"] and table.autoincrement_column is not None and table.name != "workspace"


def _type(column: Column[Any]) -> Any:
    if isinstance(column.type, (Boolean, Float, LargeBinary)):
        return column.type
    return BigInteger() if isinstance(column.type, Integer) else Text(collation="C")


def _remake(index: Index, table: Table) -> None:
    """The index with unknown values where they are sorted to."""
    columns: list[Any] = []
    for expression in index.expressions:
        text = expression.text if isinstance(expression, TextClause) else str(getattr(expression, "name", expression))
        name, _, falls = text.partition(" ")
        column = table.columns[name]
        if name in NEVER_NULL:
            columns.append(column.desc() if falls else column)
        else:
            columns.append(column.desc().nulls_last() if falls else column.nulls_first())
    where = index.dialect_options["sqlite"].get("where")
    truth = None if where is None else TextClause(where.text.removesuffix(" = 1"))  # no number on the server
    Index(index.name, *columns, unique=index.unique, _table=table, postgresql_where=truth)
