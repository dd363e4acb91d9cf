"""Arrow, for files: it is loaded when the first of them is asked for, since with it a worker holds 40 MB more.

Arrow itself would load pandas, another 40 MB, to see whether the first value it is given comes from there. Nothing does
while the dashboard runs, so it is told that there is none.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

import pyarrow as pa

__all__ = ["pa"]


class _NoPandas(MetaPathFinder):
    def find_spec(self, name: str, _path: object, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def _look_for_pandas() -> None:
    """Arrow looks once and remembers what it found; who needs both (the build, tests) has loaded pandas before."""
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(finder)


_look_for_pandas()
