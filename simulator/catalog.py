"""Catalog: every component type, edge kind, metric, rule and preset, for the browser."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from simulator import limits
from simulator.design.actions import SET, ActionKind, Moment
from simulator.design.component import About, Component, Face, Metric
from simulator.design.connections import matrix
from simulator.design.distributions import FORMS
from simulator.design.edges import EDGE_KINDS
from simulator.design.fields import fields_of
from simulator.design.page import page_of
from simulator.design.registry import Registry
from simulator.design.run import RunSettings
from simulator.design.settings import settings_of
from simulator.engine.metrics import (
    EVERY_EDGE_METRIC,
    FURTHER_SYSTEM_METRICS,
    SYSTEM_METRICS,
)
from simulator.engine.simulation import ENGINE_VERSION
from simulator.feedback import Rule
from simulator.presets import Preset

CATEGORIES = {
    "sources": "Sources",
    "compute": "Compute",
    "messaging": "Messaging",
    "storage": "Storage",
}


def catalog_of(
    registry: Registry, rules: Iterable[Rule], presets: Iterable[Preset]
) -> dict[str, Any]:
    """Everything that palette, inspector, nodes, charts and pages follow from, JSON-able."""
    order = list(CATEGORIES)
    types = sorted(registry, key=lambda each: (order.index(each.about.category), each.about.type))
    return {
        "engine": ENGINE_VERSION,
        "types": [_type(each) for each in types],
        "edges": {
            kind.kind: {"label": kind.label, "fields": fields_of(kind.settings_class)}
            for kind in EDGE_KINDS.values()
        },
        "connections": {
            source: {
                target: {
                    "kinds": list(found.kinds),
                    "reason": found.reason,
                    "idle": {kind: list(names) for kind, names in found.idle.items() if names},
                }
                for target, found in targets.items()
            }
            for source, targets in matrix(registry).items()
        },
        "run": {"fields": fields_of(RunSettings)},
        "timeline": {"fields": fields_of(Moment)},
        "distributions": [
            {
                "kind": model.model_fields["kind"].default,
                "label": model.label,
                "fields": fields_of(model),
            }
            for model in FORMS.values()
        ],
        "categories": [{"id": id, "label": label} for id, label in CATEGORIES.items()],
        "system_metrics": _metrics(SYSTEM_METRICS + FURTHER_SYSTEM_METRICS),
        "edge_metrics": _metrics(EVERY_EDGE_METRIC),
        "limits": _limits(),
        "rules": [_rule(rule) for rule in rules],
        "presets": [preset.to_dict() for preset in presets],
    }


def _type(model: type[Component]) -> dict[str, Any]:
    about, fields = model.about, fields_of(model.settings_class)
    return {
        "type": about.type,
        "label": about.label,
        "icon": about.icon,
        "category": about.category,
        "summary": about.summary,
        "width": about.width,
        "accepts": _kinds(about.accepts),
        "sends": _kinds(about.sends),
        "fields": fields,
        "defaults": {field["name"]: field["default"] for field in fields},
        "metrics": _metrics(about.metrics + about.further),
        "face": _face(about.face),
        "roles": _roles(about),
        "actions": [_action(model, kind) for kind in model.action_kinds().values()],
        "page": page_of(model),
    }


def _action(model: type[Component], kind: ActionKind) -> dict[str, Any]:
    fields = fields_of(kind.settings_class)
    if kind is SET:
        # Which settings there are is for the type to say, and what a value is for the setting.
        declared = settings_of(model.settings_class)
        able = [(name, declared[name]) for name in model.changeable()]
        choices = [{"value": name, "label": it.label, "help": it.help} for name, it in able]
        chosen, _ = fields
        fields = [{**chosen, "kind": "choice", "default": able[0][0], "choices": choices}]
    about = {"name": kind.name, "label": kind.label, "help": kind.help}
    return {**about, "role": kind.role or None, "fields": fields}


def _roles(about: About) -> dict[str, Any]:
    return {
        name: {
            "label": role.label,
            "icon": role.icon,
            "summary": role.summary,
            "width": role.width,
            "face": _face(role.face),
            "metrics": _metrics(role.metrics),
        }
        for name, role in about.roles.items()
    }


def _kinds(ports: Iterable[str]) -> list[str]:
    return ["message" if port == "delivery" else port for port in ports]


def _metrics(metrics: Iterable[Metric]) -> list[dict[str, Any]]:
    return [{**asdict(metric), "unit": metric.unit or None} for metric in metrics]


def _face(face: Face) -> dict[str, Any]:
    figure = face.figure
    return {
        "settings": [{"label": label, "setting": name} for label, name in face.settings],
        "figure": {"metric": figure[0], "word": figure[1]} if figure else None,
        "instrument": dict(face.instrument) if face.instrument else None,
        "rows": [dict(row) for row in face.rows],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "title": rule.title,
        "severity": str(rule.severity),
        "page": rule.page.to_dict(),
    }


def _limits() -> dict[str, float]:
    return {
        name.lower(): value
        for name, value in vars(limits).items()
        if name.isupper() and isinstance(value, int | float)
    }
