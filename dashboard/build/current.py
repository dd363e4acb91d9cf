"""The pointer to the database in use: `current.json` in the build folder, replaced in one step."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FILE = "current.json"
# The one in use and the one before it, which other workers may still have open.
KEEP = 2


@dataclass(frozen=True)
class Built:
    """A finished build: the database, the version of its data, and geo files (name → file in `geo_dir`)."""

    database: Path
    data_version: str
    geo: Mapping[str, str]
    geo_dir: Path


@dataclass(frozen=True)
class Pointer:
    """What current.json says: the build, the stamp of its inputs and their hash."""

    built: Built
    stamp: str
    inputs: str


def read_pointer(build_dir: Path) -> Pointer | None:
    """The build in use; None when there is none or a file of it is gone."""
    try:
        content = json.loads((build_dir / FILE).read_text(encoding="utf-8"))
        database = build_dir / content["database"]
        geo_dir = build_dir / "geo"
        built = Built(database, content["data_version"], content["geo"], geo_dir)
        pointer = Pointer(built, content["stamp"], content["inputs"])
    except (OSError, ValueError, KeyError):
        return None
    complete = database.is_file() and all((geo_dir / file).is_file() for file in built.geo.values())
    return pointer if complete else None


def write_pointer(build_dir: Path, pointer: Pointer) -> None:
    """Make a build the one in use."""
    content = {
        "database": pointer.built.database.name,
        "data_version": pointer.built.data_version,
        "geo": dict(pointer.built.geo),
        "stamp": pointer.stamp,
        "inputs": pointer.inputs,
    }
    partial = build_dir / f"{FILE}.{os.getpid()}.part"
    partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    partial.replace(build_dir / FILE)


def remove_old(build_dir: Path, in_use: Built, previous: Built | None) -> None:
    """Delete all but the newest two databases, and geo files that neither this nor the previous build names."""
    databases = sorted(build_dir.glob("rogl-*.duckdb"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    others = [path for path in databases if path != in_use.database]
    needed = {file for built in (in_use, previous) if built for file in built.geo.values()}
    strays = [path for path in in_use.geo_dir.iterdir() if path.name.removesuffix(".br") not in needed]
    for path in (*others[KEEP - 1 :], *strays):
        with suppress(OSError):  # Windows keeps files that are open; the next build tries again
            path.unlink()
