"""Runs the peers beside us: their environments, their bounds, and what became of each step."""

import json
import os
import resource
import subprocess
import sys
import venv
from pathlib import Path

import duckdb
import numpy as np

LONGEST = 300  # CPU-seconds after which a step of a peer is stopped
PATIENCE = 900  # seconds on the clock, for a peer that waits rather than works
ASKED = {
    "lifetimes": ["lifetimes==0.11.3", "numpy<2", "pandas<2.2", "scipy<1.12"],
    "pymc-marketing": ["pymc-marketing"],
}
STEPS = {
    "summary": ("summary",),
    "chain": ("fit bg_nbd", "predict bg_nbd", "fit gamma_gamma", "clv"),
    "mbg": ("fit mbg_nbd",),
    "pareto": ("fit pareto_nbd", "predict pareto_nbd"),
}
SCRIPT = Path(__file__).with_name("value_peers.py")


def peers(scratch: Path, orders: Path, folder: Path) -> dict[str, dict[str, str]]:
    """Return what each peer took for each thing, as words; prints why one is missing."""
    with duckdb.connect() as engine:
        columns = engine.sql(f"SELECT customer_id, ordered_at, revenue FROM '{orders}'").fetchnumpy()
    np.savez(scratch / "orders.npz", **{name: np.asarray(values) for name, values in columns.items()})  # type: ignore[arg-type]
    del columns
    answers = {}
    for peer, packages in ASKED.items():
        program = _environment(folder / peer, packages)
        if program is not None:
            answers[peer] = _answers(program, peer, scratch)
    return answers


def _environment(folder: Path, packages: list[str]) -> Path | None:
    """Return the Python of the peer's own environment, made where it is missing; None, saying why, if it cannot."""
    program = folder / "bin" / "python"
    if not program.exists():
        venv.create(folder, with_pip=True)
        command = [str(program), "-m", "pip", "install", "-q", *packages]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"{folder.name} does not install: {done.stderr.strip().splitlines()[-1]}")
            return None
    return program


def _answers(program: Path, peer: str, scratch: Path) -> dict[str, str]:
    answers: dict[str, str] = {}
    total = 0.0
    for step, things in STEPS.items():
        found, end = _run([str(program), str(SCRIPT), peer, step, str(scratch)])
        answers |= dict.fromkeys(things, end) | {what: f"{seconds:.1f}" for what, seconds in found.items()}
        if step in ("summary", "chain"):
            whole = set(things) <= set(found)
            total += sum(found[thing] for thing in things if thing != "predict bg_nbd") if whole else np.inf
    answers["chain"] = f"{total:.1f}" if np.isfinite(total) else "not reached"
    return answers


def _run(command: list[str]) -> tuple[dict[str, float], str]:
    """Run a step within its bounds; return CPU-seconds of the things it did, and why others are missing."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))

    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=PATIENCE, env=environment, preexec_fn=bounded
        )
        out, end = done.stdout, f"> {LONGEST} (stopped)" if done.returncode < 0 else "failed"
        if done.returncode > 0:
            print(f"{' '.join(command[2:4])}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    except subprocess.TimeoutExpired as late:
        out, end = (late.stdout or b"").decode(), f"> {PATIENCE} s (stopped)"
    lines = [json.loads(line) for line in out.splitlines() if line.startswith('{"what"')]
    return {line["what"]: line["seconds"] for line in lines}, end
