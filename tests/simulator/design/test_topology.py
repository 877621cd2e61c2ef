"""Topology: what must hold between components and edges before anything can run."""

from itertools import pairwise

import pytest

from tests.builders import (
    Document,
    calling,
    chain,
    component,
    document,
    edge,
    problems_of,
    read,
    uploads,
    with_dead_letters,
)


def told(data: Document) -> list[str]:
    return [problem.message for problem in problems_of(data)]


def joined(base: Document, components: dict[str, Document], edges: dict[str, Document]) -> Document:
    base["components"] |= components
    base["edges"] |= edges
    return base


def test_a_service_that_calls_itself_in_a_circle_cannot_run() -> None:
    data = joined(
        calling(),
        {"other": component("service", "Other"), "third": component("service", "Third")},
        {
            "a": edge("service", "call", "other"),
            "b": edge("other", "call", "third"),
            "c": edge("third", "call", "service", share=0.01),
        },
    )

    (problem,) = problems_of(data)

    assert problem.path[0] == "edges"
    assert "“Service”" in problem.message
    assert "“Other”" in problem.message
    assert "call each other in a circle" in problem.message
    assert problem.remedy == "Remove one of these calls, or make it a message to a queue."


def test_an_edge_that_ends_where_it_begins_cannot_run() -> None:
    data = joined(calling(), {}, {"self": edge("service", "call", "service")})

    assert told(data) == ["The edge “self” ends where it begins, at “Service”."]


def test_a_thousand_services_in_one_circle_are_one_problem() -> None:
    names = [f"s{number}" for number in range(900)]
    data = joined(
        calling(),
        {name: component("service") for name in names},
        {
            f"e{number}": edge(name, "call", names[(number + 1) % 900])
            for number, name in enumerate(names)
        },
    )

    (message,) = told(data)

    assert "and others" in message


def test_two_circles_are_two_problems() -> None:
    pairs = ("a", "b"), ("c", "d")
    data = joined(
        calling(),
        {name: component("service") for pair in pairs for name in pair},
        {f"{x}{y}": edge(x, "call", y) for p, q in pairs for x, y in ((p, q), (q, p))},
    )

    assert len(told(data)) == 2


def test_a_chain_of_calls_of_any_length_can_run() -> None:
    names = [f"s{number:03}" for number in range(300)]
    data = joined(
        calling(duration=10),
        {name: component("service") for name in names},
        {f"e{name}": edge("service", "call", name) for name in names}
        | {f"f{n}": edge(x, "call", y) for n, (x, y) in enumerate(pairwise(names))},
    )

    assert len(read(data).components) == 302


def test_a_queue_has_one_redrive_policy() -> None:
    data = with_dead_letters(chain())
    data["components"]["grave"] = component("queue")
    data["edges"]["second"] = edge("jobs", "dead-letter", "grave")

    assert told(data) == ["“Jobs” has more than one dead-letter edge."]


def test_dead_letters_may_move_on_but_not_in_a_circle() -> None:
    data = with_dead_letters(with_dead_letters(chain()), queue="jobs")
    data["components"]["grave"] = component("queue", "Grave")
    data["edges"]["onward"] = edge("dead", "dead-letter", "grave")
    read(data)

    data["edges"]["back"] = edge("grave", "dead-letter", "jobs")

    (message,) = told(data)
    assert message.endswith("move dead letters in a circle, for ever.")


def test_a_worker_needs_a_queue() -> None:
    data = chain()
    data["components"]["idle"] = component("worker", "Idle")

    (problem,) = problems_of(data)

    assert problem.path == ("components", "idle")
    assert problem.message == "“Idle” has no queue to take its work from."
    assert problem.remedy == "Draw a message edge from a queue to it."


def test_a_worker_may_serve_several_queues_and_a_queue_several_workers() -> None:
    data = joined(
        chain(),
        {"more": component("queue"), "others": component("worker")},
        {
            "a": edge("client", "message", "more"),
            "b": edge("more", "message", "workers"),
            "c": edge("jobs", "message", "others"),
        },
    )

    assert read(data)


