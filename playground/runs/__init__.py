"""Runs: simulations, their frames, and the way frames reach a browser."""
