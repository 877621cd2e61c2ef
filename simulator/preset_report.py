"""Preset report: presets as text for a terminal."""

import json
from collections.abc import Iterable, Mapping
from textwrap import fill
from typing import Any

WIDTH = 92
PARTS = {
    "queue": "Queue",
    "worker": "Worker",
    "dead_letters": "Dead-letter queue",
    "redrive": "Dead-letter edge",
}
BASIS = {"documented": "", "unverified": "not verified: ", "chosen": "our choice: "}

Entry = Mapping[str, Any]


def preset_list(presets: Iterable[Entry]) -> str:
    """One line a preset: its name, product and version."""
    rows = [(each["name"], each["label"], each["version"]) for each in presets]
    widths = [max(len(row[at]) for row in rows) + 2 for at in range(2)]
    return "\n".join(f"{name:<{widths[0]}}{label:<{widths[1]}}{said}" for name, label, said in rows)


def preset_report(preset: Entry) -> str:
    """Every value with its source, what is modelled and what is not, and the answers."""
    lines = [f"{preset['label']} · {preset['product']}, {preset['version']}", preset["summary"]]
    for part, title in PARTS.items():
        facts = preset["settings"][part]
        if facts:
            lines += ["", title, "-" * len(title)]
            lines += [_fact(name, fact) for name, fact in facts.items()]
    page = preset["page"]
    for title, points in (("Models", page["models"]), ("Leaves out", page["leaves_out"])):
        lines += ["", title, "-" * len(title), *(_wrapped(f"- {point}") for point in points)]
    for entry in page["answers"]:
        lines += ["", entry["question"], _wrapped(entry["answer"])]
    return "\n".join(lines)


def _fact(name: str, fact: Entry) -> str:
    value = json.dumps(fact["value"], ensure_ascii=False)
    return f"  {name:<22}{value:<14}{BASIS[fact['basis']]}{fact['source']}"


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
