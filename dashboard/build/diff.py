"""`python -m dashboard.build.diff`: write down what changed between the last committed data and `data/` as it is now.

The record is `data/changes/versions.csv` (a line per version) and `data/changes/changes.csv` (a line per difference). It
does not count for the data version, because a version could not be recorded in itself. Running it again before the commit
replaces what it wrote; `--check` only says whether the record is complete.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from dashboard.build.problems import BuildError
from dashboard.build.stamp import RECORD
from dashboard.build.versions import Change, Snapshot, changes, snapshot, version_of
from dashboard.config import load_settings

VERSIONS, CHANGES = "versions.csv", "changes.csv"
_COUNTS = ("n_added", "n_removed", "n_changed", "n_described")
_VERSION_COLUMNS = ("data_version", "position", "previous_version", "recorded_on", *_COUNTS, "note_de", "note_en")
_CHANGE_COLUMNS = ("data_version", "position", "kind", "table_name", "record", "field", "before", "after", "n")
_COUNTED = {
    "n_added": ("added", "table_added"),
    "n_removed": ("removed", "table_removed"),
    "n_changed": ("changed",),
    "n_described": ("described",),
}
Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """The lines of a file of the record; none when it is not there yet."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def newest(data_dir: Path) -> str:
    """The version recorded last; empty without a record."""
    rows = read_rows(data_dir / RECORD / VERSIONS)
    return rows[-1]["data_version"] if rows else ""


def _tidy(text: str) -> str:
    """A cell of the record has no line break, tab or double blank, as everywhere in data/."""
    return " ".join(text.split())


def _change_rows(version: str, found: Sequence[Change]) -> Iterator[Mapping[str, object]]:
    for position, item in enumerate(found, 1):
        yield {
            "data_version": version,
            "position": position,
            "kind": item.kind,
            "table_name": item.table,
            "record": _tidy(item.record),
            "field": item.field,
            "before": _tidy(item.before),
            "after": _tidy(item.after),
            "n": item.n,
        }


def record(old: Snapshot, new: Snapshot, data_dir: Path, *, day: str, notes: tuple[str, str] = ("", "")) -> list[Change]:
    """Write down the way from one version to the next; a version that was recorded but never committed is replaced.

    Raises: BuildError when the older version is not in the record, so that the chain would break.
    """
    folder = data_dir / RECORD
    versions = read_rows(folder / VERSIONS)
    known = [row["data_version"] for row in versions]
    if versions and old.version not in known:
        raise BuildError(f"{folder / VERSIONS}: {old.version} is not recorded; record it first (--from an older commit)")
    kept = versions[: known.index(old.version) + 1] if versions else [_version_row(old.version, "", 1, day, [], ("", ""))]
    found = changes(old, new)
    if not found and old.version != new.version:
        found = [Change("described", "datapackage")]  # only the form of a file changed: order, blanks
    row = _version_row(new.version, old.version, len(kept) + 1, day, found, notes)
    names = {item["data_version"] for item in kept}
    older = [item for item in read_rows(folder / CHANGES) if item["data_version"] in names]
    if old.version == new.version:
        row, found = {}, []
    _write(folder / VERSIONS, _VERSION_COLUMNS, [*kept, *([row] if row else [])])
    _write(folder / CHANGES, _CHANGE_COLUMNS, [*older, *_change_rows(new.version, found)])
    return found


def _version_row(version: str, before: str, position: int, day: str, found: Sequence[Change], notes: tuple[str, str]) -> Row:
    counts = {
        name: str(sum(item.n for item in found if item.kind in kinds)) if before else "" for name, kinds in _COUNTED.items()
    }
    texts = {"note_de": notes[0], "note_en": notes[1]}
    return {
        "data_version": version,
        "position": str(position),
        "previous_version": before,
        "recorded_on": day,
        **counts,
        **texts,
    }


@contextmanager
def data_of(source: str, data_dir: Path) -> Iterator[Path]:
    """The data package of a folder or of a commit of the repository that `data_dir` lies in.

    Raises: BuildError when there is neither.
    """
    if (Path(source) / "datapackage.json").is_file():
        yield Path(source)
        return
    try:
        top = Path(_git(data_dir, "rev-parse", "--show-toplevel").decode().strip())
        prefix = _git(data_dir, "rev-parse", "--show-prefix").decode().strip()
        packed = _git(top, "archive", "--format=tar", f"{source}:{prefix}")
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildError(f"{source!r} is neither a data package nor a commit with one") from error
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True).stdout


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard.build.diff", description=__doc__)
    parser.add_argument("--from", dest="old", default="HEAD", help="commit or folder with the older data (HEAD)")
    parser.add_argument("--to", dest="new", default="", help="commit or folder with the newer data (data/)")
    parser.add_argument("--date", default=f"{datetime.now(UTC):%Y-%m-%d}", help="day of the record (today)")
    parser.add_argument("--note-de", default="", help="one sentence on what the change is about, in German")
    parser.add_argument("--note-en", default="", help="the same in English")
    parser.add_argument("--check", action="store_true", help="only say whether data/ is recorded; status 1 if not")
    return parser.parse_args()


def main() -> int:
    """Record or check; the exit status."""
    given, data_dir = _arguments(), load_settings().data_dir
    version = version_of(data_dir)
    if given.check:
        is_recorded = newest(data_dir) == version
        sys.stdout.write(
            f"{version} is {'' if is_recorded else 'not '}the newest version in {data_dir / RECORD / VERSIONS}\n"
        )
        return int(not is_recorded)
    try:
        with data_of(given.old, data_dir) as old, data_of(given.new or str(data_dir), data_dir) as new:
            before, after = snapshot(old), snapshot(new)
            found = record(before, after, data_dir, day=given.date, notes=(given.note_de, given.note_en))
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{before.version} → {after.version}: {len(found)} differences\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
