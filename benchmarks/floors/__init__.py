"""Programs that do the least that could be done."""
