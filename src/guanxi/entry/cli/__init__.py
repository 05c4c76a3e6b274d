"""The command line: every command is a module here; `main` turns errors into messages and exit codes."""

from guanxi.entry.cli import threads  # before numpy loads

# isort: split
from guanxi.entry.cli import (
    appraise,
    backtest,
    calibrate,
    customers,
    demo,
    doctor,
    formula,
    imports,
    init,
    inspect,
    invest,
    measure,
    misallocation,
    plan,
    power,
    report,
    response,
    serve,
    statement,
    value,
    world,
)
from guanxi.entry.cli.app import app, main

__all__ = [
    "app",
    "appraise",
    "backtest",
    "calibrate",
    "customers",
    "demo",
    "doctor",
    "formula",
    "imports",
    "init",
    "inspect",
    "invest",
    "main",
    "measure",
    "misallocation",
    "plan",
    "power",
    "report",
    "response",
    "serve",
    "statement",
    "threads",
    "value",
    "world",
]
