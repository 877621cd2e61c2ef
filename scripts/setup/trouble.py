"""Trouble: what can go wrong during set-up, each as one sentence with a remedy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path


class Trouble(Exception):
    """Set-up cannot go on. The message is one sentence for the person at the keyboard."""


# What the tools print when they cannot reach their registry: pip, npm and the resolver below them.
_OUT_OF_REACH = re.compile(
    r"Max retries exceeded|NewConnectionError|Temporary failure in name resolution|getaddrinfo|"
    r"Name or service not known|Network is unreachable|Connection refused|ECONNREFUSED|ENOTFOUND|"
    r"EAI_AGAIN|ETIMEDOUT|ECONNRESET|ReadTimeoutError|ConnectTimeoutError|ProxyError|"
    r"No matching distribution found|network request to .* failed",
)
_DISK_FULL = re.compile(r"No space left on device|ENOSPC|Errno 28")


def is_disk_full(output: str) -> bool:
    """Whether a tool, or Python itself, says that there is no room left."""
    return _DISK_FULL.search(output) is not None


def explain(what: str, output: str, log: Path) -> Trouble:
    """The sentence for a tool that failed while doing `what`; its full output is in `log`."""
    if is_disk_full(output):
        return Trouble(
            f"The disk is full: {what} could not be finished. Free about 1 GB and try again."
        )
    if _OUT_OF_REACH.search(output):
        return Trouble(
            f"The package registry could not be reached, so {what} could not be finished. "
            "Check the network or the proxy, then run the same command again."
        )
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-6:])
    return Trouble(f"{what[0].upper()}{what[1:]} failed; the whole output is in {log}:\n{tail}")


def need_space(folder: Path, megabytes: int, what: str) -> None:
    """Raise Trouble where `folder`'s disk has less than `megabytes` left for `what`."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Trouble(
            f"{what} needs about {megabytes} MB, and only {free} MB are free on this disk. "
            "Free some space and try again."
        )
