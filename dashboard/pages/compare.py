"""The comparison: who is like a municipality or district, why, how the figures stand, what places like it tried."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import db, ids
from dashboard.components import chart
from dashboard.components.peer_map import Ground, Point, peer_map
from dashboard.components.shell import breadcrumb
from dashboard.document import Page
from dashboard.i18n import Lang, as_lang, number, t
from dashboard.pages import compare_controls as bar
from dashboard.pages import compare_embed, compare_peers, compare_places, compare_projects, compare_rows
from dashboard.pages import compare_list as peers_list
from dashboard.pages.compare_data import Asked, Comparing, asked, name, where
from dashboard.pages.parts import parse_query
from dashboard.peers.model import Peer
from dashboard.queries import compare as queries
from dashboard.queries import geo
from dashboard.queries import peers as peer_queries
from dashboard.ssr import Node, Tag, fragment, tag, to_html
from dashboard.store import stores
from dashboard.urls import Pairs, page_url

# Places of the start page: a small town of a lab, a village, a city, a city state, a district.
EXAMPLES = ("05358040", "14729070", "09679136", "05113000", "02000000", "05358")
STORE = "compare-view"
_BOX = "compare-"


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """The comparison of a place, or the start page with the search."""
    found = asked(query)
    if not found.view.request.ags:
        return _start(found, lang)
    data = Comparing(found.view, lang, found.notices)
    title = t(f"compare.title_{data.focus.level}", lang, name=data.name(data.focus))
    body = html.Div(
        [
            *stores(STORE, found.view.to_query(), lang),
            breadcrumb([(t("nav.compare", lang), page_url("compare", lang)), (data.name(data.focus), "")], lang),
            *(_part(part, data) for part in ("notices", "head", "bar")),
            html.Div([_list(data), *_below(data)], className="swap", id="charts"),
        ],
        className="wrap compare",
    )
    return Page(title, peers_list.answer(data), body)


def _part(part: str, data: Comparing) -> Component:
    return fragment(_BOX + part, _PARTS[part](data), className=_CSS.get(part))


def _list(data: Comparing) -> Component:
    aside = html.Div([_part("weights", data), _part("map", data), chart_note(data.lang)], className="compare-aside")
    return html.Section(
        [
            _part("list-head", data),
            html.Div([html.Div([_part("list", data), _part("differences", data)]), aside], className="compare-grid"),
        ],
        id="list",
        className="chart",
        **{"aria-labelledby": "list-title"},
    )


def chart_note(lang: Lang) -> Component:
    """How to read the map and the credit of the boundaries."""
    return html.P([t("compare.map_note", lang), " ", chart.borders_credit(lang)], className="note")


def _below(data: Comparing) -> list[Component]:
    sections = (("rows", "rows-title", ("rows-head", "rows")), ("projects", "projects-title", ("projects",)))
    found = [
        html.Section([_part(part, data) for part in parts], id=id_, className="chart", **{"aria-labelledby": title})
        for id_, title, parts in sections
    ]
    others = html.Section(_part("others", data), id="others", className="chart", **{"aria-labelledby": "others-title"})
    twins = html.Section(_part("twins", data), id="twins", className="chart")
    return [*found, others, twins]


_PARTS: dict[str, Callable[[Comparing], list[Node]]] = {
    "notices": lambda data: peers_list.notices(data.notices, data.lang),
    "head": peers_list.head,
    "bar": bar.controls,
    "weights": bar.weights,
    "list-head": peers_list.list_head,
    "list": compare_peers.peers_table,
    "differences": peers_list.differences,
    "map": lambda data: [_map(data)],
    "rows-head": compare_rows.rows_head,
    "rows": compare_rows.rows_table,
    "projects": compare_projects.projects,
    "others": compare_projects.others,
    "twins": compare_projects.twins,
}
_CSS = {"head": "compare-head", "bar": "filter-bar", "differences": "different", "weights": "weights"}


def _map(data: Comparing) -> Tag:
    points = queries.points(data.focus.level)

    def point(peer: Peer | None) -> Point:
        unit = peer.unit if peer else data.focus
        x, y = points[unit.ags]
        said = [data.name(unit), data.where(unit), t("compare.people", data.lang, n=number(unit.population, data.lang))]
        said += [compare_peers.word_text(peer.word, data.lang)] if peer else []
        rank = ("+" if peer.rank is None else str(peer.rank)) if peer else ""
        return Point(unit.name.split(",")[0], rank, (peer.word or "far") if peer else "", x, y, "\n".join(said))

    peers = [point(peer) for peer in data.result.peers]
    return peer_map(point(None), peers, _ground(db.current().path), t("compare.map_aria", data.lang))


@lru_cache(maxsize=1)
def _ground(_path: Path) -> Ground:
    return Ground(geo.extent("ground-light"), geo.url("ground-light"), geo.url("ground-dark"))


def _start(found: Asked, lang: Lang) -> Page:
    """What the comparison is, the search field, what it found, examples."""
    hits: list[Node] = []
    if found.text:
        key = "compare.found" if found.found else "compare.found_none"
        hits.append(tag("p", t(key, lang, text=found.text), role="status"))
        hits.append(tag("ul", [_hit(item.ags, lang) for item in found.found], class_="plain hit-list"))
    body = html.Div(
        [
            html.Div(
                [
                    html.H1(t("compare.start_title", lang)),
                    html.P(t("compare.start_lead", lang), className="lead"),
                    fragment(
                        f"{_BOX}start", [*peers_list.notices(found.notices, lang), bar.start_form(found.text, lang), *hits]
                    ),
                    html.H2(t("compare.examples", lang), className="examples-title"),
                    fragment(f"{_BOX}examples", tag("ul", [_hit(ags, lang) for ags in EXAMPLES], class_="plain hit-list")),
                    html.P(t("compare.start_note", lang), className="note"),
                ],
                className="page-head compare-start",
            )
        ],
        className="wrap",
    )
    return Page(t("compare.start_title", lang), t("compare.start_lead", lang), body, is_indexed=not found.text)


def _hit(ags: str, lang: Lang) -> Tag:
    unit = peer_queries.engine().unit(ags)
    link = tag("a", name(unit), href=f"{page_url('compare', lang)}?ags={ags}")
    people = t("compare.people", lang, n=number(unit.population, lang))
    return tag("li", [tag("b", link), tag("span", f"{where(unit, lang)} · {people}", class_="note")])


def update(query: str, lang_code: str) -> dict[str, str]:
    """Everything that changes with the query, as fragments.

    Raises: PreventUpdate when the query names no place, which our page does not ask.
    """
    found = asked(parse_query(query))
    if not found.view.request.ags:
        raise PreventUpdate
    data = Comparing(found.view, as_lang(lang_code), found.notices)
    return {_BOX + part: to_html(make(data)) for part, make in _PARTS.items()}


def register(app: Dash) -> None:
    """The page's callbacks: query → everything. The form publishes the query (assets/js/compare.js)."""
    compare_embed.add_routes(app.server)
    compare_places.add_route(app.server)
    app.callback(Output(ids.FRAGMENTS, "data"), Input(STORE, "data"), State(ids.LANG, "data"), prevent_initial_call=True)(
        update
    )
