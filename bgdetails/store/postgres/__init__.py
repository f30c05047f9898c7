"""A workspace on a PostgreSQL server; imported only where a location names one."""
