"""Settings that may be changed on a page: their key in guanxi.toml, their kind, their words."""

from dataclasses import dataclass
from typing import Any

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One setting on the page: its key, kind and name; of a number its bounds; what explains it, where it must."""

    key: str
    kind: type
    words: Words
    low: int = 0
    high: int = 0
    help: Words | None = None

    @property
    def step(self) -> str:
        """By what steps a browser lets a number be typed."""
        return "1" if self.kind is int else "any"


FIELDS = (
    Field("brand.name", str, {"zh": "品牌名称", "en": "Brand"}),
    Field("value.margin", float, {"zh": "毛利率（没有成本数据时）", "en": "Margin where no cost is known"}),
    Field("value.discount_rate", float, {"zh": "年折现率", "en": "Discount rate a year"}),
    Field("quadrants.potential_quantile", float, {"zh": "潜力分界（分位）", "en": "Cut of potential (quantile)"}),
    Field("quadrants.vitality_quantile", float, {"zh": "活力分界（分位）", "en": "Cut of vitality (quantile)"}),
    Field("plan.consent", str, {"zh": "授权规则（granted 或 not_denied）", "en": "Consent (granted or not_denied)"}),
    Field("plan.contacts_month", int, {"zh": "每人每月最多联系次数", "en": "Contacts a person and month at most"}),
    Field("plan.no_selling", int, {"zh": "关怀之后几天内不推销", "en": "Days after care within which nothing is sold"}),
    Field("plan.book", int, {"zh": "每位顾问名额（0 为不限）", "en": "Customers an adviser can take on (0: no limit)"}),
    Field("plan.holdout", float, {"zh": "计划留出比例", "en": "Share a plan leaves alone"}),
    Field("plan.global_holdout", float, {"zh": "全局留出比例", "en": "Share no plan ever touches"}),
)
ACTION_FIELDS = (
    Field("money", float, {"zh": "花费", "en": "Money"}),
    Field("when_used", float, {"zh": "用后花费", "en": "When used"}),
    Field("cooling_off", int, {"zh": "间隔天数", "en": "Days apart"}, high=3650),
    Field("cap_month", int, {"zh": "每月上限", "en": "Cap a month"}, low=1, high=100),
    Field(
        "delay", int, {"zh": "几天后见效", "en": "Days until it pays"},
        help={"zh": "从做到开始带来贡献的天数。", "en": "From doing it to the first contribution it adds."},
    ),
    Field(
        "lasts", int, {"zh": "见效几天", "en": "Days it pays"}, high=3650,
        help={
            "zh": "从见效起，带来贡献的天数；0 表示看多久就算多久。",
            "en": "From then on, for how many days it adds contribution; 0: for as long as anybody looks.",
        },
    ),
)  # fmt: skip
_YES = {"on", "true", "1"}


def read(given: dict[str, Any]) -> dict[str, Any]:
    """Settings as a form gave them, in their kinds; InputError for what is no number."""
    return {field.key: _typed(field, str(given[field.key])) for field in FIELDS if field.key in given}


def action_changes(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a form changes about one action of the catalogue."""
    changes = {
        f"actions.{name}.{field.key}": _typed(field, str(given[field.key]))
        for field in ACTION_FIELDS
        if field.key in given
    }
    return changes | {f"actions.{name}.off": str(given.get("off", "")).lower() in _YES}


def _typed(field: Field, text: str) -> Any:
    """One value in its kind."""
    try:
        return field.kind(text.strip())
    except ValueError as error:
        raise InputError(f"{field.words['en']}: {text!r} is no number. {field.words['zh']}：不是数字。") from error
