"""From a real shop's file to an appraisal in a browser, with no command line in between."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from guanxi.entry.workspace import Workspace
from tests.ops.browsing import OWNER, chromium, complaints, log_in, served, too_wide
from tests.shared import dataset

pytestmark = pytest.mark.slow
PATIENCE = 300  # seconds on a busy machine
ROWS, REPEATS = 541_909, 5_268


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """Debian's chromium."""
    with chromium() as driven:
        yield driven


def test_a_shop_is_brought_and_appraised(browser: webdriver.Chrome, tmp_path: Path) -> None:
    file = dataset("online_retail", "online_retail.csv.gz")
    shop = Workspace.create(tmp_path / "shop", language="en", currency="GBP", timezone="Europe/London")
    wait = WebDriverWait(browser, PATIENCE)
    with served(shop.root) as address:
        log_in(browser, address, OWNER, "en")
        browser.get(f"{address}/imports/")
        browser.find_element(By.NAME, "files").send_keys(str(file))
        browser.find_element(By.CSS_SELECTOR, "form[data-most] button").click()
        wait.until(lambda b: b.find_elements(By.ID, "mapping"))
        assert _mapped(browser) == {
            "order_id": "InvoiceNo", "customer_key": "CustomerID", "ordered_at": "InvoiceDate",
            "quantity": "Quantity", "unit_price": "UnitPrice", "product_id": "StockCode", "product_name": "Description",
        }  # fmt: skip
        Select(browser.find_element(By.NAME, "column.store")).select_by_visible_text("Country")
        browser.find_element(By.NAME, "source").send_keys("uci")
        _look(browser)
        browser.find_element(By.CSS_SELECTOR, "button[formaction]").click()
        wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "details.undo"))
        assert _counts(browser) == [ROWS, ROWS - REPEATS - _quarantined(shop), _quarantined(shop), REPEATS]
        (load,) = shop.loads.list()
        assert (load.source, load.used["columns"]["store"], load.load_id) == ("uci", "Country", "0001-online_retail")
        _look(browser)
        browser.find_element(By.CSS_SELECTOR, "form[action='/imports/appraise/'] button").click()
        found = wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, ".job.done a.button"))
        assert found[0].get_attribute("href") == f"{address}/map/"
        found[0].click()
        wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#map[data-drawn] svg"))
        figures = browser.find_elements(By.CSS_SELECTOR, ".quadrants b")
        assert len(figures) == 4
        people = pq.read_table(shop.runs.list()[0].file("appraisal")).num_rows
        assert sum(int(figure.text.replace(",", "")) for figure in figures) == people
        assert not complaints(browser)
    (run,) = shop.runs.list()
    assert run.as_of.isoformat() == "2011-12-09"


def test_ending_the_server_ends_its_worker(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop")
    with served(shop.root):
        for _ in range(100):
            if _workers(shop):
                break
            time.sleep(0.1)
        assert _workers(shop)
    assert not _workers(shop)


def _workers(shop: Workspace) -> list[Path]:
    """Processes that work in this folder."""
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("processes cannot be listed here")
    found = []
    for told in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = told.read_text(errors="replace").split("\0")
            found += [told] if {"worker", str(shop.root)} <= set(words) else []
    return found


def _mapped(browser: webdriver.Chrome) -> dict[str, str]:
    """Which column was found for what."""
    chosen = {}
    for field in browser.find_elements(By.CSS_SELECTOR, "select[name^='column.']"):
        if field.get_attribute("value"):
            text = Select(field).first_selected_option.get_attribute("textContent") or ""
            chosen[(field.get_attribute("name") or "").removeprefix("column.")] = text
    return chosen


def _counts(browser: webdriver.Chrome) -> list[int]:
    """The four figures of an import."""
    return [int(figure.text.replace(",", "")) for figure in browser.find_elements(By.CSS_SELECTOR, ".counts dd")]


def _quarantined(shop: Workspace) -> int:
    """Rows of the only load that could not be used."""
    return shop.loads.list()[0].quarantined


def _look(browser: webdriver.Chrome) -> None:
    """Nothing is said in the console, and a phone shows the page without scrolling sideways."""
    assert not complaints(browser)
    browser.set_window_size(390, 844)
    assert not too_wide(browser)
    browser.set_window_size(1280, 900)
