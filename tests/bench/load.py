"""50 connections that ask without a pause: filter changes per second, ours against plain Dash."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.callback_cache import Callback, request_body
from dashboard.urls import encode

CONNECTIONS = 50
PATH = "/_dash-update-component"
PLAIN_PARTS = ("map.figure", "timeline.figure", "themes.figure", "table.children")
# A filter change is one request to us and four to plain Dash; both answer all they are asked within the time.
Change = Sequence[bytes]


@dataclass
class Load:
    """Filter changes that were answered, errors, seconds."""

    changes: int = 0
    errors: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Filter changes per second."""
        return self.changes / self.seconds


def request(body: str, port: int) -> bytes:
    """A callback as a browser sends it, ready to be written to a connection."""
    content = body.encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    return (f"{head}Accept-Encoding: gzip, br\r\nContent-Length: {len(content)}\r\n\r\n").encode() + content


def distinct_queries(terms: Mapping[str, Sequence[str]], seed: int) -> Iterator[str]:
    """Queries for some of the states and some of the themes, none twice; nearly all select something."""
    dice = random.Random(seed)  # noqa: S311 (the same queries in each run)
    seen = set()
    while True:
        pairs = [(key, value) for key in sorted(terms) for value in _some(dice, terms[key])]
        query = encode(pairs)
        if query not in seen:
            seen.add(query)
            yield query


def _some(dice: random.Random, values: Sequence[str]) -> list[str]:
    return sorted(dice.sample(list(values), dice.randint(1, len(values))))


def our_changes(callback: Callback, queries: Iterator[str], port: int) -> Iterator[Change]:
    """One request per change."""
    for query in queries:
        yield [request(request_body(callback, query, "de"), port)]


def plain_changes(states: Sequence[str], port: int, seed: int) -> Iterator[Change]:
    """Four requests per change, one per part of the page."""
    dice = random.Random(seed)  # noqa: S311
    while True:
        chosen = _some(dice, states)
        yield [request(_plain_body(part, chosen), port) for part in PLAIN_PARTS]


def _plain_body(part: str, states: Sequence[str]) -> str:
    id_, _, name = part.partition(".")
    return json.dumps(
        {
            "output": part,
            "outputs": {"id": id_, "property": name},
            "inputs": [{"id": "state", "property": "value", "value": list(states)}],
            "changedPropIds": ["state.value"],
        }
    )


def run(port: int, changes: Iterator[Change], seconds: float) -> Load:
    """Ask for so many seconds; what is under way at the end is answered and counted."""
    return asyncio.run(_run(port, changes, seconds))


async def _run(port: int, changes: Iterator[Change], seconds: float) -> Load:
    load = Load()
    begin = time.perf_counter()
    await asyncio.gather(*(_visitor(port, changes, load, begin + seconds) for _ in range(CONNECTIONS)))
    load.seconds = time.perf_counter() - begin
    return load


async def _visitor(port: int, changes: Iterator[Change], load: Load, end: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        while time.perf_counter() < end:
            for asked in next(changes):
                writer.write(asked)
                await writer.drain()
                status = await _answer(reader)
                load.errors += status != 200
            load.changes += 1
    except (OSError, asyncio.IncompleteReadError, ValueError):
        load.errors += 1
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """Status of an answer; reads it to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
    await reader.readexactly(int(fields["content-length"]))
    return int(first.split()[1])


def repeated(queries: Iterator[str], n: int) -> Iterator[str]:
    """The first `n` queries over and over."""
    return itertools.cycle(list(itertools.islice(queries, n)))
