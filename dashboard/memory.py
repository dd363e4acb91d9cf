"""Keeps the memory of a worker small: most of what a request needed goes back to the system when it is answered.

By default glibc keeps a pool per thread and raises the size from which memory is returned at once with every large array
that is freed; a server of four threads then holds several times what it uses. (mallopt(3), "M_MMAP_THRESHOLD".)
Arrays over all municipalities stay in the pool: to get new pages from the system takes ten times as long as to fill them.
"""

from __future__ import annotations

import ctypes
import os
import sys

# glibc's numbers of the settings (malloc.h).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# 512 kB hold five numbers for each municipality.
_MMAP_BYTES, _SPARE_BYTES = 512 * 1024, 1024 * 1024
_POOLS = 1


def be_frugal() -> None:
    """Set up the allocators of this process; before its threads start. Without effect where there is no glibc."""
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # read when Arrow is loaded
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, _MMAP_BYTES)
        set_option(_TRIM_THRESHOLD, _SPARE_BYTES)
        set_option(_ARENA_MAX, _POOLS)
