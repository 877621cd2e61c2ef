"""What a queue promises, with the semantics of SQS standard queues."""

import pytest

from simulator import Action, Simulation
from tests.builders import chain, component, document, edge, read, with_dead_letters
from tests.simulator.simulating import simulate

ONE_SLOT = {"instances": 1, "concurrency": 1}


def test_a_message_that_is_acked_in_time_is_received_once() -> None:
    run = simulate(chain({"rate": 5}, {}, {"processing_time": "100ms"}, duration=100))

    assert run.total("jobs", "receives") == run.total("jobs", "arrived")
    assert run.total("jobs", "expiries") == run.total("jobs", "duplicates") == 0


def test_a_message_not_acked_in_time_comes_back_and_is_worked_on_twice_at_once() -> None:
    run = simulate(
        chain(
            {"pattern": "regular", "rate": 0.05},
            {"visibility_timeout": 5},
            {"processing_time": 7},
            duration=20,
        )
    )

    # Sent at 0: received at 0 and at 5. Acked late at 7, when it has been received again.
    assert run.total("jobs", "receives") >= 2
    assert run.total("jobs", "expiries") >= 1
    assert run.total("jobs", "duplicates") >= 1
    assert run.total("jobs", "late_acks") >= 1


def test_an_attempt_that_lasts_exactly_as_long_as_the_timeout_is_in_time() -> None:
    run = simulate(
        chain({"rate": 1}, {"visibility_timeout": 5}, {"processing_time": 5}, duration=100)
    )

    assert run.total("jobs", "expiries") == 0
    assert run.total("jobs", "late_acks") == 0


def test_a_late_ack_deletes_the_message_if_nobody_received_it_meanwhile() -> None:
    # One slot: the message is visible again at 5, but nobody is free to take it before 7.
    run = simulate(
        chain(
            {"pattern": "regular", "rate": 0.1},
            {"visibility_timeout": 5},
            {**ONE_SLOT, "processing_time": 7},
            duration=10,
        )
    )

    assert run.total("jobs", "expiries") == 1
    assert run.total("jobs", "late_acks") == 1
    assert run.total("jobs", "acked") == 1
    assert run.total("jobs", "receives") == 1
    assert run.last("jobs", "waiting") == 0


def test_a_late_ack_is_ignored_once_somebody_else_has_the_message() -> None:
    run = simulate(
        chain(
            {"pattern": "regular", "rate": 0.01},
            {"visibility_timeout": 5},
            {"instances": 1, "concurrency": 2, "processing_time": 7},
            duration=11.9,
        )
    )

    # Receives at 0, 5 (second slot) and 10 (first slot again); the late acks at 7 and, beyond
    # this run, at 12 delete nothing, because the message is in flight for another receipt.
    assert run.total("jobs", "receives") == 3
    assert run.total("jobs", "late_acks") == 1
    assert run.total("jobs", "acked") == 0
    assert run.last("jobs", "in_flight") == 1


def test_a_failed_attempt_waits_for_the_rest_of_the_timeout() -> None:
    run = simulate(
        chain(
            {"pattern": "regular", "rate": 0.001},
            {"visibility_timeout": 30},
            {"processing_time": 2, "poison_share": 1},
            duration=100,
        )
    )

    # Received at 0, 30, 60 and 90.
    assert run.total("workers", "attempts") == 4
    assert run.total("workers", "failed") == 4
    assert run.total("jobs", "duplicates") == 0


def test_the_move_to_the_dead_letters_happens_at_the_next_receive_attempt() -> None:
    base = chain(
        {"pattern": "regular", "rate": 0.001},
        {"visibility_timeout": 30},
        {"processing_time": 2, "poison_share": 1},
        duration=100,
        frame=10,
    )
    run = simulate(with_dead_letters(base, max_receives=3))

    # Handed over three times, at 0, 30 and 60; the idle slot tries a fourth time at 90.
    assert run.total("jobs", "receives") == 3
    assert run.total("jobs", "dead") == 1
    assert run.series("dead", "arrived").index(1) == 9
    assert run.last("dead", "parked_poison") == 1


