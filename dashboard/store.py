"""What a page remembers for its callbacks."""

from __future__ import annotations

from dash import dcc
from dash.development.base_component import Component

from dashboard import ids
from dashboard.i18n import Lang


class Store(dcc.Store):
    """A store in memory that comes without the scripts of dcc, which run for a tenth of a second: see assets/js/boot.js."""

    _namespace = "rogl_components"


def stores(view_id: str, query: str, lang: Lang, *more: str) -> list[Component]:
    """The stores of a page: its query, its language, what a callback renews; `more`: ids of others that it writes to."""
    given = [Store(id=view_id, data=query), Store(id=ids.LANG, data=lang)]
    return [*given, *(Store(id=id_) for id_ in (ids.FRAGMENTS, *more))]
