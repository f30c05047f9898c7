"""The version of the tables, apart from them: the first screen asks for it before the ORM has loaded."""

SCHEMA_VERSION = 2
