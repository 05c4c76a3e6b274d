"""What would help most, best first."""

from collections.abc import Iterator

from guanxi.core.flow.doctor.fitness import Finding, Fitness
from guanxi.core.kernel.figures import percent

YEAR = 365
STATEMENTS = 100  # of what people spend elsewhere: enough to begin with
LEAST = 3.0  # points of use below which advice is not worth a line


def advice(fitness: Fitness) -> list[Finding]:
    """Advice by use, 0 to 100: how many looks it would help, times the share of the data it concerns."""
    parts = (_orders, _people, _time, _beside)
    found = [one for part in parts for one in part(fitness) if (one.value or 0.0) >= LEAST]
    return sorted(found, key=lambda one: (-(one.value or 0.0), one.measure))


def _do(measure: str, use: float, zh: str, en: str) -> Finding:
    """One piece of advice."""
    return Finding(measure, "advice", round(use, 1), {"zh": zh, "en": en})


def _orders(f: Fitness) -> Iterator[Finding]:
    """What the orders lack."""
    if not f["lines"]:
        yield _do("import_orders", 100, "导入订单：guanxi import 文件", "Import orders: guanxi import FILE")
        return
    zh, en = "导入带实付金额的订单（数量不是金额）", "Import orders with the amounts paid; quantities are not money"
    yield _do("import_prices", 95 * f.unpriced if f.unpriced > 0.05 else 0, zh, en)
    unnamed = max(f.share("anonymous", "lines"), f.share("anonymous_revenue", "revenue"))
    zh = f"让每笔订单带上客户：收银时报手机号或扫会员码（现有 {percent(unnamed)} 归不到人）"
    en = f"Let every order say whose it is: a telephone or member number at the till ({percent(unnamed)} is nobody's)"
    yield _do("name_customers", min(150 * unnamed, 90) if unnamed > 0.02 else 0, zh, en)
    without = 1.0 if f["categories"] < 2 else f.share("uncategorised", "paid")
    zh, en = (
        "导入商品表（商品编号、品类），否则说不出下一品类",
        "Import a product file (number, category): without it no next category can be told",
    )
    yield _do("import_categories", 60 * without if without > 0.1 else 0, zh, en)
    zh, en = (
        "导入成本（订单行或商品表），让贡献不再靠一个毛利率估",
        "Import costs (of lines or products), so that contribution is more than one margin",
    )
    yield _do("import_costs", 0 if f.priceless else 40 * (1 - f.share("costed", "paid")), zh, en)
    if f["lines"] >= 1000 and not f["refunded"] + f["cancelled"]:
        zh, en = (
            "一笔退款都没有：请确认导出里含退款和取消",
            "There is not one refund: see whether refunds and cancellations are exported",
        )
        yield _do("import_refunds", 8, zh, en)


def _people(f: Fitness) -> Iterator[Finding]:
    """Who they are."""
    if f["buyers"] >= 100 and not f.returning:
        zh = "核对客户编号：几乎没有人回头，可能每笔订单编号都不同，或文件只是抽样"
        en = "Check the customer key: hardly anybody returns. Does it change with every order, or is the file a sample?"
        yield _do("check_customer_key", 85, zh, en)
    without = 1 - f.share("recognisable", "customers")
    zh = "收集手机号：有了它，同一个人在各店、小程序和线下才认得出来"
    en = "Collect telephone numbers: by these one person is recognised in every shop and app"
    yield _do("collect_phones", (45 if f["sources"] > 1 else 25) * without if f["customers"] else 0, zh, en)
    if f.selected:
        zh = "把只买过一次的客户也导出来：现在几乎只有常客"
        en = "Export those who bought only once, too: there are hardly any but frequent shoppers"
        yield _do("import_everybody", 20, zh, en)
    if f.cohort:
        zh = "把后来的新客也导出来：现在是同一批客户"
        yield _do("import_newcomers", 30, zh, "Export those who came later, too: all buyers here began together")
    if f["parents"]:
        zh = "问问其他客户孩子的生日或预产期：人生阶段决定需要什么"
        en = "Ask the other customers for a child's birthday or due date: life stage says what is needed"
        yield _do("ask_birthdays", 30 * (1 - f.share("parents", "customers")), zh, en)


def _time(f: Fitness) -> Iterator[Finding]:
    """What the history lacks."""
    if 0 < f.span < 2 * YEAR - 7:
        zh = f"导入更早的订单：现有 {f.span} 天，两年才分得清季节"
        en = f"Import older orders: there are {f.span} days, and seasons need two years"
        yield _do("import_history", 50 * (1 - f.span / (2 * YEAR)), zh, en)
    if f.gaps:
        zh = f"查一查空白的 {f.lost_days} 天：停业，还是漏了文件（guanxi show sales_gap）"
        en = f"Look into {f.lost_days} days without sales: closed, or a file missing (guanxi show sales_gap)"
        yield _do("check_gaps", min(10 + 200 * f.lost_days / max(f.span, 1), 70), zh, en)
    if f.days:
        orders = sum(float(day["orders"]) for day in f.days)
        zh = f"查一查 {len(f.days)} 个订单异常多的日子：大促，还是补录日期（guanxi show suspicious_day）"
        en = f"Look into {len(f.days)} days of many orders: promotion, or a bulk load (guanxi show suspicious_day)"
        yield _do("check_days", min(5 + 100 * orders / max(f["orders"], 1), 60), zh, en)


def _beside(f: Fitness) -> Iterator[Finding]:
    """What is not known beside orders."""
    if f["comparable"] and not f.priceless:
        zh = f"问 {STATEMENTS} 位客户在别处花多少（declared_spend）：钱包的大小由此校准"
        en = f"Ask {STATEMENTS} customers what they spend elsewhere (declared_spend): it sets the size of every wallet"
        yield _do("ask_spend", 42 * max(1 - f["declared"] / STATEMENTS, 0.0), zh, en)
    if f["customers"]:
        zh = "导入互动（到访、浏览、评价、分享、签到）：参与度不必再从订单猜"
        en = "Import interactions (visits, views, reviews, shares): engagement need not be guessed from orders"
        yield _do("import_interactions", 30 * (1 - min(10 * f.share("participants", "customers"), 1.0)), zh, en)
