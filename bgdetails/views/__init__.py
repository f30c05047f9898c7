"""What a screen shows, as frozen values, and the few queries that fill each."""
