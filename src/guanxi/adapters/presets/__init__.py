"""Presets: declared readings of the export files that shops give out, one TOML file each."""

import tomllib
from functools import cache
from importlib import resources

from guanxi.core.flow.ingest.mapping import Mapping, from_dict


@cache
def presets() -> tuple[Mapping, ...]:
    """Every preset, by name."""
    found = []
    for file in resources.files(__package__).iterdir():
        name, dot, ending = file.name.partition(".")
        if dot and ending == "toml":
            found.append(from_dict(name, tomllib.loads(file.read_text(encoding="utf-8")), preset=True))
    return tuple(sorted(found, key=lambda mapping: mapping.name))
