"""Command line: the simulator without a web site.

python -m simulator run design.json --seed 7
python -m simulator check design.json
python -m simulator schema
python -m simulator catalog
python -m simulator presets sqs-standard
"""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from simulator import (
    Design,
    Finding,
    LimitReachedError,
    Problem,
    Simulation,
    catalog,
    check,
    design_schema,
    limits,
    presets,
    read_design,
)
from simulator.preset_report import preset_list, preset_report
from simulator.report import report

BAD_DESIGN = 1
BAD_USE = 2


class _RefusedError(Exception):
    """There is nothing to go on with. The text is for the user."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0, or 1 for a design that cannot run."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except _RefusedError as error:
        print(error, file=sys.stderr)
        return error.status
    except LimitReachedError as error:
        print(error, file=sys.stderr)
        return BAD_DESIGN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="Simulate designs of asynchronous systems."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", _run, "simulate a design and print what came of it")
    run.add_argument("design", help="a design as JSON, or - for standard input")
    run.add_argument("--seed", type=_seed, help="instead of the design's own seed")
    output = run.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the result as JSON")
    output.add_argument(
        "--frames", action="store_true", help="print schema and frames as JSON, one a line"
    )
    checking = _command(commands, "check", _check, "read a design; print problems and advice")
    checking.add_argument("design", help="a design as JSON, or - for standard input")
    checking.add_argument("--json", action="store_true", help="print them as JSON")
    _command(commands, "schema", _schema, "print the JSON Schema of designs")
    _command(commands, "catalog", _catalog, "print every component type, setting and metric")
    showing = _command(commands, "presets", _presets, "print the products that settings can follow")
    showing.add_argument("name", nargs="?", help="one of them: its values and their sources")
    showing.add_argument("--json", action="store_true", help="print them as JSON")
    return parser


def _command(commands: Any, name: str, function: Any, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(command=function)
    return parser


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed <= limits.SEED_MAX:
        raise argparse.ArgumentTypeError(f"a seed is from 0 to {limits.SEED_MAX:,}")
    return seed


def _run(chosen: argparse.Namespace) -> int:
    design = _design(chosen.design)
    simulation = Simulation(design, seed=chosen.seed)
    if chosen.frames:
        _print_line(simulation.schema.to_dict())
    for frame in simulation.frames():
        if chosen.frames:
            _print_line(frame.to_dict())
    if chosen.frames:
        return 0
    result = simulation.result()
    findings = check(design, result)
    if chosen.json:
        found = [finding.to_dict() for finding in findings]
        _print_all({**result.to_dict(), "findings": found})
    else:
        print(report(design, result, findings))
    return 0


def _check(chosen: argparse.Namespace) -> int:
    design, problems = read_design(_content(chosen.design))
    findings = [] if design is None else check(design)
    if chosen.json:
        _print_all(
            {
                "problems": [problem.to_dict() for problem in problems],
                "findings": [finding.to_dict() for finding in findings],
            }
        )
    else:
        print(_told(problems) if problems else _advice(findings))
    return BAD_DESIGN if problems else 0


def _schema(chosen: argparse.Namespace) -> int:
    _print_all(design_schema())
    return 0


def _catalog(chosen: argparse.Namespace) -> int:
    _print_all(catalog())
    return 0


def _presets(chosen: argparse.Namespace) -> int:
    known = {preset["name"]: preset for preset in presets()}
    if chosen.name is not None and chosen.name not in known:
        near = get_close_matches(chosen.name[:60], known, n=1)
        remedy = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
        raise _RefusedError(f"There is no preset {chosen.name[:60]}. {remedy}", BAD_USE)
    if chosen.json:
        _print_all(known[chosen.name] if chosen.name else list(known.values()))
    elif chosen.name:
        print(preset_report(known[chosen.name]))
    else:
        print(preset_list(known.values()))
    return 0


def _design(name: str) -> Design:
    design, problems = read_design(_content(name))
    if design is None:
        raise _RefusedError(_told(problems), BAD_DESIGN)
    return design


def _content(name: str) -> Any:
    """The text of a file; of an example of the gallery, the design within it."""
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise _RefusedError(f"Cannot read {name}: {reason}.", BAD_USE) from error
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    # An example tells a story around its design. Anything else is read as the text it is, so that
    # keys written twice are found.
    inner = isinstance(data, dict) and "components" not in data and data.get("design")
    return inner or text


def _told(problems: Sequence[Problem]) -> str:
    lines = []
    for problem in problems:
        place = "/".join(str(step) for step in problem.path)
        lines.append(f"{place}: {problem.message}" if place else problem.message)
        if problem.remedy:
            lines.append(f"    {problem.remedy}")
    return "\n".join(lines)


def _advice(findings: Sequence[Finding]) -> str:
    if not findings:
        return "The design can run. Nothing to say yet."
    lines = ["The design can run."]
    for finding in findings:
        lines += ["", f"{finding.title} ({finding.rule})", f"    {finding.message}"]
    return "\n".join(lines)


def _print_line(value: Any) -> None:
    print(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


def _print_all(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows no arrows and thin spaces gets question marks, not an error.
        sys.stdout.reconfigure(errors="replace")
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Whoever reads has seen enough, as in `… --frames | head`.
        sys.stderr.close()
        sys.exit(0)
