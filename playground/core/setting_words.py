"""Setting words: settings, their bounds and defaults as words, from the catalog's fields."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NARROW = "\u202f"  # Before a unit, so that a number and its unit stay together.
TIMES = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
KINDS = {
    "constant": "constant",
    "uniform": "uniform",
    "exponential": "exponential",
    "lognormal": "log-normal",
    "gamma": "gamma",
    "weibull": "Weibull",
    "mixture": "a mixture",
    "percentiles": "percentiles",
}
DURATIONS_OF = {"value", "low", "high", "mean", "median", "p99"}

Field = Mapping[str, Any]


def bounds(field: Field) -> str:
    """Which values there are: "1 to 500", "0 s to 12 h", "on or off", or the choices."""
    match field["kind"]:
        case "boolean":
            return "on or off"
        case "choice":
            return ", ".join(choice["label"].lower() for choice in field["choices"])
        case "list":
            return "list of " + ", ".join(part["label"].lower() for part in field["fields"])
        case "distribution":
            return "duration, distribution"
    low, high = field.get("minimum"), field.get("maximum")
    if low is None and high is None:
        return ""
    if high is None:
        return f"from {amount(low, field)}"
    return (
        f"{amount(low, field)} to {amount(high, field)}"
        if low is not None
        else (f"up to {amount(high, field)}")
    )


def default(field: Field) -> str:
    """The default as words: "30 s", "2 %", "log-normal, mean 500 ms, cv 0.5"."""
    value = field.get("default")
    if value is None:
        return field.get("nothing") or "none"
    match field["kind"]:
        case "boolean":
            return "on" if value else "off"
        case "choice":
            labels = {choice["value"]: choice["label"].lower() for choice in field["choices"]}
            return str(labels.get(value, value))
        case "list":
            return entries(value, field)
        case "distribution":
            return distribution(value)
    return amount(value, field)


def entries(given: Sequence[Mapping[str, Any]], field: Field) -> str:
    """A list as words, entry by entry: "from 0 s, rate 5/s; from 60 s, rate 50/s"."""
    if not given:
        return field.get("nothing") or "none"
    return "; ".join(
        ", ".join(
            f"{part['label'].lower()} {value(each[part['name']], part)}"
            for part in field["fields"]
            if part["name"] in each
        )
        for each in given
    )


def source(field: Field) -> str:
    """Where the default comes from, and what others take; empty where it is only our choice."""
    said = str(field.get("source") or "")
    ours, _, others = said.partition(";")
    return others.strip() if ours.startswith("our choice") else said


def amount(value: Any, field: Field) -> str:
    """One value with its unit."""
    if not isinstance(value, int | float):
        return str(value)
    match field["kind"]:
        case "duration":
            return duration(value)
        case "rate":
            return rate(value)
        case "share":
            return f"{number(100 * value)}{NARROW}%"
    unit = field.get("unit") or ""
    return f"{number(value)}{NARROW}{unit}" if unit else number(value)


def rate(per_second: float) -> str:
    """A rate in the unit in which it is not far below one: "3/s", "1/min", "20/h"."""
    if per_second == 0 or per_second >= 0.1:
        return f"{number(per_second)}/s"
    unit, size = ("min", 60) if per_second * 60 >= 0.1 else ("h", 3_600)
    return f"{number(round(per_second * size, 9))}/{unit}"


def distribution(value: Any) -> str:
    """A distribution as words; a bare number is a constant duration."""
    if isinstance(value, int | float):
        return duration(value)
    if not isinstance(value, Mapping):
        return str(value)
    kind = str(value.get("kind", ""))
    parts = [
        f"{name} {duration(part) if name in DURATIONS_OF else number(part)}"
        for name, part in value.items()
        if isinstance(part, int | float)
    ]
    if kind == "constant" and parts:
        return parts[0].removeprefix("value ")
    return ", ".join([KINDS.get(kind, kind), *parts])


def duration(seconds: float) -> str:
    """Seconds in the largest unit that leaves a whole number, else in ms or s."""
    if seconds == 0:
        return f"0{NARROW}s"
    for unit, size in TIMES:
        if seconds >= size and (seconds / size).is_integer():
            return f"{number(seconds / size)}{NARROW}{unit}"
    if seconds < 1:
        return f"{number(1000 * seconds)}{NARROW}ms"
    return f"{number(seconds)}{NARROW}s"


def number(value: float) -> str:
    """At most four digits that mean something, thousands with a comma."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4g}"


def value(given: Any, field: Field) -> str:
    """A value as words; what a user wrote as text, such as "30s", is read as the field would."""
    if isinstance(given, str) and field["kind"] != "choice":
        return given
    return default({**field, "default": given})


def written(design: Mapping[str, Any], catalog: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what, value) for each setting that a design names or that its nodes show.

    In the order in which the diagram is read, from left to right. A redrive policy is a setting of
    its edge; it is named after the queue it leaves.
    """
    types = {entry["type"]: entry for entry in catalog["types"]}
    dead = {e["target"] for e in design["edges"].values() if e["kind"] == "dead-letter"}
    rows = []
    for id, component in sorted(
        design["components"].items(), key=lambda part: _place(design, part[0])
    ):
        entry = types.get(component["type"])
        if entry is None:
            continue
        face = (entry["roles"]["dead-letter"] if id in dead else entry)["face"]
        shown = [setting["setting"] for setting in face["settings"]]
        rows += _rows(component["label"] or id, component["settings"], entry["fields"], shown)
    for edge in design["edges"].values():
        source = design["components"].get(edge["source"], {})
        fields = catalog["edges"][edge["kind"]]["fields"]
        shown = [field["name"] for field in fields if edge["kind"] == "dead-letter"]
        rows += _rows(source.get("label") or edge["source"], edge["settings"], fields, shown)
    return rows


def _place(design: Mapping[str, Any], id: str) -> tuple[float, float]:
    at = design.get("layout", {}).get(id, {})
    return at.get("x", 0.0), at.get("y", 0.0)


def _rows(
    name: str, settings: Mapping[str, Any], fields: Iterable[Field], shown: Iterable[str]
) -> list[tuple[str, str]]:
    return [
        (
            f"{name}, {field['label'].lower()}",
            value(settings.get(field["name"], field["default"]), field),
        )
        for field in fields
        if field["name"] in settings or field["name"] in shown
    ]
