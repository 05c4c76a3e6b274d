"""The published run that pages show; before the first, what to do next."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from guanxi.core.ports import Snapshot
from guanxi.ops.ground.wiring import wiring

View = Callable[..., HttpResponseBase]


def with_run(view: View) -> View:
    """Give a view the latest run after its request; show what to do where there is none yet."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        run = wiring().published.latest()
        if run is None:
            return render(request, "ground/no_run.html")
        return view(request, run, *args, **kwargs)

    return shown


def latest() -> Snapshot | None:
    """The latest run."""
    return wiring().published.latest()
