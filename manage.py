#!/usr/bin/env python
"""The command line of the playground: Django's manage.py."""

import os
import sys


def main() -> None:
    """Run one management command; a mistake in the environment is one sentence, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    from django.core.management import execute_from_command_line

    from playground.environment import EnvironmentProblem

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentProblem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
