"""Models: scenarios with their drafts, and the revisions cut from them."""

from django.db import models
from django.db.models.functions import Now

from playground.accounts.models import Owner
from playground.core.ids import public_id
from playground.core.limits import NAME_LENGTH_MAX


class Revision(models.Model):
    """An immutable design, addressed by its content. Never changed after it is written."""

    hash = models.CharField(primary_key=True, max_length=64, editable=False)
    """SHA-256 of the canonical full document, in hexadecimal digits."""
    content = models.JSONField()
    identity = models.CharField(max_length=64, db_index=True)
    """The simulation's fingerprint: the same whatever the layout, the names and the labels."""
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.hash[:8]


class Scenario(models.Model):
    """A user's named design, with the working copy that the editor saves as its user draws."""

    id = models.CharField(primary_key=True, max_length=12, default=public_id, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=NAME_LENGTH_MAX)
    draft = models.JSONField()
    draft_version = models.PositiveIntegerField(default=1)
    """Grows by one with every save; a save names the version that it was made from."""
    edit_secret_hash = models.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of the secret in the edit link; the secret itself is stored nowhere."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-updated_at"], name="scenario_owner_newest")]

    def __str__(self) -> str:
        return self.name


class Editor(models.Model):
    """Someone who opened a scenario's edit link: from then on it is theirs to change as well."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="editors")
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="edits")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "owner"], name="editor_of_scenario_once")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} edits {self.scenario_id}"


class Cut(models.Model):
    """The fact that a revision was cut from a scenario, and why."""

    class Reason(models.TextChoices):
        RUN = "run", "Run"
        SHARE = "share", "Share"
        NAME = "name", "Naming"

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="cuts")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="cuts")
    reason = models.CharField(max_length=5, choices=Reason.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "revision", "reason"], name="cut_once_for_each_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.reason} {self.revision_id[:8]}"
