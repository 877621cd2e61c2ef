"""Environment: every variable the playground reads, in one place, with its meaning.

| Variable | Meaning | Default |
|---|---|---|
| `DATA` | directory of everything that must survive a restart | `var/` in the repository |
| `SECRET_KEY` | signs cookies; the same for every process | made once, kept in `DATA` |
| `DEBUG` | `1` shows Django's error pages | `0` |
| `HOST`, `PORT` | where `manage.py up` listens | `127.0.0.1`, `8000` |
| `ALLOWED_HOSTS` | names the site answers to, with commas | this machine; any with `HOST=0.0.0.0` |
| `HTTPS` | `1` behind a proxy that speaks TLS and sets `X-Forwarded-Proto` | `0` |
| `DATABASE_URL` | a database server | SQLite in `DATA` |
| `REDIS_URL` | Redis or Valkey: broker and hot frames | a private one, started by `up` |
| `BROKER_URL` | another broker, for example RabbitMQ | `REDIS_URL`, else files in `DATA` |
| `QUEUE` | the name of the broker's queue of runs | `queueyard` |
| `CONCURRENCY` | runs computed at the same time by one worker | the number of cores |
| `FRAME_PAUSE` | seconds a task waits after each frame; for tests of streaming only | `0` |
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
WILDCARDS = ("0.0.0.0", "::", "")


class EnvironmentProblem(Exception):
    """A variable or the data directory is wrong; the text is a sentence for whoever started us."""


@dataclass(frozen=True)
class Environment:
    """What the environment asks for, read once."""

    data: Path
    secret_key: str | None
    debug: bool
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    https: bool
    database_url: str | None
    redis_url: str | None
    broker_url: str | None
    queue: str
    concurrency: int
    frame_pause: float

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Environment":
        """Read the variables; an empty one counts as not set. Raises EnvironmentProblem."""
        given = {name: value.strip() for name, value in variables.items() if value.strip()}
        host = given.get("HOST", "127.0.0.1")
        return cls(
            data=Path(given.get("DATA", ROOT / "var")).expanduser().resolve(),
            secret_key=given.get("SECRET_KEY"),
            debug=_flag(given, "DEBUG"),
            host=host,
            port=int(_number(given, "PORT", 8000, 1, 65535)),
            allowed_hosts=_allowed_hosts(given.get("ALLOWED_HOSTS"), host),
            https=_flag(given, "HTTPS"),
            database_url=given.get("DATABASE_URL"),
            redis_url=given.get("REDIS_URL"),
            broker_url=given.get("BROKER_URL"),
            queue=given.get("QUEUE", "queueyard"),
            concurrency=int(_number(given, "CONCURRENCY", os.cpu_count() or 1, 1, 256)),
            frame_pause=_number(given, "FRAME_PAUSE", 0.0, 0.0, 10.0),
        )


def _flag(given: Mapping[str, str], name: str) -> bool:
    return given.get(name, "0").lower() in ("1", "true", "yes", "on")


def _number(
    given: Mapping[str, str], name: str, default: float, lowest: float, highest: float
) -> float:
    text = given.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        raise EnvironmentProblem(f"{name} must be a number, but it is “{text}”.") from None
    if not lowest <= value <= highest:
        raise EnvironmentProblem(f"{name} must be from {lowest:g} to {highest:g}, not {text}.")
    return value


def _allowed_hosts(names: str | None, host: str) -> tuple[str, ...]:
    if names is not None:
        return tuple(name.strip() for name in names.split(",") if name.strip())
    if host in WILDCARDS:
        # A classroom reaches the teacher's machine by addresses nobody can list beforehand. A
        # foreign name pointed at it gains nothing: cookies belong to the name that was asked for,
        # and sockets compare Origin with Host.
        return ("*",)
    return (*LOOPBACK, host)


def prepare_data(data: Path, *inside: str) -> None:
    """Make the data directory and what is wanted in it, or say in one sentence why not."""
    for directory in (data, *(data / name for name in inside)):
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentProblem(
                f"The data directory {directory} cannot be made: {error.strerror}. "
                "Set DATA to a directory that can be written to."
            ) from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise EnvironmentProblem(
            f"The data directory {data} cannot be written to. "
            "Change its permissions, or set DATA to another directory."
        )


def kept_secret_key(data: Path) -> str:
    """The secret key of this data directory, made at the first start.

    Several processes may start at once: the key is written aside and linked into place, so that
    all of them read the same one.
    """
    path = data / "secret_key"
    if not path.exists():
        aside = data / f"secret_key.{secrets.token_hex(8)}"
        try:
            with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
            os.link(aside, path)
        except FileExistsError:
            pass  # Another process was first; its key holds.
        except OSError as error:
            raise EnvironmentProblem(
                f"The secret key cannot be kept in {data}: {error.strerror}. "
                "Set DATA to a directory with room that can be written to."
            ) from error
        finally:
            aside.unlink(missing_ok=True)
    key = path.read_text().strip()
    if not key:
        raise EnvironmentProblem(f"The secret key in {path} is empty. Remove the file to renew it.")
    return key
