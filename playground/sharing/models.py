"""Models: the links that pin a run."""

from django.db import models

from playground.accounts.models import Owner
from playground.core.ids import public_id
from playground.core.limits import BY_LENGTH_MAX, NAME_LENGTH_MAX, NOTE_LENGTH_MAX
from playground.runs.models import Run


class Share(models.Model):
    """A public address for one run: its revision, seed, engine version and stored results.

    Never changed after it is written. The run cannot be deleted while the link stands.
    """

    slug = models.CharField(primary_key=True, max_length=12, default=public_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="shares")
    owner = models.ForeignKey(Owner, null=True, on_delete=models.SET_NULL, related_name="shares")
    name = models.CharField(max_length=NAME_LENGTH_MAX)
    """The scenario's name at that time."""
    note = models.CharField(max_length=NOTE_LENGTH_MAX, blank=True)
    by = models.CharField(max_length=BY_LENGTH_MAX, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug
