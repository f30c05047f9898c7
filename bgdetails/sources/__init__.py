"""Files of other systems, recognised by their headers, and the import of them."""
