"""Models: runs, their replications, and the frames these wrote."""

from django.db import models
from django.db.models import F, Q

from playground.accounts.models import Owner
from playground.scenarios.models import Revision, Scenario


class Status(models.TextChoices):
    """Where a run or a replication stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = (Status.QUEUED, Status.RUNNING)


class Run(models.Model):
    """One request to simulate a revision: number `number` of its scenario."""

    id = models.CharField(primary_key=True, max_length=12)
    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="runs")
    started_by = models.ForeignKey(Owner, models.SET_NULL, null=True, related_name="runs")
    seed = models.BigIntegerField()
    engine = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    fix = models.JSONField(null=True)
    schema = models.JSONField()
    status = models.CharField(max_length=12, choices=Status, default=Status.QUEUED)
    message = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    wall_ms = models.PositiveIntegerField(null=True)
    result = models.JSONField(null=True)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("scenario", "number", name="run_number_in_scenario"),
        ]
        indexes = [
            models.Index("status", "created_at", name="run_by_status"),
            models.Index("revision", "engine", name="run_by_work"),
        ]

    def __str__(self) -> str:
        return f"Run {self.number} of {self.scenario_id}"


class Replication(models.Model):
    """One simulation with one seed: what a worker claims, and whose lease it keeps.

    The row is the truth; messages in a broker are only doorbells. Whoever writes does so under the
    condition that `attempt` is still the one it claimed.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="replications")
    index = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    worker = models.CharField(max_length=200, blank=True)
    task = models.CharField(max_length=64, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    simulated = models.FloatField(default=0.0)
    message = models.TextField(blank=True)
    result = models.JSONField(null=True)
    to_follow = models.BooleanField(default=False)
    """Whether it is finished, and its single messages are still to be followed."""
    followings = models.PositiveSmallIntegerField(default=0)
    """Attempts at following them: the fence of that pass, as `attempt` is that of the first."""

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "index", name="replication_of_run"),
        ]
        indexes = [
            # Almost every row is finished: the index of the live ones stays small for ever.
            models.Index(
                F("status"), F("id"), name="replication_live", condition=Q(status__in=LIVE)
            ),
            models.Index(F("id"), name="replication_to_follow", condition=Q(to_follow=True)),
        ]

    def __str__(self) -> str:
        return f"Replication {self.index} of {self.run_id}"


class FrameChunk(models.Model):
    """Frames `first_seq` to `last_seq` of a replication: JSON lines, compressed."""

    replication = models.ForeignKey(Replication, models.CASCADE, related_name="chunks")
    first_seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint("replication", "first_seq", name="chunk_of_replication"),
        ]

    def __str__(self) -> str:
        return f"Frames {self.first_seq} to {self.last_seq} of {self.replication_id}"


class Histories(models.Model):
    """The lives of some messages of a replication, or the sentence why none is kept.

    Written once and never changed.
    """

    replication = models.OneToOneField(
        Replication, models.CASCADE, primary_key=True, related_name="histories"
    )
    kept = models.PositiveIntegerField(default=0)
    rows = models.BinaryField()
    """What a list says of each history: JSON, compressed."""
    body = models.BinaryField()
    """The histories in the same order: JSON lines, compressed."""
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.kept} histories of {self.replication_id}"
