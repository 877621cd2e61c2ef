"""Crashes: how often a worker loses instances, and what it holds when it does."""

from simulator.components.worker import Worker
from simulator.design.actions import Action
from simulator.design.document import Design
from simulator.rules._flow import flow_of
from simulator.rules._load import load_of


def crashes(design: Design, worker: Worker) -> float:
    """Instances that die in a run: by chance on average, and by the timeline."""
    wanted = worker.settings
    number = 0.0
    if wanted.crash_every is not None:
        number += wanted.instances * design.run.duration / wanted.crash_every
    for action in design.timeline.values():
        if _kills(action, worker):
            number += getattr(action.settings, "instances", None) or wanted.instances
    return number


def crash_at(design: Design, worker: Worker) -> float | None:
    """When the timeline first lets instances of a worker die; None where it does not."""
    return next((action.at for action in design.actions() if _kills(action, worker)), None)


def _kills(action: Action, worker: Worker) -> bool:
    killed = action.action == "stop" and getattr(action.settings, "mode", "") == "kill"
    return action.target == worker.id and (action.action == "crash" or killed)


def in_work(design: Design, worker: Worker) -> float:
    """Messages that an instance has in work on average."""
    load = load_of(flow_of(design), worker.id)
    return float(min(1.0, load.utilisation) * worker.settings.concurrency)
