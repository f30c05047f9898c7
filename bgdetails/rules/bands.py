"""The two scales of bands (docs/model.md, engagement): role weightings are fixed, activity weights can be moved."""

ROLE_WEIGHTINGS = {"Trivial": 20.0, "Minor": 40.0, "Normal": 60.0, "Important": 80.0, "Vital": 100.0}
ACTIVITY_BANDS = {"Trivial": 30.0, "Minor": 40.0, "Normal": 60.0, "Important": 90.0, "Vital": 100.0, "No Weight": 0.0}
