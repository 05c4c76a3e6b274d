"""A published run of any size, written by rule: the published columns, sorted as published, no appraisal needed."""

from collections.abc import Mapping
from pathlib import Path

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.sqlfiles import literal
from guanxi.core.tables import TABLES, Table
from guanxi.core.tables.published import QUADRANTS, STAGES
from guanxi.handover.folders import select

__all__ = ["QUADRANTS", "STAGES", "write_run"]

_ID = "'c' || substr(md5(CAST(n AS VARCHAR)), 1, 16) AS customer_id"
_DAY = "DATE '2026-06-30'"
_ZH = (
    "'近12个月消费¥' || n % 9000 || '，约占其品类消费的' || n % 100 || '%，还有约¥' || n % 7000"
    " || '的空间；处于成长期，预计'"
)
_EN = "'Spent ¥' || n % 9000 || ' in 12 months, about ' || n % 100 || '% of their wallet, with room for about ¥'"


def write_run(folder: Path, customers: int) -> int:
    """Write every table that pages read; return the bytes written."""
    with DuckWarehouse(None, memory="3GB") as warehouse:
        for name, query in _queries(customers).items():
            warehouse.create("given", query)
            warehouse.create(name, _full(warehouse, TABLES[name]), stored=False)
            file = folder / f"{name}.parquet"
            warehouse.save(select(TABLES[name]), file)
            warehouse.create(name, f"SELECT * FROM read_parquet({literal(str(file))})", stored=False)
    return sum(file.stat().st_size for file in folder.glob("*.parquet"))


def _full(warehouse: DuckWarehouse, table: Table) -> str:
    """The given rows with all declared columns; what was not given is empty."""
    there = warehouse.read("SELECT * FROM given LIMIT 0").column_names
    return f"SELECT {', '.join(c.name if c.name in there else f'NULL AS {c.name}' for c in table.columns)} FROM given"


def _word(words: tuple[str, ...], number: str) -> str:
    """One of the words, by a number."""
    return f"[{', '.join(repr(word) for word in words)}][CAST(({number}) % {len(words)} AS INTEGER) + 1]"


def _queries(customers: int) -> Mapping[str, str]:
    """Each table's rows by a rule; a person's figures come from a hash of her number."""
    people = f"SELECT CAST(range AS BIGINT) AS n, CAST(hash(range) // 4096 AS BIGINT) AS h FROM range({customers})"
    return _who(people) | _beside(people) | _happened(people)


def _who(people: str) -> dict[str, str]:
    """The people themselves, and their records."""
    return {
        "appraisal": f"""
            SELECT {_ID}, {_DAY} AS as_of, h % 40 AS orders, h % 39 AS x, h % 700 AS t_x, 700 + h % 30 AS "T",
                h % 9000 / 1.3 AS revenue_12m, h % 9000 / 3.1 AS contribution_12m,
                CASE WHEN h % 4 > 0 THEN h % 19000 / 1.1 END AS wallet,
                CASE WHEN h % 4 > 0 THEN h % 7000 / 1.7 END AS headroom,
                CASE WHEN h % 4 > 0 THEN h % 997 / 997 END AS wallet_share, h % 991 / 991 AS wallet_confidence,
                h % 310 / 1.1 AS cross_buy, h % 10000 / 100 AS engagement, 'interactions' AS engagement_basis,
                {_word(STAGES, "h // 7")} AS stage, {_DAY} AS stage_since, h % 10007 / 10007 AS quiet,
                {_DAY} + CAST(h % 300 AS INTEGER) AS next_purchase, h % 9973 / 9973 AS p_alive,
                h % 1009 / 90 AS expected_purchases, exp(h % 100003 / 14000) AS value_12m,
                exp(h % 100003 / 14000) / 2 AS value_12m_low, exp(h % 100003 / 14000) * 2 AS value_12m_high,
                exp(h % 100003 / 14000) * 2.6 AS clv, h % 90001 / 900 AS uplift_score,
                h % 90001 / 3600 AS points_wallet, h % 90001 / 3600 AS points_cross_buy,
                h % 90001 / 3600 AS points_engagement, h % 90001 / 3600 AS points_stage,
                exp(h % 100003 / 14000) AS vitality, {_word(QUADRANTS, "h")} AS quadrant,
                {_ZH} || {_DAY} || '前后再买；预计未来12个月贡献约¥' || n % 4000 || '，潜力' || n % 100 || '分。'
                    AS reason_zh,
                {_EN} || n % 7000 || ' more; stage: growing; next purchase about ' || {_DAY}
                    || '; expected to contribute about ¥' || n % 4000 || ' in the next 12 months.' AS reason_en,
                'default-2' AS formula_version, 'bench' AS run_id
            FROM ({people})""",
        "identity": f"""
            SELECT 'tills' AS source, 'm' || n AS customer_key, {_ID}, '' AS evidence,
                {_word(("张", "王", "李", "刘", "陈"), "h")} || chr(CAST(19968 + h % 3000 AS INTEGER))
                    || CASE WHEN h % 3 > 0 THEN chr(CAST(19968 + h % 2999 AS INTEGER)) ELSE '' END AS name,
                '+861' || CAST(3000000000 + h % 6999999999 AS VARCHAR) AS phone,
                CASE WHEN h % 3 = 0 THEN 'u' || n || '@example.com' END AS email, '顾问' || h % 300 AS owner
            FROM ({people})
            UNION ALL
            SELECT 'app' AS source, 'a' || n AS customer_key, {_ID}, 'phone' AS evidence, 'user ' || h % 99999 AS name,
                '+861' || CAST(3000000000 + h % 6999999999 AS VARCHAR) AS phone, NULL AS email, NULL AS owner
            FROM ({people}) WHERE h % 4 = 0""",
    }


