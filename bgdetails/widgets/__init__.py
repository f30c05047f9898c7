"""One widget, one module; plain data in, messages out."""
