"""Storage: telling a full disk from a database that is busy or away."""

from django.db import DatabaseError

DISK_FULL = (
    "The disk of this server is full, so nothing new can be kept; what was kept before is safe. "
    "Free some space, then try again."
)

# SQLite: no room for a page, for the log, for the log's index. 53100 is Postgres' disk_full.
_CODES = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "53100"}


def is_disk_full(error: BaseException) -> bool:
    """Whether the database refused because there is no room left."""
    cause = error.__cause__
    names = (getattr(cause, name, None) for name in ("sqlite_errorname", "sqlstate"))
    return any(name in _CODES for name in names)


def refusal(error: DatabaseError) -> str:
    """What the database said, in one line for a log."""
    if is_disk_full(error):
        return "the disk is full; free some space"
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
