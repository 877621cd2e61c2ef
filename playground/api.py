"""API: every app's routes put together, and what upper layers hand down to lower ones."""

from playground.core.answers import new_api
from playground.reference.api import router as reference
from playground.runs.api import router as runs
from playground.runs.selectors import run_briefs, runs_of
from playground.scenarios.above import above
from playground.scenarios.api import router as scenarios
from playground.sharing.api import router as sharing
from playground.sharing.selectors import shared_document

above.run_briefs = lambda scenario: run_briefs(runs_of(scenario))
above.shared_document = shared_document

api = new_api()
for router in (reference, scenarios, runs, sharing):
    api.add_router("", router)
