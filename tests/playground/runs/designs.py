"""Designs: small systems whose runs have as many frames as a test wants to watch."""

from typing import Any

import orjson

from simulator import Simulation, read_design


def slow_to_play(frames: int, seed: int = 1) -> dict[str, Any]:
    """Clients, a queue with a redrive policy and workers, a second of simulated time a frame."""
    return {
        "version": 1,
        "name": "Watched",
        "components": {
            "clients": {"type": "client", "label": "Clients", "settings": {"rate": 5}},
            "jobs": {"type": "queue", "label": "Jobs", "settings": {"visibility_timeout": 3}},
            "dead": {"type": "queue", "label": "Dead letters", "settings": {}},
            "workers": {
                "type": "worker",
                "label": "Workers",
                "settings": {"instances": 2, "concurrency": 2, "transient_failure": 0.1},
            },
        },
        "edges": {
            "in": {"source": "clients", "target": "jobs", "kind": "message", "settings": {}},
            "work": {"source": "jobs", "target": "workers", "kind": "message", "settings": {}},
            "redrive": {
                "source": "jobs",
                "target": "dead",
                "kind": "dead-letter",
                "settings": {"max_receives": 3},
            },
        },
        "timeline": {},
        "run": {"duration": frames, "frame": 1, "seed": seed},
        "layout": {},
    }


def undisturbed(document: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The frames and the result of a design, computed here, as JSON gives them back."""
    design, problems = read_design(document)
    assert design is not None, problems
    simulation = Simulation(design)
    frames = [through_json(frame.to_dict()) for frame in simulation.frames()]
    return frames, through_json(simulation.result().to_dict())


def through_json(value: Any) -> Any:
    """A value as a client of the API gets it."""
    return orjson.loads(orjson.dumps(value))
