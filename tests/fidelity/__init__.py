"""Fidelity: presets held against the real systems that they stand for (docs/fidelity.md)."""
