"""Models: signs of life."""

from django.db import models


class Heartbeat(models.Model):
    """When a worker was last heard of. Says nothing about runs: their leases do."""

    worker = models.CharField(primary_key=True, max_length=200)
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker}, {self.heard_at:%H:%M:%S}"
