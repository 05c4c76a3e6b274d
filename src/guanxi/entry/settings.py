"""guanxi.toml: one typed, loud configuration. An unknown key or a bad value is refused with what is allowed."""

import secrets
import shutil
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, get_args
from zoneinfo import available_timezones

import tomlkit
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, with_config
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from guanxi.core.kernel.catalogue import ActionOptions, PlanOptions, TeamOptions, raw_catalogue
from guanxi.core.kernel.errors import SettingsError
from guanxi.core.kernel.options import (
    AppraisalOptions,
    FormulaOptions,
    IdentityOptions,
    LookOptions,
    QuadrantOptions,
    TermOptions,
    ValueOptions,
)

FILE_NAME = "guanxi.toml"

_APPRAISAL = (IdentityOptions, ValueOptions, LookOptions, FormulaOptions, TermOptions, QuadrantOptions)
for _section in (*_APPRAISAL, ActionOptions, TeamOptions, PlanOptions):
    with_config(ConfigDict(extra="forbid"))(_section)  # the kernel knows no pydantic; strictness is added here


class BrandSettings(BaseModel):
    """Who the brand is: name, currency (ISO 4217), time zone of naive times, region of bare phone numbers.

    Presets of shops whose zone is known (Taobao, JD …) use that zone whatever stands here.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = "我的品牌"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    timezone: str = "UTC"
    phone_region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CN"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("use a name of the IANA time zone database, such as Asia/Shanghai or Europe/London")
        return value


class WarehouseSettings(BaseModel):
    """The engine: duckdb on one machine, spark on a cluster; its memory (`6GB`, empty: its own choice) and threads."""

    model_config = ConfigDict(extra="forbid")

    engine: Literal["duckdb", "spark"] = "duckdb"
    memory: Annotated[str, Field(pattern=r"^(\d+(\.\d+)?\s?(MB|GB|TB))?$")] = ""
    threads: Annotated[int, Field(ge=0, le=1024)] = 0
    spark_master: str = "local[*]"


class WebSettings(BaseModel):
    """The web application: its address (https in production), sessions, uploads, and who must bring a second factor.

    `two_people`: a plan is approved by somebody who did not make it. `proxy`: with https, the address of the server in
    front, whose word counts for visitors' addresses.
    """

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+/?$")] = "http://127.0.0.1:8000"
    session_hours: Annotated[float, Field(gt=0, le=720)] = 12
    upload_mb: Annotated[int, Field(ge=1, le=4096)] = 512
    second_factor: list[Literal["owner", "manager", "adviser", "analyst", "integrator", "auditor"]] = []
    two_people: bool = True
    proxy: Annotated[str, Field(pattern=r"^[0-9a-fA-F.:]+$")] = "127.0.0.1"
    calls_a_minute: Annotated[int, Field(ge=1, le=100000)] = 600


class Settings(BaseSettings):
    """Everything guanxi.toml may say. Environment variables `GUANXI_SECTION__KEY` come first."""

    model_config = SettingsConfigDict(
        extra="forbid", env_prefix="GUANXI_", env_nested_delimiter="__", validate_default=True
    )
    file: ClassVar[Path | None] = None

    language: Literal["zh", "en"] = "zh"
    brand: BrandSettings = BrandSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    identity: IdentityOptions = IdentityOptions()
    value: ValueOptions = ValueOptions()
    looks: LookOptions = LookOptions()
    formula: FormulaOptions = FormulaOptions()
    quadrants: QuadrantOptions = QuadrantOptions()
    plan: PlanOptions = PlanOptions()
    web: WebSettings = WebSettings()
    teams: dict[str, TeamOptions] = {}
    actions: dict[str, ActionOptions] = {}
    mapping: dict[str, dict[str, Any]] = {}

    @field_validator("actions", mode="before")
    @classmethod
    def _upon_the_shipped(cls, given: Any) -> Any:
        """Lay what is said of actions over those that guanxi ships."""
        if not isinstance(given, dict):
            return given
        known = raw_catalogue()
        return {**known, **{name: _over(known.get(name), said) for name, said in given.items()}}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the library passes it; no .env is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then the workspace's guanxi.toml."""
        found: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        if cls.file is not None:
            found.append(TomlConfigSettingsSource(settings_cls, cls.file))
        return tuple(found)

    def options(self) -> AppraisalOptions:
        """Everything an appraisal depends on, in core's own words."""
        parts = (self.identity, self.value, self.looks, self.formula, self.quadrants)
        return AppraisalOptions(*parts, currency=self.brand.currency)


