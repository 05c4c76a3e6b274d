"""Who may call: a program with a good key whose scopes cover the call, so many times a minute."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from guanxi.ops.api.complaints import CallError, Complaint
from guanxi.ops.ground.actors import Actor
from guanxi.ops.keys.secrets import find

_MINUTE = 60
_ERRORS = frozenset({400, 401, 403, 404, 409, 429})


class Key(HttpBearer):
    """Authorization: Bearer KEY."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002 -- ninja calls it so
        """Whose key it is; None for one that is not good; CallError where its scopes do not cover the call."""
        key = find(token)
        if key is None:
            return None
        actor = key.actor
        require_scope(actor, self.scope)
        return actor


class CallsAMinute(BaseThrottle):
    """Count each key's calls by the minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a call, and say whether it still has its place in this minute."""
        name = f"calls:{actor_of(request).name.encode().hex()}:{int(time.time()) // _MINUTE}"
        cache.add(name, 0, 2 * _MINUTE)
        return int(cache.incr(name)) <= settings.GUANXI_WEB.calls_a_minute

    def wait(self) -> float:
        """Seconds to the next minute."""
        return _MINUTE - time.time() % _MINUTE


def needs(scope: str, answer: Any, status: int = 200) -> dict[str, Any]:
    """What every operation declares: the scope it needs, what it answers, and how it complains."""
    return {"auth": Key(scope), "openapi_extra": {"x-scope": scope}, "response": {status: answer, _ERRORS: Complaint}}


def require_scope(actor: Actor, scope: str) -> None:
    """Raise CallError where a key does not hold a scope."""
    if scope not in actor.scopes:
        raise CallError(
            403, f"This key does not hold {scope}. 密钥没有这项权限。", f"Make one that does 请另建含 {scope} 的密钥。"
        )


def actor_of(request: HttpRequest) -> Actor:
    """Who calls."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return actor
