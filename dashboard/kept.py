"""What is kept for the next visitor: packed answers, never more than a number of bytes together; large things made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")


def once(make: Callable[[Path], Made]) -> Callable[[Path], Made]:
    """What is made from a database, kept for the last one asked for.

    `lru_cache` alone lets threads that ask at the same time each make it, with several times the memory; here they wait.
    """
    kept = lru_cache(maxsize=1)(make)
    lock = threading.Lock()

    def get(path: Path) -> Made:
        with lock:
            return kept(path)

    return get


@dataclass(frozen=True)
class Answer:
    """A body packed by `compression.pack`, with the status and the ETag it is sent with."""

    packed: bytes
    status: int = 200
    etag: str = ""


class Kept:
    """The answers asked for most recently; one too big for the room is not kept."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under a key; it is now the last to go."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer; the ones not asked for the longest make room."""
        if len(answer.packed) > self._max_bytes:
            return
        with self._lock:
            before = self._answers.pop(key, None)
            self._bytes += len(answer.packed) - (len(before.packed) if before else 0)
            self._answers[key] = answer
            while self._bytes > self._max_bytes:
                self._bytes -= len(self._answers.popitem(last=False)[1].packed)

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def n_bytes(self) -> int:
        """Bytes of all answers together."""
        return self._bytes