def test_a_worker_is_joined_to_a_queue_once() -> None:
    data = joined(chain(), {}, {"again": edge("jobs", "message", "workers")})

    assert told(data) == ["“Workers” is joined to “Jobs” twice."]


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("client", "workers", "A worker takes its work from a queue. Add the queue first."),
        ("service", "workers", "A worker takes its work from a queue. Add the queue first."),
        ("workers", "other", "A worker takes its work from a queue. Add the queue first."),
        ("jobs", "service", "A service is called, and a queue calls nobody. "),
        ("jobs", "db", "A database is called, and a queue calls nobody. "),
        ("db", "service", "A database only answers. "),
        ("workers", "client", "A client is where work begins. "),
    ],
)
def test_what_cannot_be_joined_is_told_with_the_reason(
    source: str, target: str, reason: str
) -> None:
    data = joined(
        chain(),
        {
            "service": component("service"),
            "db": component("database"),
            "other": component("worker"),
            "also": component("queue"),
        },
        {"o": edge("also", "message", "other"), "x": edge(source, "message", target)},
    )

    (problem,) = problems_of(data)

    assert problem.path == ("edges", "x", "target")
    assert problem.remedy.startswith(reason)


def test_a_client_sends_its_work_somewhere() -> None:
    data = document({"c": component("client", "Lost")}, {})
    assert told(data) == ["“Lost” sends its work nowhere."]

    data = chain()
    data["edges"]["send"]["settings"] = {"share": 0}
    assert told(data) == ["All edges that leave “Senders” have the share 0."]


def test_users_need_a_call_to_wait_for() -> None:
    (problem,) = problems_of(chain(client={"pattern": "closed"}))

    assert problem.message == "The users of “Senders” wait for answers, and no call leaves it."
    assert problem.remedy == "Let it call a service, or choose another pattern."


def test_users_who_never_think_must_wait_for_something() -> None:
    instant = {"pattern": "closed", "think_time": 0, "users": 20}
    read(calling(client=instant, service={"waiting_room": 4}))

    message = "A user of “Callers” could ask again and again without any time passing."
    assert told(calling(client=instant, service={"waiting_room": 3})) == [message]
    assert told(calling(client=instant, service={"service_time": 0})) == [message]


def test_users_who_never_think_share_no_waiting_room_that_others_may_fill() -> None:
    def shared(waiting_room: int | None) -> Document:
        users = {"pattern": "closed", "think_time": 0, "users": 2}
        data = calling(client=users, service={"waiting_room": waiting_room})
        data["components"]["others"] = component("client")
        data["edges"]["fill"] = edge("others", "call", "service")
        return data

    read(shared(None))
    message = "A user of “Callers” could ask again and again without any time passing."
    assert told(shared(100)) == [message]


def test_work_that_goes_round_must_take_time() -> None:
    def round_trip(processing_time: float, latency: float) -> Document:
        data = chain(worker={"processing_time": processing_time})
        data["edges"]["again"] = edge("workers", "message", "jobs", latency=latency, share=0.5)
        return data

    read(round_trip(0.001, 0))
    read(round_trip(0, 0.001))
    (message,) = told(round_trip(0, 0))
    assert message.endswith("pass work on in a circle in which no time passes.")


def test_a_failure_that_is_tried_again_at_once_must_take_time() -> None:
    (problem,) = problems_of(
        chain(worker={"processing_time": 0, "retry": "backoff", "backoff_base": 0})
    )

    assert "without any time passing" in problem.message


def test_a_share_is_a_weight_from_a_client_and_a_probability_from_others() -> None:
    data = uploads()
    data["edges"]["call"]["settings"] = {"share": 7}
    read(data)

    data["edges"]["write"]["settings"] = {"share": 7}
    (problem,) = problems_of(data)

    assert problem.path == ("edges", "write", "settings", "share")
    assert problem.message == "The share of “write” is 7."


def test_a_share_between_workers_of_one_queue_has_no_meaning() -> None:
    data = chain()
    data["edges"]["work"]["settings"] = {"share": 0.5}

    assert told(data) == ["“Share” of “work” has no meaning: workers take from a queue."]
