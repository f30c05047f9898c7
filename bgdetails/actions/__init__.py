"""What people do to groups and members by hand: checked, written, logged, and undone."""
