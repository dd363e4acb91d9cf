"""The folds below a chart with what only a request knows: address of this server, whether the SQL page is offered."""

from __future__ import annotations

from collections.abc import Sequence

import flask

from dashboard.api.address import own_address
from dashboard.components.chart_more import chart_more
from dashboard.i18n import Lang
from dashboard.ssr import Tag
from dashboard.urls import Pairs


def has_sql_page() -> bool:
    """Whether visitors may run statements here."""
    return not flask.has_app_context() or bool(flask.current_app.config.get("SQL_PAGE", True))


def more(statements: Sequence[str], lang: Lang, pairs: Pairs | None = None, *, embed: str = "", follow: bool = False) -> Tag:
    """Statements and embed code below a chart; with `follow` both take the filters of the address of the page."""
    host = own_address() if flask.has_request_context() else ""
    return chart_more(statements, embed, pairs or [], lang, host=host, has_sql=has_sql_page(), follow=follow)
