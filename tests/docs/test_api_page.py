"""The page of the interface names operations, settings and bodies that there are."""

import json
import re

from guanxi.entry.settings import WebSettings
from guanxi.ops.api.audiences import AudienceIn
from guanxi.ops.api.interface import api
from guanxi.ops.api.tasks import Done, Postponed
from tests.docs.test_docs import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CALL = re.compile(r"\$GUANXI(/[^\s\"?]*)(?:\?([^\s\"]*))?")
BODY = re.compile(r"-d '([^']*)'")


def test_every_call_of_the_page_is_an_operation() -> None:
    operations = api.get_openapi_schema()["paths"]
    shapes = {re.sub(r"\{\w+\}", "[^/]+", path.removeprefix("/api/v1")): one for path, one in operations.items()}
    calls = CALL.findall(TEXT)
    assert len(calls) >= 8
    for path, query in calls:
        found = [one for shape, one in shapes.items() if re.fullmatch(shape, path)]
        assert found, path
        known = {one["name"] for method in found[-1].values() for one in method.get("parameters", ())}
        assert {pair.split("=")[0] for pair in query.split("&") if pair} <= known


def test_every_body_of_the_page_is_taken() -> None:
    audience, done, postponed = (json.loads(body) for body in BODY.findall(TEXT))
    assert AudienceIn(**audience).filter.value_low == 300
    assert (Done(**done).minutes, Postponed(**postponed).days) == (12, 7)


def test_the_limit_is_a_setting() -> None:
    assert "calls_a_minute" in TEXT
    assert "calls_a_minute" in WebSettings.model_fields
