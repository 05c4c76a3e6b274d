"""What is done in the office."""

from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.errors import InputError
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import LEADERS, Actor, Role
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.office.fields import FIELDS


@action("settings.change", frozenset({Role.OWNER}), "修改设置", "Change settings")
def change(actor: Actor, changes: Mapping[str, Any]) -> None:
    """Write settings; SettingsError, and no change, where one is not allowed."""
    known = {field.key for field in FIELDS}
    for key in changes:
        if key not in known:
            raise InputError(f"{key} cannot be changed here. 这里不能改。", "Change it in guanxi.toml. 请改设置文件。")
    wiring().desk.change(changes)


@action("catalogue.change", LEADERS, "修改行动目录", "Change an action of the catalogue")
def change_action(actor: Actor, name: str, changes: Mapping[str, Any]) -> None:
    """Change what an action costs, how often it may be given, whether it is in use."""
    if name not in wiring().desk.settings()["actions"]:
        raise InputError(f"There is no action {name!r}. 没有这个行动。", "Choose one from the list. 请从列表中选。")
    wiring().desk.change(changes)
