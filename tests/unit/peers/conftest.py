"""The comparison engine on the real data, made once."""

from __future__ import annotations

import pytest

from dashboard.db import Database
from dashboard.peers.compare import Comparer
from dashboard.peers.engine import PeerEngine
from dashboard.queries.peers import read_tables


@pytest.fixture(scope="session")
def engine(database: Database) -> PeerEngine:
    return PeerEngine(read_tables(database))


@pytest.fixture(scope="session")
def comparer(engine: PeerEngine) -> Comparer:
    return Comparer(engine)
