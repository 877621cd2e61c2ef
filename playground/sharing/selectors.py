"""Selectors: what a link shows."""

from typing import Any

from playground.runs.selectors import run_payload
from playground.sharing.models import Share


def share_by(slug: str) -> Share | None:
    """The link with this slug."""
    return Share.objects.select_related("run__revision").filter(pk=slug).first()


def share_payload(share: Share) -> dict[str, Any]:
    """SHARE of the API: the run with its results, and what its owner said about it."""
    return {
        "slug": share.pk,
        "name": share.name,
        "note": share.note,
        "by": share.by,
        "shared_at": share.created_at.isoformat(),
        "run": run_payload(share.run),
    }


def shared_document(slug: str) -> dict[str, Any] | None:
    """The document that a link shows, to make a scenario from; None where there is no such link."""
    share = share_by(slug)
    return None if share is None else {**share.run.revision.content, "name": share.name}
