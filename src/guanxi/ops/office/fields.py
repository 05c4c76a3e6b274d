"""Settings that may be changed on a page: their key in guanxi.toml, their kind, their words."""

from dataclasses import dataclass
from typing import Any

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One setting on the page."""

    key: str
    kind: type
    words: Words


FIELDS = (
    Field("brand.name", str, {"zh": "品牌名称", "en": "Brand"}),
    Field("value.margin", float, {"zh": "毛利率（没有成本数据时）", "en": "Margin where no cost is known"}),
    Field("value.discount_rate", float, {"zh": "年折现率", "en": "Discount rate a year"}),
    Field("quadrants.potential_quantile", float, {"zh": "潜力分界（分位）", "en": "Cut of potential (quantile)"}),
    Field("quadrants.vitality_quantile", float, {"zh": "活力分界（分位）", "en": "Cut of vitality (quantile)"}),
    Field("plan.consent", str, {"zh": "授权规则（granted 或 not_denied）", "en": "Consent (granted or not_denied)"}),
    Field("plan.contacts_month", int, {"zh": "每人每月最多联系次数", "en": "Contacts a person and month at most"}),
    Field("plan.book", int, {"zh": "每位顾问名额（0 为不限）", "en": "Customers an adviser can take on (0: no limit)"}),
    Field("plan.holdout", float, {"zh": "计划留出比例", "en": "Share a plan leaves alone"}),
    Field("plan.global_holdout", float, {"zh": "全局留出比例", "en": "Share no plan ever touches"}),
)
_YES = {"on", "true", "1"}


def read(given: dict[str, Any]) -> dict[str, Any]:
    """Settings as a form gave them, in their kinds; InputError for what is no number."""
    return {field.key: _typed(field, str(given[field.key])) for field in FIELDS if field.key in given}


def action_changes(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a form changes about one action of the catalogue."""
    numbers = dict.fromkeys(("money", "when_used"), float) | dict.fromkeys(("cooling_off", "cap_month"), int)
    changes: dict[str, Any] = {
        f"actions.{name}.{key}": _typed(Field(key, kind, {"zh": key, "en": key}), str(given[key]))
        for key, kind in numbers.items()
        if key in given
    }
    return changes | {f"actions.{name}.off": str(given.get("off", "")).lower() in _YES}


def _typed(field: Field, text: str) -> Any:
    """One value in its kind."""
    try:
        return field.kind(text.strip())
    except ValueError as error:
        raise InputError(f"{field.words['en']}: {text!r} is no number. {field.words['zh']}：不是数字。") from error
