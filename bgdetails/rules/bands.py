"""Bands (docs/model.md, engagement): those of role weightings are fixed, those of activities can be moved."""

ROLE_WEIGHTINGS = {"Trivial": 20.0, "Minor": 40.0, "Normal": 60.0, "Important": 80.0, "Vital": 100.0}
ACTIVITY_BANDS = {"Trivial": 30.0, "Minor": 40.0, "Normal": 60.0, "Important": 90.0, "Vital": 100.0, "No Weight": 0.0}
SCORE_BANDS = ((0, 25), (26, 50), (51, 75), (76, 100))
"""The bands that charts count by: of the score as it is shown, a whole number."""
