"""The whole interface, put together."""

from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from guanxi.ops.api import audiences, complaints, customers, jobs, plans, runs, tasks
from guanxi.ops.api.doors import CallsAMinute


class Plainly(JSONRenderer):
    """JSON with Chinese letters as they are."""

    json_dumps_params: Any = {"ensure_ascii": False, "allow_nan": False}  # noqa: RUF012 -- ninja declares it so


class Interface(NinjaAPI):
    """Operations are called by their functions' names."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name that programs generated from openapi.json call it by."""
        return operation.view_func.__name__


api = Interface(
    title="guanxi", version="1", urls_namespace="api", docs_url=None, renderer=Plainly(), throttle=[CallsAMinute()],
    description="Customers as assets. Every key has scopes; every error says what to do.",
)  # fmt: skip
complaints.listen(api)
for part in (runs, customers, audiences, plans, tasks, jobs):
    api.add_router("", part.router)
