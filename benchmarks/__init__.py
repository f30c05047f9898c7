"""Measures the program against its budgets, each beside a floor that is measured in the same run."""
