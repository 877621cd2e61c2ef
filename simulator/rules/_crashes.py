"""Crashes: how often a worker loses instances, and what it holds when it does."""

from simulator.components.worker import Worker
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
        if action.target != worker.id:
            continue
        killed = action.action == "stop" and getattr(action.settings, "mode", "") == "kill"
        if action.action == "crash" or killed:
            number += getattr(action.settings, "instances", None) or wanted.instances
    return number


def in_work(design: Design, worker: Worker) -> float:
    """Messages that an instance has in work on average."""
    load = load_of(flow_of(design), worker.id)
    return float(min(1.0, load.utilisation) * worker.settings.concurrency)
