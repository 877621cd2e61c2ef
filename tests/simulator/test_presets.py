"""Presets: real products as settings that are complete, hold their bounds, and can run."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Simulation, catalog, presets, read_design
from simulator.presets import PARTS, QUESTIONS, SETTINGS, Answers, Preset, all_presets
from tests.builders import Document, chain, edge, problems_of, read

PACKAGE = Path(__file__).parents[2] / "simulator" / "presets"
NAMES = [preset.name for preset in all_presets()]
every_preset = pytest.mark.parametrize("preset", all_presets(), ids=NAMES)

DECIDED = {
    "queue": {
        "hidden_until",
        "visibility_timeout",
        "lock_from",
        "lock_max",
        "expiry_check",
        "consumer_timeout",
        "crash_return",
        "return_to",
        "late_ack",
        "delivery",
        "polling",
        "in_flight_limit",
        "counts",
        "delivery_limit",
        "ordering",
        "group_window",
        "deduplication_window",
        "retention",
        "expired_to",
        "expires_at_head",
        "capacity",
    },
    "worker": {
        "ack",
        "prefetch",
        "batch",
        "heartbeat",
        "holds_eta",
        "retry",
        "max_attempts",
        "backoff_growth",
        "backoff_base",
        "backoff_factor",
        "backoff_cap",
        "backoff_jitter",
        "lost_slot",
        "time_limit",
        "after_grace",
    },
    "dead_letters": {"retention"},
}
"""What a product decides, so that nothing of one preset is left when another is chosen."""
THE_USERS = {
    "queue": {"time_to_live", "high_water", "redrive_after", "redrive_rate", "duplicate_share"},
    "worker": {"processing_time", "idempotent", "transient_failure", "poison_share"},
}
"""What no product decides."""


def visible(preset: Preset, part: str) -> set[str]:
    """The settings of a part that have a meaning with what the preset sets. What matters only once
    something is given (a capacity, a rate limit) is the product's way, given or not."""
    owner = {"queue": "queue", "dead_letters": "queue", "worker": "worker"}.get(part)
    types = {each["type"]: each["fields"] for each in catalog()["types"]}
    declared = types[owner] if owner else catalog()["edges"]["dead-letter"]["fields"]
    values = {field["name"]: field["default"] for field in declared}
    values |= {name: fact.value for name, fact in preset.facts(part).items()}
    said = {name: str(value).lower() for name, value in values.items()}
    return {
        field["name"]
        for field in declared
        if all(
            said[other] in allowed or "given" in allowed
            for other, allowed in (field["visible_when"] or {}).items()
        )
    }


def pair(preset: Preset) -> Document:
    """A queue and its worker as the preset has them, with dead letters where there are any."""
    plain = {
        part: {name: fact.value for name, fact in preset.facts(part).items()} for part in PARTS
    }
    work = {"processing_time": "500ms", "transient_failure": "5%", "poison_share": "1%"}
    data = chain({"rate": 3}, plain["queue"], {**plain["worker"], **work}, duration="3m")
    for id in ("jobs", "workers"):
        data["components"][id]["preset"] = preset.name
    data["components"]["dead"] = {"type": "queue", "settings": plain["dead_letters"]}
    data["edges"]["redrive"] = edge("jobs", "dead-letter", "dead", **plain["redrive"])
    return data


def test_every_module_of_presets_is_one_preset() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py") if path.stem[0] != "_"}

    assert {module.replace("_", "-") for module in modules} == set(NAMES)
    assert len({preset.label for preset in all_presets()}) == len(NAMES)


def test_the_products_people_ask_for_are_there() -> None:
    assert {preset.product for preset in all_presets()} == {
        "Amazon SQS",
        "Amazon SQS and AWS Lambda",
        "Azure Service Bus",
        "BullMQ",
        "Celery",
        "Google Pub/Sub",
        "RabbitMQ",
        "Sidekiq",
        "Sidekiq Pro",
    }


@every_preset
@pytest.mark.parametrize("part", PARTS)
def test_a_preset_sets_only_what_exists_and_has_a_meaning(preset: Preset, part: str) -> None:
    assert set(preset.facts(part)) <= set(SETTINGS[part].model_fields)
    assert set(preset.facts(part)) <= visible(preset, part)


@every_preset
@pytest.mark.parametrize("part", DECIDED)
def test_a_preset_sets_everything_that_a_product_decides(preset: Preset, part: str) -> None:
    missing = (DECIDED[part] & visible(preset, part)) - set(preset.facts(part))

    assert missing == set()


@every_preset
def test_a_preset_leaves_to_the_user_what_no_product_decides(preset: Preset) -> None:
    for part, names in THE_USERS.items():
        assert names & set(preset.facts(part)) == set()


