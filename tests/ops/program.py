"""A program that calls the interface with a key."""

from itertools import count
from typing import Any

from django.test import Client

from guanxi.ops.ground.actors import Actor, Role
from guanxi.ops.keys import actions

OWNER = Actor("周", Role.OWNER)
_numbers = count()


def key(*scopes: str, role: str = "manager", days: int = 0) -> actions.Made:
    """A new key of these scopes."""
    return actions.create(OWNER, f"till {next(_numbers)}", role, list(scopes), days)


class Program:
    """Calls with a key; asks and sends JSON."""

    def __init__(self, text: str) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {text}"}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self._client.get(f"/api/v1{path}", query)

    def post(self, path: str, **body: Any) -> Any:
        """Write."""
        return self._client.post(f"/api/v1{path}", body, content_type="application/json")

    def pages(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All rows of a list, page by page."""
        rows: list[dict[str, Any]] = []
        after: str | None = ""
        while after is not None:
            page = self.get(path, **query, after=after).json()
            rows += page["rows"]
            after = page["next"]
        return rows


def program(*scopes: str, role: str = "manager") -> Program:
    """A program with a new key of these scopes."""
    return Program(key(*scopes, role=role).text)
