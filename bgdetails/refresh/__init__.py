"""Applies the rules to the whole store at once: groups, scores, history."""
