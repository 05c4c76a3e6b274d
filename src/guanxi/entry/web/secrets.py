"""The key that signs sessions: the environment's, or the workspace's own, made once and kept private."""

import os
import secrets
from pathlib import Path

FILE = ".secret_key"


def secret_key(workspace: Path) -> str:
    """The key; without a workspace (tools that only import the settings) a fresh one that nobody else knows."""
    given = os.environ.get("GUANXI_SECRET_KEY", "")
    if given:
        return given
    file = workspace / FILE
    if not (workspace / "guanxi.toml").exists():
        return secrets.token_urlsafe(50)
    if not file.exists():
        _make(file)
    return file.read_text(encoding="utf-8").strip()


def _make(file: Path) -> None:
    """Write a key that only its owner may read; of two who try at once the first wins, and nobody reads half of it."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(secrets.token_urlsafe(50))
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
