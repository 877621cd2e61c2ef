"""Warming: does once, before anybody waits, what takes long the first time.

Reading the first design loads the component types and numpy; the first chart loads Plotly. Together
that is a second, which the first visitor's first run would pay for.
"""

import threading
from typing import Any

from celery.signals import worker_init


def warm_worker() -> None:
    """Load what computing needs; before the fork, so that the children share it."""
    import playground.runs.computing  # noqa: F401 - loaded, not used
    from simulator import Simulation, check, read_design

    design, _ = read_design(TINY)
    assert design is not None, "the tiny design can run"
    simulation = Simulation(design)
    for _ in simulation.frames():
        pass
    check(design, simulation.result())


def warm_web() -> None:
    """The same and the charts, beside what the web server does at its start."""

    def work() -> None:
        from playground.runs.figures import templates

        warm_worker()
        templates()

    threading.Thread(target=work, name="warming", daemon=True).start()


TINY: dict[str, Any] = {
    "version": 1,
    "name": "",
    "components": {
        "c": {"type": "client", "label": "", "settings": {}},
        "q": {"type": "queue", "label": "", "settings": {}},
        "w": {"type": "worker", "label": "", "settings": {}},
    },
    "edges": {
        "m": {"source": "c", "target": "q", "kind": "message", "settings": {}},
        "n": {"source": "q", "target": "w", "kind": "message", "settings": {}},
    },
    "timeline": {},
    "run": {"duration": 2},
    "layout": {},
}


@worker_init.connect  # type: ignore[untyped-decorator]
def _warm(**_: object) -> None:
    warm_worker()
