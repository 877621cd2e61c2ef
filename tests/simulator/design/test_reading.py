"""Reading: every mistake is told at once, each with its place, a sentence and a remedy."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from simulator import limits, read_design
from tests.builders import Document, chain, component, document, edge, problems_of, read, uploads


def only(data: Any) -> tuple[tuple[str | int, ...], str, str]:
    """The one problem of a document."""
    (problem,) = problems_of(data)
    return problem.path, problem.message, problem.remedy


def changed(place: str, value: Any, base: Document | None = None) -> Document:
    """A good document with one value put at a place such as "run/seed"."""
    data = base or chain()
    *outer, last = place.split("/")
    inner: Any = data
    for step in outer:
        inner = inner[step]
    inner[last] = value
    return data


def test_a_design_written_by_hand_is_read() -> None:
    design = read(
        {
            "version": 1,
            "components": {
                "senders": {"type": "client", "settings": {"rate": "90/min"}},
                "jobs": {"type": "queue", "settings": {"visibility_timeout": "2m"}},
                "workers": {"type": "worker", "settings": {"processing_time": "400ms"}},
            },
            "edges": {
                "send": {"source": "senders", "target": "jobs", "kind": "message"},
                "work": {"source": "jobs", "target": "workers", "kind": "message"},
            },
        }
    )

    assert design.components["senders"].settings.rate == 1.5
    assert design.components["jobs"].settings.visibility_timeout == 120
    assert design.components["workers"].settings.processing_time.mean == 0.4
    assert design.run.duration == 1_800
    assert design.frame_length == 10


@pytest.mark.parametrize(
    "write", [dict, json.dumps, lambda data: json.dumps(data).encode(), "\ufeff{}".format]
)
def test_a_mapping_text_and_bytes_are_read_alike(write: Callable[[Any], Any]) -> None:
    if write == "\ufeff{}".format:
        written: Any = "\ufeff" + json.dumps(uploads())
    else:
        written = write(uploads())

    assert read_design(written) == read_design(uploads())


def test_a_design_can_be_asked_who_is_joined_to_whom() -> None:
    design = read(uploads())

    assert [each.id for each in design.edges_from("transcode")] == ["redrive", "work"]
    assert [each.id for each in design.edges_to("dead", "dead-letter")] == ["redrive"]
    assert design.edges_to("uploaders") == ()
    assert [each.id for each in design.of_type("queue")] == ["dead", "transcode"]
    assert design.role("dead") == "dead-letter"
    assert design.role("transcode") is None
    assert {"parked_poison"} == {each.name for each in design.metrics("dead")} & {"parked_poison"}


def test_every_mistake_is_told_at_once() -> None:
    data = uploads()
    data["name"] = 7
    data["components"]["transcode"]["settings"] = {"visibility_timeout": 0, "retention": "long"}
    data["components"]["oops"] = {"type": "lorry"}
    data["edges"]["call"]["target"] = "nowhere"
    data["run"] = {"seed": -1}

    assert {problem.path for problem in problems_of(data)} == {
        ("name",),
        ("components", "transcode", "settings", "visibility_timeout"),
        ("components", "transcode", "settings", "retention"),
        ("components", "oops", "type"),
        ("edges", "call", "target"),
        ("run", "seed"),
    }


@pytest.mark.parametrize(
    ("place", "value", "message", "remedy"),
    [
        ("version", 2, "The version is 2, and only version 1 can be read.", "Set it to 1."),
        (
            "colour",
            "red",
            "A design has no field “colour”.",
            "Its fields are: version, name, components, edges, timeline, run, layout.",
        ),
        (
            "components/jobs/settings",
            {"visibility_timout": 3},
            "“Jobs” has no setting “visibility_timout”.",
            "Did you mean “visibility_timeout”?",
        ),
        (
            "components/jobs/settings",
            {"visibility_timeout": -5},
            "Visibility timeout of “Jobs” is -5.",
            "It must be above 0 s.",
        ),
        (
            "components/jobs/settings",
            {"visibility_timeout": "13h"},
            "Visibility timeout of “Jobs” is “13h”.",
            "It may be at most 43,200 s.",
        ),
        (
            "components/jobs/settings",
            {"visibility_timeout": "soon"},
            "Visibility timeout of “Jobs” is “soon”.",
            "Give a number of seconds, or text such as “200ms”, “30s”, “5m”, “2h” or “4d”.",
        ),
        (
            "components/jobs/settings",
            {"visibility_timeout": None},
            "Visibility timeout of “Jobs” is nothing (null).",
            "Give a number of seconds, or text such as “200ms”, “30s”, “5m”, “2h” or “4d”.",
        ),
        (
            "components/workers/settings",
            {"instances": "4"},
            "Instances of “Workers” is “4”.",
            "Give a whole number.",
        ),
        (
            "components/workers/settings",
            {"idempotent": 1},
            "Idempotent handler of “Workers” is 1.",
            "Give true or false.",
        ),
        (
            "components/client/settings",
            {"pattern": "tsunami"},
            "Pattern of “Senders” is “tsunami”.",
            "Choose one of: poisson, regular, burst, closed, ramp, spike, daily, steps.",
        ),
        (
            "components/workers/settings",
            {"processing_time": {"kind": "normal", "mean": 3}},
            "Processing time of “Workers” has the kind “normal”.",
            "Choose one of: constant, uniform, exponential, lognormal, gamma, weibull, mixture, "
            "percentiles.",
        ),
        (
            "components/workers/settings",
            {"processing_time": {"kind": "uniform", "low": 3}},
            "High of processing time of “Workers” is missing.",
            "Add “high”.",
        ),
        (
            "components/workers/settings",
            {"instances": 1_000, "concurrency": 1_000},
            "“Workers”: It has 1,000,000 slots, the most one component may have is 20,000. "
            "Lower instances or concurrency.",
            "",
        ),
        (
            "components/client/type",
            "cleint",
            "“client” has the type “cleint”.",
            "Did you mean “client”?",
        ),
        (
            "edges/send/target",
            "job",
            "The edge “send” ends at “job”, which is no component.",
            "Did you mean “jobs”?",
        ),
        (
            "edges/send/kind",
            "call",
            "A call edge cannot go from “Senders” to “Jobs”.",
            "Its kind must be “message”.",
        ),
        (
            "run/warm_up",
            "1h",
            "The run: The warm-up must be shorter than the run.",
            "",
        ),
        (
            "run/frame",
            1,
            "The run: This run would have 1,800 frames, the most one run may have is 1,200. "
            "Lengthen the frame or leave it open.",
            "",
        ),
        (
            "run/duration",
            "62d",
            "Duration of the run is “62d”.",
            "It may be at most 2,678,400 s.",
        ),
    ],
)
def test_a_mistake_is_told_in_a_sentence_that_names_place_and_remedy(
    place: str, value: Any, message: str, remedy: str
) -> None:
    told = [(each.message, each.remedy) for each in problems_of(changed(place, value))]

    assert (message, remedy) in told


def test_a_mistake_deep_in_a_list_is_told_with_its_place() -> None:
    parts = [{"weight": 1, "of": 3}, {"weight": 1, "of": {"kind": "gamma", "mean": 1, "cv": "x"}}]
    data = chain(worker={"processing_time": {"kind": "mixture", "parts": parts}})

    path, message, remedy = only(data)

    settings = ("components", "workers", "settings")
    assert path == (*settings, "processing_time", "parts", 1, "of", "cv")
    assert message.endswith("entry 2 of parts of processing time of “Workers” is “x”.")
    assert remedy == "Give a number."


@pytest.mark.parametrize(
    ("name", "entries", "message"),
    [
        ("steps", [{"at": 5, "rate": 1}] * 2, "“From” must rise from each entry to the next."),
        ("classes", [{"name": "a"}, {"name": "a"}], "Two entries have the same name."),
    ],
)
def test_entries_that_do_not_go_together_are_told_at_their_list(
    name: str, entries: list[Any], message: str
) -> None:
    path, said, _ = only(chain(client={name: entries}))

    assert path == ("components", "client", "settings", name)
    assert said == f"{name.capitalize()} of “Senders”: {message}"


def test_limits_are_told_in_sentences() -> None:
    data = chain()
    data["components"] |= {f"q{number}": component("queue") for number in range(1_998)}

    path, message, remedy = only(data)

    assert path == ("components",)
    assert message == "It has 2,001 components, the most one design may have is 1,000."
    assert remedy == "Split it into several designs."


def test_more_problems_than_anyone_reads_are_counted() -> None:
    data = chain()
    data["components"] |= {f"x{number}": {"type": "lorry"} for number in range(900)}

    problems = problems_of(data)

    assert len(problems) == limits.PROBLEMS_MAX
    assert problems[-1].message == "There are 701 further problems."


def test_text_that_is_no_json_is_told_where_it_breaks_off() -> None:
    assert only('{"version": 1,\n "name" 3}')[1:] == (
        "The text is not JSON: it breaks off at line 2, column 9.",
        "Look there for a missing comma, quote or bracket.",
    )


def test_a_key_written_twice_is_a_problem_and_not_a_silent_choice() -> None:
    text = json.dumps(chain()).replace('"jobs":', '"jobs": {"type": "queue"}, "jobs":')

    assert only(text)[1] == "The key “jobs” is written twice in one map."


def test_positions_of_components_that_are_gone_are_dropped() -> None:
    data = chain(**{}) | {"layout": {"jobs": {"x": 1, "y": 2}, "gone": {"x": 3, "y": 4}}}

    assert list(read(data).layout) == ["jobs"]


def test_a_design_is_frozen() -> None:
    design = read(uploads())

    with pytest.raises(TypeError, match="frozen"):
        design.components["more"] = design.components["dead"]
    with pytest.raises(ValueError, match="frozen"):
        design.components["dead"].settings.retention = 3
    with pytest.raises(AttributeError):
        design.name = "other"  # type: ignore[misc]  # that it is refused is the point


def test_an_empty_canvas_and_one_without_a_client_cannot_run() -> None:
    assert only(document({}, {}))[1] == "The design is empty."
    assert only(document({"q": component("queue")}, {}))[1] == "No work begins anywhere."


def test_an_edge_needs_both_ends_and_a_kind() -> None:
    data = chain()
    data["edges"]["half"] = {"source": "client"}

    assert {each.path for each in problems_of(data)} == {
        ("edges", "half", "target"),
        ("edges", "half", "kind"),
    }


def test_labels_may_be_anything_that_can_be_stored() -> None:
    label = "<script>alert('ü')</script> 🚂"
    data = changed("components/jobs/label", label)
    data["edges"]["second"] = edge("client", "message", "jobs")

    assert read(data).components["jobs"].label == label
