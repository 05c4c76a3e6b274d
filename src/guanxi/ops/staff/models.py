"""A member of staff."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from guanxi.ops.ground.actors import ROLE_NAMES, Actor, Role


class Staff(AbstractUser):
    """Somebody who works with guanxi: a role, a language, and the name customers' records know an adviser by."""

    ROLES: ClassVar = [(role, f"{names['zh']} {names['en']}") for role, names in ROLE_NAMES.items()]

    role = models.CharField(max_length=20, choices=ROLES, default=Role.ADVISER)
    language = models.CharField(max_length=2, choices=[("zh", "简体中文"), ("en", "English")], default="zh")
    theme = models.CharField(
        max_length=5, choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")], default="auto"
    )
    owner = models.CharField(max_length=200, blank=True, default="")

    @property
    def actor(self) -> Actor:
        """The member of staff as one who acts."""
        return Actor(self.username, Role(self.role), self.owner)
