"""Benchmarks: tables of what the playground can do on this machine; they assert nothing."""