def _over(known: Mapping[str, Any] | None, said: Any) -> Any:
    """An action of one's own, or a shipped one with some keys changed."""
    return {**(known or {}), **said} if isinstance(said, dict) else said


def load(file: Path) -> Settings:
    """Read guanxi.toml; SettingsError names the key, the value and what is allowed."""
    reader = type("WorkspaceSettings", (Settings,), {"file": file, "__module__": __name__})
    try:
        return reader()  # type: ignore[no-any-return]  # a subclass made on the spot, only to carry the file
    except ValidationError as error:
        raise SettingsError(*explained(str(file), error)) from error
    except (ValueError, OSError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> SettingsError:
    """That a file is no guanxi.toml, cannot be opened, or is not there."""
    if isinstance(error, FileNotFoundError):
        return SettingsError(
            f"{file} is not there. 找不到设置文件。",
            "Put it back from a backup, or make a workspace with `guanxi init DIR`. 请从备份恢复，或新建工作区。",
        )
    said = error.strerror if isinstance(error, OSError) else error
    remedy = (
        "See who may read and write it. 请检查文件的读写权限。"
        if isinstance(error, OSError)
        else "Mend the line it names, and save it as UTF-8. 请改正所指的那一行，并存为 UTF-8。"
    )
    return SettingsError(f"{file} cannot be read 无法读取: {said}", remedy)


_REMEDY = (
    "Mend the key in guanxi.toml; docs/reference/settings.md lists every key with its bounds. "
    "请改正 guanxi.toml 中的这一项，各项的取值范围见 docs/reference/settings.md。"
)


def explained(where: str, error: ValidationError, *section: str) -> tuple[str, str]:
    """Say in words what is wrong with settings read from somewhere, and what to do."""
    return "\n".join(_explain(where, part, section) for part in error.errors()), _REMEDY


def _explain(where: str, problem: Mapping[str, Any], section: tuple[str, ...]) -> str:
    """Say one problem in words: file, key, value, what is allowed."""
    place = (*section, *problem["loc"])
    path = ".".join(str(part) for part in place) or "(whole file)"
    if problem["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return f"{where}: unknown key {path}. Keys allowed there: {', '.join(_keys(place[:-1]))}."
    said = str(problem["msg"]).removeprefix("Value error, ")
    value = problem["input"]
    shown = "" if isinstance(value, dict) else f" = {value!r}"
    return f"{where}: {path}{shown}: {said}."


def _keys(path: tuple[int | str, ...]) -> list[str]:
    """Keys that a section knows."""
    model: Any = Settings
    for part in path:
        fields = getattr(model, "model_fields", None) or getattr(model, "__dataclass_fields__", {})
        field = fields.get(str(part))
        model = getattr(field, "annotation", None) or getattr(field, "type", None)
        model = model if isinstance(model, type) else next(iter(get_args(model)), None)
    return sorted(getattr(model, "model_fields", None) or getattr(model, "__dataclass_fields__", {}))


def change(file: Path, changes: Mapping[str, Any]) -> None:
    """Write dotted keys into guanxi.toml, leaving its comments; SettingsError, and no change, where one is not allowed.

    A value of None takes the key out, so that the default counts again. Of two who write at once each keeps its own.
    """
    _write(file, {tuple(key.split(".")): value for key, value in changes.items()})


def _write(file: Path, changes: Mapping[tuple[str, ...], Any]) -> None:
    """Change keys by their paths, one writer at a time."""
    with FileLock(file.with_name(f".{file.name}.lock"), timeout=30):
        document = _parsed(file)
        for path, value in changes.items():
            _put(file, document, path, value)
        _replace(file, tomlkit.dumps(document))


def _parsed(file: Path) -> tomlkit.TOMLDocument:
    """The file as its author wrote it; SettingsError where it is none."""
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _unreadable(file, error) from error


def _put(file: Path, document: tomlkit.TOMLDocument, path: tuple[str, ...], value: Any) -> None:
    """Set or take out one key, making its sections where they are missing; SettingsError where one is a value."""
    section: Any = document
    for depth, name in enumerate(path[:-1], 1):
        section = section.setdefault(name, tomlkit.table(is_super_table=True))
        if not isinstance(section, MutableMapping):
            where = ".".join(path[:depth])
            raise SettingsError(f"{file}: {where} = {section!r} is no section. 应为一节，而不是一个值。", _REMEDY)
    if value is None:
        section.pop(path[-1], None)
    else:
        section[path[-1]] = value


def save_mapping(file: Path, name: str, mapping: Mapping[str, Any]) -> None:
    """Write one saved mapping into guanxi.toml."""
    _write(file, {("mapping", name): tomlkit.item(dict(mapping))})


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all, and only what can be read."""
    fresh = file.with_name(f".{file.name}.new")
    try:
        fresh.touch(mode=0o600)  # the secret is for nobody else on the machine
        if file.exists():
            shutil.copymode(file, fresh)
        fresh.write_text(text, encoding="utf-8")
        load(fresh)
        fresh.replace(file)
    except SettingsError as error:
        raise SettingsError(error.message.replace(str(fresh), FILE_NAME), error.remedy) from error
    finally:
        fresh.unlink(missing_ok=True)


TEMPLATE = """\
# guanxi.toml — every key, its default and its bounds: docs/reference/settings.md
language = {language}            # zh or en: what the command line and the report speak

[brand]
name = {name}
currency = {currency}           # ISO 4217
timezone = {timezone}           # of times that name no zone, e.g. "Asia/Shanghai"; presets know theirs
phone_region = "CN"        # of phone numbers without a country code

[warehouse]
engine = "duckdb"          # duckdb: this machine; spark: a cluster (pip install guanxi[spark])

[identity]
secret = {secret}  # in every customer's id, so that no telephone tells it: keep it, another one makes all ids anew

[value]
margin = 0.4               # contribution per yuan of revenue where no cost is known
# category_margin = {{ "奶粉" = 0.22, "童装" = 0.55 }}
# fee_margin = 1.0         # what remains of a membership fee; less where benefits cost money that no order line holds

[formula]                  # the value-uplift potential score; without more the terms of version default-2
# `guanxi calibrate` proposes one learned from your own past, `guanxi formula try FILE` compares it with this one

[quadrants]                # cuts between high and low, as quantiles among buyers
potential_quantile = 0.5
vitality_quantile = 0.5
"""


def write_template(
    file: Path,
    name: str,
    *,
    language: str = "zh",
    currency: str = "CNY",
    timezone: str = "UTC",
    secret: str | None = None,
) -> None:
    """Write a commented guanxi.toml for a new workspace; SettingsError when a value is not allowed, and no file.

    `secret`: of customers' ids (default: one that nobody can guess).
    """
    said = {"name": name, "language": language, "currency": currency, "timezone": timezone}
    said["secret"] = secrets.token_hex(16) if secret is None else secret
    text = TEMPLATE.format(**{key: tomlkit.item(value).as_string() for key, value in said.items()})
    try:
        _replace(file, text)
    except SettingsError as error:  # it was said on the command line, not in a file
        raise SettingsError(error.message, "Choose an allowed value. 请换一个值。") from error
