"""Services: every change of a scenario, its draft and its revisions."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from playground.accounts.models import Owner
from playground.core.limits import (
    DELETED_KEPT_DAYS,
    NAME_LENGTH_MAX,
    SCENARIOS_PER_OWNER_MAX,
)
from playground.scenarios.models import Cut, Editor, Revision, Scenario
from playground.scenarios.selectors import scenarios_of, secret_hash
from simulator import Design, read_design

UNNAMED = "Untitled design"
EMPTY: dict[str, Any] = {
    "version": 1,
    "name": "",
    "components": {},
    "edges": {},
    "timeline": {},
    "run": {},
    "layout": {},
}
PURGED_AT_ONCE = 20
"""Scenarios purged at one time: enough to keep up, without anybody waiting for it."""


class ScenarioRefused(Exception):
    """The scenario is not made; the message is a sentence for the user."""


class DraftOutdated(Exception):
    """Somebody else saved in between; `scenario` is what they saved."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__("This design was changed elsewhere in the meantime.")
        self.scenario = scenario


def scenario_create(
    *, owner: Owner, document: Mapping[str, Any] | None = None, name: str | None = None
) -> Scenario:
    """A new scenario with a document of the right shape as its draft. Raises ScenarioRefused."""
    if scenarios_of(owner).count() >= SCENARIOS_PER_OWNER_MAX:
        raise ScenarioRefused(
            f"You have {SCENARIOS_PER_OWNER_MAX:,} scenarios, the most one may have. "
            "Delete some that you no longer need."
        )
    draft = {**EMPTY, **(document or {})}
    name = _clean(name) or _clean(draft["name"]) or UNNAMED
    return Scenario.objects.create(owner=owner, name=name, draft={**draft, "name": name})


def scenario_rename(*, scenario: Scenario, name: str) -> Scenario:
    """Name a scenario and cut a revision of it. A name is part of the draft, so that counts as a
    save: a page that still has the old one is told so."""
    name = _clean(name) or UNNAMED
    with transaction.atomic():
        locked = Scenario.objects.select_for_update().get(pk=scenario.pk)
        if locked.name != name:
            locked.name = name
            locked.draft = {**locked.draft, "name": name}
            locked.draft_version += 1
            locked.save()
        design, _ = read_design(locked.draft)
        if design is not None:
            revision_cut(scenario=locked, design=design, reason=Cut.Reason.NAME)
    return locked


def scenario_duplicate(*, scenario: Scenario, owner: Owner) -> Scenario:
    """A scenario of one's own with the same draft."""
    suffix = ", copy"
    name = scenario.name[: NAME_LENGTH_MAX - len(suffix)] + suffix
    return scenario_create(owner=owner, document=scenario.draft, name=name)


def scenario_delete(*, scenario: Scenario) -> Scenario:
    """Put a scenario away; it can be brought back for DELETED_KEPT_DAYS."""
    scenario.deleted_at = timezone.now()
    scenario.save(update_fields=["deleted_at"])
    scenarios_purge()
    return scenario


def scenario_restore(*, scenario: Scenario) -> Scenario:
    """Bring a deleted scenario back."""
    scenario.deleted_at = None
    scenario.save(update_fields=["deleted_at"])
    return scenario


def scenarios_purge() -> int:
    """Delete for good what was put away long ago; how many. What a share link shows stays."""
    overdue = Scenario.objects.filter(
        deleted_at__lt=timezone.now() - timedelta(days=DELETED_KEPT_DAYS)
    )
    purged = 0
    for scenario in overdue.order_by("deleted_at")[:PURGED_AT_ONCE]:
        revisions = list(Revision.objects.filter(cuts__scenario=scenario).distinct())
        try:
            with transaction.atomic():
                scenario.delete()
        except ProtectedError:
            # A share link pins one of its runs. Looked at again after as long a time.
            Scenario.objects.filter(pk=scenario.pk).update(deleted_at=timezone.now())
            continue
        purged += 1
        for revision in revisions:
            _delete_unused(revision)
    return purged


def _delete_unused(revision: Revision) -> None:
    try:
        with transaction.atomic():
            revision.delete()
    except ProtectedError:
        pass  # Another scenario or run has the same content.


def draft_save(*, scenario: Scenario, version: int, document: Mapping[str, Any]) -> Scenario:
    """Save the draft that was made from `version`. Raises DraftOutdated if that is not the latest.

    One conditional UPDATE decides: of two saves at once, one is told of the other. A save that is
    sent again because its answer was lost finds its own document there, and is no conflict.
    """
    name = _clean(document["name"]) or UNNAMED
    latest = Scenario.objects.filter(pk=scenario.pk, deleted_at=None, draft_version=version)
    saved = latest.update(
        draft={**document, "name": name},
        draft_version=F("draft_version") + 1,
        name=name,
        updated_at=timezone.now(),
    )
    scenario.refresh_from_db()
    if not saved and scenario.draft != {**document, "name": name}:
        raise DraftOutdated(scenario)
    return scenario


def revision_cut(*, scenario: Scenario, design: Design, reason: str) -> Revision:
    """The revision with this content, made if there is none yet, and noted with its scenario."""
    content = design.to_dict()
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    revision, _ = Revision.objects.get_or_create(
        hash=hashlib.sha256(canonical.encode()).hexdigest(),
        defaults={"content": content, "identity": design.fingerprint()},
    )
    Cut.objects.get_or_create(scenario=scenario, revision=revision, reason=reason)
    return revision


def edit_secret_new(*, scenario: Scenario) -> str:
    """A new secret for the edit link; an earlier link opens nothing any more."""
    secret = secrets.token_urlsafe(24)
    scenario.edit_secret_hash = secret_hash(secret)
    scenario.save(update_fields=["edit_secret_hash"])
    return secret


def editor_add(*, scenario: Scenario, owner: Owner) -> None:
    """From now on the owner may change the scenario as if it were theirs."""
    if scenario.owner_id != owner.pk:
        Editor.objects.get_or_create(scenario=scenario, owner=owner)


def _clean(name: str | None) -> str:
    return " ".join((name or "").split())[:NAME_LENGTH_MAX]
