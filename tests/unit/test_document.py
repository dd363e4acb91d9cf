"""Whole documents: head, landmarks, what Dash gets, and that nothing written into them can break out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from dash import dcc, html

from dashboard.document import DashboardApp, Head, Page, components, document
from dashboard.ssr import fragment
from dashboard.store import Store
from tests.markup import Markup

ATTACK = '</script><script>alert("x")</script>&"'
HEAD = Head(
    lang="en",
    canonical="https://example.org/en/labs",
    alternates={"de": "https://example.org/de/labore", "en": "https://example.org/en/labs"},
    style_url="/static/app.css",
    script_url="/static/app.js",
    plotly_url="/static/plotly.js",
    font_urls=("/static/font.woff2",),
    icon_url="/static/icon.svg",
    header="<header>H</header>",
    footer="<footer>F</footer>",
)
QUIET = Page("Title", "Description", html.Div(html.H1("Heading")))
LIVE = Page("Title", "Description", html.Div([html.H1("Heading"), Store(id="view", data="x"), fragment("part", "Text")]))
DRAWN = replace(LIVE, body=html.Div([LIVE.body, dcc.Graph(id="map")]))


def markup(app: DashboardApp, page: Page, head: Head = HEAD) -> Markup:
    return Markup(document(app, page, head))


def scripts(found: Markup) -> list[str]:
    return found.all("script", "src")


def embedded(text: str, name: str) -> Any:
    start = text.index(f'id="{name}">') + len(f'id="{name}">')
    return json.loads(text[start : text.index("</script>", start)])


@pytest.fixture(params=[QUIET, LIVE, DRAWN], ids=["quiet", "live", "drawn"])
def any_page(request: pytest.FixtureRequest) -> Page:
    return request.param  # type: ignore[no-any-return]


def test_document_is_well_formed_with_landmarks_and_language(app: DashboardApp, any_page: Page) -> None:
    found = markup(app, any_page)
    tags = [tag for tag, _ in found.elements]

    assert found.problems == []
    assert [tags.count(tag) for tag in ("html", "head", "title", "body", "main", "h1")] == [1] * 6
    assert found.all("html", "lang") == ["en"]
    assert [value for value in found.all("a", "href") if value.startswith("#")] == ["#main"]
    assert found.dangling == []


def test_head_names_canonical_address_and_both_languages(app: DashboardApp) -> None:
    links = [attributes for tag, attributes in markup(app, QUIET).elements if tag == "link"]

    assert [link["href"] for link in links if link["rel"] == "canonical"] == ["https://example.org/en/labs"]
    assert {link["hreflang"]: link["href"] for link in links if link["rel"] == "alternate"} == dict(HEAD.alternates)


def test_texts_of_the_head_cannot_break_out(app: DashboardApp) -> None:
    found = markup(app, replace(QUIET, title=ATTACK, description=ATTACK), replace(HEAD, canonical=f"/{ATTACK}"))
    metas = [attributes.get("content") for tag, attributes in found.elements if tag == "meta"]

    assert found.problems == []
    assert metas.count(ATTACK) == 3
    assert len(scripts(found)) == 1


def test_page_without_dash_parts_loads_one_script(app: DashboardApp) -> None:
    assert scripts(markup(app, QUIET)) == ["/static/app.js"]


def test_page_that_dash_need_not_draw_stays_as_painted_and_hands_over_its_stores(app: DashboardApp) -> None:
    text = document(app, LIVE, HEAD)
    found = Markup(text)

    assert scripts(found)[0] == "/static/app.js"
    assert len(scripts(found)) == 2  # ours, Dash with React
    assert not any("plotly" in address for address in scripts(found))
    assert "first-paint" not in found.ids
    assert "react-entry-point" in found.ids
    assert [node["props"] for node in embedded(text, "page-layout")] == [{"id": "view", "data": "x"}]


def test_page_with_a_figure_loads_plotly_first_and_is_drawn_by_dash(app: DashboardApp) -> None:
    found = markup(app, DRAWN)

    assert scripts(found)[:2] == ["/static/plotly.js", "/static/app.js"]
    assert len(scripts(found)) == 5  # Dash with React, dash.html, dcc
    assert "first-paint" in found.ids


def test_layout_of_dash_holds_no_text_of_fragments(app: DashboardApp) -> None:
    text = document(app, DRAWN, HEAD)

    assert "Text" in Markup(text).text
    assert "Text" not in json.dumps(embedded(text, "page-layout"))


def test_text_in_the_layout_cannot_end_the_script(app: DashboardApp) -> None:
    text = document(app, replace(LIVE, body=html.Div([Store(id="view", data=ATTACK)])), HEAD)

    assert Markup(text).problems == []
    assert embedded(text, "page-layout")[0]["props"]["data"] == ATTACK


def test_only_callbacks_that_read_and_write_the_page_come_along(app: DashboardApp) -> None:
    """The callback of the overview listens to `view`, which is here, but writes to stores that are not."""
    on_page = embedded(document(app, LIVE, HEAD), "page-callbacks")
    with_stores = html.Div([Store(id=name) for name in ("view", "lang", "fragments", "facets")])
    renewed = embedded(document(app, replace(LIVE, body=with_stores), HEAD), "page-callbacks")

    assert on_page == []
    assert [callback["inputs"][0]["id"] for callback in renewed] == ["fragments", "facets", "view"]
    assert len(renewed) < len(app.callbacks)


def test_missing_page_asks_not_to_be_indexed(app: DashboardApp) -> None:
    assert '<meta name="robots" content="noindex">' in document(app, replace(QUIET, is_indexed=False), HEAD)
    assert "noindex" not in document(app, QUIET, HEAD)


def test_components_inside_fragments_are_not_walked() -> None:
    tree = html.Div([fragment("part", html.P("x")), html.Ul([html.Li("y")])])

    assert [type(node).__name__ for node in components(tree)] == ["Div", "Div", "Ul", "Li"]
