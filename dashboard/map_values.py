"""Files of the indicator map: a column of values per indicator and year, and the names of all municipalities.

`/map/<indicator>/<year>.<version>.bin` holds numbers of 32 bits (little endian, as every present browser has them): first
eight, how many classes there are and the lowest value of each, the rest unused; then a value per municipality in the order
of the geometry file, NaN for none. `/map/names.<version>.json` holds their names in the same order. The version follows
from the database, so both may be kept for ever.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import brotli
import numpy as np
from flask import Flask, Response, abort, request

from dashboard import db
from dashboard.queries import indicator_map
from dashboard.static import preferred_encoding

HEAD = 8
_FOR_EVER = "public, max-age=31536000, immutable"


def value_file(indicator_id: str, year: int) -> bytes:
    """The file described above.

    Raises: KeyError for an unknown indicator or year.
    """
    lows = indicator_map.column(indicator_id).classes.lows
    head = np.full(HEAD, np.nan)
    head[: len(lows) + 1] = [len(lows), *lows]
    return np.concatenate([head, indicator_map.on_municipalities(indicator_id, year)]).astype("<f4").tobytes()


def init_app(server: Flask) -> None:
    """Register the addresses."""
    server.add_url_rule("/map/<indicator_id>/<int:year>.<version>.bin", "map_values", _values)
    server.add_url_rule("/map/names.<version>.json", "map_names", _names)


def _values(indicator_id: str, year: int, version: str) -> Response:
    if version != indicator_map.version() or year not in indicator_map.years().get(indicator_id, ()):
        abort(404)
    return _send(_packed_values(db.current().path, indicator_id, year), "application/octet-stream")


def _names(version: str) -> Response:
    if version != indicator_map.version():
        abort(404)
    return _send(_packed_names(db.current().path), "application/json")


# All years of all indicators: some 3 MB.
@lru_cache(maxsize=256)
def _packed_values(_path: Path, indicator_id: str, year: int) -> bytes:
    return bytes(brotli.compress(value_file(indicator_id, year), quality=6))


@lru_cache(maxsize=1)
def _packed_names(_path: Path) -> bytes:
    content = json.dumps(indicator_map.names(), ensure_ascii=False, separators=(",", ":"))
    return bytes(brotli.compress(content.encode(), quality=9))


def _send(packed: bytes, content_type: str) -> Response:
    takes_brotli = preferred_encoding(("br",)) is not None
    response = Response(packed if takes_brotli else brotli.decompress(packed), content_type=content_type)
    response.headers["Cache-Control"] = _FOR_EVER
    response.vary.add("Accept-Encoding")
    if takes_brotli:
        response.headers["Content-Encoding"] = "br"
    # The address names the version, so it says all a tag could say.
    response.set_etag(request.path.rsplit("/", 1)[1], weak=True)
    response.make_conditional(request)
    return response
