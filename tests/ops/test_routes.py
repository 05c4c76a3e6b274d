"""Every address and every role: who may pass is stated here, derived from nothing, and an unlisted address fails."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.actors import Role
from guanxi.ops.ground.wiring import Wiring
from guanxi.ops.published.find import page

_LETTERS = {"o": "owner", "m": "manager", "v": "adviser", "a": "analyst", "i": "integrator", "u": "auditor"}

STATED = {
    "home": "omvaiu", "login": "", "logout": "", "account": "omvaiu", "second_factor": "omvaiu",
    "chart": "oma", "chart_of": "oma", "job": "omvai", "treasure_map": "oma",
    "customers": "omva", "chosen": "oma", "how_many": "omva",
    "export_customers": "om", "note": "omv", "customer": "omva",
    "audiences": "oma", "delete_audience": "oma", "export_audience": "om",
    "plans": "oma", "plan": "oma", "approve_plan": "om", "withdraw_plan": "om", "export_plan": "om",
    "today": "omv", "task_done": "omv", "task_postpone": "omv", "task_decline": "omv", "task_reopen": "omv",
    "returns": "oma", "returns_people": "oma", "statement": "oma", "statement_people": "oma", "doctor": "omai",
    "settings": "omai", "settings POST": "o", "change_action": "om",
    "staff": "o", "change_staff": "o", "reset_password": "o",
    "audit": "ou", "keys": "oi", "key_revoke": "oi",
    "imports": "omi", "imports_upload": "omi", "imports_file": "omi", "imports_preview": "omi", "imports_load": "omi",
    "imports_mapping": "omi", "imports_discard": "omi", "imports_undo": "omi", "imports_quarantine": "omi",
    "appraise": "omi",
}  # fmt: skip
"""By the address's name: the roles that may pass; none: everybody, also unknown."""

GIVEN = {
    "name": "treasure_map", "of": "nothing", "job_id": "6b1d5c2e-0000-4000-8000-000000000000", "customer_id": "nobody",
    "audience": 7, "plan_id": "no-plan", "task": 7, "username": "nobody",
    "upload_id": "6b1d5c2e-0000-4000-8000-000000000000", "load_id": "no-load", "prefix": "none",
}  # fmt: skip


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _routes(part, prefix + str(part.pattern))
        else:
            yield prefix + str(part.pattern), part


ROUTES = [(name, route) for name, route in _routes(get_resolver()) if not name.startswith("api/")]


def _address(written: str) -> str:
    for name, value in GIVEN.items():
        for kind in ("slug", "str", "path", "int", "uuid"):
            written = written.replace(f"<{kind}:{name}>", str(value))
    assert "<" not in written, f"{written}: say in GIVEN what stands there"
    return f"/{written}"


@pytest.mark.parametrize(("written", "route"), ROUTES, ids=[name or "/" for name, _ in ROUTES])
def test_every_route_by_every_role(clients: dict[str, Client], written: str, route: URLPattern) -> None:
    stated = STATED.get(str(route.name))
    assert stated is not None, f"{written} is not listed: state who may pass"
    for role in Role:
        for method in getattr(route.callback, "methods", ("GET",)):
            before = Entry.objects.count()
            answer = getattr(clients[role], method.lower())(_address(written))
            if stated and role not in _allowed(str(route.name), method):
                assert answer.status_code == 403, (role, method)
                assert Entry.objects.count() == before, "a denial changed something"
            else:
                assert answer.status_code not in {401, 403}, (role, method)
                assert answer.status_code < 500, (role, method)


def _allowed(name: str, method: str) -> set[str]:
    return {_LETTERS[letter] for letter in STATED.get(f"{name} {method}", STATED[name])}


@pytest.mark.parametrize(("written", "route"), ROUTES, ids=[name or "/" for name, _ in ROUTES])
def test_nobody_passes_unknown(clients: dict[str, Client], written: str, route: URLPattern) -> None:
    for method in getattr(route.callback, "methods", ("GET",)):
        answer = getattr(clients[""], method.lower())(_address(written))
        if STATED.get(str(route.name)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/login/")


def test_other_methods_are_refused(clients: dict[str, Client]) -> None:
    for written, route in ROUTES:
        methods = getattr(route.callback, "methods", ("GET",))
        if "POST" not in methods and STATED.get(str(route.name)):
            assert clients["owner"].post(_address(written)).status_code == 405, written
        if "GET" not in methods:
            assert clients["owner"].get(_address(written)).status_code == 405, written


def test_identifiers_of_somebody_elses_customers_never_appear(clients: dict[str, Client], wired: Wiring) -> None:
    """Names, telephones and e-mails of customers in another adviser's care; promise 12."""
    run = wired.published.latest()
    assert run is not None
    rows = run.rows("SELECT customer_id, name, phone, email, owner FROM identity WHERE name <> '' ORDER BY customer_id")
    own = {row["customer_id"] for row in rows if row["owner"] == "顾问甲"}
    assert own
    assert len(own) < len(rows)
    for role in ("adviser", "analyst", "other"):
        mine = own if role == "adviser" else set()
        for row in [one for one in rows if one["customer_id"] not in mine and one["owner"] != "顾问乙"][:15]:
            for asked in (f"/customers/{row['customer_id']}/", f"/customers/?q={row['phone']}", "/customers/"):
                said = clients[role].get(asked).content.decode()
                assert not [row[name] for name in ("name", "phone", "email") if row[name] and row[name] in said], (
                    role,
                    asked,
                    said[max(said.find(row["name"]) - 300, 0) :][:400],
                )
    first = next(row for row in rows if row["customer_id"] in own)
    said = clients["adviser"].get(f"/customers/{first['customer_id']}/").content.decode()
    assert first["name"] in said
    assert first["phone"] in said


def test_nobody_is_found_by_what_one_may_not_see(clients: dict[str, Client], wired: Wiring) -> None:
    run = wired.published.latest()
    assert run is not None
    others = run.rows("SELECT * FROM identity WHERE owner = '顾问乙' AND phone <> '' ORDER BY customer_id LIMIT 5")
    for row in others:
        for text in (row["phone"][-4:], row["phone"], row["name"], row["email"]):
            for role in ("adviser", "analyst"):
                said = clients[role].get("/customers/", {"q": text}).content.decode()
                assert row["customer_id"] not in said
        assert row["customer_id"] in clients["owner"].get("/customers/", {"q": row["phone"]}).content.decode()


def test_pages_hold_what_they_promise(clients: dict[str, Client], wired: Wiring) -> None:
    run = wired.published.latest()
    assert run is not None
    best = page(run).rows[0]
    assert "用户资产寻宝图" in clients["owner"].get("/map/").content.decode()
    assert best.customer_id in clients["owner"].get("/customers/").content.decode()
    said = clients["owner"].get(f"/customers/{best.customer_id}/").content.decode()
    for words in ("增值潜力分", "钱包空间", "交叉购买", "行为参与", "生命周期", "往来记录"):
        assert words in said
