"""Packs HTML, JSON, CSV and other text that is made per request; files with a hash in their name come packed from `static`.

Streams stay streams: each piece is packed as it is made, fast rather than tight (brotli 1 packs 220 MB of CSV a second).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

import brotli
from flask import Flask, Response, request

from dashboard.kept import Answer, Kept
from dashboard.static import preferred_encoding

MIN_BYTES = 500
_GZIP_WINDOW = 31  # 15 bits and a gzip head, see zlib.compressobj
_PACKED = ("text/", "application/json", "application/geo+json", "application/x-ndjson", "image/svg+xml")


class _Packer(Protocol):
    def pack(self, content: bytes) -> bytes: ...
    def finish(self) -> bytes: ...


class _Brotli:
    def __init__(self, quality: int) -> None:
        self._state = brotli.Compressor(quality=quality)

    def pack(self, content: bytes) -> bytes:
        return bytes(self._state.process(content))

    def finish(self) -> bytes:
        return bytes(self._state.finish())


class _Gzip:
    def __init__(self, level: int) -> None:
        self._state = zlib.compressobj(level, zlib.DEFLATED, _GZIP_WINDOW)

    def pack(self, content: bytes) -> bytes:
        return self._state.compress(content)

    def finish(self) -> bytes:
        return self._state.flush()


def init_app(server: Flask) -> None:
    """Pack every answer of the server that is worth it; register before others that change bodies."""
    server.after_request(compress)


def compress(response: Response) -> Response:
    """The response, packed with brotli or gzip if the browser takes it and there is something to win."""
    if not (response.mimetype or "").startswith(_PACKED):
        return response
    response.vary.add("Accept-Encoding")
    encoding = preferred_encoding()
    if encoding is None or not _is_packable(response):
        return response
    if response.is_streamed:
        close = getattr(response.response, "close", None)
        response.response = _stream(response.iter_encoded(), encoding)
        if close:
            response.call_on_close(close)
        response.headers.pop("Content-Length", None)
    else:
        response.set_data(_whole(response.get_data(), encoding))
    response.headers["Content-Encoding"] = encoding
    tag, _ = response.get_etag()
    if tag:
        # The packed body is the same text but not the same bytes: that is what a weak tag says.
        response.set_etag(tag, weak=True)
    return response


def _is_packable(response: Response) -> bool:
    if response.status_code != 200 or response.direct_passthrough or "Content-Encoding" in response.headers:
        return False
    if request.method == "HEAD" or "no-transform" in response.headers.get("Cache-Control", ""):
        return False
    return response.is_streamed or len(response.get_data()) > MIN_BYTES


def _whole(content: bytes, encoding: str) -> bytes:
    """Content packed as a whole; answers that come again are packed once."""
    key = (hashlib.sha256(content).digest(), encoding)
    found = _packed.get(key)
    if found is None:
        packer: _Packer = _Brotli(5) if encoding == "br" else _Gzip(6)
        found = Answer(packer.pack(content) + packer.finish())
        _packed.put(key, found)
    return found.packed


# Documents are kept by `web.PageServer` as well, which are the same bytes.
_packed = Kept(2_000_000)


def pack(content: bytes) -> bytes:
    """Content packed with brotli, as it is kept and as nearly every browser takes it."""
    return _whole(content, "br")


def pack_fast(content: bytes) -> bytes:
    """The same for what a visitor is waiting for: a tenth more bytes in a third of the time."""
    return bytes(brotli.compress(content, quality=3, lgwin=18))


def from_packed(answer: Answer, mimetype: str) -> Response:
    """The response of an answer kept; unpacked again for a client that does not take brotli."""
    if preferred_encoding() != "br":
        return Response(brotli.decompress(answer.packed), answer.status, mimetype=mimetype)
    response = Response(answer.packed, answer.status, mimetype=mimetype)
    response.headers["Content-Encoding"] = "br"
    return response


def _stream(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    packer: _Packer = _Brotli(1) if encoding == "br" else _Gzip(1)
    for piece in pieces:
        packed = packer.pack(piece)
        if packed:
            yield packed
    yield packer.finish()
