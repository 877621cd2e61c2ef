"""Scenarios: named designs, their drafts and revisions."""
