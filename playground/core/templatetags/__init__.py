"""Template tags: what the pages of every app use."""
