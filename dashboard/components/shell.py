"""Header and footer, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.search_box import search_box
from dashboard.i18n import LANGS, Lang, t
from dashboard.urls import PATHS, page_url

# At most seven entries, in the order of the visitor's questions.
MENU = ("overview", "labs", "timeline", "themes", "network", "compare", "data")
FOOT = ("programme", "documents", "municipalities", "method", "accessibility", "easy", "imprint", "privacy")


def header(lang: Lang, section: str, links: dict[str, str], shared_query: str) -> Component:
    """Name, menu, search, language and theme switch.

    `section` is the menu entry to mark, `links` the address of this page in each language, `shared_query` the filters that
    stay when the visitor goes to another page.
    """
    entries = [html.Li(_menu_link(name, lang, name == section, shared_query)) for name in MENU if name in PATHS]
    return html.Header(
        html.Div(
            [
                html.A(
                    [t("site.name", lang), " ", html.Span(t("site.years", lang))],
                    href=page_url("overview", lang),
                    className="site-name",
                ),
                html.Button(
                    t("site.menu", lang),
                    type="button",
                    className="button menu-toggle",
                    **{"data-toggle": "site-nav", "aria-expanded": "false", "aria-controls": "site-nav"},
                ),
                html.Nav(
                    html.Ul(entries, className="plain"),
                    className="site-nav",
                    id="site-nav",
                    **{"aria-label": t("site.nav", lang)},
                ),
                search_box(lang, id_="site-search"),
                html.Div([_languages(lang, links), _theme(lang)], className="site-tools"),
            ],
            className="wrap",
        ),
        className="site-header",
    )


def _menu_link(name: str, lang: Lang, is_current: bool, query: str) -> Component:
    current = {"aria-current": "page"} if is_current else {}
    return html.A(t(f"nav.{name}", lang), href=page_url(name, lang, query=query), **{"data-keep": "filters"}, **current)


def _languages(lang: Lang, links: dict[str, str]) -> Component:
    items: list[Component] = []
    for other in LANGS:
        current = {"aria-current": "true"} if other == lang else {}
        link = html.A(other.upper(), href=links[other], hrefLang=other, lang=other, **{"data-keep": "all"}, **current)
        items.append(html.Li(link))
    return html.Nav(html.Ul(items, className="languages plain"), **{"aria-label": t("site.languages", lang)})


def _theme(lang: Lang) -> Component:
    return html.Button(
        type="button", className="theme-switch", title=t("site.theme", lang), **{"aria-label": t("site.theme", lang)}
    )


def footer(lang: Lang, version: str, frozen: str) -> Component:
    """Links to the pages about the site, where the facts come from, which version they have.

    `frozen` is the address of this page with its version; assets/js/more.js keeps it at the present view.
    """
    links = [html.Li(html.A(t(f"nav.{name}", lang), href=page_url(name, lang))) for name in FOOT if name in PATHS]
    facts = [
        t("site.footer", lang, version=version),
        " · ",
        html.A(t("frozen.what", lang), href=page_url("changes", lang)),
        " · ",
        html.A(t("frozen.link", lang), href=frozen, rel="nofollow", **{"data-freeze": version}),
    ]
    return html.Footer(
        html.Div([html.Ul(links, className="plain"), html.P(facts)], className="wrap"),
        className="site-footer",
    )


def breadcrumb(steps: Sequence[tuple[str, str]], lang: Lang) -> Component:
    """The way to this page: (text, address); the last step has no address."""
    items = [
        html.Li(html.A(text, href=href) if href else html.Span(text, **{"aria-current": "page"})) for text, href in steps
    ]
    return html.Nav(html.Ol(items, className="plain"), className="breadcrumb", **{"aria-label": t("site.breadcrumb", lang)})
