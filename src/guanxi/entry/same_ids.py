"""Whether customers keep their ids: the secret that goes into them must be the one of the last run."""

from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.errors import SettingsError
from guanxi.core.kernel.options import IdentityOptions
from guanxi.entry.workspace import Workspace


def require_same_ids(workspace: Workspace) -> None:
    """Raise SettingsError where the secret is not that of the last run; a run that tells nothing of it asks nothing."""
    last = next(reversed(workspace.runs.list()), None)
    known = _fingerprint(last.manifest) if last else None
    if last and known is not None and known != workspace.settings.identity.fingerprint:
        raise SettingsError(
            f"guanxi.toml: [identity] secret is not the one of run {last.run_id}. All customer ids would change: "
            "audiences, notes, open tasks and experiments would lose their people. "
            f"guanxi.toml 的 [identity] secret 与评估 {last.run_id} 时不同：全部客户编号都会改变，"
            "人群、备注、未完成的任务和实验会找不到原来的客户。",
            "Put the old secret back (from a backup of guanxi.toml, or as GUANXI_IDENTITY__SECRET). To start anew on "
            "purpose: `guanxi appraise --new-ids`. 请恢复原来的 secret（guanxi.toml 的备份，或环境变量 "
            "GUANXI_IDENTITY__SECRET）；若确实要全部重新编号，请运行 `guanxi appraise --new-ids`。",
        )


def _fingerprint(manifest: Mapping[str, Any]) -> str | None:
    """What a run tells of its secret; runs of an earlier guanxi told it itself, or nothing."""
    identity = manifest.get("options", {}).get("identity", {})
    if "secret" in identity:
        return IdentityOptions(secret=identity["secret"]).fingerprint
    told: str | None = identity.get("fingerprint")
    return told
