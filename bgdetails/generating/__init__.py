"""Workspaces that are made up: seeded, invented, of any size. The sample is made of the same pieces."""
