"""Core: what every app of the playground shares."""
