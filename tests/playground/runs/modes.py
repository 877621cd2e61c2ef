"""Modes: the ways in which a site may be set up, each with servers of its own to be tested on.

The embedded mode and the one with files need nothing. The others use PostgreSQL, Redis and RabbitMQ
on their standard ports, in a database, a Redis number and a queue made for the test and deleted
after it.
"""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import kombu.connection
import psycopg
import pytest
import redis
from psycopg import sql

HOST = "127.0.0.1"
POSTGRES = f"postgres://postgres@{HOST}:5432"
REDIS = f"redis://{HOST}:6379"
RABBITMQ = f"amqp://guest:guest@{HOST}:5672//"
PORTS = {"PostgreSQL": 5432, "Redis": 6379, "RabbitMQ": 5672}
MARK = "queueyard:tests"


@dataclass(frozen=True)
class Mode:
    """A set-up: the servers that it needs, and how to get the variables that name them."""

    name: str
    needs: tuple[str, ...]
    prepare: Callable[[], AbstractContextManager[dict[str, str]]]
    has_own_broker: bool = False

    @property
    def missing(self) -> str | None:
        """The first server that it needs and that does not answer."""
        return next((server for server in self.needs if not answers(server)), None)

    def demand(self) -> None:
        """Report the test as not run where a server is missing; fail where CI demands it."""
        if (server := self.missing) is None:
            return
        message = f"NOT RUN: {server} does not answer on port {PORTS[server]} of this machine."
        if os.environ.get("CI") and os.environ.get("QUEUEYARD_DEMAND_SERVICES"):
            pytest.fail(message)
        pytest.skip(message)


def answers(server: str) -> bool:
    """Whether somebody listens on the server's standard port."""
    try:
        socket.create_connection((HOST, PORTS[server]), 2).close()
    except OSError:
        return False
    return True


@contextmanager
def nothing() -> Iterator[dict[str, str]]:
    yield {}


@contextmanager
def files() -> Iterator[dict[str, str]]:
    yield {"BROKER_URL": "filesystem://"}


@contextmanager
def new_database() -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"queueyard_test_{secrets.token_hex(6)}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            server.execute(drop)


@contextmanager
def new_redis() -> Iterator[str]:
    """The URL of a number of the Redis server that was empty and is empty again afterwards."""
    for number in range(15, 0, -1):
        client = redis.Redis.from_url(f"{REDIS}/{number}")
        if client.dbsize() == 0 and client.set(MARK, os.getpid(), nx=True, ex=3600):
            try:
                yield f"{REDIS}/{number}"
            finally:
                client.flushdb()
            return
    pytest.fail("Every number of the Redis server but 0 is in use.")


@contextmanager
def postgres_and_redis() -> Iterator[dict[str, str]]:
    with new_database() as database, new_redis() as broker:
        yield {"DATABASE_URL": database, "REDIS_URL": broker}


@contextmanager
def postgres_and_rabbitmq() -> Iterator[dict[str, str]]:
    queue = f"queueyard-test-{secrets.token_hex(6)}"
    with new_database() as database:
        try:
            yield {"DATABASE_URL": database, "BROKER_URL": RABBITMQ, "QUEUE": queue}
        finally:
            # Kombu has no types.
            with kombu.connection.Connection(RABBITMQ) as connection:  # type: ignore[no-untyped-call]
                channel = connection.default_channel
                channel.queue_delete(queue)
                channel.exchange_delete(queue)


EMBEDDED = Mode("embedded", (), nothing, has_own_broker=True)
FILES = Mode("files", (), files)
REAL_REDIS = Mode("postgres and redis", ("PostgreSQL", "Redis"), postgres_and_redis)
REAL_RABBITMQ = Mode("postgres and rabbitmq", ("PostgreSQL", "RabbitMQ"), postgres_and_rabbitmq)
MODES = (EMBEDDED, FILES, REAL_REDIS, REAL_RABBITMQ)


def in_every_mode(*others: object) -> list[Any]:
    """The modes as parameters; those with real servers bear the mark `services`."""
    return [as_parameter(mode, *others) for mode in MODES]


def as_parameter(mode: Mode, *others: object) -> Any:
    """One mode, and what else the test takes, as a parameter."""
    name = "-".join([mode.name, *map(str, others)])
    return pytest.param(mode, *others, id=name, marks=[pytest.mark.services] if mode.needs else [])
