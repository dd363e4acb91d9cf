"""The comparison engine on the real data, made once."""

from __future__ import annotations

import duckdb
import pytest

from dashboard.peers.compare import Comparer
from dashboard.peers.engine import PeerEngine
from dashboard.queries.peers import read_tables


@pytest.fixture(scope="session")
def engine(con: duckdb.DuckDBPyConnection) -> PeerEngine:
    return PeerEngine(read_tables(lambda sql: con.execute(sql).df()))


@pytest.fixture(scope="session")
def comparer(engine: PeerEngine) -> Comparer:
    return Comparer(engine)
