"""Runs the dashboard on a production server: `python -m dashboard.serve`, settings from the environment.

gunicorn with threads; on Windows, where gunicorn does not run, waitress. Data are built and the program is loaded before the
first worker starts, so that all share its memory; each worker opens the database for itself after the fork. HUP brings new
data and new code of the dashboard into a running server; new libraries need a restart.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import importlib
import logging
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

from dashboard.build import BuildError, is_built
from dashboard.config import ROOT, Settings, SettingsError, load_settings

# A reader who thinks for a minute still finds the connection open.
_KEEP_ALIVE_S = 75
_TIMEOUT_S = 120


def settings_table() -> list[tuple[str, str, str]]:
    """One row per setting: variable, default as a user would write it, meaning."""
    return [(item.metadata["env"], _plain(item.default), item.metadata["help"]) for item in fields(Settings)]


def main(arguments: list[str] | None = None) -> int:
    """Build what is missing and serve until stopped; the exit status."""
    _parser().parse_args(arguments)
    try:
        settings = load_settings()
        _build(settings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BuildError:
        return 1  # the build has said why
    sys.stdout.write(f"Dashboard on http://{settings.host}:{settings.port}/ (stop with Ctrl+C)\n")
    sys.stdout.flush()
    serve = _serve_waitress if sys.platform == "win32" else _serve_gunicorn
    serve(settings)
    return 0


def _build(settings: Settings) -> None:
    """Build what is missing, data in a process of its own: what that loads would stay in each worker.

    Raises: BuildError.
    """
    # Where Python is told to keep no bytecode, as in many images, it would compile the dashboard at each start: 0.3 seconds.
    compileall.compile_dir(Path(__file__).parent, quiet=2)
    if is_built(settings):
        return
    done = subprocess.run([sys.executable, "-m", "dashboard.build"], check=False)
    if done.returncode:
        raise BuildError("the database was not built")


def _plain(default: object) -> str:
    if isinstance(default, bool):
        return str(int(default))
    if isinstance(default, Path):
        return default.relative_to(ROOT).as_posix()
    return str(default)


def _parser() -> argparse.ArgumentParser:
    rows = [f"  {name:<22} {text} (default: {default or 'empty'})" for name, default, text in settings_table()]
    return argparse.ArgumentParser(
        prog="python -m dashboard.serve",
        description="Serve the dashboard. There are no options: settings are environment variables.",
        epilog="environment variables:\n" + "\n".join(rows),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _serve_waitress(settings: Settings) -> None:
    import waitress

    from dashboard import create_app

    waitress.serve(create_app(settings).server, host=settings.host, port=settings.port, threads=settings.threads)


def _serve_gunicorn(settings: Settings) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in gunicorn_options(settings).items():
                self.cfg.set(name, value)

        def load(self) -> object:
            # Called before the fork: nothing here opens the database, which would not survive it.
            from dashboard import create_app

            server = create_app(settings).server
            gc.collect()
            gc.freeze()  # what the collector does not touch stays shared between the workers
            return server

        def reload(self) -> None:
            """On HUP, before new workers replace the old ones; when the new program fails, they get the old one again."""
            super().reload()
            gc.unfreeze()
            before = _modules()
            for name in before:
                del sys.modules[name]
            importlib.invalidate_caches()
            try:
                _build(settings)
                self.callable = self.load()
            except Exception:
                logging.getLogger("gunicorn.error").exception("the dashboard goes on as it was")
                sys.modules.update(before)

    Server().run()


def _modules() -> dict[str, ModuleType]:
    """The loaded modules of the dashboard."""
    return {name: module for name, module in sys.modules.items() if name.split(".")[0] == "dashboard"}


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Options that differ from gunicorn's own."""
    shared_memory = Path("/dev/shm")  # noqa: S108 (heartbeats of the workers; a disk under load would delay them)
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "worker_class": "gthread",
        "threads": settings.threads,
        "preload_app": True,
        # Else libraries report at the end what the collector was kept from.
        "on_exit": lambda _server: gc.unfreeze(),
        "worker_exit": lambda _server, _worker: gc.unfreeze(),
        "timeout": _TIMEOUT_S,
        "keepalive": _KEEP_ALIVE_S,
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_tmp_dir": str(shared_memory) if shared_memory.is_dir() else None,
    }


if __name__ == "__main__":
    sys.exit(main())
