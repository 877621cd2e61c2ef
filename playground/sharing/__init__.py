"""Sharing: links that pin a run and its results."""
