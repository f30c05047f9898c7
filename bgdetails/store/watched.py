"""Which groups the reader watches, in SQL: those marked themselves, and all of an account that is."""

WATCHED_GROUPS = """
SELECT w.record_id FROM watched w WHERE w.kind = 'group'
UNION SELECT b.id FROM watched w JOIN buying_group b ON b.account_id = w.record_id WHERE w.kind = 'account'
"""
"""Their ids."""
IS_WATCHED = """(EXISTS (SELECT 1 FROM watched w WHERE w.kind = 'group' AND w.record_id = g.group_id)
 OR EXISTS (SELECT 1 FROM watched w WHERE w.kind = 'account' AND w.record_id = g.account_id))"""
"""The same, as a condition on ``group_row g``."""
