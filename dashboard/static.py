"""Style sheets, scripts, fonts, pictures and geo files: hashed names, packed once with brotli 11, served for ever.

Dash's own handling of `assets/` is not used: it sends one request per file, never compresses and lets browsers ask again.
Here `assets/css/*.css` become one `app.<hash>.css` and `assets/js/*.js` one `app.<hash>.js`; everything a page names
carries the hash of its content, so a browser may keep it for a year. Packed forms lie in `build_dir/static` and survive
restarts. Scripts of Dash and its components keep Dash's addresses and are packed as well; `join_dash_scripts` makes one file
of them.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, abort, request

from dashboard.config import Settings, load_settings

PREFIX = "/static/"
GEO_PREFIX = "/geo/"
DASH_PREFIX = "/_dash-component-suites/"
# dcc.js loads the rest of itself from the folder it came from, so the joint file must seem to lie there.
JOINED_PREFIX = DASH_PREFIX + "dash/dcc/"

CSS_FIRST = ("fonts.css", "tokens.css", "base.css")
PLOTLY = Path("plotly", "plotly-rogl.min.js")
REGENERATOR = Path("plotly", "regenerator-runtime.min.js")
FILE_FOLDERS = ("fonts", "icons", "images")
FILE_TYPES = frozenset({".woff2", ".svg", ".png", ".webp", ".jpg", ".ico", ".json", ".webmanifest"})
PACKED_TYPES = frozenset({".css", ".js", ".svg", ".json", ".webmanifest"})
ENCODINGS = {"br": ".br", "gzip": ".gz"}

# Scripts that pages ask for; those of a package are only packed when the app imported it. The grid's are always joined.
DASH_FILES: Mapping[str, tuple[str, ...]] = {
    "dash": (
        "deps/react@18.3.1.min.js",
        "deps/react-dom@18.3.1.min.js",
        "deps/prop-types@*.min.js",
        "dash-renderer/build/dash_renderer.min.js",
        "dcc/dash_core_components.js",
        "dcc/dash_core_components-shared.js",
        "dcc/async-graph.js",
        "html/dash_html_components.min.js",
    ),
}

_YEAR = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"
_HASHED_NAME = re.compile(r"[\w@-][\w.@-]*\.[0-9a-f]{8,64}\.[a-z0-9]+")
_CSS_URL = re.compile(r"""url\(\s*["']?(?!data:|#|https?:)([^"')]+)["']?\s*\)""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_STRICT_FILE = re.compile(r"""\A\s*(?:/\*.*?\*/\s*|//[^\n]*\n\s*)*["']use strict["']""", re.DOTALL)
_OLD_DAYS = 14
# The last step of brotli saves 1.5 % of a large script and costs as much time as all before.
_LARGE = 1_500_000

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")
# Windows takes types from its registry, where programs may have made .js plain text.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/css", ".css")
mimetypes.add_type("image/svg+xml", ".svg")


class StaticError(Exception):
    """A file that assets name or a page asks for does not exist; the message says which."""


@dataclass(frozen=True)
class StaticFile:
    """A file ready to be sent: where it lies, its tag, its type and the packed forms beside it."""

    path: Path
    tag: str
    content_type: str
    packed: Mapping[str, Path]


