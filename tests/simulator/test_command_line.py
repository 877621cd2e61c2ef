"""Command line: the simulator without a web site."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import Simulation, catalog, design_schema, presets
from simulator.__main__ import main
from simulator.feedback.wording import THIN
from tests.builders import Document, chain, read, uploads

ROOT = Path(__file__).parents[2]


@pytest.fixture
def story(tmp_path: Path) -> str:
    return written(tmp_path, uploads())


def written(folder: Path, data: Document) -> str:
    path = folder / "design.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def test_a_run_prints_what_came_of_it_and_advice(
    story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", story, "--seed", "4"]) == 0

    text = capsys.readouterr().out.replace(THIN, " ")
    assert text.startswith("Video uploads\n30 m simulated, seed 4,")
    assert "Transcode queue · Queue\n" in text
    assert "Dead letters · Queue, dead-letter role\n" in text
    assert "Upload service → Transcode queue · message\n" in text
    assert "The timeout is shorter than the work (VIS-1, error)" in text
    assert max(len(line) for line in text.partition("Findings")[0].splitlines()) <= 100


def test_json_is_the_result_with_its_findings(
    story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", story, "--json", "--seed", "4"]) == 0

    printed = json.loads(capsys.readouterr().out)
    simulation = Simulation(read(uploads()), seed=4)
    for _ in simulation.frames():
        pass
    findings = printed.pop("findings")
    assert printed == json.loads(json.dumps(simulation.result().to_dict()))
    assert "VIS-1" in [finding["rule"] for finding in findings]


def test_frames_are_json_lines_after_a_line_with_their_schema(
    story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", story, "--frames"]) == 0

    schema, *frames = map(json.loads, capsys.readouterr().out.splitlines())
    assert schema["frames"] == len(frames) == 180
    assert [frame["seq"] for frame in frames] == list(range(1, 181))
    assert len(frames[0]["system"]) == len(schema["system"])


def test_a_design_that_cannot_run_is_told_problem_by_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, chain(queue={"visibility_timeout": "soon"}, seed=-1))

    assert main(["run", path]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == (
        "components/jobs/settings/visibility_timeout: Visibility timeout of “Jobs” is “soon”."
    )
    assert lines[2] == "run/seed: Seed of the run is -1."
    assert lines[3] == "    It must be at least 0."


def test_check_gives_advice_without_a_run(story: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", story]) == 0
    assert "The timeout is shorter than the work (VIS-1)" in capsys.readouterr().out

    assert main(["check", story, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_check_tells_a_bad_design_by_its_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, chain(seed=-1))

    assert main(["check", path, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["path"] == ["run", "seed"]


def test_an_example_of_the_gallery_can_be_run_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = ROOT / "examples" / "too_few_workers.json"

    assert main(["check", str(example)]) == 0
    assert "The design can run." in capsys.readouterr().out


def test_schema_and_catalog_are_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == design_schema()
    assert main(["catalog"]) == 0
    assert json.loads(capsys.readouterr().out) == catalog()


def test_presets_are_listed_and_told_with_the_source_of_each_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["presets"]) == 0
    assert "sqs-fifo " in capsys.readouterr().out

    assert main(["presets", "azure-service-bus"]) == 0
    text = capsys.readouterr().out
    assert "max_receives          10            Azure Service Bus documentation" in text
    assert "concurrency           1             not verified: MaxConcurrentCalls 1" in text
    assert "What happens when a worker crashes?" in text

    assert main(["presets", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == presets()
    assert main(["presets", "sidekiq", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"] == "Sidekiq"


@pytest.mark.parametrize(
    ("name", "remedy"), [("sidekick", "Did you mean sidekiq?"), ("zzz", "There are: azure-")]
)
def test_a_preset_that_does_not_exist_is_told_in_a_sentence(
    name: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["presets", name]) == 2
    assert capsys.readouterr().err.startswith(f"There is no preset {name}. {remedy}")


def test_a_file_that_is_not_there_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "no-such-design.json"]) == 2
    assert capsys.readouterr().err == (
        "Cannot read no-such-design.json: No such file or directory.\n"
    )


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "[]", "3", '{"design": 3}'])
def test_a_file_that_holds_no_design_is_told_in_a_sentence(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "design.json"
    path.write_text(content)

    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out


def test_the_module_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "check", "-"],
        input=json.dumps(uploads(120)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The design can run.")
