"""Selectors: scenarios, to those who may change them."""

import hashlib
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from playground.accounts.models import Owner
from playground.core.limits import DELETED_KEPT_DAYS
from playground.scenarios.models import Scenario


def scenarios_with_deleted(owner: Owner | None) -> QuerySet[Scenario]:
    """Everything an owner may change, whether they made it or came by its edit link."""
    if owner is None:
        return Scenario.objects.none()
    # A subquery, not a join: a scenario must not appear once for each of its editors.
    return Scenario.objects.filter(Q(owner=owner) | Q(pk__in=owner.edits.values("scenario")))


def scenarios_of(owner: Owner | None) -> QuerySet[Scenario]:
    """What an owner may change and has not deleted, the latest first."""
    return scenarios_with_deleted(owner).filter(deleted_at=None).order_by("-updated_at", "pk")


def scenarios_deleted(owner: Owner | None) -> QuerySet[Scenario]:
    """What an owner has deleted and may still bring back, the latest first."""
    kept = timezone.now() - timedelta(days=DELETED_KEPT_DAYS)
    return scenarios_with_deleted(owner).filter(deleted_at__gt=kept).order_by("-deleted_at")


def scenario_for(owner: Owner | None, scenario_id: str) -> Scenario | None:
    """The scenario, if this owner may change it."""
    return scenarios_of(owner).filter(pk=scenario_id).first()


def scenario_by_secret(secret: str) -> Scenario | None:
    """The scenario that an edit link opens."""
    return Scenario.objects.filter(edit_secret_hash=secret_hash(secret), deleted_at=None).first()


def secret_hash(secret: str) -> str:
    """What is stored of a secret. It has 192 random bits, so that plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