class StaticFiles:
    """Everything a page names by address; `prepare` first, then `url` and `init_app`."""

    def __init__(self, settings: Settings) -> None:
        self._assets = settings.assets_dir
        self._geo = settings.build_dir / "geo"
        self._folder = settings.build_dir / "static"
        self._urls: dict[str, str] = {}
        self._files: dict[str, StaticFile] = {}
        self._joined: dict[tuple[str, ...], str] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Write and pack what is missing in `build_dir/static`: seconds the first time, milliseconds afterwards.

        Raises: StaticError when a style sheet names a file that is not there or two files have the same name.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in _plain_files(self._assets):
            self._add(path.name, path.read_bytes())
        self._add("plotly.js", (self._assets / PLOTLY).read_bytes())
        self._add("app.js", _join_scripts(sorted((self._assets / "js").glob("*.js"))))
        self._add("app.css", self._style_sheet())
        for address, path in _dash_files():
            self._files[address] = self._packable(path, f"dash-{_hash(address.encode())}-{_version(path)}.js")
        self._pack_all()
        _remove_old(
            self._folder, keep={path for file in self._files.values() for path in (file.path, *file.packed.values())}
        )

    def url(self, name: str) -> str:
        """Address of a file by its plain name, such as "app.css" or "favicon.svg".

        Raises: StaticError when there is no such file.
        """
        if name not in self._urls:
            raise StaticError(f"{name!r} is not among the static files: {', '.join(sorted(self._urls))}")
        return self._urls[name]

    def join_dash_scripts(self, urls: Sequence[str]) -> str:
        """Address of one file with all scripts that Dash would load by `urls`, in their order, and dcc's graph.

        Leave out Dash's polyfills for old browsers: the one part of them that its scripts need is put in front.
        The name contains "dash-renderer" because Dash refuses an index page that does not mention it.
        """
        known = self._joined.get(tuple(urls))
        if known:
            return known
        parts = [self._assets / REGENERATOR] + [part for url in urls for part in _with_chunks(_package_file(url))]
        content = b"\n;\n".join(_script(path) for path in parts)
        name = f"dash-renderer-joined.{_hash(content)}.js"
        self._files[JOINED_PREFIX + name] = self._packable(_write(self._folder / name, content), name)
        self._pack_all()
        self._joined[tuple(urls)] = JOINED_PREFIX + name
        return JOINED_PREFIX + name

    def init_app(self, server: Flask) -> None:
        """Answer requests for static files, geo files and the scripts of Dash."""
        server.before_request(self._answer)

    def _answer(self) -> Response | None:
        path = request.path
        if request.method not in {"GET", "HEAD"} or not path.startswith((PREFIX, GEO_PREFIX, DASH_PREFIX)):
            return None
        if path.startswith(DASH_PREFIX):
            return self._answer_dash(path)
        file = self._geo_file(path.removeprefix(GEO_PREFIX)) if path.startswith(GEO_PREFIX) else self._files.get(path)
        if file is None:
            abort(404)
        return _send(file, _YEAR)

    def _answer_dash(self, path: str) -> Response | None:
        if path in self._files and path.startswith(JOINED_PREFIX + "dash-renderer-joined."):
            return _send(self._files[path], _YEAR)
        package, _, inner = path.removeprefix(DASH_PREFIX).partition("/")
        plain, is_versioned = check_fingerprint(inner)
        file = self._files.get(f"{DASH_PREFIX}{package}/{plain}")
        if file is None:
            return None
        # Parts that dcc loads later carry no version in their address: a day, then the tag decides.
        return _send(file, _YEAR if is_versioned else _DAY)

    def _geo_file(self, name: str) -> StaticFile | None:
        known = self._files.get(GEO_PREFIX + name)
        path = self._geo / name
        if known or not _HASHED_NAME.fullmatch(name) or not path.is_file():
            return known
        with self._lock:
            file = self._packable(path, f"geo-{name}")
            beside = path.with_name(path.name + ".br")
            if beside.is_file():
                file = StaticFile(file.path, file.tag, file.content_type, {**file.packed, "br": beside})
            _pack(file)
            self._files[GEO_PREFIX + name] = file
        return file

    def _style_sheet(self) -> bytes:
        folder = self._assets / "css"
        order = {name: place for place, name in enumerate(CSS_FIRST)}
        sheets = sorted(folder.glob("*.css"), key=lambda path: (order.get(path.name, len(order)), path.name))
        return "\n".join(_CSS_URL.sub(self._rewrite, _read_css(path)) for path in sheets).encode()

    def _rewrite(self, found: re.Match[str]) -> str:
        return f'url("{self.url(Path(found[1]).name)}")'

    def _add(self, name: str, content: bytes) -> None:
        if name in self._urls and not self._urls[name].startswith(PREFIX + _hashed(name, content)):
            raise StaticError(f"two files are called {name!r}; pages name files without their folder")
        hashed = _hashed(name, content)
        self._urls[name] = PREFIX + hashed
        self._files[PREFIX + hashed] = self._packable(_write(self._folder / hashed, content), hashed)

    def _packable(self, path: Path, name: str) -> StaticFile:
        is_packed = path.suffix in PACKED_TYPES
        packed = {encoding: self._folder / (name + suffix) for encoding, suffix in ENCODINGS.items()} if is_packed else {}
        content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if content_type.startswith("text/"):
            content_type += "; charset=utf-8"
        return StaticFile(path, _hash(name.encode()), content_type, packed)

    def _pack_all(self) -> None:
        # brotli and zlib let go of the interpreter lock, so two cores take half the time.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            list(pool.map(_pack, list(self._files.values())))


