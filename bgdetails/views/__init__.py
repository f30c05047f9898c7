"""What a screen shows, as frozen dataclasses, and the few queries that fill each."""
