"""A small shop written by rule, so that a failure can be repeated."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from guanxi.entry.workspace import Workspace

_COLUMNS = {"order_id": "no", "customer_key": "who", "ordered_at": "at", "product_id": "what", "category": "kind"}
PAIRS = [f"{canonical}={column}" for canonical, column in {**_COLUMNS, "quantity": "n", "revenue": "paid"}.items()]

_FIRST = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
NAMES = [f"{_FIRST[n % 20]}{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[n // 20]}兰" for n in range(300)]
PHONES = [f"1391234{n * 17 + 1000:04d}" for n in range(300)]
EMAILS = [f"mail{n:03d}@example.cn" for n in range(300)]


def run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `guanxi …` in a folder."""
    program = Path(sys.executable).with_name("guanxi")
    given = {**os.environ, "COLUMNS": "200", **environment}
    return subprocess.run(
        [str(program), *words], cwd=cwd, env=given, capture_output=True, text=True, timeout=120, check=False
    )


def orders() -> str:
    """Three hundred people, four categories, a year: written by rule, so that a failure can be repeated."""
    lines = ["no,who,at,what,kind,n,paid"]
    kinds = ["奶粉", "纸尿裤", "玩具", "童书"]
    for person in range(300):
        every = 10 + person % 50
        for turn, day in enumerate(range(person % 90, 364, every)):
            kind = kinds[(person + turn * (person % 3)) % 4]
            date = f"2025-{1 + day // 31:02d}-{1 + day % 28:02d} 10:00:00"
            lines.append(f"{person}-{turn},p{person},{date},{kind}-{turn % 3},{kind},1,{20 + (person * 7 + turn) % 90}")
    return "\n".join(lines) + "\n"


def come_and_go(day: date) -> list[str]:
    """Orders in an app: by turns people who stop about a day, begin or come back after it, stay, or were long gone."""
    spans = {0: [(-500, -5)], 1: [(8, 110)], 2: [(-240, -180), (20, 110)], 3: [(-240, 110)], 4: [(-300, -200)]}
    rows = []
    for person in range(100):
        for first, last in spans[person % 5]:
            for turn in range(first + person % 7, last, 7):
                at = day + timedelta(days=turn)
                rows.append(f"{person}-{turn},a{person},{at} 12:00:00,玩具-1,玩具,1,{30 + (person * 11 + turn) % 60}")
    return rows


def open_shop(parent: Path) -> Workspace:
    """Make a workspace and import the shop's orders with a mapping saved as `tills`."""
    folder = parent / "shop"
    assert run("init", str(folder), "--language", "zh", cwd=parent).returncode == 0
    (folder / "orders.csv").write_text(orders(), encoding="utf-8")
    done = run("import", "orders.csv", "--map", *PAIRS, "--save-mapping", "tills", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Workspace.open(folder)


def open_planning_shop(parent: Path) -> Path:
    """The shop, appraised, where everybody has agreed to everything; return its folder."""
    folder = open_shop(parent).root
    rows = [f"p{number},*,*,同意,2025-01-02 00:00:00" for number in range(300)]
    bring_in(folder, "consent", ["customer_key", "purpose", "channel", "status", "stated_at"], rows)
    assert run("appraise", cwd=folder).returncode == 0
    return folder


def open_named_shop(parent: Path) -> Path:
    """The planning shop, where everybody has a name, a telephone, an e-mail and was written to by name."""
    folder = open_shop(parent).root
    people = [f"p{n},{NAMES[n]},{PHONES[n]},{EMAILS[n]},{'顾问甲' if n % 2 else '顾问乙'}" for n in range(300)]
    words = [f"c{n},p{n},2025-11-02 09:00:00,care,您好{NAMES[n]}，请回电{PHONES[n]}" for n in range(300)]
    consent = [f"p{n},*,*,同意,2025-01-02 00:00:00" for n in range(300)]
    bring_in(folder, "customer", ["customer_key", "name", "phone", "email", "owner"], people)
    bring_in(folder, "contact", ["contact_id", "customer_key", "occurred_at", "purpose", "text"], words)
    bring_in(folder, "consent", ["customer_key", "purpose", "channel", "status", "stated_at"], consent)
    assert run("appraise", cwd=folder).returncode == 0
    return folder


def bring_in(folder: Path, table: str, columns: list[str], rows: list[str], source: str = "tills") -> None:
    """Import rows as a table."""
    (folder / f"{table}.csv").write_text("\n".join([",".join(columns), *rows]), encoding="utf-8")
    pairs = [f"{name}={name}" for name in columns]
    done = run("import", f"{table}.csv", "--as", table, "--source", source, "--map", *pairs, cwd=folder)
    assert done.returncode == 0, done.stderr
