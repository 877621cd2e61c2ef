"""Services: links made, shared runs forked."""

from django.db import transaction

from playground.accounts.models import Owner
from playground.runs.models import Run, Status
from playground.runs.services import run_publish
from playground.scenarios.models import Cut, Scenario
from playground.scenarios.services import scenario_create
from playground.sharing.models import Share
from playground.sharing.selectors import shared_document
from simulator import apply_fix


class ShareRefused(Exception):
    """There is no link; the message is a sentence for the user."""


@transaction.atomic
def share_create(*, run: Run, owner: Owner, note: str = "", by: str = "") -> Share:
    """A link to a run and its stored results. Raises ShareRefused.

    The same run with the same words gets the same link again.
    """
    if run.status != Status.FINISHED:
        raise ShareRefused(
            f"Run {run.number} is {run.status}; only a finished run has results to share."
        )
    words = {"note": " ".join(note.split()), "by": " ".join(by.split())}
    name = run.revision.content.get("name") or run.scenario.name
    if same := Share.objects.filter(run=run, owner=owner, name=name, **words).first():
        return same
    run_publish(run=run)
    Cut.objects.get_or_create(scenario=run.scenario, revision=run.revision, reason=Cut.Reason.SHARE)
    return Share.objects.create(run=run, owner=owner, name=name, **words)


def share_fork(*, share: Share, owner: Owner, fix: str = "") -> Scenario:
    """A scenario of one's own with the shared design. Raises ScenarioRefused.

    `fix` names the rule whose fix is to be made in it; without such a finding nothing is changed.
    """
    document = shared_document(share.pk)
    for finding in share.run.findings:
        if document is not None and finding["rule"] == fix and finding["fix"]:
            return scenario_create(owner=owner, document=apply_fix(document, finding["fix"]))
    return scenario_create(owner=owner, document=document)