def _send(file: StaticFile, cache_control: str) -> Response:
    encoding = preferred_encoding(file.packed)
    path = file.packed[encoding] if encoding else file.path
    tag = f"{file.tag}-{encoding}" if encoding else file.tag
    response = Response(content_type=file.content_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = cache_control
    if file.packed:
        response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if request.if_none_match.contains_weak(tag):
        response.status_code = 304
        return response
    response.set_data(path.read_bytes())
    return response


def preferred_encoding(available: Iterable[str] = ENCODINGS) -> str | None:
    """The best of the available encodings that the present request accepts; None when it accepts none."""
    accepted = request.accept_encodings
    return next((name for name in available if accepted.quality(name) > 0), None)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _hashed(name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{_hash(content)}{dot}{suffix}"


def _write(path: Path, content: bytes) -> Path:
    """Write in one step: several workers may start at the same time."""
    if path.is_file() and path.stat().st_size == len(content):
        return path
    partial = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    partial.write_bytes(content)
    partial.replace(path)
    return path


def _pack(file: StaticFile) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "br": lambda content: brotli.compress(content, quality=10 if len(content) > _LARGE else 11, lgwin=22),
        "gzip": lambda content: gzip.compress(content, 9, mtime=0),
    }
    missing = {encoding: path for encoding, path in file.packed.items() if not path.is_file()}
    content = file.path.read_bytes() if missing else b""
    for encoding, path in missing.items():
        _write(path, packers[encoding](content))


def _plain_files(assets: Path) -> list[Path]:
    files = [path for folder in FILE_FOLDERS for path in sorted((assets / folder).rglob("*")) if path.suffix in FILE_TYPES]
    # Scripts in folders below js/ are loaded on demand and stay files of their own.
    return files + sorted((assets / "js").glob("*/*.js"))


def _read_css(path: Path) -> str:
    return _CSS_COMMENT.sub("", path.read_text(encoding="utf-8"))


def _join_scripts(paths: Iterable[Path]) -> bytes:
    return b"\n;\n".join(path.read_bytes() for path in paths)


def _version(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size:x}-{status.st_mtime_ns:x}"


def _package_folder(package: str) -> Path:
    file = sys.modules[package].__file__
    if file is None:
        raise StaticError(f"package {package} has no folder")
    return Path(file).parent


def _dash_files() -> list[tuple[str, Path]]:
    loaded = {package: names for package, names in DASH_FILES.items() if package in sys.modules}
    return [
        (f"{DASH_PREFIX}{package}/{path.relative_to(_package_folder(package)).as_posix()}", path)
        for package, names in loaded.items()
        for name in names
        for path in sorted(_package_folder(package).glob(name))
    ]


def _package_file(url: str) -> Path:
    """The file behind one of Dash's script addresses."""
    package, _, inner = url.partition(DASH_PREFIX)[2].partition("/")
    plain, _ = check_fingerprint(inner)
    path = _package_folder(package) / plain if package in sys.modules else Path()
    if not path.is_file():
        raise StaticError(f"no script of a Dash package: {url}")
    return path


# Parts that a script would otherwise ask for only after everything else has run.
_CHUNKS: Mapping[str, str] = {"dash_core_components.js": "async-graph.js", "dash_ag_grid.min.js": "async-community.js"}


def _with_chunks(path: Path) -> list[Path]:
    return [path, path.with_name(_CHUNKS[path.name])] if path.name in _CHUNKS else [path]


def _script(path: Path) -> bytes:
    text = _SOURCE_MAP.sub("", path.read_text(encoding="utf-8")).strip()
    # A "use strict" at the head of a file counts for that file only.
    return (f"!function(){{{text}\n}}()" if _STRICT_FILE.match(text) else text).encode()


def _remove_old(folder: Path, keep: set[Path]) -> None:
    """Delete what no start has used for two weeks; open pages of yesterday still find their files."""
    limit = time.time() - _OLD_DAYS * 86400
    for path in folder.iterdir():
        if path not in keep and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def main() -> None:
    """Pack everything ahead of the first start: `python -m dashboard.static`."""
    StaticFiles(load_settings()).prepare()


if __name__ == "__main__":
    main()
