"""Writing so that a power cut cannot take back what was said to be done."""

import os
from pathlib import Path


def write_text(file: Path, text: str) -> None:
    """Write a small file through to the disk."""
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def settle(path: Path) -> None:
    """Push a file's bytes, or a folder's renames, through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
