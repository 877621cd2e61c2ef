"""Full disk: what Django raises where SQLite finds no room, for tests that must not fill a disk."""

import sqlite3
from contextlib import closing
from typing import Any, NoReturn

from django.db.utils import OperationalError


def refuse_for_lack_of_room(*_: Any, **__: Any) -> NoReturn:
    """In the place of a function that writes: raises the very error, from a database of a page."""
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA max_page_count = 1")
        try:
            small.execute("CREATE TABLE large AS SELECT randomblob(100000) AS filling")
        except sqlite3.OperationalError as full:
            raise OperationalError(str(full)) from full
    raise AssertionError("SQLite found room for 100 kB in one page.")
