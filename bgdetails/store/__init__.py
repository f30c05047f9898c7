"""Tables, opening and migrating a workspace, the query language, search."""
