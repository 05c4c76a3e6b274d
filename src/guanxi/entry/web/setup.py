"""Make Django ready for a workspace: settings, tables, first owner."""

import os
from pathlib import Path

import django
from django.conf import settings


def ready(root: Path) -> None:
    """Point Django at a workspace; once in a process."""
    os.environ["GUANXI_WORKSPACE"] = str(root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.entry.web.settings")
    if not settings.configured or not django.apps.apps.ready:
        django.setup()


def pending() -> int:
    """How many migrations the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database up to date."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def ownerless() -> bool:
    """Whether nobody is owner yet."""
    from guanxi.ops.ground.actors import Role
    from guanxi.ops.staff.models import Staff

    return not Staff.objects.filter(role=Role.OWNER).exists()
