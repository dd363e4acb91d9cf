"""Work on columns of text, done once per distinct value: names and labels repeat thousands of times."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow.compute as pc

from dashboard.arrow import pa

Change = Callable[[pa.Array], pa.Array]


def on_distinct(column: pa.Array, change: Change) -> pa.Array:
    """`change(column)` for a change that looks at one cell at a time; null stays null."""
    encoded = column.dictionary_encode()
    return pc.take(change(encoded.dictionary), encoded.indices)


def any_starts_with(column: pa.Array, characters: str) -> bool:
    """False when no cell of a text column begins with one of some ASCII characters; looks at first bytes only.

    A null may count as the text that lies beneath it, so True is no promise.
    """
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return False
    places = np.frombuffer(offsets, np.int32, len(column) + 1, 4 * column.offset)
    first = np.frombuffer(data, np.uint8)[places[:-1][places[1:] > places[:-1]]]
    wanted = np.zeros(256, dtype=bool)
    wanted[list(characters.encode("ascii"))] = True
    return bool(wanted[first].any())


def joined(column: pa.Array) -> bytes:
    """The cells of a text column without nulls, one after the other: their bytes already lie so."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return b""
    places = np.frombuffer(offsets, np.int32, len(column) + 1, 4 * column.offset)
    return bytes(memoryview(data)[places[0] : places[-1]])
