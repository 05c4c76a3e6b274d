"""The interface holds what its description promises, whatever is sent to it (promise 16)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from schemathesis.generation import GenerationMode

from guanxi.entry.web.wsgi import application
from guanxi.ops.api.interface import api
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.jobs import queue
from guanxi.ops.keys.scopes import SCOPES
from guanxi.ops.tasks.born import make_tasks
from guanxi.ops.tasks.models import Task
from tests.ops.program import OWNER, key

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PATHS = api.get_openapi_schema()["paths"]
OPERATIONS = sorted((method.upper(), path) for path, one in PATHS.items() for method in one)
EXAMPLES = 30


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Calls within the test's own transaction, as Django's client makes them: none closes its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def there(one_connection: None, named: Wiring, settings: LazySettings) -> dict[str, Any]:
    """Ids of things that there are, and room for as many calls as it takes."""
    settings.GUANXI_WEB = settings.GUANXI_WEB.model_copy(update={"calls_a_minute": 100_000})
    card, plan = named.published.plan(named.published.plans()[0].plan_id)
    make_tasks(plan, card.manifest["actions"])
    task = Task.objects.order_by("pk")[0]
    job = queue.ask(OWNER, "appraise", {})
    return {"customer_id": task.customer_id, "plan_id": card.plan_id, "task_id": task.pk, "job_id": str(job.pk)}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_call_breaks_a_promise(there: dict[str, Any], method: str, path: str, mode: GenerationMode) -> None:
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)[path][method]
    headers = {"Authorization": f"Bearer {key(*SCOPES).text}"}
    answered: Counter[int] = Counter()

    @bounded(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def calls(case: Any) -> None:
        if mode.is_positive:
            case.path_parameters |= {name: there[name] for name in case.path_parameters or {}}
            case.query.pop("after", None)  # a place is good only as a page gave it
        answered[case.call_and_validate(headers=headers).status_code] += 1

    calls()
    assert any(status < 400 for status in answered) or mode.is_negative, answered
    assert max(answered) < 500
