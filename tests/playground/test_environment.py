"""Environment: what the playground reads from its variables, and what it says of wrong ones."""

import os
from contextlib import suppress
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.environment import Environment, EnvironmentProblem, kept_secret_key, prepare_data


def test_nothing_set_means_this_machine_only() -> None:
    environment = Environment.read({})

    assert environment.host == "127.0.0.1"
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]", "127.0.0.1")
    assert environment.redis_url is None


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Environment.read({"REDIS_URL": "", "PORT": " "}) == Environment.read({})


def test_a_classroom_may_use_any_address_of_the_machine() -> None:
    assert Environment.read({"HOST": "0.0.0.0"}).allowed_hosts == ("*",)


def test_named_hosts_hold_in_a_classroom_too() -> None:
    environment = Environment.read({"HOST": "0.0.0.0", "ALLOWED_HOSTS": "yard.example, 10.0.0.7"})

    assert environment.allowed_hosts == ("yard.example", "10.0.0.7")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT must be a number, but it is “http”."),
        ("PORT", "70000", "PORT must be from 1 to 65535, not 70000."),
        ("CONCURRENCY", "0", "CONCURRENCY must be from 1 to 256, not 0."),
    ],
)
def test_a_wrong_number_is_named_in_a_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(EnvironmentProblem) as raised:
        Environment.read({name: value})

    assert str(raised.value) == sentence


@given(st.sampled_from(["PORT", "CONCURRENCY", "FRAME_PAUSE", "HOST", "HTTPS"]), st.text())
def test_no_value_breaks_the_reading(name: str, value: str) -> None:
    with suppress(EnvironmentProblem):
        Environment.read({name: value})


def test_the_secret_key_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    assert kept_secret_key(tmp_path) == kept_secret_key(tmp_path)
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_agree_on_the_secret_key(tmp_path: Path) -> None:
    with ThreadPool(8) as pool:
        keys = pool.map(lambda _: kept_secret_key(tmp_path), range(16))

    assert len(set(keys)) == 1
    assert os.listdir(tmp_path) == ["secret_key"]


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(EnvironmentProblem, match="file/var cannot be made"):
        prepare_data(tmp_path / "file" / "var")
