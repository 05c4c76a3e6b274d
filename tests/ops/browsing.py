"""A browser, and a workspace served as anybody would serve it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
OWNER, SECRET = "owner", "correct-horse-battery-9"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """`guanxi serve` on a workspace; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {**os.environ, "GUANXI_ADMIN_USER": OWNER, "GUANXI_ADMIN_PASSWORD": SECRET}
    words = [sys.executable, "-m", "guanxi", "-w", str(folder), "serve", "--port", str(port)]
    with subprocess.Popen(words, env=given, stdout=subprocess.DEVNULL) as server:
        try:
            _await(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _await(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """Debian's chromium; skips where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver):
        pytest.skip("no chromium or chromedriver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument("--window-size=1280,900")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driven = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield driven
    finally:
        driven.quit()


def log_in(browser: webdriver.Chrome, address: str, name: str, language: str) -> None:
    """Log in as somebody, and choose a language."""
    browser.delete_all_cookies()
    browser.get(f"{address}/login/")
    browser.find_element(By.NAME, "username").send_keys(name)
    browser.find_element(By.NAME, "password").send_keys(SECRET)
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    WebDriverWait(browser, 20).until(lambda b: "/login/" not in b.current_url)  # else leaving would cut it off
    browser.get(f"{address}/account/")
    Select(browser.find_element(By.NAME, "language")).select_by_value(language)
    browser.find_element(By.CSS_SELECTOR, "main section form button").click()
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "p.note.success"))


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the console says that is a fault: errors and violations."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]  # type: ignore[no-untyped-call]


def too_wide(browser: webdriver.Chrome) -> bool:
    """Whether the page is wider than the screen."""
    return bool(browser.execute_script("return document.documentElement.scrollWidth > window.innerWidth + 1"))
