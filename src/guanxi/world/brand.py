"""The simulated maternity brand itself: what it sells, where, and when it holds its sales days."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SOURCES = ("youzan", "taobao", "store")  # mini-programme shop, flagship store, own shops with the app's members
YOUZAN, TMALL, STORE = range(3)
TIERS = ("臻选", "优选", "轻享")[::-1]  # economy, middle, premium
LINES = ("安禾", "小满")  # two product lines of every kind
YOUNGEST, OLDEST = -10, 60  # months of age between which anything is needed


@dataclass(frozen=True, slots=True)
class Category:
    """One category of goods.

    `prices` yuan a pack by tier, `cost` share of the price, `use` packs a week by age in months, `packs` bought at
    once, `sizes` by the age from which they fit, `interest` it belongs to (feeding, care, growing, outings).
    """

    name: str
    noun: str
    prices: tuple[int, int, int]
    cost: float
    use: tuple[tuple[float, float], ...]
    packs: float
    sizes: tuple[tuple[float, str], ...]
    interest: int


CATEGORIES = (
    Category("奶粉", "婴幼儿配方奶粉", (168, 258, 378), 0.72,
             ((-1, 0), (0, 0.5), (4, 0.8), (9, 0.85), (18, 0.6), (36, 0.3), (54, 0.1), (60, 0)), 2.0,
             ((-10, "1段800g"), (6, "2段800g"), (12, "3段800g")), 0),
    Category("纸尿裤", "婴儿纸尿裤", (69, 109, 159), 0.66,
             ((-1, 0), (-0.5, 0.4), (0, 1.1), (6, 0.85), (15, 0.65), (24, 0.35), (32, 0.1), (36, 0)), 2.0,
             ((-10, "NB72片"), (1, "S64片"), (4, "M56片"), (9, "L48片"), (18, "XL42片")), 1),
    Category("洗护", "婴儿洗护用品", (39, 69, 128), 0.42,
             ((-2, 0.02), (0, 0.16), (12, 0.14), (36, 0.1), (60, 0.06)), 1.2,
             ((-10, "沐浴露400ml"), (3, "润肤霜120g")), 1),
    Category("辅食", "宝宝辅食", (25, 39, 62), 0.55,
             ((4, 0), (6, 0.5), (9, 1.0), (18, 0.9), (30, 0.45), (60, 0.15)), 2.5,
             ((-10, "高铁米粉225g"), (8, "果泥100g×4"), (12, "小面条200g")), 0),
    Category("玩具", "益智玩具", (49, 99, 219), 0.5,
             ((2, 0.01), (6, 0.1), (24, 0.12), (48, 0.12), (60, 0.1)), 1.0,
             ((-10, "摇铃牙胶"), (10, "积木套装")), 2),
    Category("童装", "婴童服装", (59, 119, 259), 0.45,
             ((-3, 0), (-1, 0.16), (6, 0.18), (36, 0.14), (60, 0.12)), 1.3,
             ((-10, "59码"), (4, "73码"), (12, "90码"), (26, "110码")), 2),
    Category("孕产", "孕产妈妈用品", (79, 149, 319), 0.48,
             ((-9, 0.03), (-6, 0.15), (-3, 0.25), (-0.5, 0.35), (1, 0.2), (5, 0.03), (8, 0)), 1.2,
             ((-10, "孕妇裤"), (-2, "待产包")), 1),
    Category("喂养", "喂养用品", (45, 99, 239), 0.5,
             ((-3, 0), (-1, 0.2), (2, 0.2), (8, 0.1), (20, 0.05), (36, 0.02)), 1.1,
             ((-10, "奶瓶240ml"), (6, "餐椅餐具")), 0),
    Category("出行", "婴儿出行用品", (499, 1199, 2799), 0.62,
             ((-3, 0), (-1, 0.06), (2, 0.03), (8, 0.02), (11, 0.03), (16, 0.008), (40, 0.004)), 1.0,
             ((-10, "婴儿推车"), (7, "安全座椅")), 3),
    Category("童书", "绘本童书", (25, 45, 88), 0.5,
             ((3, 0), (8, 0.08), (18, 0.16), (36, 0.2), (60, 0.22)), 1.8,
             ((-10, "布书"), (12, "绘本套装")), 2),
)  # fmt: skip
NAMES = tuple(category.name for category in CATEGORIES)

CITIES = ("上海", "杭州", "苏州", "南京", "宁波", "无锡", "合肥", "武汉", "成都", "重庆", "广州", "深圳", "北京",
          "天津", "青岛", "郑州", "长沙", "西安", "福州", "厦门")  # fmt: skip
STORES = ("上海徐汇店", "上海浦东店", "杭州西湖店", "苏州园区店", "南京新街口店", "宁波天一店")
STORE_CITY = (0, 0, 1, 2, 3, 4)  # city of each store

SALES_DAYS = ((1, 10, 0.9), (3, 8, 0.88), (6, 18, 0.8), (8, 18, 0.92), (9, 9, 0.9), (11, 11, 0.75), (12, 12, 0.85))
"""Month, day and price factor of the sales days of a Chinese year."""


@dataclass(frozen=True, slots=True)
class Products:
    """Every product: number, name, category, list price and cost in fen; `at[category, tier, line, size]` finds it."""

    code: list[str]
    name: list[str]
    title: list[str]
    category: Ints
    price: Ints
    cost: Ints
    at: Ints


def use_by_month() -> Floats:
    """Return packs used a week, shape (months from YOUNGEST to OLDEST, categories)."""
    months = np.arange(YOUNGEST, OLDEST + 1) + 0.5
    points = [np.array(category.use) for category in CATEGORIES]
    return np.stack([np.interp(months, at[:, 0], at[:, 1], left=0, right=0) for at in points], axis=1)


def products() -> Products:
    """Return the assortment: every category in three tiers, two lines and its sizes."""
    most = max(len(category.sizes) for category in CATEGORIES)
    at = np.zeros((len(CATEGORIES), len(TIERS), len(LINES), most), dtype=np.int64)
    rows: list[tuple[str, str, str, int, int, int]] = []
    for c, category in enumerate(CATEGORIES):
        for tier, line, size in np.ndindex(len(TIERS), len(LINES), most):
            if size >= len(category.sizes):
                at[c, tier, line, size] = len(rows) - 1
                continue
            at[c, tier, line, size] = len(rows)
            word = category.sizes[size][1]
            name = f"{LINES[line]}{TIERS[tier]}{category.noun} {word}"
            title = f"【官方旗舰】{LINES[line]}{category.noun}{word} {TIERS[tier]}系列"
            price = round(category.prices[tier] * (0.95 if line else 1.05)) * 100
            rows.append((f"MY{c + 1:02d}{len(rows):04d}", name, title, c, price, round(price * category.cost)))
    code, name_, title_, which, price_, cost = (list(column) for column in zip(*rows, strict=True))
    return Products(code, name_, title_, np.array(which), np.array(price_), np.array(cost), at)


def sales_weeks(start: date, weeks: int) -> tuple[Floats, Ints]:
    """Return the price factor of each week and the day of its sales day in the week (-1: none)."""
    factor, day_of = np.ones(weeks), np.full(weeks, -1)
    for year in range(start.year, start.year + weeks // 52 + 2):
        for month, day, price in SALES_DAYS:
            since = (date(year, month, day) - start).days
            if 0 <= since < weeks * 7:
                factor[since // 7], day_of[since // 7] = price, since % 7
    return factor, day_of
