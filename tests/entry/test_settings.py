"""guanxi.toml: what is not understood is refused with the key, the value and what is allowed."""

from pathlib import Path

import pytest

from guanxi.core.kernel.errors import SettingsError
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.entry import settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / settings.FILE_NAME


def test_the_template_says_the_defaults(file: Path) -> None:
    settings.write_template(file, '小店 "甲"')
    found = settings.load(file)
    assert found.options() == AppraisalOptions()
    assert found.brand.name == '小店 "甲"'


def test_every_workspace_has_a_secret_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUANXI_IDENTITY__SECRET")
    told = []
    for name in ("a.toml", "b.toml"):
        settings.write_template(tmp_path / name, "shop")
        told.append(settings.load(tmp_path / name).identity.secret)
    assert [len(one) for one in told] == [32, 32]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foo = 1", ["foo", "unknown", "formula"]),
        ("[value]\nmargn = 0.2", ["value.margn", "margin"]),
        ("[value]\nmargin = 2", ["margin", "2", "between 0 and 1"]),
        ("[value]\nfee_margin = 1.5", ["fee_margin", "1.5", "between 0 and 1"]),
        ('[value.category_margin]\n"奶粉" = 3', ["category_margin.奶粉", "3", "between 0 and 1"]),
        ("[formula]\nwallet = 0.9", ["1.55", "add up to 1"]),
        ('[warehouse]\nengine = "oracle"', ["warehouse.engine", "oracle", "duckdb", "spark"]),
        ('[warehouse]\nmemory = "lots"', ["warehouse.memory", "lots", "MB"]),
        ('language = "fr"', ["language", "fr", "'zh' or 'en'"]),
        ('[brand]\ntimezone = "Mars"', ["brand.timezone", "Mars", "Asia/Shanghai"]),
        ('[brand]\ncurrency = "yuan"', ["brand.currency", "yuan"]),
        ('[looks]\nhorizon_days = "x"', ["looks.horizon_days", "x", "integer"]),
        ("[quadrants]\npotential_quantile = 1.0", ["potential_quantile", "1.0"]),
        ("[identity]\nshared_after = 0", ["shared_after", "at least 1"]),
        ("[value\n", ["cannot be read", "line 1"]),
    ],
)
def test_a_mistake_is_named(file: Path, text: str, words: list[str]) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.load(file)
    assert file.name in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_the_environment_comes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.write_template(file, "shop")
    monkeypatch.setenv("GUANXI_WAREHOUSE__MEMORY", "3GB")
    monkeypatch.setenv("GUANXI_LANGUAGE", "en")
    found = settings.load(file)
    assert (found.warehouse.memory, found.language) == ("3GB", "en")


def test_a_mapping_is_saved_beside_what_people_wrote(file: Path) -> None:
    file.write_text('# our shop\nlanguage = "en"\n', encoding="utf-8")
    settings.save_mapping(file, "tills", {"table": "order_line", "columns": {"ordered_at": "Date"}})
    settings.save_mapping(file, "tills", {"table": "order_line", "columns": {"ordered_at": "Day"}})
    settings.save_mapping(file, "app", {"table": "interaction", "columns": {}})
    assert file.read_text(encoding="utf-8").startswith("# our shop")
    assert settings.load(file).mapping["tills"]["columns"] == {"ordered_at": "Day"}
    assert set(settings.load(file).mapping) == {"tills", "app"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[value\n", ["无法读取", "line 1", "请改正所指的那一行", "Mend the line"]),
        ("value = 3\n", ["value = 3", "应为一节", "请改正 guanxi.toml"]),
        ("[value]\nmargin = 2\n", ["margin = 2.0", "请改正 guanxi.toml", "Mend the key"]),
        (None, ["is not there", "找不到设置文件", "guanxi init"]),
    ],
)
def test_a_change_that_cannot_be_written_says_why_in_both_languages(
    file: Path, text: str | None, words: list[str]
) -> None:
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.change(file, {"value.discount_rate": 0.1})
    for word in words:
        assert word in str(caught.value)
    assert (file.read_text(encoding="utf-8") if file.exists() else None) == text


def test_a_slip_of_our_own_is_no_bad_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.write_template(file, "shop")
    monkeypatch.setattr(settings, "_put", lambda: None)  # called with what it does not take
    with pytest.raises(TypeError):
        settings.change(file, {"value.margin": 0.3})
