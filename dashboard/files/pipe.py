"""A file that exists only while it is written: what goes in comes out in pieces."""

from __future__ import annotations

import io


class Pipe(io.RawIOBase):
    """Takes what a writer writes; it cannot go back, so writers put sizes and tables of contents at the end."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        """It takes anything."""
        return True

    def write(self, content: object) -> int:
        """Keep a piece."""
        piece = bytes(memoryview(content))  # type: ignore[arg-type]
        self._pieces.append(piece)
        self._size += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How much has been written so far."""
        return self._size

    def take(self) -> bytes:
        """What was written since the last time."""
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found
