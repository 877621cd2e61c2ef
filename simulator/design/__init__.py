"""The design: what a user draws and writes, read, checked and frozen before anything runs."""
