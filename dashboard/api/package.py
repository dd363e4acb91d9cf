"""The data package as it lies in `data/`: its description, its files, everything as one zip, and the database."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import flask

from dashboard import catalog, db
from dashboard.config import Settings
from dashboard.queries import versions

FILE = "datapackage.json"
PREFIX = "package/"
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
}
_TEXTS = ("README.md", "SOURCES.md")
_TIME = (1980, 1, 1, 0, 0, 0)
_YEAR = 31_536_000
_NAME = re.compile(r"rogl-(20\d\d-\d\d-\d\d-[0-9a-f]{8})(\.duckdb|\.zip)")


def description(data_dir: Path) -> dict[str, Any]:
    """datapackage.json with addresses that lead to the files on this server, their sizes and their hashes."""
    found: dict[str, Any] = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
    found["version"] = catalog.data_version()
    found["resources"] = [_resource(data_dir, item) for item in found["resources"]]
    return found


def _resource(data_dir: Path, item: Mapping[str, Any]) -> dict[str, Any]:
    path = data_dir / item["path"]
    return {**item, "path": PREFIX + item["path"], "bytes": path.stat().st_size, "hash": f"sha256:{_sha256(path)}"}


@cache
def _hash(path: Path, _size: int, _time: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sha256(path: Path) -> str:
    status = path.stat()
    return _hash(path, status.st_size, status.st_mtime_ns)


def file_names(data_dir: Path) -> tuple[str, ...]:
    """The files of the package that may leave the house: description, texts, tables."""
    listed = json.loads((data_dir / FILE).read_text(encoding="utf-8"))["resources"]
    texts = [name for name in _TEXTS if (data_dir / name).is_file()]
    return (FILE, *texts, *(item["path"] for item in listed))


def package_file(data_dir: Path, name: str) -> flask.Response:
    """A file of the package; 404 for anything that the description does not list."""
    if name not in file_names(data_dir):
        flask.abort(404)
    path = data_dir / name
    response = flask.send_file(path, _TYPES[path.suffix], etag=_sha256(path)[:32], max_age=300, conditional=True)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def download(settings: Settings, name: str) -> flask.Response:
    """`rogl-<version>.zip` or `rogl-<version>.duckdb`, in ranges if asked; without version the present one.

    Files of an earlier version are sent as long as they are kept; afterwards 410 says that they are gone.
    """
    version = catalog.data_version()
    if name in ("rogl.zip", "rogl.duckdb"):
        response = flask.redirect(f"/download/rogl-{version}{Path(name).suffix}", 302)
        response.headers["Cache-Control"] = "no-cache"
        return response  # type: ignore[return-value]
    if name == f"rogl-{version}.zip":
        return _send(zip_file(settings), "application/zip", name, version)
    asked = _NAME.fullmatch(name)
    if not asked:
        return flask.abort(404)
    older = kept_database(settings, asked[1]) if asked[2] == ".duckdb" else _kept_zip(settings, asked[1])
    if older is None:
        return flask.abort(404 if asked[1] not in known_versions() else 410)
    kind = "application/vnd.duckdb" if asked[2] == ".duckdb" else "application/zip"
    return _send(older, kind, name, older.name)


def kept_database(settings: Settings, version: str) -> Path | None:
    """The database of a version of the data: the one in use, or the one before it as long as it is kept; else None."""
    if version == catalog.data_version():
        return db.current().path
    found = settings.build_dir.glob(f"rogl-{version}-*.duckdb")
    return max(found, key=lambda path: path.stat().st_mtime_ns, default=None)


def _kept_zip(settings: Settings, version: str) -> Path | None:
    path = settings.build_dir / "download" / f"rogl-{version}.zip"
    return path if path.is_file() else None


def known_versions() -> frozenset[str]:
    """The recorded versions of the data; those whose files are gone are answered with 410 instead of 404."""
    return frozenset(str(row["data_version"]) for row in versions.versions())


def _send(path: Path, kind: str, name: str, key: str) -> flask.Response:
    tag = hashlib.sha256(f"{name}\n{key}\n{path.stat().st_size}".encode()).hexdigest()[:32]
    response = flask.send_file(path, kind, as_attachment=True, download_name=name, etag=tag, max_age=_YEAR, conditional=True)
    # The same version of the data may be built anew by a newer program, so not immutable.
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def zip_file(settings: Settings) -> Path:
    """The whole package as one file in the build folder; made when it is first asked for."""
    folder = settings.build_dir / "download"
    path = folder / f"rogl-{catalog.data_version()}.zip"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in file_names(settings.data_dir):
            # A fixed time: the same data give the same file.
            info = zipfile.ZipInfo(f"rogl-{catalog.data_version()}/{name}", _TIME)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            archive.writestr(info, (settings.data_dir / name).read_bytes())
    partial.replace(path)
    return path
