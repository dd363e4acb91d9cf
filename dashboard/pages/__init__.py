"""Pages: where queries, figures and components meet. PAGES maps a page key to its function."""

from __future__ import annotations

from collections.abc import Callable

from dash import Dash, html

from dashboard.document import Page
from dashboard.i18n import Lang, t
from dashboard.pages import (
    about,
    api,
    changes,
    cite_route,
    compare,
    data,
    dataset,
    dataset_computed,
    documents,
    embed,
    indicators,
    lab,
    labs,
    municipalities,
    municipality,
    network,
    organisation,
    organisations,
    overview,
    programme,
    search,
    sql,
    subproject,
    themes,
    timeline,
)
from dashboard.urls import Pairs, page_url

PAGES: dict[str, Callable[[Lang, str, Pairs], Page | None]] = {
    "api": api.page,
    "changes": changes.page,
    "compare": compare.page,
    "data": data.page,
    "dataset": dataset_computed.page,
    "sql": sql.page,
    "overview": overview.page,
    "labs": labs.page,
    "lab": lab.page,
    "subproject": subproject.page,
    "organisations": organisations.page,
    "organisation": organisation.page,
    "timeline": timeline.page,
    "themes": themes.page,
    "network": network.page,
    "documents": documents.page,
    "programme": programme.page,
    "method": about.text_page("method"),
    "accessibility": about.text_page("accessibility"),
    "easy": about.text_page("easy"),
    "imprint": about.text_page("imprint"),
    "privacy": about.text_page("privacy"),
    "search": search.page,
    "municipalities": municipalities.page,
    "municipality": municipality.page,
    "indicators": indicators.page,
}
"""Page key → function of (language, key of the thing, query); None when there is no such thing."""

SECTIONS: dict[str, str] = {
    "api": "data",
    "changes": "data",
    "dataset": "data",
    "sql": "data",
    "lab": "labs",
    "subproject": "labs",
    "organisations": "network",
    "organisation": "network",
    "municipality": "municipalities",
    "indicators": "municipalities",
}
"""Page key → the menu entry it belongs to, where that is not the page itself."""

UNKEPT = frozenset({"sql"})
"""Pages that do not follow from their address alone: a statement may find the server busy now and not later."""


def register(app: Dash) -> None:
    """Register the callbacks of all pages."""
    overview.register(app)
    timeline.register(app)
    compare.register(app)
    embed.add_routes(app.server)
    cite_route.add_routes(app.server, PAGES)
    dataset.register(app)


def missing(lang: Lang) -> Page:
    """What stands at an address without a page."""
    home = html.A(t("error.home", lang), href=page_url("overview", lang), className="button primary")
    body = html.Div(
        [
            html.H1(t("error.title", lang)),
            html.P(t("error.text", lang), className="lead"),
            html.P(home, className="buttons"),
        ],
        className="wrap page-head error-page",
    )
    return Page(t("error.title", lang), t("error.text", lang), body, status=404, is_indexed=False)
