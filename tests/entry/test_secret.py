"""The secret in customers' ids: told by no file and no command, and missed when it is lost."""

import json
import shutil
from collections.abc import Iterator
from hashlib import md5, sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from guanxi.core.kernel.errors import SettingsError
from guanxi.entry import api, settings
from guanxi.entry.measuring import measure
from guanxi.entry.valuing import value
from guanxi.entry.web.desk import Table
from guanxi.entry.workspace import Workspace
from tests.entry.shop import open_shop, run

VARIABLE = "GUANXI_IDENTITY__SECRET"


@pytest.fixture(autouse=True, scope="module")
def _own_secrets() -> Iterator[None]:
    """Here each workspace's own secret counts, as at a user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        yield


@pytest.fixture(scope="module")
def appraised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A shop with a secret of its own, appraised, and all that was said."""
    folder = open_shop(tmp_path_factory.mktemp("secret")).root
    said = run("appraise", "--json", cwd=folder)
    assert said.returncode == 0, said.stderr
    return folder, said.stdout + said.stderr


@pytest.fixture
def shop(appraised: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return shutil.copytree(appraised[0], tmp_path / "shop")


def secret_of(folder: Path) -> str:
    return settings.load(folder / "guanxi.toml").identity.secret


def put(folder: Path, secret: str) -> None:
    """Write another secret into guanxi.toml."""
    settings.change(folder / "guanxi.toml", {"identity.secret": secret})


def test_ids_are_those_of_the_secret(appraised: tuple[Path, str]) -> None:
    folder, _ = appraised
    rows = pq.read_table(Workspace.open(folder).runs.latest().file("identity")).to_pylist()
    said = f"{secret_of(folder)}{rows[0]['source']}|{rows[0]['customer_key']}"
    assert rows[0]["customer_id"] == "c" + md5(said.encode(), usedforsecurity=False).hexdigest()[:16]


def test_no_file_and_no_command_tells_the_secret(appraised: tuple[Path, str]) -> None:
    folder, said = appraised
    secret = secret_of(folder)
    assert len(secret) == 32
    api.open(folder).value(horizon_days=90)  # makes the records anew, and keeps what it made
    for words in (["sql", "record"], ["sql", "record", "--dialect", "spark"], ["show", "identity_secret"]):
        done = run(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
        said += done.stdout + done.stderr
    assert "MD5(" in said
    assert secret not in said + str(Table(folder).settings()) + repr(Workspace.open(folder).settings)
    telling = [file.name for file in folder.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
    assert telling == ["guanxi.toml"]


def test_a_run_tells_a_fingerprint(appraised: tuple[Path, str]) -> None:
    folder, _ = appraised
    told = api.open(folder).run().manifest["options"]["identity"]
    fingerprint = sha256(f"guanxi{secret_of(folder)}".encode()).hexdigest()[:12]
    assert told == {"shared_after": 8, "fingerprint": fingerprint}


def test_guanxi_toml_is_for_nobody_else_on_the_machine(appraised: tuple[Path, str], shop: Path) -> None:
    file = shop / "guanxi.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    settings.change(file, {"value.margin": 0.3})
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)  # a team's own choice
    settings.change(file, {"value.margin": 0.35})
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("other", ["", "another"])
def test_a_secret_that_is_lost_or_another_is_missed(shop: Path, other: str) -> None:
    kept = secret_of(shop)
    put(shop, other)
    done = run("appraise", cwd=shop)
    assert done.returncode == 2, done.stdout
    for part in ("guanxi.toml", "[identity] secret", "customer ids would change", "客户编号都会改变", "--new-ids"):
        assert part in done.stderr.replace("\n", " "), done.stderr
    assert not any(one and one in done.stderr for one in (kept, other))
    for asks in (measure, value):
        with pytest.raises(SettingsError, match="--new-ids"):
            asks(Workspace.open(shop))
    assert len(Workspace.open(shop).runs.list()) == 1
    put(shop, kept)
    measure(Workspace.open(shop))


def test_ids_are_made_anew_on_purpose(shop: Path) -> None:
    before = set(api.open(shop).run().customers["customer_id"].to_pylist())
    put(shop, "another")
    done = run("appraise", "--new-ids", cwd=shop)
    assert done.returncode == 0, done.stderr
    assert not before & set(api.open(shop).run().customers["customer_id"].to_pylist())
    measure(Workspace.open(shop))  # from now on they are those known


def test_runs_of_an_earlier_guanxi_are_asked_for_what_they_told(shop: Path) -> None:
    """They told the secret itself, or, before there was one, nothing."""
    file = Workspace.open(shop).runs.latest().folder / "manifest.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    brand = api.open(shop)
    for identity, fits in (
        ({"secret": secret_of(shop), "shared_after": 8}, True), ({"secret": "one of then"}, False),
        ({"secret": ""}, False), ({"shared_after": 8}, True),
    ):  # fmt: skip
        file.write_text(json.dumps({**told, "options": {**told["options"], "identity": identity}}), encoding="utf-8")
        if fits:
            measure(brand.workspace)
        else:
            with pytest.raises(SettingsError, match="--new-ids"):
                brand.appraise()
