"""The whole program behind a test client and behind a real port, on the real data."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from dashboard import create_app
from dashboard.build import Built
from dashboard.config import Settings


@pytest.fixture(scope="session", autouse=True)
def server(settings: Settings, built: Built) -> Flask:
    """The program as a WSGI application; its database is the one in use, also for tests that ask nothing else of it."""
    return create_app(dataclasses.replace(settings, warm_up=False)).server


@pytest.fixture(scope="session")
def client(server: Flask) -> FlaskClient:
    return server.test_client()


@pytest.fixture(scope="session")
def address(server: Flask) -> Iterator[str]:
    """Address of the program on a free port of this machine, for clients that need one."""
    listening = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