def test_without_anybody_polling_an_exhausted_message_stays_where_it_is() -> None:
    base = chain(
        {
            "pattern": "burst",
            "burst_size": 2,
            "burst_spread": 0,
            "burst_timing": "regular",
            "rate": 0.002,
        },
        {"visibility_timeout": 10},
        {**ONE_SLOT, "processing_time": {"kind": "constant", "value": 400}, "poison_share": 1},
        duration=400,
    )
    run = simulate(with_dead_letters(base, max_receives=1))

    # The only slot is busy from 0 to 400 with the first message, which is visible again at 10.
    assert run.total("jobs", "dead") == 0
    assert run.last("jobs", "waiting") == 2


def test_a_message_can_lie_with_the_dead_although_its_work_was_done() -> None:
    base = chain(
        {"rate": 1},
        {"visibility_timeout": 5},
        {"instances": 40, "processing_time": 7},
        duration=200,
    )
    run = simulate(with_dead_letters(base, max_receives=1))

    assert run.total("jobs", "dead") > 0
    assert run.last("dead", "parked_late") == run.last("dead", "waiting")
    assert run.last("dead", "parked_processed") > 0


def test_dead_letters_can_have_a_worker_of_their_own() -> None:
    base = with_dead_letters(
        chain(
            {"rate": 2},
            {"visibility_timeout": 5},
            {"processing_time": "100ms", "poison_share": "10%"},
            duration=300,
        ),
        max_receives=2,
    )
    base["components"]["repair"] = component("worker", "Repair", processing_time="1s")
    base["edges"]["mend"] = edge("dead", "message", "repair")
    run = simulate(base)

    assert run.total("dead", "acked") > 0
    assert run.last("dead", "waiting") == 0
    assert run.last("dead", "parked_poison") == 0


def test_a_delivery_delay_hides_what_is_new() -> None:
    run = simulate(
        chain({"pattern": "regular", "rate": 1}, {"delivery_delay": 10}, {}, duration=60, frame=1)
    )

    assert run.series("jobs", "receives")[:10] == [0] * 10
    assert run.series("jobs", "delayed")[20] == 10
    assert run.observed("jobs", "wait")["max"] == 0


def test_retention_deletes_silently_and_counts_from_the_first_send() -> None:
    base = chain(
        {"pattern": "regular", "rate": 0.001},
        {"visibility_timeout": 30, "retention": 100},
        {"processing_time": 2, "poison_share": 1},
        duration=200,
    )
    run = simulate(base)

    # Received at 0, 30, 60 and 90; deleted at 100, in flight.
    assert run.total("jobs", "receives") == 4
    assert run.total("jobs", "expired") == 1
    assert run.last("jobs", "in_flight") == 0


def test_a_dead_letter_keeps_the_clock_of_its_first_send() -> None:
    base = chain(
        {"pattern": "regular", "rate": 0.001},
        {"visibility_timeout": 30},
        {"processing_time": 2, "poison_share": 1},
        duration=300,
        frame=10,
    )
    base = with_dead_letters(base, max_receives=2)
    base["components"]["dead"]["settings"]["retention"] = 120
    run = simulate(base)

    # Moved at 60, deleted at 120 and not at 180.
    assert run.series("dead", "arrived").index(1) == 6
    assert run.series("dead", "expired").index(1) == 12
    assert run.last("dead", "parked_poison") == 0


def _full(overflow: str, **more: object) -> dict[str, object]:
    return chain(
        {"pattern": "regular", "rate": 10},
        {"capacity": 5, "overflow": overflow},
        {**ONE_SLOT, "processing_time": 1},
        duration=20,
        **more,
    )


