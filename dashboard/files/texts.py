"""Work on columns of text, done once per distinct value: names and labels repeat thousands of times."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

Change = Callable[[pa.Array], pa.Array]


def on_distinct(column: pa.Array, change: Change) -> pa.Array:
    """`change(column)` for a change that looks at one cell at a time; null stays null."""
    encoded = column.dictionary_encode()
    return pc.take(change(encoded.dictionary), encoded.indices)
