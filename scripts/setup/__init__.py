"""Set-up: everything `make run` and `make test` need, made once and made again when it is old.

Only the standard library is used here: it runs before anything is installed.
"""
