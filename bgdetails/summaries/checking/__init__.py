"""The checker: are the words of a statement those of the facts that it cites? Pure code, no model's opinion."""
