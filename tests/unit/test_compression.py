"""Packing of answers made per request."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from dashboard import compression

TEXT = "Offenes Regierungshandeln vor Ort. " * 100
closed: list[str] = []


class _Rows:
    """An iterable with a close, as a database cursor behind a download has."""

    def __iter__(self) -> Iterator[bytes]:
        for number in range(50_000):
            yield f"{number};Wert {number * 7919 % 1000}\r\n".encode()

    def close(self) -> None:
        closed.append("rows")


@pytest.fixture
def client() -> FlaskClient:
    server = Flask("compression_test")
    compression.init_app(server)
    answers = {
        "/page": lambda: Response(TEXT, content_type="text/html; charset=utf-8"),
        "/short": lambda: Response("{}", content_type="application/json"),
        "/picture": lambda: Response(b"\x89PNG" * 500, content_type="image/png"),
        "/stream": lambda: Response(_Rows(), content_type="text/csv; charset=utf-8"),
        "/missing": lambda: Response(TEXT, status=404, content_type="text/html"),
        "/packed": lambda: Response(
            gzip.compress(TEXT.encode()), content_type="text/html", headers={"Content-Encoding": "gzip"}
        ),
    }
    for path, view in answers.items():
        server.add_url_rule(path, path, view)

    @server.get("/tagged")
    def tagged() -> Response:
        response = Response(TEXT, content_type="text/html")
        response.set_etag("abc")
        return response.make_conditional(request)

    return server.test_client()


@pytest.mark.parametrize(
    ("accepted", "unpack"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress)], ids=["br", "gzip"]
)
def test_page_is_packed(client: FlaskClient, accepted: str, unpack: object) -> None:
    response = client.get("/page", headers={"Accept-Encoding": accepted})

    assert callable(unpack)
    assert unpack(response.data).decode() == TEXT
    assert response.headers["Vary"] == "Accept-Encoding"
    assert int(response.headers["Content-Length"]) == len(response.data) < 200


@pytest.mark.parametrize("path", ["/short", "/picture", "/missing"])
def test_not_worth_packing(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br"}).headers


def test_nothing_accepted_means_nothing_packed_but_caches_are_told(client: FlaskClient) -> None:
    response = client.get("/page")

    assert response.get_data(as_text=True) == TEXT
    assert response.headers["Vary"] == "Accept-Encoding"


def test_packed_answers_are_left_alone(client: FlaskClient) -> None:
    response = client.get("/packed", headers={"Accept-Encoding": "br"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data).decode() == TEXT


def test_stream_stays_a_stream_and_is_closed(client: FlaskClient) -> None:
    closed.clear()
    response = client.get("/stream", headers={"Accept-Encoding": "gzip"}, buffered=False)
    unpack = zlib.decompressobj(31).decompress
    unpacked = (unpack(piece) for piece in response.iter_encoded())
    first = next(text for text in unpacked if text)

    assert response.is_streamed
    assert "Content-Length" not in response.headers
    assert first.startswith(b"0;Wert 0\r\n1;Wert 919\r\n")
    response.close()
    assert closed == ["rows"]


def test_stream_unpacks_to_all_rows(client: FlaskClient) -> None:
    response = client.get("/stream", headers={"Accept-Encoding": "br"})

    assert brotli.decompress(response.data) == b"".join(_Rows())


def test_tag_becomes_weak_and_still_saves_the_body(client: FlaskClient) -> None:
    tag = client.get("/tagged", headers={"Accept-Encoding": "br"}).headers["ETag"]
    response = client.get("/tagged", headers={"Accept-Encoding": "br", "If-None-Match": tag})

    assert tag == 'W/"abc"'
    assert (response.status_code, response.data) == (304, b"")
