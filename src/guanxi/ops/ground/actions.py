"""One verb, one function: permission, transaction, audit and effect in one place."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from guanxi.core.kernel.words import Words
from guanxi.ops.audit.chain import note
from guanxi.ops.ground.actors import Actor, Role

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb of the house: who may do it, what it is called, what it does."""

    name: str
    roles: frozenset[Role]
    words: Words
    function: Callable[..., Any]


ACTIONS: dict[str, Action] = {}


def action(
    name: str, roles: frozenset[Role], zh: str, en: str, *, secret: tuple[str, ...] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a verb; its first argument is the actor.

    What is named `secret`, also inside an argument, never reaches the audit trail. Calling it raises PermissionDenied
    for a role that may not, and changes nothing then.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            given = dict(signature.bind(*args, **kwargs).arguments)
            actor: Actor = given.pop("actor")
            require(actor, ACTIONS[name])
            with transaction.atomic():
                result = function(*args, **kwargs)
                note(actor.name, name, _told(given, secret))
            return result

        if name in ACTIONS:
            raise RuntimeError(f"two actions are called {name}")
        ACTIONS[name] = Action(name, roles, {"zh": zh, "en": en}, act)
        return act

    return register


def require(actor: Actor, wanted: Action) -> None:
    """Refuse an actor whose role, or whose key's scopes, do not cover an action."""
    if actor.role not in wanted.roles or (actor.scopes and wanted.name not in actor.scopes):
        raise PermissionDenied(f"{actor.role} may not {wanted.name}")


def _told(given: Mapping[str, Any], secret: tuple[str, ...]) -> dict[str, Any]:
    """What the audit trail keeps of an action's arguments: words and numbers; of what is secret, that it was given."""
    return {str(name): "****" if name in secret else _plain(value, secret) for name, value in given.items()}


def _plain(value: Any, secret: tuple[str, ...]) -> Any:
    """A value as the trail keeps it."""
    if isinstance(value, Mapping):
        return _told(value, secret)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part, secret) for part in value]
    return value if isinstance(value, bool | int | float | str | type(None)) else str(value)
