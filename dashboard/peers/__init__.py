"""Which municipalities are alike, and why: the engine behind the comparison. Pure numpy; no SQL, no Dash."""

from __future__ import annotations
