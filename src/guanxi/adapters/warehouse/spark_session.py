"""One Spark session that answers as DuckDB does, started where there is none yet."""

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from guanxi.core.kernel.errors import SettingsError

_REMEDY: Final = 'Install guanxi[spark] and a Java 17 runtime, or say engine = "duckdb" in guanxi.toml.'
_BATCH_ROWS: Final = 122_880  # as in the embedded engine

# What makes the answers equal; every one can be set on a running session.
_MEANING: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH_ROWS),
}
# What keeps a session of our own quiet and to itself.
_MANNERS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.catalogImplementation": "in-memory",
}


def open_session(master: str = "local[*]", memory: str = "4g") -> tuple[Any, bool]:
    """Join the running Spark or start one; say whether it was started here, and so is ours to stop.

    `memory` is the driver's, in Java's notation. SettingsError when pyspark or Java is missing.
    """
    _require_java()
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SettingsError("The Spark engine needs the Python package pyspark; it is not here.", _REMEDY) from error
    running = SparkSession.getActiveSession()
    session = running.newSession() if running is not None else _start(SparkSession.builder, master, memory)
    for key, value in _MEANING.items():
        session.conf.set(key, value)
    return session, running is None


def _require_java() -> None:
    """Say plainly that Java is missing, before Spark says it at length."""
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        where = f" in JAVA_HOME = {home}" if home else ""
        raise SettingsError(f"The Spark engine needs a Java runtime, and there is none{where}.", _REMEDY)


def _start(builder: Any, master: str, memory: str) -> Any:
    """Start a session of our own."""
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # it prints what is raised anyway
    settings = {**_MANNERS, **_MEANING, "spark.driver.memory": memory}
    if master.startswith("local"):
        settings |= _local()
    builder = builder.master(master).appName("guanxi")
    for key, value in settings.items():
        builder = builder.config(key, value)
    with _aside() as said:
        try:
            return builder.getOrCreate()
        except Exception as error:  # Spark names a failed start in many ways; all of them mean this to the user
            said.seek(0)
            words = said.read().decode(errors="replace").strip().splitlines()[-3:]
            raise SettingsError("\n".join([f"Spark did not start on {master!r}: {error}", *words]), _REMEDY) from error


def _local() -> dict[str, str]:
    """Settings of a session on this machine: few parts, this Python, no network."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return {"spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1))}


@contextmanager
def _aside() -> Iterator[IO[bytes]]:
    """Send what Java prints to a file while it starts (and, since it inherits it, ever after).

    Errors still arrive as Python exceptions; the screen belongs to the command.
    """
    with tempfile.TemporaryFile() as said:
        screen = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(screen, 2)
            os.close(screen)
