"""Files of other systems, recognised by their headers, and the import of them."""

SYSTEMS = ("workspace", "salesforce", "marketo")
"""What ``--format`` can say: only files of that system are recognised then, besides rules and the taxonomy."""
