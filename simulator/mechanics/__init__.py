"""Mechanics: what several component types share."""