@every_preset
def test_every_value_names_its_source(preset: Preset) -> None:
    for part in PARTS:
        for name, fact in preset.facts(part).items():
            assert fact.basis in ("documented", "unverified", "chosen"), name
            assert len(fact.source) > 5, name
            assert not fact.source.endswith("."), name
            assert fact.source[0].isupper() or fact.source.startswith(CODE), name


CODE = ("celery", "kombu", "sidekiq", "bullmq", "python-pubsub", "rabbitmq-server")
"""Repositories, whose names are written small."""


@every_preset
def test_a_preset_says_what_it_is_models_and_leaves_out(preset: Preset) -> None:
    assert preset.summary.endswith(".")
    assert preset.version
    assert len(preset.models) >= 2
    assert len(preset.leaves_out) >= 3
    for text in (*preset.models, *preset.leaves_out):
        assert text.endswith(".")


@every_preset
def test_a_preset_answers_the_twelve_questions(preset: Preset) -> None:
    assert len(QUESTIONS) == 12
    assert [each.name for each in fields(Answers)] == list(QUESTIONS)
    for entry in preset.to_dict()["page"]["answers"]:
        assert entry["question"].endswith("?")
        assert entry["answer"].endswith(".")


@every_preset
def test_a_design_that_follows_a_preset_runs_to_its_end(preset: Preset) -> None:
    simulation = Simulation(read(pair(preset)), seed=7)

    frames = list(simulation.frames())

    assert frames[-1].end == 180
    assert simulation.result().to_dict()["components"]["workers"]["totals"]["done"] > 100


def test_the_presets_are_plain_json_and_part_of_the_catalog() -> None:
    assert json.loads(json.dumps(presets(), allow_nan=False)) == presets()
    assert catalog()["presets"] == presets()


def test_values_that_products_are_known_for() -> None:
    def value(name: str, part: str, setting: str) -> Any:
        return presets()[NAMES.index(name)]["settings"][part][setting]["value"]

    assert value("sqs-standard", "queue", "visibility_timeout") == 30
    assert value("sqs-fifo", "dead_letters", "retention_clock") == "reset"
    assert value("rabbitmq-quorum-4-2", "redrive", "max_receives") == 21
    assert value("rabbitmq-quorum-4-2", "queue", "counts") == "returns"
    assert value("rabbitmq-quorum-4-3", "queue", "counts") == "failed_returns"
    assert value("celery-redis", "queue", "visibility_timeout") == 3_600
    assert value("celery-redis", "worker", "max_attempts") == 4
    assert value("sidekiq", "worker", "max_attempts") == 26
    assert value("sidekiq", "worker", "ack") == "receive"
    assert value("azure-service-bus", "redrive", "max_receives") == 10
    assert value("bullmq", "worker", "heartbeat") == 15


# ---- What a design remembers ------------------------------------------------------------------


def following(id: str, name: Any) -> Document:
    data = chain()
    data["components"][id]["preset"] = name
    return data


def test_a_design_remembers_which_preset_a_component_follows() -> None:
    design = read(following("jobs", "sqs-fifo"))

    assert design.components["jobs"].preset == "sqs-fifo"
    assert design.to_dict()["components"]["jobs"]["preset"] == "sqs-fifo"
    assert read_design(design.to_dict()) == (design, [])


def test_the_preset_followed_is_no_part_of_what_is_simulated() -> None:
    plain, marked = read(chain()), read(following("workers", "sidekiq"))

    assert marked.fingerprint() == plain.fingerprint()
    assert "preset" not in plain.to_dict()["components"]["workers"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_following_nothing_is_written_by_leaving_it_out(nothing: Any) -> None:
    assert read(following("jobs", nothing)).to_dict() == read(chain()).to_dict()


@pytest.mark.parametrize(
    ("id", "name", "message", "remedy"),
    [
        (
            "jobs",
            "sqs-standart",
            "“Jobs” follows “sqs-standart”, and there is no such preset.",
            "Did you mean “sqs-standard”?",
        ),
        (
            "workers",
            7,
            "“Workers” follows 7, and there is no such preset.",
            f"The presets are: {', '.join(NAMES)}.",
        ),
        (
            "client",
            "sidekiq",
            "“Senders” follows a preset, and a client has none.",
            "Remove it.",
        ),
    ],
)
def test_a_preset_that_cannot_be_followed_is_told(
    id: str, name: Any, message: str, remedy: str
) -> None:
    (problem,) = problems_of(following(id, name))

    assert problem.path == ("components", id, "preset")
    assert (problem.message, problem.remedy) == (message, remedy)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_whatever_stands_there_is_read_or_told(name: Any) -> None:
    design, problems = read_design(following("jobs", name))

    assert (design is None) == bool(problems)
    assert all(problem.path[:3] == ("components", "jobs", "preset") for problem in problems)
