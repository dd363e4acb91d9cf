"""What the database was built from: a cheap stamp to see that nothing changed, and hashes that name the version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

# READMEs may be reworded without a new version of the data.
DATA_SUFFIXES = {".csv", ".parquet", ".json"}
RECIPE_SUFFIXES = {".py", ".sql"}
RECIPE_FOLDER = Path(__file__).parent
# data/changes/ tells what changed between versions (dashboard/build/diff.py). It counts as part of the recipe, not of the
# data: a version that names itself could never be written down.
RECORD = "changes"


def _files(folder: Path, suffixes: set[str]) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file())


def data_files(folder: Path) -> list[Path]:
    """The files that make up the data, in a fixed order."""
    return [path for path in _files(folder, DATA_SUFFIXES) if path.parent != folder / RECORD]


def record_files(folder: Path) -> list[Path]:
    """The files that tell what changed between versions of the data."""
    return _files(folder / RECORD, DATA_SUFFIXES)


def recipe_files() -> list[Path]:
    """The program files that decide how the database looks."""
    return _files(RECIPE_FOLDER, RECIPE_SUFFIXES)


def stamp(data_dir: Path) -> str:
    """Names, sizes and times of all files the build depends on; equal stamps mean that nothing was touched."""
    lines = []
    for path in (*data_files(data_dir), *record_files(data_dir), *recipe_files()):
        stat = path.stat()
        lines.append(f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _digest(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def data_hash(data_dir: Path) -> str:
    """SHA-256 over names and contents of the data."""
    return _digest(data_dir, data_files(data_dir))


def recipe_hash(data_dir: Path) -> str:
    """SHA-256 over the program files of the build and the record of changes in `data_dir`."""
    parts = _digest(RECIPE_FOLDER, recipe_files()), _digest(data_dir, record_files(data_dir))
    return hashlib.sha256("".join(parts).encode()).hexdigest()
