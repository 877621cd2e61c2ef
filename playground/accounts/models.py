"""Models: the owner of scenarios, known by a cookie or by an account."""

from django.conf import settings
from django.db import models

from playground.core.ids import public_id


class Owner(models.Model):
    """Whoever made something here. Anonymous until an account stands behind it."""

    id = models.CharField(primary_key=True, max_length=12, default=public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.user.get_username() if self.user else f"anonymous {self.id}"
