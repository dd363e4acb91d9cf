"""Which subprojects have the words of a text search in their texts."""

from __future__ import annotations

from functools import lru_cache, reduce
from pathlib import Path

import numpy as np

from dashboard import db

# build/words.py wrote down where each word stands; a few thousand words are looked at instead of all texts.
_LANES = """
select distinct lane
from word_rows
where word_no in (select word_no from words where contains(word, $word))
"""


def hits(words: tuple[str, ...]) -> db.Columns:
    """Column `lane`: each subproject whose folded text contains all words (folded, without blanks, at least one)."""
    return _hits(db.current().path, words)


# With ten million subprojects a table takes up to 40 MB.
@lru_cache(maxsize=4)
def _hits(_path: Path, words: tuple[str, ...]) -> db.Columns:
    lanes = [db.columns(_LANES, {"word": word})["lane"] for word in words]
    return {"lane": reduce(np.intersect1d, lanes)}
