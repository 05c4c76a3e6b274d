"""The parts of docs/api.md that follow from the code: the scopes with the roles that hold them, and the operations."""

import os
from collections.abc import Callable
from typing import Any

import django
from django.apps import apps
from docs_method import filled_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.entry.web.settings")


def filled(page: str) -> str:
    """The page with every generated part made again."""
    if not apps.ready:
        django.setup()
    return filled_with(page, PARTS)


def scopes() -> str:
    """Every scope, what it allows, and the roles of keys that may hold it."""
    from guanxi.ops.keys.scopes import KEY_ROLES, SCOPES

    rows = ["| scope | allows | keys of |", "|---|---|---|"]
    for name, scope in SCOPES.items():
        roles = ", ".join(role for role in KEY_ROLES if role in scope.roles)
        rows.append(f"| `{name}` | {scope.words['en']} | {roles} |")
    return "\n".join(rows)


def operations() -> str:
    """Every operation, the scope it needs, its parameters, and what it does."""
    from guanxi.ops.api.interface import api

    rows = ["| operation | scope | parameters | |", "|---|---|---|---|"]
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, one in methods.items():
            address = f"{method.upper()} {path.removeprefix('/api/v1')}"
            rows.append(f"| `{address}` | `{one['x-scope']}` | {_parameters(one)} | {one['description']} |")
    return "\n".join(rows)


def _parameters(operation: dict[str, Any]) -> str:
    """What may be asked, by name."""
    return ", ".join(f"`{one['name']}`" for one in operation.get("parameters", ()) if one["in"] == "query")


PARTS: dict[str, Callable[[], str]] = {"scopes": scopes, "operations": operations}
