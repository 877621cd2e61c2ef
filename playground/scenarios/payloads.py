"""Payloads: a scenario as the editor and the API see it."""

from typing import Any

from playground.scenarios.above import above
from playground.scenarios.models import Scenario


def scenario_payload(scenario: Scenario, edit_url: str | None = None) -> dict[str, Any]:
    """SCENARIO of the API: the draft, its version, and what was run."""
    return {
        "id": scenario.pk,
        "name": scenario.name,
        "design": scenario.draft,
        "version": scenario.draft_version,
        "saved_at": scenario.updated_at.isoformat(),
        "runs": above.run_briefs(scenario),
        "edit_url": edit_url,
    }
