"""Answers that are the same for a whole run, asked for once."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from guanxi.core.ports import Snapshot

P = ParamSpec("P")
T = TypeVar("T")


def once_a_run(function: Callable[Concatenate[Snapshot, P], T]) -> Callable[Concatenate[Snapshot, P], T]:
    """Remember a function's answers as long as its snapshot is in use."""
    kept: WeakKeyDictionary[Snapshot, dict[Hashable, Any]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> T:
        answers = kept.setdefault(snapshot, {})
        asked = (args, tuple(sorted(kwargs.items())))
        if asked not in answers:
            answers[asked] = function(snapshot, *args, **kwargs)
        answer: T = answers[asked]
        return answer

    return remembered
