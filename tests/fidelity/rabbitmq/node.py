"""Node: a RabbitMQ server of one's own, for what is set for a whole server.

It has its own ports of the loopback, its own port mapper and its own directory, and ends with the
test. The machine's RabbitMQ never hears of it.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which

import pytest

from tests.fidelity.missing import not_run
from tests.fidelity.rabbitmq.real import connect
from tests.playground.runs.modes import HOST

START_UP = 90.0
"""Seconds after which a server that does not answer never will."""
PLACES = ("/usr/lib/rabbitmq/lib", "/usr/local/lib/rabbitmq/lib", "/opt/rabbitmq/lib")


def _server() -> Path | None:
    """The script that starts a server as whoever calls it; the one on the path changes the user."""
    found = (it for place in PLACES for it in sorted(Path(place).glob("*/sbin/rabbitmq-server")))
    return next(found, None)


def _free_port() -> int:
    with socket.socket() as made:
        made.bind((HOST, 0))
        port: int = made.getsockname()[1]
        return port


@contextmanager
def own_node(place: Path, settings: str, advanced: str) -> Iterator[int]:
    """The port of a server with these settings: those of `rabbitmq.conf`, and Erlang terms."""
    server, mapper = _server(), which("epmd")
    if server is None or mapper is None:
        not_run("No rabbitmq-server is installed that could be started once more.")
    ports = {name: _free_port() for name in ("mapper", "clients", "nodes")}
    environment = _write(place, ports, settings, advanced)
    address = ["-address", HOST, "-port", str(ports["mapper"])]
    with open(place / "output", "wb") as output:
        processes = [
            subprocess.Popen(
                command,
                cwd=place,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            for command in ([mapper, *address], [str(server)])
        ]
    try:
        _await(ports["clients"], place)
        yield ports["clients"]
    finally:
        for process in reversed(processes):
            _stop(process)


def _write(place: Path, ports: dict[str, int], settings: str, advanced: str) -> dict[str, str]:
    """Write the settings; what names them and the ports to the server."""
    (place / "rabbitmq.conf").write_text(
        f"listeners.tcp.local = {HOST}:{ports['clients']}\n{settings}\n"
    )
    (place / "advanced.config").write_text(f"{advanced}.\n")
    (place / "plugins").write_text("[].\n")
    loopback = "{" + HOST.replace(".", ",") + "}"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ_")},
        "HOME": str(place),
        "ERL_EPMD_ADDRESS": HOST,
        "ERL_EPMD_PORT": str(ports["mapper"]),
        "RABBITMQ_NODENAME": f"queueyard-test-{secrets.token_hex(6)}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": HOST,
        "RABBITMQ_NODE_PORT": str(ports["clients"]),
        "RABBITMQ_DIST_PORT": str(ports["nodes"]),
        "RABBITMQ_MNESIA_BASE": str(place / "data"),
        "RABBITMQ_LOG_BASE": str(place / "log"),
        "RABBITMQ_CONF_ENV_FILE": str(place / "none"),
        "RABBITMQ_CONFIG_FILE": str(place / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(place / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(place / "plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"-kernel inet_dist_use_interface {loopback}",
    }


def _await(port: int, place: Path) -> None:
    end = time.monotonic() + START_UP
    while time.monotonic() < end:
        with suppress(OSError):
            connect(port).close()
            return
        time.sleep(0.2)
    said = (place / "output").read_text("utf-8", "replace")
    pytest.fail(f"The RabbitMQ server did not start in {START_UP:.0f} s. {said}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children; a server that does not stop in time is killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
            return