def _beside(people: str) -> dict[str, str]:
    """What is told of each person besides."""
    return {
        "next_category": f"""
            SELECT {_ID}, r AS rank, '品类' || (h // 3 + r * 41) % 300 AS category, 0.3 / r AS probability,
                20.0 / r AS expected_contribution, '品类' || h % 300 AS reason, 'p' || h % 6000 AS product_id,
                '商品' || h % 6000 AS product
            FROM ({people}), (SELECT unnest([1, 2, 3, 4, 5]) AS r)""",
        "category_wallet": f"""
            SELECT {_ID}, '品类' || (h // 5 + r * 37) % 300 AS category, h % 900 / 1.1 AS spend,
                h % 1900 + 900 AS wallet, h % 100 / 100 AS share
            FROM ({people}), (SELECT unnest([1, 2, 3, 4]) AS r)""",
        "score_point": f"""
            SELECT {_ID}, term, look, h % 3000 / 120 AS points
            FROM ({people}), (VALUES ('headroom', 'wallet'), ('own_room', 'wallet'), ('return', 'stage'),
                ('stage', 'stage')) AS t(term, look)""",
        "life_event": f"""
            SELECT {_ID}, event, {_DAY} - CAST(h % 900 AS INTEGER) AS date, 'happened' AS status, 6 AS months
            FROM ({people}), (VALUES ('birth'), ('weaning')) AS t(event) WHERE h % 5 = 0""",
        "stage_entry": f"""
            SELECT {_ID}, {_DAY} - r * 30 AS entered, {_word(STAGES, "h // 7 + r")} AS stage
            FROM ({people}), (SELECT unnest([1, 2]) AS r)""",
    }


def _happened(people: str) -> dict[str, str]:
    """What happened, and where people stand."""
    return {
        "timeline": f"""
            SELECT {_ID}, TIMESTAMP '2026-06-30' - to_seconds(CAST((h // (r + 1)) % 63000000 AS BIGINT)) AS occurred_at,
                CASE WHEN r % 4 = 0 THEN 'interaction' ELSE 'purchase' END AS kind,
                CASE WHEN r % 4 = 0 THEN 'visit' END AS word,
                CASE WHEN r % 4 > 0 THEN '品类' || (h + r) % 300 || ' · 品类' || (h + r * r) % 300 END AS title,
                CASE WHEN r % 4 > 0 THEN (h // (r + 1)) % 30000 / 100 END AS amount
            FROM ({people}), (SELECT range AS r FROM range(60)) WHERE r < pow(h % 1000 / 1000, 4) * 55 + 1""",
        "quadrant_summary": """
            SELECT quadrant, count(*) AS customers, sum(revenue_12m) AS revenue_12m, sum(value_12m) AS value_12m,
                sum(clv) AS clv, 50.0 AS potential_cut, 90.0 AS vitality_cut
            FROM appraisal GROUP BY quadrant""",
        "quadrant_transition": f"""
            SELECT {_word(QUADRANTS, "range")} AS from_quadrant, {_word(QUADRANTS, "range // 4")} AS to_quadrant,
                1000 AS customers, 1e5 AS value_12m, 2e5 AS clv FROM range(16)""",
    }
