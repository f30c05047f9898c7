"""The domain, pure: formation, completeness, engagement, stages."""
