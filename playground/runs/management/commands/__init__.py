"""Commands: `up` serves the whole playground from one process tree."""
