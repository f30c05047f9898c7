"""The Claude engine: one request for a subject's facts, checked by statement. Only ``client`` imports the SDK."""
