"""From `data/` to one DuckDB file and the files of the maps, offline: `python -m dashboard.build`."""

from __future__ import annotations

from dashboard.build.current import Built, Pointer, read_pointer, write_pointer
from dashboard.build.lock import locked
from dashboard.build.problems import BuildError, DataError, Problem
from dashboard.build.stamp import data_hash, recipe_hash, stamp
from dashboard.config import Settings

__all__ = ["BuildError", "Built", "DataError", "Problem", "ensure_built", "is_built"]


def _unchanged(settings: Settings) -> Built | None:
    """The build in use if its inputs are the same, by stamp or, after a fresh checkout, by content."""
    pointer = read_pointer(settings.build_dir)
    if pointer is None:
        return None
    now = stamp(settings.data_dir)
    if pointer.stamp == now:
        return pointer.built
    if pointer.inputs != data_hash(settings.data_dir) + recipe_hash(settings.data_dir):
        return None
    write_pointer(settings.build_dir, Pointer(pointer.built, now, pointer.inputs))
    return pointer.built


def is_built(settings: Settings) -> bool:
    """True when the build in use is that of the present data and recipe."""
    return _unchanged(settings) is not None


def ensure_built(settings: Settings) -> Built:
    """The build of the data as they are now; builds when there is none or when data or recipe changed.

    Some milliseconds when nothing changed. Safe in several processes at once: one builds, the others wait for it.
    Raises: BuildError (DataError for mistakes in the tables).
    """
    built = _unchanged(settings)
    if built is not None:
        return built
    with locked(settings.build_dir / "build.lock"):
        built = _unchanged(settings)
        if built is not None:
            return built
        from dashboard.build.run import build  # a second start must not pay for loading DuckDB, Arrow and PROJ here

        return build(settings).built
