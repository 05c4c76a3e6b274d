"""Every page as each role in both languages, in a browser: no error, nothing too wide, no violation."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from guanxi.entry.web import wiring as put_together
from guanxi.ops.ground.actors import Role
from tests.ops.browsing import OWNER, SECRET, chromium, complaints, log_in, served, too_wide

pytestmark = pytest.mark.slow
PAGES = {
    "owner": ["/map/", "/today/", "/customers/", "/audiences/", "/plans/", "/returns/", "/statement/", "/imports/",
              "/doctor/", "/settings/", "/settings/staff/", "/settings/keys/", "/audit/", "/account/"],
    "manager": ["/map/", "/today/", "/customers/", "/plans/", "/returns/", "/imports/", "/doctor/", "/settings/"],
    "adviser": ["/today/", "/customers/", "/account/"],
    "analyst": ["/map/", "/customers/", "/audiences/", "/plans/", "/returns/", "/statement/", "/doctor/", "/settings/"],
    "integrator": ["/imports/", "/doctor/", "/settings/", "/settings/keys/"],
    "auditor": ["/audit/", "/account/"],
}  # fmt: skip


@pytest.fixture(scope="module")
def address(brand_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shop with a plan, served by `guanxi serve` as anybody would."""
    folder = Path(shutil.copytree(brand_folder, tmp_path_factory.mktemp("walk") / "shop"))
    asked = {"budget": 3000, "minutes": {"advisers": 2000}}
    put_together.of(folder).workshop.work("plan", "a-job", asked, lambda _: None)
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """Debian's chromium."""
    with chromium() as driven:
        yield driven


def _colleagues(browser: webdriver.Chrome, address: str) -> None:
    """The owner adds one of each other role, through the page."""
    for role in Role:
        if role == OWNER:
            continue
        browser.get(f"{address}/settings/staff/")
        form = browser.find_element(By.CSS_SELECTOR, "form.narrow")
        form.find_element(By.NAME, "username").send_keys(role.value)
        form.find_element(By.NAME, "password").send_keys(SECRET)
        Select(form.find_element(By.NAME, "role")).select_by_value(role.value)
        if role is Role.ADVISER:
            form.find_element(By.NAME, "owner").send_keys("顾问甲")
        form.find_element(By.TAG_NAME, "button").click()
        WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "p.note.success"))


def _looked_at(browser: webdriver.Chrome, address: str, page: str, language: str) -> None:
    browser.get(address + page)
    tongue = browser.find_element(By.TAG_NAME, "html").get_attribute("lang")
    assert tongue == {"zh": "zh-Hans", "en": "en"}[language]
    assert browser.find_elements(By.TAG_NAME, "h1"), page
    charts = browser.find_elements(By.CSS_SELECTOR, "[data-chart]")
    if charts and page != "/returns/":
        WebDriverWait(browser, 30).until(lambda b: b.find_elements(By.CSS_SELECTOR, "[data-drawn] svg"))
    assert not too_wide(browser), f"{page} is wider than the screen"
    assert not complaints(browser), page


def test_the_walk(browser: webdriver.Chrome, address: str) -> None:
    log_in(browser, address, OWNER, "zh")
    _colleagues(browser, address)
    for role in Role:
        for language in ("zh", "en"):
            log_in(browser, address, role.value, language)
            complaints(browser)
            for page in PAGES[role.value]:
                _looked_at(browser, address, page, language)


def test_phones(browser: webdriver.Chrome, address: str) -> None:
    log_in(browser, address, OWNER, "zh")
    browser.set_window_size(390, 844)
    try:
        browser.get(f"{address}/customers/")
        first = browser.find_element(By.CSS_SELECTOR, "tbody a").get_attribute("href") or ""
        for page in ("/today/", first.removeprefix(address)):
            _looked_at(browser, address, page, "zh")
    finally:
        browser.set_window_size(1280, 900)


def test_framing_people_on_the_map_and_keeping_them(browser: webdriver.Chrome, address: str) -> None:
    log_in(browser, address, OWNER, "zh")
    browser.get(f"{address}/map/")
    wait = WebDriverWait(browser, 30)
    wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#map[data-drawn] svg"))
    held = browser.find_element(By.ID, "map")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", held)
    across, down = held.size["width"] // 4, held.size["height"] // 4
    chain = ActionChains(browser).move_to_element_with_offset(held, -across, -down).click_and_hold()
    chain.move_by_offset(2 * across, 2 * down).release().perform()
    wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#chosen tbody tr"))
    browser.find_element(By.CSS_SELECTOR, "#chosen input[name=name]").send_keys("框选的人")
    browser.find_element(By.CSS_SELECTOR, "#chosen form button").click()
    wait.until(lambda b: "框选的人" in b.page_source and "/audiences/" in b.current_url)
    people = browser.find_element(By.CSS_SELECTOR, "tbody td.n").text
    assert int(people.replace(",", "")) > 0
    assert not complaints(browser)


def test_the_keyboard_alone(browser: webdriver.Chrome, address: str) -> None:
    """The first stop of the keyboard skips to the content; links and buttons can all be reached."""
    log_in(browser, address, OWNER, "zh")
    browser.get(f"{address}/customers/")
    ActionChains(browser).send_keys("\ue004").perform()
    assert browser.switch_to.active_element.get_attribute("href") == f"{address}/customers/#main"
    hidden = browser.execute_script(
        "return [...document.querySelectorAll('a, button, input, select')].filter(e => e.tabIndex < 0).length"
    )
    assert hidden == 0
