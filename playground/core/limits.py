"""Limits: every maximum of the site that is not one of a design, each with its reason."""

BODY_BYTES_MAX = 3_000_000
"""Bytes of a request's body: the largest document (2,000,000) with room for what wraps it."""

FORM_BYTES_MAX = 20_000
"""Bytes of a form that has no file in it: names, notes and passwords."""

NAME_LENGTH_MAX = 200
"""Characters of a scenario's name: one line of a list."""

NOTE_LENGTH_MAX = 500
"""Characters of the note of a share link: a few sentences above the diagram."""

BY_LENGTH_MAX = 80
"""Characters of the name under which something is shared."""

USERNAME_LENGTH_MAX = 40
"""Characters of an account's name."""

PASSWORD_LENGTH_MAX = 256
"""Characters of a password: hashing a longer one would be work for nothing."""

SCENARIOS_PER_OWNER_MAX = 1_000
"""Scenarios of one owner: a page of them still lists quickly."""

DELETED_KEPT_DAYS = 30
"""Days for which a deleted scenario can be brought back before it is purged."""

OWNER_COOKIE_DAYS = 400
"""Days the owner's cookie lasts: the longest that browsers keep one. Each use renews it."""

REQUESTS_PER_MINUTE = {
    "write": 240,
    "check": 600,
    "login": 10,
    "signup": 20,
    "edit-link": 30,
}
"""Requests a minute of one visitor (one owner, else one address), by what they ask for.

An editor saves at most once a second and checks a few times a second while somebody types. Log-ins
are slow on purpose, so that passwords are not guessed. Sign-ups leave room for a class of 20 that
shares one address.
"""
