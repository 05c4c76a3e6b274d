"""A program's key, as it is kept: by its hash alone."""

from datetime import datetime

from django.db import models

from guanxi.ops.ground.actors import ROLE_NAMES, Actor, Role
from guanxi.ops.keys.scopes import opened


class ApiKey(models.Model):
    """What a program may do, in whose role, and until when; `prefix` is the part of it that people may see."""

    name = models.CharField(max_length=60, unique=True)
    prefix = models.CharField(max_length=16, unique=True)
    hash = models.CharField(max_length=64)  # SHA-256 of the whole key, whose secret has 256 bits
    role = models.CharField(max_length=20, choices=[(role, names["en"]) for role, names in ROLE_NAMES.items()])
    scopes = models.JSONField(default=list)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-pk")

    @property
    def actor(self) -> Actor:
        """The program as one who acts."""
        role = Role(self.role)
        return Actor(f"key:{self.name}", role, scopes=opened(role, self.scopes))

    def good(self, now: datetime) -> bool:
        """Whether it is neither revoked nor past its day."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
