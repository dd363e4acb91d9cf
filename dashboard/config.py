"""Settings of the running program, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """An environment variable has a value that cannot be used; the message names it and what is allowed."""


def _setting(default: str, env: str, text: str) -> str:
    value: str = field(default=default, metadata={"env": env, "help": text})
    return value


def _number(default: int, env: str, text: str) -> int:
    value: int = field(default=default, metadata={"env": env, "help": text})
    return value


def _path(default: Path, env: str, text: str) -> Path:
    value: Path = field(default=default, metadata={"env": env, "help": text})
    return value


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; `metadata` of each field holds its variable (`env`) and `help`."""

    host: str = _setting("127.0.0.1", "HOST", "address the server listens on")
    port: int = _number(8050, "PORT", "port the server listens on")
    workers: int = _number(1, "ROGL_WORKERS", "server processes")
    threads: int = _number(4, "ROGL_THREADS", "threads of each server process")
    data_dir: Path = _path(ROOT / "data", "ROGL_DATA_DIR", "folder with datapackage.json and the tables")
    build_dir: Path = _path(ROOT / ".build", "ROGL_BUILD_DIR", "folder for the database and the files made from data/")
    assets_dir: Path = _path(ROOT / "assets", "ROGL_ASSETS_DIR", "folder with style sheets, scripts and fonts")
    duckdb_threads: int = _number(2, "ROGL_DUCKDB_THREADS", "threads DuckDB may use in each server process")
    memory_limit_mb: int = _number(512, "ROGL_MEMORY_LIMIT_MB", "memory DuckDB may use in each server process, in MB")
    public_url: str = _setting("", "ROGL_PUBLIC_URL", "address under which the public reaches the dashboard")
    texts_dir: Path = _path(
        ROOT / "texts", "ROGL_TEXTS_DIR", "folder with the operator's imprint.de.md, privacy.de.md and the like"
    )
    contact_email: str = _setting(
        "", "ROGL_CONTACT_EMAIL", "address for error reports; without one the sender enters the recipient"
    )
    warm_up: bool = field(
        default=True,
        metadata={"env": "ROGL_WARM_UP", "help": "1 prepares likely answers after the first visit, 0 does not"},
    )
    sql_page: bool = field(
        default=True, metadata={"env": "ROGL_SQL_PAGE", "help": "1 offers the read-only SQL page, 0 switches it off"}
    )


def _convert(name: str, default: object, text: str) -> object:
    if isinstance(default, bool):
        if text not in {"0", "1"}:
            raise SettingsError(f"{name}={text!r}: allowed are 0 and 1")
        return text == "1"
    if isinstance(default, int):
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise SettingsError(f"{name}={text!r}: allowed are whole numbers from 1 to 65535")
        return int(text)
    return Path(text).resolve() if isinstance(default, Path) else text


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; an empty variable counts as not set.

    Raises: SettingsError when a value cannot be used.
    """
    env = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for item in fields(Settings):
        name = item.metadata["env"]
        if env.get(name):
            values[item.name] = _convert(name, item.default, env[name])
    return Settings(**values)  # type: ignore[arg-type]
