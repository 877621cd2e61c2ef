"""Golden: writes the golden runs anew, when frames changed on purpose."""

import json
from pathlib import Path

from simulator import ENGINE_VERSION


def main() -> None:
    """Simulate every golden design and write what came out beside this file."""
    path = Path(__file__).parent / "golden.json"
    if not path.exists():
        path.write_text("{}")
    from tests.simulator.engine.test_reproducibility import DESIGNS, fingerprint

    runs = {name: fingerprint(make()) for name, make in DESIGNS.items()}
    path.write_text(json.dumps({"engine": ENGINE_VERSION, **runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
