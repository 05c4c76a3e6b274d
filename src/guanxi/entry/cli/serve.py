"""`guanxi serve`, `worker`, `check`, `audit`: the web application from the command line."""

import getpass
import os
import socket
import sys
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape

from guanxi.core.kernel.errors import GuanxiError, InputError
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.cli.app import app, complaints, console, workspace
from guanxi.entry.workspace import Workspace

_MIGRATED: Words = {"zh": "数据库已更新（{steps} 步）。", "en": "The database is brought up to date ({steps} steps)."}
_NO_OWNER: Words = {
    "zh": "还没有负责人账号。现在建一个：",
    "en": "Nobody is owner yet. Make the first account:",
}
_OPEN: Words = {
    "zh": "[green]✓[/] 请在浏览器打开 {url}（按 Ctrl+C 结束）",
    "en": "[green]✓[/] Open {url} in a browser (Ctrl+C ends it)",
}
_WORKING: Words = {"zh": "后台已开始工作。", "en": "The worker has begun."}
_ASK: Words = {
    "zh": "还没有负责人账号，这里也无法输入。请设 GUANXI_ADMIN_USER 和 GUANXI_ADMIN_PASSWORD 后重试。",
    "en": "Nobody is owner yet, and nobody can type here. Set GUANXI_ADMIN_USER and GUANXI_ADMIN_PASSWORD.",
}
_CLEAN: Words = {"zh": "[green]✓[/] 没有发现问题。", "en": "[green]✓[/] Nothing to mend."}
_TRAIL: Words = {
    "zh": "[green]✓[/] 审计记录 {number} 条，完整无误。",
    "en": "[green]✓[/] {number} audit entries, whole and unchanged.",
}

Host = Annotated[str, typer.Option(help="address to listen on")]


@app.command("serve")
def serve(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port; default: the one of [web] url, or 8000")] = 0,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="also do background work here")] = True,
) -> None:
    """Serve the pages that staff work in. 打开网页应用。"""
    here = _ready()
    from guanxi.entry.web.server import serve as listen
    from guanxi.entry.web.server import worker_beside

    chosen = port or urlsplit(here.settings.web.url).port or 8000
    _free(host, chosen)
    with worker_beside(here.root, worker):
        url = here.settings.web.url if not port else f"http://{host}:{chosen}"
        console.print(_OPEN[here.settings.language].format(url=url), highlight=False)
        listen(host, chosen)


@app.command("worker")
def work() -> None:
    """Do the background work that pages ask for: imports, appraisals, plans. 后台工作进程。"""
    here = _ready(owner=False)
    from guanxi.entry.web.server import Stop
    from guanxi.entry.web.server import work as go

    complaints.print(_WORKING[here.settings.language], highlight=False)
    go(f"{socket.gethostname()}/{os.getpid()}", Stop())


@app.command("check")
def check(
    deploy: Annotated[bool, typer.Option("--deploy", help="also what matters once others can reach it")] = False,
) -> None:
    """Check that the web application is set up well. 检查网页应用的设置。"""
    here = _ready(owner=False)
    from django.core.checks import run_checks

    found = [issue for issue in run_checks(include_deployment_checks=deploy) if not issue.is_silenced()]
    if deploy and not here.settings.web.url.startswith("https://"):
        raise InputError(
            f"[web] url is {here.settings.web.url}: passwords would travel in the clear. 没有使用 https。",
            'Put a server with a certificate in front and set [web] url = "https://…" in guanxi.toml. 请启用 https。',
        )
    for issue in found:
        complaints.print(f"[bold red]✗[/] {escape(str(issue))}", highlight=False)
    if found:
        raise typer.Exit(2)
    console.print(_CLEAN[here.settings.language])


@app.command("audit")
def audit(verb: Annotated[str, typer.Argument(help="verify")] = "verify") -> None:
    """Verify that nobody rewrote the audit trail. 核验审计记录。"""
    if verb != "verify":
        raise InputError(f"There is no `audit {verb}`. 没有这个命令。", "guanxi audit verify")
    here = _ready(owner=False)
    from guanxi.ops.audit.chain import verify

    number, fault = verify()
    if fault:
        raise GuanxiError(
            f"The audit trail was changed: {fault}. 审计记录被改动过。", "Compare it with a backup. 请与备份比对。"
        )
    console.print(_TRAIL[here.settings.language].format(number=number), highlight=False)


def _ready(*, owner: bool = True) -> Workspace:
    """Open the workspace, bring its database up to date, make sure somebody owns it."""
    here = workspace()
    os.umask(0o077)  # what pages and workers write is for nobody else on the machine
    from guanxi.entry.web import setup

    setup.ready(here.root)
    steps = setup.pending()
    if steps:
        setup.migrate()
        complaints.print(_MIGRATED[here.settings.language].format(steps=steps), highlight=False)
    if owner and setup.ownerless():
        _first_owner(here.settings.language)
    return here


def _first_owner(language: Language) -> None:
    """Make the first account, from the environment or by asking; there is no default password."""
    from guanxi.ops.ground.actors import console as machine
    from guanxi.ops.staff.actions import create

    name, password = os.environ.get("GUANXI_ADMIN_USER", ""), os.environ.get("GUANXI_ADMIN_PASSWORD", "")
    if not (name and password):
        if not sys.stdin.isatty():
            raise InputError(_ASK[language], "GUANXI_ADMIN_USER=… GUANXI_ADMIN_PASSWORD=… guanxi serve")
        console.print(_NO_OWNER[language])
        name = typer.prompt("username 用户名")
        password = typer.prompt("password 密码 (≥10)", hide_input=True, confirmation_prompt=True)
    create(machine(getpass.getuser()), name, password, "owner", language=language)


def _free(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"{host}:{port} cannot be listened on: {error.strerror}. 端口不可用。",
                f"guanxi serve --port {port + 1}",
            ) from error
