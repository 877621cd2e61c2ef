"""Report: the result of a simulation as text for a terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

from simulator.design import Component, Design, Metric
from simulator.engine.metrics import SYSTEM_METRICS, edge_metrics
from simulator.engine.result import Result
from simulator.feedback import Finding
from simulator.feedback.wording import count, duration, figure, share

WIDTH = 92
NAME = 20
_INDENT = " " * 2


def report(design: Design, result: Result, findings: Sequence[Finding]) -> str:
    """Everything that came of a simulation: totals, each component, edges, advice."""
    data = result.to_dict()
    lines = _head(design, data)
    lines += _block("Whole system", "", SYSTEM_METRICS, data["system"])
    for component in design.components.values():
        metrics = design.metrics(component.id)
        lines += _block(
            component.title, _kind(design, component), metrics, data["components"][component.id]
        )
    for edge in design.edges.values():
        ends = (design.components[end].title for end in (edge.source, edge.target))
        lines += _block(" → ".join(ends), edge.kind, edge_metrics(edge), data["edges"][edge.id])
    return "\n".join([*lines, *_findings(findings)])


def _head(design: Design, data: dict[str, Any]) -> list[str]:
    facts = [
        f"{duration(data['duration'])} simulated",
        f"seed {data['seed']}",
        f"{count(data['messages'])} messages",
        f"{count(data['events'])} events",
        f"engine {data['engine']}",
    ]
    if data["warm_up"]:
        facts.insert(1, f"the first {duration(data['warm_up'])} left out")
    return [design.name or "A design without a name", ", ".join(facts)]


def _kind(design: Design, component: Component) -> str:
    role = design.role(component.id)
    label = component.about.label
    return f"{label}, {role} role" if role else label


def _block(title: str, kind: str, metrics: Iterable[Metric], summary: dict[str, Any]) -> list[str]:
    metrics = list(metrics)
    head = f"{title} · {kind}" if kind else title
    lines = ["", head, "-" * min(len(head), WIDTH)]
    totals = [
        f"{metric.label} {_amount(summary['totals'][metric.name], metric)}"
        for metric in metrics
        if metric.kind == "count" and summary["totals"].get(metric.name)
    ]
    lines += _wrapped(totals)
    for metric in metrics:
        if metric.kind in ("gauge", "utilisation"):
            lines += _level(metric, summary)
    groups = [metric for metric in metrics if metric.name.endswith("_p50")]
    for metric in groups:
        lines += _observed(metric, summary)
    return lines if len(lines) > 3 else [*lines, f"{_INDENT}Nothing happened here."]


def _level(metric: Metric, summary: dict[str, Any]) -> list[str]:
    mean, peak = summary["means"].get(metric.name), summary["peaks"].get(metric.name)
    if not mean and not (peak and peak["value"]):
        return []
    said = [f"mean {_amount(mean, metric)}"] if mean is not None else []
    varies = peak is not None and peak["value"] > (mean or 0.0)
    if varies:
        said.append(f"peak {_amount(peak['value'], metric)} at {duration(peak['at'])}")
    last = summary["last"].get(metric.name)
    if varies and last is not None:
        said.append(f"at the end {_amount(last, metric)}")
    return [_row(metric.label, said)]


def _observed(metric: Metric, summary: dict[str, Any]) -> list[str]:
    name = metric.name.removesuffix("_p50")
    seen = summary["percentiles"].get(name)
    if not seen or not seen["count"]:
        return []
    said = [f"{key} {duration(seen[key])}" for key in ("mean", "p50", "p95", "p99", "max")]
    return [_row(metric.label.removesuffix(" p50"), said)]


def _row(label: str, said: Sequence[str]) -> str:
    return f"{_INDENT}{label:<{NAME}}{', '.join(said)}"


def _wrapped(parts: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 2 <= WIDTH:
            lines[-1] += f", {part}"
        else:
            lines.append(_INDENT + part)
    return lines


def _amount(value: float, metric: Metric) -> str:
    if metric.kind == "utilisation":
        return share(value)
    if metric.unit == "s":
        return duration(value)
    return count(value) if float(value).is_integer() else figure(value)


def _findings(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return ["", "No findings: nothing to say about this run."]
    lines = ["", "Findings", "--------"]
    for finding in findings:
        lines.append(f"{_INDENT}{finding.title} ({finding.rule}, {finding.severity})")
        lines.append(f"{_INDENT * 2}{finding.message}")
        if finding.fix is not None:
            lines.append(f"{_INDENT * 2}{finding.fix.label}")
    return lines
