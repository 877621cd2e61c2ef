"""Stories of crashes: what goes with the one that crashed."""

import pytest

from tests.simulator.stories.telling import (
    action,
    as_it_stands,
    lives,
    product,
    setting,
    times,
    told,
)

SUPER_FETCH = product("sidekiq-super-fetch", "exports", "workers")


def test_a_kill_loses_the_jobs_of_all_five_threads() -> None:
    run = as_it_stands("a_deploy_that_loses_jobs")

    assert run.total("workers", "lost") == run.result.conservation["lost"] == 5
    lost = [life for life in lives("a_deploy_that_loses_jobs") if life.verdict == "lost"]
    assert {times(life, "lost")[0] for life in lost} == {600}


def test_a_deploy_in_order_loses_none_and_begins_at_most_five_once_more() -> None:
    slug, deploy = "a_deploy_that_loses_jobs", action("kill", action="deploy")
    run = told(slug, deploy)

    assert run.result.conservation["lost"] == 0
    # Three of the five are done within the grace of 25 s; the others are pushed back to the front.
    assert run.total("workers", "killed") == run.total("exports", "returns") == 2
    again = [life for life in lives(slug, deploy) if len(times(life, "started")) > 1]
    assert [times(life, "killed") for life in again] == [[625], [625]]
    assert [times(life, "started")[1] for life in again] == [635, 635]


def test_super_fetch_loses_none_and_finds_them_after_a_minute() -> None:
    slug = "a_deploy_that_loses_jobs"
    run = told(slug, SUPER_FETCH)

    assert run.result.conservation["lost"] == 0
    killed = [life for life in lives(slug, SUPER_FETCH) if times(life, "killed")]
    assert len(killed) == run.total("exports", "returns") == 5
    assert all(times(life, "returned") == [660] for life in killed)


def test_innocent_bystanders_die_with_the_poison_they_were_prefetched_with() -> None:
    run = as_it_stands("innocent_bystanders")

    assert run.total("handlers", "crashes") == 21
    assert run.total("dead", "arrived") == 50
    assert run.last("dead", "parked_poison") == 1


def test_nobody_stands_by_with_a_prefetch_of_one() -> None:
    run = told("innocent_bystanders", setting("handlers", prefetch=1))

    assert run.total("handlers", "crashes") == 21
    assert run.total("dead", "arrived") == 1


@pytest.mark.parametrize("prefetch", [10, 30])
def test_as_many_die_as_were_prefetched(prefetch: int) -> None:
    run = told("innocent_bystanders", setting("handlers", prefetch=prefetch))

    assert run.total("dead", "arrived") == prefetch
