"""What is kept for the next visitor: packed answers, never more than a number of bytes together; large things made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
_LOCKS = 16


def once(most: int = 1) -> Callable[[Callable[Asked, Made]], Callable[Asked, Made]]:
    """What a function makes, kept for the `most` things asked for last; the positional arguments say which.

    `lru_cache` alone lets threads that ask at the same time each make it, with several times the memory; here they wait.
    """

    def keep(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
        kept = lru_cache(maxsize=most)(make)
        # Others seldom have to wait as well.
        locks = [threading.Lock() for _ in range(min(most, _LOCKS))]

        @wraps(make)
        def get(*asked: Asked.args, **named: Asked.kwargs) -> Made:
            with locks[hash(asked) % len(locks)]:
                return kept(*asked, **named)  # type: ignore[arg-type]  # lru_cache refuses what has no hash

        get.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
        return get

    return keep


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
