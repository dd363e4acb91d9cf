"""Answers kept for the next visitor: the latest ones, within their room."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dashboard.kept import Answer, Kept, once


def test_answer_is_found_under_its_key_only() -> None:
    kept = Kept(100)
    kept.put("a", Answer(b"1", 404, "tag"))

    assert kept.get("a") == Answer(b"1", 404, "tag")
    assert kept.get("b") is None


def test_the_one_not_asked_for_the_longest_makes_room() -> None:
    kept = Kept(30)
    for key in "abc":
        kept.put(key, Answer(b"x" * 10))
    kept.get("a")
    kept.put("d", Answer(b"x" * 10))

    assert [key for key in "abcd" if kept.get(key)] == ["a", "c", "d"]
    assert kept.n_bytes == 30


def test_new_answer_takes_the_place_of_the_old_one() -> None:
    kept = Kept(30)
    kept.put("a", Answer(b"x" * 20))
    kept.put("a", Answer(b"y" * 5))

    assert (kept.n_bytes, len(kept)) == (5, 1)


def test_answer_larger_than_the_room_leaves_the_others() -> None:
    kept = Kept(30)
    kept.put("a", Answer(b"x" * 20))
    kept.put("b", Answer(b"x" * 31))

    assert kept.get("a") is not None
    assert kept.get("b") is None


def test_room_is_never_exceeded_by_several_threads() -> None:
    kept = Kept(1000)

    def fill(number: int) -> bool:
        kept.put(number % 50, Answer(b"x" * (number % 97)))
        return kept.n_bytes <= 1000 + 97

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(fill, range(5000)))
    assert kept.n_bytes == sum(len(answer.packed) for key in range(50) if (answer := kept.get(key)))


def test_large_things_are_made_once_however_many_ask_at_the_same_time() -> None:
    made: list[Path] = []
    together = threading.Barrier(4)

    @once()
    def thing(path: Path) -> str:
        made.append(path)
        return path.name

    def ask(name: str) -> str:
        together.wait()
        return thing(Path(name))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, ["a"] * 4)) == ["a"] * 4
    assert made == [Path("a")]
    assert thing(Path("b")) == "b"
    assert made == [Path("a"), Path("b")]


def test_things_asked_for_last_are_kept_and_different_ones_need_not_wait() -> None:
    made: list[int] = []
    other_is_made = threading.Event()

    @once(2)
    def thing(number: int) -> int:
        made.append(number)
        return other_is_made.wait(10) if number == 0 else number

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(thing, 0)
        assert thing(1) == 1
        other_is_made.set()
        assert waiting.result() is True
    assert [thing(number) for number in (0, 1, 2, 1)] == [True, 1, 2, 1]
    assert made == [0, 1, 2]
