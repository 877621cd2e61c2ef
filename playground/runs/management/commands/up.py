"""Command `up`: the whole playground with one command, and nothing left when it ends.

With no variable set it is the embedded mode: SQLite, a private Valkey, Daphne and a Celery worker.
With `REDIS_URL` or `BROKER_URL` set it starts no Valkey, and uses what they name.
"""

import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from playground.environment import LOOPBACK, WILDCARDS, EnvironmentProblem
from playground.runs.keyvalue import KeyValueServer, find_binary
from playground.runs.supervisor import Child, ChildFailed, Supervisor

FREE_BYTES_MIN = 50_000_000
"""Bytes that must be free: SQLite's log grows to a few megabytes before it is written back."""

QUIET = "ignore:You're running the worker with superuser privileges"
"""A container's only user is often root, and Celery would fill the screen with it."""

WATCHDOG_SECONDS = 15.0
STUCK_SECONDS = 30.0


class Command(BaseCommand):
    """Serve the playground until Ctrl-C."""

    help = "Serve the whole playground: web server, workers and, if none is named, a broker."
    requires_system_checks: list[str] = []  # The children check; a second start shall be quick.

    def add_arguments(self, parser: ArgumentParser) -> None:
        environment = settings.ENVIRONMENT
        parser.add_argument("--host", default=environment.host)
        parser.add_argument("--port", type=int, default=environment.port)
        parser.add_argument("--concurrency", type=int, default=environment.concurrency)

    def handle(self, *_: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_full_disk(settings.DATA)
        with ExitStack() as stack:
            stack.enter_context(only_one(settings.DATA))
            refuse_busy_port(host, port)
            supervisor = Supervisor(self.say)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, supervisor.ask_to_stop)
            stack.callback(supervisor.stop)
            self.start(supervisor, host, port, options["concurrency"])

    def say(self, sentence: str) -> None:
        """One line for whoever started us."""
        self.stdout.write(sentence)
        self.stdout.flush()

    def start(self, supervisor: Supervisor, host: str, port: int, concurrency: int) -> None:
        """Start the children, say the address, and watch until asked to stop."""
        environment = {**os.environ, "HOST": host, "PORT": str(port)}
        try:
            if binary := self.private_server():
                environment["REDIS_URL"] = self.start_server(supervisor, binary)
            prepare_database()
            quiet = environment | {"PYTHONWARNINGS": QUIET}
            worker = Child("worker", worker_command(concurrency), quiet)
            web = Child("web server", web_command(host, port), environment)
            supervisor.add(worker)
            supervisor.add(web)
            self.wait_for(supervisor, host, port)
            by_files = settings.CELERY_BROKER_URL.startswith("filesystem")
            needed = by_files and "REDIS_URL" not in environment
            watchdog = Watchdog(supervisor, worker, needed=needed)
            supervisor.watch(watchdog.look)
        except ChildFailed as failed:
            raise EnvironmentProblem(str(failed)) from failed

    def private_server(self) -> str | None:
        """The binary of the embedded mode's own server, if it is to have one."""
        if settings.REDIS_URL or settings.ENVIRONMENT.broker_url:
            return None
        binary = find_binary()
        if binary is None:
            self.say("No Valkey or Redis was found: messages go through files, frames through SQL.")
        return binary

    def start_server(self, supervisor: Supervisor, binary: str) -> str:
        """Start Valkey; its address with the password."""
        server = KeyValueServer(binary, settings.DATA)
        child = Child("broker", server.command, dict(os.environ), server.configuration, True)
        supervisor.add(child)
        if not server.wait():
            raise EnvironmentProblem(
                f"{binary} does not answer on port {server.port} of this machine."
            )
        return server.url

    def wait_for(self, supervisor: Supervisor, host: str, port: int) -> None:
        """Wait until the web server answers, then say where."""
        target = "127.0.0.1" if host in WILDCARDS else host
        while not supervisor.is_stopping:
            with suppress(OSError), socket.create_connection((target, port), 1):
                break
            supervisor.revive()
            time.sleep(0.05)
        else:
            return
        self.say(
            f"Queueyard runs at http://{'localhost' if target in LOOPBACK else target}:{port}/"
        )
        if host in WILDCARDS and (address := own_address()):
            self.say(f"On this network: http://{address}:{port}/")
        self.say("Ctrl-C stops it.")


def worker_command(concurrency: int) -> list[str]:
    """A Celery worker that computes so many runs at a time."""
    return [
        sys.executable, "-m", "celery", "--quiet", "-A", "playground", "worker",
        "--concurrency", str(concurrency), "--loglevel", "WARNING",
        "--without-gossip", "--without-mingle", "--hostname", f"queueyard-{os.getpid()}@%h",
    ]  # fmt: skip


def web_command(host: str, port: int) -> list[str]:
    """Daphne, quiet, with sockets that may stay open for ever."""
    return [
        sys.executable, "-m", "daphne", "--bind", host or "0.0.0.0", "--port", str(port),
        "--verbosity", "0", "--websocket_timeout", "-1", "--no-server-name",
        "playground.asgi:application",
    ]  # fmt: skip


class Watchdog:
    """Restarts a worker that sits idle while runs wait.

    Needed with messages in files only: there the pool shares one lock among its processes, and a
    process that is killed while it holds it takes the lock along.
    """

    def __init__(self, supervisor: Supervisor, worker: Child, *, needed: bool) -> None:
        self._supervisor = supervisor
        self._worker = worker
        self._needed = needed
        self._next = time.monotonic() + WATCHDOG_SECONDS

    def look(self) -> None:
        """Look every now and then; called often."""
        if not self._needed or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + WATCHDOG_SECONDS
        if time.monotonic() - self._worker.born > STUCK_SECONDS and runs_are_stuck():
            self._supervisor.restart(self._worker)


def runs_are_stuck() -> bool:
    """Whether runs have waited long while none is computed."""
    from playground.runs.models import Replication, Status

    long_ago = timezone.now() - timedelta(seconds=STUCK_SECONDS)
    try:
        queued = Replication.objects.filter(status=Status.QUEUED, run__created_at__lt=long_ago)
        running = Replication.objects.filter(status=Status.RUNNING)
        return queued.exists() and not running.exists()
    except DatabaseError:
        return False
    finally:
        connection.close()


def prepare_database() -> None:
    """Bring the tables up to date, which mostly they are."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
        raise EnvironmentProblem(f"The database cannot be prepared: {reason}.") from error
    finally:
        connection.close()


def refuse_full_disk(data: Path) -> None:
    """Say that the disk is full before a database does."""
    free = shutil.disk_usage(data).free
    if free < FREE_BYTES_MIN:
        raise EnvironmentProblem(
            f"The disk of {data} is full: {free // 1_000_000} MB are left, and Queueyard needs "
            f"{FREE_BYTES_MIN // 1_000_000} MB. Free some space, or set DATA to another disk."
        )


def refuse_busy_port(host: str, port: int) -> None:
    """Say that the port is taken before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EnvironmentProblem(
                f"Port {port} of {host or 'this machine'} cannot be used: {error.strerror}. "
                f"Stop the program that has it, or choose another: make run PORT={port + 1}"
            ) from error


def only_one(data: Path) -> Any:
    """A lock on the data directory, given back when this process ends however it ends."""
    lock = open(data / "up.lock", "w")  # noqa: SIM115 - it stays open as long as we run
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise EnvironmentProblem(
            f"Queueyard is running from {data} already. Stop it first, or set DATA to another "
            "directory."
        ) from error
    return lock


def own_address() -> str | None:
    """The address of this machine on its network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address
