"""Large design: 200 components and 300 edges that all have something to do."""

from typing import Any

GROUPS = 40
EXTRA_EDGES = 20


def large_design(duration: float = 120) -> dict[str, Any]:
    """Forty little yards of client, service, queue, worker and database, with seven edges each,
    and twenty more edges from one yard's workers to the next yard's service."""
    components: dict[str, Any] = {}
    edges: dict[str, Any] = {}
    layout: dict[str, Any] = {}

    def join(source: str, target: str, kind: str) -> None:
        edges[f"e{len(edges)}"] = {"source": source, "target": target, "kind": kind, "settings": {}}

    for group in range(GROUPS):
        client, service, queue, worker, database = (
            f"{kind}{group}" for kind in ("client", "service", "queue", "worker", "database")
        )
        for column, (name, type_) in enumerate(
            ((client, "client"), (service, "service"), (queue, "queue"), (worker, "worker"))
        ):
            components[name] = {"type": type_, "label": f"{type_} {group}", "settings": {}}
            layout[name] = {"x": column * 256 + group % 4 * 1344, "y": group // 4 * 224}
        components[database] = {"type": "database", "label": f"store {group}", "settings": {}}
        layout[database] = {"x": 1056 + group % 4 * 1344, "y": group // 4 * 224}
        join(client, service, "call")
        join(client, queue, "message")
        join(client, database, "call")
        join(service, queue, "message")
        join(service, database, "call")
        join(queue, worker, "message")
        join(worker, database, "call")
    for group in range(EXTRA_EDGES):
        join(f"worker{group}", f"service{group + 20}", "call")
    return {
        "version": 1,
        "name": "Two hundred components",
        "components": components,
        "edges": edges,
        "timeline": {},
        "run": {"duration": duration, "seed": 1},
        "layout": layout,
    }
