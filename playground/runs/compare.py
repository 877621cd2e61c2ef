"""Compare: what came of a change, in a table and in a sentence that names the price."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.runs import wording
from playground.runs.differences import differences
from playground.runs.models import Run
from simulator import catalog

SMALL = 0.01
"""A relative difference up to here is told, but called neither better nor worse: the next seed
may turn it round."""

NOTHING = "—"
Result = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """A figure of a result: how it is read, shown and judged.

    `weight` orders figures in the verdict: a lost message outweighs a long wait. `sign` is 1 where
    more is better, −1 where less is, 0 where it is neither. `spoken` is its name in a sentence, if
    that is not the label. Figures with `always` are shown even when both runs have zero, those with
    `differing` only where the runs differ.
    """

    label: str
    read: Callable[[Result], float | None]
    show: Callable[[float], str]
    sign: int
    weight: int = 0
    always: bool = False
    differing: bool = False
    small: float = SMALL
    spoken: str = ""


@dataclass(frozen=True)
class Row:
    """One measure of both runs."""

    measure: Measure
    a: float
    b: float

    @property
    def difference(self) -> float:
        return self.b - self.a

    @property
    def better(self) -> bool | None:
        """Whether b is better than a; None if it is neither, or the difference is small."""
        base = max(abs(self.a), abs(self.b))
        if not self.measure.sign or abs(self.difference) <= self.measure.small * base:
            return None
        return self.difference * self.measure.sign > 0

    @property
    def size(self) -> float:
        """How much of the larger one the difference is, 0 to 1."""
        base = max(abs(self.a), abs(self.b))
        return abs(self.difference) / base if base else 0.0

    def to_dict(self) -> dict[str, Any]:
        show, difference = self.measure.show, self.difference
        show_change = wording.points if show is wording.percent else show
        change = wording.signed(show_change(abs(difference)), difference)
        return {
            "label": self.measure.label,
            "a": show(self.a),
            "b": show(self.b),
            "change": change if show(self.a) != show(self.b) else NOTHING,
            "better": self.better,
        }


def _total(name: str) -> Callable[[Result], float | None]:
    return lambda result: result["system"]["totals"].get(name)


def _percentile(name: str) -> Callable[[Result], float | None]:
    return lambda result: result["system"]["percentiles"].get("latency", {}).get(name)


def _peak(name: str) -> Callable[[Result], float | None]:
    return lambda result: result["system"]["peaks"].get(name, {}).get("value")


def _mean(name: str) -> Callable[[Result], float | None]:
    return lambda result: result["system"]["means"].get(name)


def _poison(result: Result) -> float | None:
    found = [part["last"].get("parked_poison") for part in result["components"].values()]
    known = [value for value in found if value is not None]
    return sum(known) if known else None


def _sum(name: str) -> Callable[[Result], float | None]:
    """The sum over all components; 0 where none counts it, because there is nothing to count."""
    return lambda result: sum(part["totals"].get(name, 0) for part in result["components"].values())


def _given_up(result: Result) -> float | None:
    found: float = result["system"]["totals"].get("given_up", 0)
    return found


def _latency(name: str, weight: int) -> Measure:
    return Measure(
        f"Latency, {name}", _percentile(name), wording.duration, -1, weight, small=0.03,
        spoken=f"{name} latency",
    )  # fmt: skip


MEASURES: tuple[Measure, ...] = (
    Measure("Done", _total("done"), wording.count, 1, weight=5, always=True),
    Measure("Lost", _total("lost"), wording.count, -1, weight=10),
    Measure("Given up", _given_up, wording.count, -1, weight=9),
    Measure("Failed", _total("failed"), wording.count, -1, weight=7),
    Measure("Rejected", _total("rejected"), wording.count, -1, weight=7),
    Measure("Expired", _total("expired"), wording.count, -1, weight=9),
    Measure("Retries", _total("retries"), wording.count, -1, weight=2),
    Measure("Duplicates", _total("duplicates"), wording.count, -1, weight=6),
    Measure("Double effects", _sum("effects"), wording.count, -1, weight=6),
    Measure("Killed attempts", _sum("killed"), wording.count, -1, weight=2),
    Measure("Missed runs", _sum("missed"), wording.count, -1, weight=5),
    Measure(
        "Slot time on duplicates", _sum("wasted"), wording.duration, -1, weight=1, small=0.05
    ),
    Measure("Dead letters", _total("dead"), wording.count, -1, weight=8),
    Measure("of them poison", _poison, wording.count, 0),
    Measure(
        "Most waiting", _peak("waiting"), wording.count, -1, weight=1, small=0.05,
        spoken="the deepest queue",
    ),
    Measure(
        "Oldest, at most", _peak("oldest"), wording.duration, -1, weight=1, small=0.05,
        spoken="the longest wait",
    ),
    _latency("p50", weight=2),
    _latency("p95", weight=3),
    _latency("p99", weight=4),
    Measure("Slots in use", _mean("utilisation"), wording.percent, 0),
    Measure("Slots, on average", _mean("slots"), wording.number, 0, differing=True),
)  # fmt: skip


def comparison(a: Run, b: Run) -> dict[str, Any]:
    """Changes, rows and verdict of two finished runs: the parts of COMPARE but the runs."""
    assert a.result is not None, f"{a} has no result"
    assert b.result is not None, f"{b} has no result"
    rows = list(rows_of(a.result, b.result))
    same = same_work(a, b)
    return {
        "same_work": same,
        "verdict": verdict(rows, _work_words(same, a.result, b.result)),
        "changes": differences(a.revision.content, b.revision.content),
        "rows": [row.to_dict() for row in rows],
    }


def same_work(a: Run, b: Run) -> bool:
    """Whether both runs saw the same messages at the same times: seed, sources, what the timeline
    does to those, and duration."""
    return (a.seed, a.engine, _work(a)) == (b.seed, b.engine, _work(b))


def _work(run: Run) -> tuple[Any, ...]:
    content = run.revision.content
    types = {each["type"] for each in catalog()["types"] if each["category"] == "sources"}
    sources = {
        id: component.get("settings", {})
        for id, component in content["components"].items()
        if component["type"] in types
    }
    acts = [each for each in content.get("timeline", {}).values() if each["target"] in sources]
    return sources, acts, run.schema["duration"]


def rows_of(a: Result, b: Result) -> Iterator[Row]:
    """The measures that both results have, without those that are zero in both."""
    for measure in MEASURES:
        before, after = measure.read(a), measure.read(b)
        if before is None or after is None:
            continue
        if measure.differing and before == after:
            continue
        if measure.always or before or after:
            yield Row(measure, before, after)


def _work_words(same: bool, a: Result, b: Result) -> str:
    if not same:
        return "Not the same work: "
    if a["messages"] != b["messages"]:
        return "Same seed, same clients: "  # Clients that wait for answers send as many as fit.
    return f"Same seed, same {a['messages']:,} messages: "


def verdict(rows: Sequence[Row], work: str) -> dict[str, Any]:
    """The changes that matter most, and their price; `work` says what both runs have in common."""
    judged = sorted(rows, key=lambda row: (row.measure.weight, row.size), reverse=True)
    better = [row for row in judged if row.better is True]
    worse = [row for row in judged if row.better is False]
    if not better and not worse:
        return {
            "title": "No difference that matters",
            "text": f"{work}every figure is the same, or nearly so.",
            "good": None,
        }
    leader = next(row for row in judged if row.better is not None)
    good = leader.better is True
    gains, prices = (better, worse) if good else (worse, better)
    text = work + _listed([_change(row) for row in gains[:3]]) + "."
    if prices:
        word = "The price" if good else "In return"
        text += f" {word}: {_listed([_change(row) for row in prices[:2]])}."
    return {"title": _title(leader, bool(prices)), "text": text, "good": good}


def _title(row: Row, has_price: bool) -> str:
    label = row.measure.label
    if row.measure.show is wording.duration:
        title = f"{_capital(_spoken(row))}: {'shorter' if row.difference < 0 else 'longer'}"
    elif row.b == 0:
        title = f"No {label.lower()} any more"
    else:
        way = "fewer" if row.difference < 0 else "more"
        title = f"{label}: {wording.count(abs(row.difference))} {way}"
    return f"{title}, at a price" if has_price and row.better else title


def _change(row: Row) -> str:
    show = row.measure.show
    if show is not wording.duration:
        return f"{_spoken(row)} {show(row.a)} → {show(row.b)}"
    verb = "rises" if row.difference > 0 else "falls"
    return f"{_spoken(row)} {verb} by {show(abs(row.difference))} to {show(row.b)}"


def _spoken(row: Row) -> str:
    return row.measure.spoken or row.measure.label.lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