def test_a_full_queue_rejects_what_comes() -> None:
    run = simulate(_full("reject"))

    assert run.total("jobs", "rejected") == run.total("client", "failed") > 0
    assert max(run.series("jobs", "waiting")) == 5


def test_a_full_queue_drops_its_oldest_for_what_comes() -> None:
    run = simulate(_full("drop_oldest"))

    assert run.total("jobs", "dropped") > 0
    assert run.total("client", "failed") == 0
    assert run.result.conservation["lost"] == run.total("jobs", "dropped")


def test_a_full_queue_makes_senders_wait() -> None:
    run = simulate(_full("block"))

    assert run.total("jobs", "rejected") == run.total("jobs", "dropped") == 0
    assert run.last("jobs", "waiting") == 5
    assert run.last("client", "open") > 100
    assert run.total("jobs", "acked") == 19


def test_a_sender_that_waits_for_room_goes_on_when_a_hidden_message_expires() -> None:
    queue = {"capacity": 1, "overflow": "block", "delivery_delay": 5, "retention": 2}
    run = simulate(chain({"pattern": "regular", "rate": 1}, queue, duration=20.5))

    assert run.total("jobs", "arrived") == 11  # At 0, 2, 4, …
    assert run.total("jobs", "expired") == 10


def test_messages_are_received_in_the_order_in_which_they_became_visible() -> None:
    run = simulate(chain({"rate": 5}, {}, {**ONE_SLOT, "processing_time": "150ms"}, duration=60))

    assert run.observed("jobs", "wait")["p50"] > 0
    assert run.last("workers", "busy") <= 1


def test_the_oldest_message_may_be_one_that_came_back() -> None:
    # One slot, two messages at 0 and one each 20 s: what fails goes behind what is younger.
    run = simulate(
        chain(
            {"pattern": "regular", "rate": 0.2},
            {"visibility_timeout": 12},
            {**ONE_SLOT, "processing_time": 10, "transient_failure": 1},
            duration=60,
            frame=1,
        )
    )

    # The message of time 0 is visible again at 12 and waits behind that of time 5.
    assert run.series("jobs", "oldest")[12] == 13


def test_several_workers_take_turns_at_one_queue() -> None:
    data = chain({"rate": 8}, {}, {"processing_time": "1s"}, duration=100)
    data["components"]["others"] = component("worker", "Others", processing_time="2s")
    data["edges"]["work2"] = edge("jobs", "message", "others")
    run = simulate(data)

    assert run.total("workers", "attempts") > 100
    assert run.total("others", "attempts") > 100
    assert run.edge("work", "sent") == run.total("workers", "attempts")
    assert run.observed("others", "work")["p50"] == pytest.approx(2)


def test_one_worker_takes_from_several_queues() -> None:
    data = document(
        {
            "a": component("client", rate=2),
            "b": component("client", rate=2),
            "first": component("queue"),
            "second": component("queue"),
            "workers": component("worker", instances=2, processing_time="500ms"),
        },
        {
            "s1": edge("a", "message", "first"),
            "s2": edge("b", "message", "second"),
            "w1": edge("first", "message", "workers"),
            "w2": edge("second", "message", "workers"),
        },
        duration=100,
    )
    run = simulate(data)

    received = run.total("first", "receives") + run.total("second", "receives")
    assert received == run.total("workers", "attempts") > 300
    assert run.total("first", "receives") > 100 < run.total("second", "receives")


def test_a_purge_deletes_what_waits_and_counts_it_as_lost() -> None:
    data = chain({"rate": 10}, {}, {**ONE_SLOT, "processing_time": 10}, duration=20, frame=1)
    simulation = Simulation(read(data))
    simulation.apply(Action(at=10.5, target="jobs", action="purge"))
    frames = list(simulation.frames())
    place = simulation.schema.components["jobs"].index("waiting")

    before, after = (frame.components["jobs"][place] or 0 for frame in frames[9:11])
    assert before > 50
    assert after < 20
    assert simulation.result().conservation["lost"] > 50
