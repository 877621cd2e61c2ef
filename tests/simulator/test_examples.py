"""Examples: each shows, when it is run, what it is named after."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator import Design, Simulation, catalog, check, read_design

EXAMPLES = Path(__file__).parents[2] / "examples"
SLUGS = sorted(path.stem for path in EXAMPLES.glob("*.json"))
HEAD = {"title", "summary", "category", "order", "lesson", "shows", "about", "picture", "design"}


@cache
def head(slug: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{slug}.json").read_text(encoding="utf-8"))
    return found


def document(slug: str) -> dict[str, Any]:
    return copy.deepcopy(head(slug)["design"])


def read(given: dict[str, Any]) -> Design:
    design, problems = read_design(given)
    assert design is not None, [problem.to_dict() for problem in problems]
    return design


def simulate(given: dict[str, Any]) -> dict[str, Any]:
    simulation = Simulation(read(given))
    for _ in simulation.frames():
        pass
    return simulation.result().to_dict()


@cache
def result(slug: str) -> dict[str, Any]:
    """The example as it stands, run once for all tests."""
    return simulate(document(slug))


def total(run: dict[str, Any], component: str, counter: str) -> float:
    return float(run["components"][component]["totals"][counter])


def percentile(run: dict[str, Any], component: str, name: str, which: str) -> float:
    return float(run["components"][component]["percentiles"][name][which])


@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_has_a_head_and_a_design_without_problems(slug: str) -> None:
    assert head(slug).keys() == HEAD
    assert document(slug)["name"] == head(slug)["title"]
    read(document(slug))


def test_every_component_type_has_an_example_about_it() -> None:
    about = [type for slug in SLUGS for type in head(slug)["about"]]

    assert sorted(about) == sorted(type["type"] for type in catalog()["types"])


@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_places_every_component(slug: str) -> None:
    design = document(slug)

    assert design["layout"].keys() == design["components"].keys()


@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_shows_the_findings_it_names(slug: str) -> None:
    found = {finding.rule for finding in check(read(document(slug)), result(slug))}

    assert set(head(slug)["shows"]) <= found


def test_the_timeout_that_is_too_short_starts_work_twice_and_buries_some_that_was_done() -> None:
    slug = "the_timeout_that_is_too_short"
    longer = document(slug)
    longer["components"]["transcode"]["settings"]["visibility_timeout"] = "120s"

    short, long = result(slug), simulate(longer)

    assert total(short, "uploaders", "sent") == total(long, "uploaders", "sent") == 5_700
    assert total(short, "transcode", "duplicates") == 96
    assert total(long, "transcode", "duplicates") == 0
    assert short["conservation"]["dead"] == 54
    assert short["components"]["dead"]["last"]["parked_processed"] == 22
    assert long["components"]["dead"]["last"]["parked_processed"] == 0


def test_the_share_of_jobs_that_outlast_the_timeout_is_3_8_percent() -> None:
    finding = next(
        finding
        for finding in check(read(document("the_timeout_that_is_too_short")))
        if finding.rule == "VIS-1"
    )

    assert "3.8" in finding.message


def test_answer_now_or_when_done_answers_a_hundred_times_sooner_behind_a_queue() -> None:
    run = result("answer_now_or_when_done")

    now = percentile(run, "waiting-uploaders", "latency", "p95")
    later = percentile(run, "quick-uploaders", "latency", "p95")

    assert now > 20
    assert later < 0.4
    assert percentile(run, "transcoders", "work", "p95") > 20


def test_one_poison_message_comes_back_every_half_minute_and_everything_else_is_done() -> None:
    poisoned = document("one_poison_message")
    poisoned["run"]["frame"] = 10
    simulation = Simulation(read(poisoned))
    retries = simulation.schema.to_dict()["components"]["orders"].index("retries")
    within = [frame.to_dict()["components"]["orders"][retries] for frame in simulation.frames()]
    run = simulation.result().to_dict()

    assert sum(within) == 115
    assert max(sum(within[at : at + 3]) for at in range(len(within))) == 1
    assert total(run, "handlers", "failed") == 116
    assert run["conservation"]["in_system"] < 20


def test_a_redrive_policy_stops_the_poison_message() -> None:
    stopped = document("one_poison_message")
    stopped["components"]["dead"] = {"type": "queue", "label": "Dead letters", "settings": {}}
    stopped["edges"]["redrive"] = {
        "source": "orders",
        "target": "dead",
        "kind": "dead-letter",
        "settings": {"max_receives": 3},
    }

    run = simulate(stopped)

    assert total(run, "orders", "retries") == 2
    assert run["conservation"]["dead"] == 1


def test_three_layers_of_retries_make_sixty_four_queries_of_one_click() -> None:
    run = result("three_layers_of_retries")

    clicks = total(run, "browsers", "failed")

    assert total(run, "browsers", "answered") == 0
    assert total(run, "ledger", "queries") == pytest.approx(64 * clicks, rel=0.01)


def test_too_few_workers_leave_two_jobs_a_second_over() -> None:
    run = result("too_few_workers")

    assert run["components"]["thumbnails"]["last"]["waiting"] == pytest.approx(3_600, rel=0.1)
    assert run["components"]["resizers"]["means"]["utilisation"] > 0.99


def test_twice_the_workers_finish_no_more_through_a_pool_that_is_too_small() -> None:
    slug = "a_pool_that_is_too_small"
    workers, pool = document(slug), document(slug)
    workers["components"]["writers"]["settings"]["instances"] = 20
    pool["components"]["history"]["settings"]["pool"] = 10

    now, with_workers, with_pool = result(slug), simulate(workers), simulate(pool)

    assert total(with_workers, "writers", "done") == pytest.approx(
        total(now, "writers", "done"), rel=0.01
    )
    assert now["components"]["readings"]["last"]["waiting"] > 3_000
    assert with_pool["components"]["readings"]["last"]["waiting"] < 100


def test_retries_in_step_are_refused_together_and_with_jitter_hardly_at_all() -> None:
    slug = "retries_in_step"
    spread = document(slug)
    spread["edges"]["ask"]["settings"]["backoff_jitter"] = "full"

    in_step, apart = result(slug), simulate(spread)

    assert total(in_step, "shops", "sent") == total(apart, "shops", "sent") == 2_000
    assert total(in_step, "shops", "failed") == 400
    assert total(apart, "shops", "failed") < 10


def test_receipts_wait_behind_newsletters_while_half_of_the_slots_are_idle() -> None:
    slug = "receipts_behind_newsletters"
    alone = document(slug)
    del alone["components"]["marketing"], alone["edges"]["newsletter"], alone["layout"]["marketing"]

    together, receipts = result(slug), simulate(alone)

    assert together["components"]["mailers"]["means"]["utilisation"] < 0.5
    assert percentile(together, "mail", "wait", "max") > 90
    assert percentile(receipts, "mail", "wait", "max") < 3


def test_a_queue_where_a_call_would_do_takes_longer_than_the_work() -> None:
    slug = "a_queue_where_a_call_would_do"
    called = document(slug)
    called["components"]["checks"] = {
        "type": "service",
        "label": "Address checks",
        "settings": {
            "instances": 1,
            "concurrency": 4,
            "service_time": called["components"]["checkers"]["settings"]["processing_time"],
        },
    }
    called["edges"] = {
        "ask": {**called["edges"]["ask"], "kind": "call", "settings": {"latency": "15ms"}}
    }
    del called["components"]["checkers"], called["layout"]["checkers"]

    queued = result(slug)["system"]["percentiles"]["latency"]["mean"]
    answered = percentile(simulate(called), "forms", "latency", "mean")

    assert answered < queued


def test_everything_at_midnight_waits_for_a_minute_and_with_jitter_not_at_all() -> None:
    spread = document("everything_at_midnight")
    spread["components"]["beat"]["settings"]["jitter"] = "10m"

    together, apart = result("everything_at_midnight"), simulate(spread)

    assert total(together, "beat", "sent") == total(apart, "beat", "sent") == 500
    assert percentile(together, "reports", "wait", "max") == 98  # The last is done after 100 s.
    assert percentile(together, "reports", "wait", "p50") == pytest.approx(48, abs=0.5)
    assert percentile(apart, "reports", "wait", "max") == 0


def test_after_five_minutes_down_it_takes_twenty_more_until_nobody_waits() -> None:
    document_of = document("five_minutes_down")
    document_of["run"]["frame"] = 60
    simulation = Simulation(read(document_of))
    place = simulation.schema.components["orders"].index("waiting")
    waiting = [frame.components["orders"][place] or 0 for frame in simulation.frames()]
    run = simulation.result()

    assert max(waiting[:10]) < 30
    assert max(waiting) == waiting[14] == pytest.approx(1_200, rel=0.05)
    assert next(at for at in range(15, 60) if waiting[at] < 30) == pytest.approx(34, abs=3)
    assert run.conservation["lost"] == run.conservation["dead"] == 0
    assert run.components["orders"].histograms["wait"].to_dict()["max"] == pytest.approx(300, abs=9)
