"""The settings page: what may be changed on it, under names of both languages, and what is said where it cannot be."""

import pytest
from django.test import Client

from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.staff.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(cast: dict[str, Staff]) -> Client:
    """The owner's browser."""
    client = Client()
    client.force_login(cast["owner"], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("关怀之后几天内不推销", "几天后见效", "见效几天", "从做到开始带来贡献的天数")),
        ("en", ("Days after care within which nothing is sold", "Days until it pays", "Days it pays", "anybody looks")),
    ],
)
def test_it_names_what_plans_send_people_for(
    owner: Client, cast: dict[str, Staff], shop: Wiring, language: str, words: tuple[str, ...]
) -> None:
    Staff.objects.filter(pk=cast["owner"].pk).update(language=language)
    page = owner.get("/settings/").content.decode()
    for text in (*words, 'name="plan.no_selling"', 'name="lasts"', 'name="delay"'):
        assert text in page, text


def test_what_is_saved_counts(owner: Client, shop: Wiring) -> None:
    assert owner.post("/settings/", {"plan.no_selling": "45"}).status_code == 302
    name = next(iter(shop.desk.settings()["actions"]))
    assert owner.post(f"/settings/actions/{name}/", {"delay": "14", "lasts": "120", "money": "3.5"}).status_code == 302
    said = shop.desk.settings()
    assert said["plan"]["no_selling"] == 45
    assert [said["actions"][name][key] for key in ("delay", "lasts", "money")] == [14, 120, 3.5]
    refused = owner.post(f"/settings/actions/{name}/", {"lasts": "soon"})
    assert refused.status_code == 400
    assert "见效几天" in refused.content.decode()


def test_a_broken_file_is_answered_in_both_languages(owner: Client, shop: Wiring) -> None:
    shop.desk.settings()
    (shop.desk.folder("runs").parent / "guanxi.toml").write_text("[plan\n", encoding="utf-8")
    answer = owner.post("/settings/", {"plan.no_selling": "45"})
    assert answer.status_code == 400
    for text in ("请改正所指的那一行", "Mend the line it names"):
        assert text in answer.content.decode()
