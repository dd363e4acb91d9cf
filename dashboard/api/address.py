"""The address under which this server is reached, as it stands in files that travel."""

from __future__ import annotations

import flask


def own_address() -> str:
    """Scheme and host without a slash at the end: the setting, else what the request came to."""
    configured = str(flask.current_app.config.get("PUBLIC_URL") or "")
    return configured.rstrip("/") or flask.request.host_url.rstrip("/")
