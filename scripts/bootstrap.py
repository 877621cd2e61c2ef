"""Bootstrap: finds a Python that is new enough and hands the command over to `scripts/setup`.

This file alone must be readable by an old Python, so that an old Python gets a sentence instead
of a syntax error: no annotations, no f-strings, nothing newer than Python 2.7.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")


def is_new_enough(command):
    """Whether `command` runs a Python of at least OLDEST."""
    test = "import sys; sys.exit(0 if sys.version_info[:2] >= %r else 1)" % (OLDEST,)
    try:
        with open(os.devnull, "w") as silence:
            return subprocess.call([command, "-c", test], stdout=silence, stderr=silence) == 0
    except OSError:
        return False


def main():
    if sys.version_info[:2] >= OLDEST:
        here = os.path.dirname(os.path.abspath(__file__))
        sys.path.insert(0, here)
        from setup.command import main as run_command

        return run_command(sys.argv[1:])
    for command in CANDIDATES:
        if is_new_enough(command):
            return subprocess.call([command, os.path.abspath(__file__)] + sys.argv[1:])
    sys.stderr.write(
        "Queueyard needs Python %d.%d or newer, and this is Python %d.%d. "
        "Install a newer one, or name it: make run PYTHON=/path/to/python3.12\n"
        % (OLDEST + sys.version_info[:2])
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
