"""Publish: every value that was compared, for docs/validation.md and for the page of the site.

    make validation

writes docs/validation.json, which the page at /validation/ is drawn from, and the tables of
docs/validation.md. It takes about four and a half minutes of one processor.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator import ENGINE_VERSION
from tests.simulator.validation.cases import REGISTERED, Case
from tests.simulator.validation.comparison import CASES, LEVEL, Value, comparison
from tests.simulator.validation.not_expressed import NOT_EXPRESSED
from tests.simulator.validation.runs import REPLICATIONS
from tests.simulator.validation.words import FAMILIES, METRICS, parameters

Data = dict[str, Any]

DOCS = Path(__file__).parents[3] / "docs"
DATA, TEXT = DOCS / "validation.json", DOCS / "validation.md"
MARK = "<!-- Everything below is written by `make validation`. -->"


def data(values: list[Value]) -> Data:
    """Everything that is published, as it stands in docs/validation.json."""
    return {
        "engine": ENGINE_VERSION,
        "replications": REPLICATIONS,
        "level": LEVEL,
        "families": [
            {
                "name": family.name,
                "title": FAMILIES[family.name],
                "how": family.how,
                "points": _points([it for it in values if it.case.family == family.name]),
                "not_measured": _not_measured(family.not_measured),
            }
            for family in (REGISTERED[name] for name in dict.fromkeys(it.family for it in CASES))
        ],
        "not_expressed": [
            {"name": name, "title": FAMILIES[name], "why": why}
            for name, why in NOT_EXPRESSED.items()
        ],
    }


def _not_measured(reasons: Any) -> list[Data]:
    return [{"metric": metric, "why": why} for metric, why in reasons.items()]


def _points(values: list[Value]) -> list[Data]:
    cases: dict[str, Case] = {it.case.name: it.case for it in values}
    return [
        {
            "params": case.params,
            "words": parameters(case.params),
            "measured": round(case.setup.horizon.span, 3),
            "values": [_value(it) for it in values if it.case.name == name],
        }
        for name, case in cases.items()
    ]


def _value(value: Value) -> Data:
    low, high = value.interval
    return {
        "metric": value.metric,
        "words": METRICS[value.metric],
        "exact": value.exact,
        "simulated": _short(value.mean),
        "low": _short(low),
        "high": _short(high),
        "bound": value.metric in value.case.setup.bounds,
        "p": _short(value.p),
        "agrees": value.agrees,
    }


def _short(number: float) -> float:
    return float(f"{number:.8g}")


def lines(published: Data) -> Iterator[str]:
    """The tables of docs/validation.md."""
    families = published["families"]
    yield from ("## How each family is expressed", "", "| Family | As a design |", "|---|---|")
    yield from (f"| {it['name']} | {it['how']} |" for it in families)
    yield from ("", "## What is not compared", "", "| Family or value | Why |", "|---|---|")
    yield from (f"| {it['name']} | {it['why']} |" for it in published["not_expressed"])
    for family in families:
        for left in family["not_measured"]:
            yield f"| {family['name']}: {left['metric']} | {left['why']} |"
    count = sum(len(point["values"]) for family in families for point in family["points"])
    yield from ("", f"## The {count} values", "")
    known = len(families) + len(published["not_expressed"])
    engine, replications = published["engine"], published["replications"]
    yield f"{len(families)} of {known} families; engine {engine}; {replications} replications."
    for family in families:
        yield from ("", f"### {family['name']}", "")
        yield "| Parameters | Value | Exact | Simulated | 95 % interval | p | |"
        yield "|---|---|---:|---:|---|---:|---|"
        for point in family["points"]:
            yield from (_row(point["words"], value) for value in point["values"])


def _row(words: str, value: Data) -> str:
    between = f"{value['low']:.5g} to {value['high']:.5g}"
    numbers = f"{value['exact']:.5g} | {value['simulated']:.5g} | {between} | {value['p']:.2g}"
    name = f"{value['words']} (`{value['metric']}`)"
    return f"| {words} | {name} | {numbers} | {'agrees' if value['agrees'] else 'differs'} |"


def text(published: Data, before: str) -> str:
    """docs/validation.md anew: what people wrote above the mark, and the tables below it."""
    head, mark, _ = before.partition(MARK)
    assert mark, f"{TEXT.name} has no line {MARK!r}"
    return head + MARK + "\n\n" + "\n".join(lines(published)) + "\n"


def publish() -> None:
    """Simulate everything and write both files."""
    published = data(comparison())
    DATA.write_text(json.dumps(published, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    TEXT.write_text(text(published, TEXT.read_text(encoding="utf-8")), encoding="utf-8")
    values = [
        it for family in published["families"] for p in family["points"] for it in p["values"]
    ]
    wrong = sum(not it["agrees"] for it in values)
    sys.stdout.write(f"{len(values)} values, {wrong} of them differ from the exact ones.\n")


if __name__ == "__main__":
    publish()
