"""The whole program behind a test client, on the real data."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.build import Built
from dashboard.config import Settings


@pytest.fixture(scope="session")
def client(settings: Settings, built: Built) -> FlaskClient:
    return create_app(settings).server.test_client()
