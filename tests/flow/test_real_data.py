"""Real brands: the published parameters of CDNOW, and a grocer with 302 categories."""

from datetime import date
from typing import Any

import pytest

from guanxi.core.flow import follow
from guanxi.core.tables import PUBLISHED
from tests.flow.brand import Quiet, appraised
from tests.shared import dataset


def test_cdnow_gives_the_published_parameters() -> None:
    """Fader, Hardie & Lee (2005), table 2, and Fader & Hardie (2013) on Gamma-Gamma: 1/10 sample, 39 weeks."""
    lines = f"""
        SELECT 'cdnow' AS source, CAST(row_number() OVER () AS VARCHAR) AS order_id, '1' AS line_no,
            customer_id AS customer_key, CAST(date AS TIMESTAMP) AS ordered_at, number_of_cds AS quantity,
            dollar_value AS revenue, 'paid' AS status
        FROM read_csv('{dataset("cdnow", "cdnow_sample.csv")}', all_varchar = true)"""
    warehouse, facts = appraised({"order_line": lines}, date(1997, 9, 30))
    purchases: Any = facts["purchases"]
    spend: Any = facts["spend"]
    weeks = (purchases["r"], purchases["alpha_days"] / 7, purchases["a"], purchases["b"])
    assert weeks == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert tuple(round(spend[name], 2) for name in ("p", "q", "v")) == (6.25, 3.74, 15.44)
    assert spend["log_likelihood"] == pytest.approx(-4055.91769, abs=1e-4)
    assert (purchases["buyers"], spend["buyers"]) == (2357, 946)
    follow.run(warehouse, date(1997, 9, 30), 90, Quiet())
    deciles = warehouse.read("SELECT * FROM score_decile_followup ORDER BY decile").to_pylist()
    assert sum(row["customers"] for row in deciles) == 2357
    later = warehouse.read(
        "SELECT sum(revenue) AS r FROM order_line"
        " WHERE ordered_at >= TIMESTAMP '1997-10-01' AND ordered_at < TIMESTAMP '1997-12-30'"
    )["r"][0].as_py()
    assert sum(row["revenue"] for row in deciles) == pytest.approx(float(later))
    assert deciles[9]["revenue"] > 3 * deciles[0]["revenue"]


def grocer(households: str) -> dict[str, str]:
    """The Complete Journey as canonical rows; categories come from the product table."""
    lines = f"""
        SELECT 'grocer' AS source, basket_id AS order_id, CAST(row_number() OVER () AS VARCHAR) AS line_no,
            household_id AS customer_key, transaction_timestamp AS ordered_at, quantity, sales_value AS revenue,
            product_id, 'paid' AS status
        FROM '{dataset("completejourney", "transactions.parquet")}' WHERE {households}"""
    products = f"""
        SELECT product_id, coalesce(product_type, 'product') AS name, product_category AS category
        FROM '{dataset("completejourney", "products.parquet")}'"""
    return {"order_line": lines, "product": products}


def test_a_grocer_with_many_categories() -> None:
    warehouse, facts = appraised(grocer("household_id % 4 = 0"), date(2017, 12, 31))
    cross_buy: Any = facts["cross_buy"]
    assert cross_buy["model"] == "EASE^R"
    assert cross_buy["categories"] > 280
    for table in PUBLISHED:
        for rule, query in table.checks().items():
            assert list(warehouse.read(query).to_pylist()[0].values()) == [0], f"{table.name}: {rule}"
    stages = warehouse.read("SELECT stage, count(*) AS n FROM appraisal GROUP BY stage").to_pylist()
    assert max(row["n"] for row in stages) < 0.6 * sum(row["n"] for row in stages)


HITS = """
    WITH later AS (
        SELECT DISTINCT p.customer_no, d.category
        FROM order_line AS l
        JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
        JOIN product AS d ON d.product_id = l.product_id
        WHERE l.ordered_at >= TIMESTAMP '2017-10-01' AND l.ordered_at < TIMESTAMP '2017-12-30'
    ),
    popular AS (
        SELECT k.customer_no, f.category_no,
            row_number() OVER (PARTITION BY k.customer_no ORDER BY f.{by} DESC, f.category_no) AS rank
        FROM history AS k CROSS JOIN category_fact AS f
        ANTI JOIN category_history AS h ON h.customer_no = k.customer_no AND h.category_no = f.category_no
    ),
    offer AS (
        SELECT customer_no, f.category_no, 'model' AS who FROM cross_buy_offer JOIN category_fact AS f USING (item)
        UNION ALL
        SELECT customer_no, category_no, 'popularity' AS who FROM popular WHERE rank <= 5
    )
    SELECT o.who, count(l.category) / count(*) AS hits
    FROM offer AS o JOIN category AS c USING (category_no)
    LEFT JOIN later AS l ON l.customer_no = o.customer_no AND l.category = c.category
    GROUP BY o.who"""


@pytest.mark.slow
@pytest.mark.parametrize("by", ["owners", "adopters"])
def test_next_categories_beat_popularity(by: str) -> None:
    """Five unbought categories for each household, and which of them are bought in the next 90 days."""
    warehouse, _ = appraised(grocer("TRUE"), date(2017, 9, 30))
    hits = {row["who"]: row["hits"] for row in warehouse.read(HITS.format(by=by)).to_pylist()}
    assert hits["model"] > hits["popularity"]
    assert hits["model"] > 0.2
