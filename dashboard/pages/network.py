"""The network page: organisations by labs as an ordered matrix, those of several labs first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.chart import source_line
from dashboard.components.downloads import download_links
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import legend
from dashboard.components.network_picture import network_picture
from dashboard.components.tables import breakable
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, number_word, plural, t
from dashboard.pages.more import more
from dashboard.queries import network as queries
from dashboard.queries.network import Actor
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url


@dataclass(frozen=True)
class Choice:
    """What the table is narrowed to: a role, a kind of organisation; empty for all."""

    role: str = ""
    kind: str = ""

    @classmethod
    def from_query(cls, query: Pairs) -> Choice:
        """The choice of a query; unknown words are ignored."""
        given = dict(reversed(query))
        role, kind = given.get("role", ""), given.get("kind", "")
        return cls(role if role in catalog.terms("role") else "", kind if kind in catalog.terms("organisation_kind") else "")

    def address(self, lang: Lang) -> str:
        """The page with this choice."""
        pairs = [(key, value) for key, value in (("role", self.role), ("kind", self.kind)) if value]
        return page_url("network", lang, query=encode(pairs)) + "#matrix"

    def has(self, actor: Actor) -> bool:
        """True for an organisation of the kind with the role in at least one lab."""
        return (not self.kind or actor.kind == self.kind) and (not self.role or self.role in actor.roles.values())


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """Organisations of the labs, narrowed by `role` and `kind`."""
    actors = queries.actors()
    choice = Choice.from_query(query)
    shown = [actor for actor in actors if choice.has(actor)]
    bridges = [actor for actor in actors if actor.is_bridge]
    words = {"n": number(len(actors), lang), "bridges": number_word(len(bridges), lang)}
    body = html.Div(
        [
            html.Div(
                [html.H1(t("network.h1", lang, **words)), html.P(t("network.lead", lang), className="lead")],
                className="page-head",
            ),
            _bridges(bridges, lang),
            _matrix(shown, choice, actors, lang),
            _picture(shown, lang),
        ],
        className="wrap",
    )
    is_all = choice == Choice()
    return Page(t("network.title", lang), t("network.description", lang, **words), body, is_indexed=is_all)


def _section(id_: str, heading: str, sentence: Node, body: Sequence[Node], *links: Component) -> Component:
    head = [html.H2(heading, id=f"{id_}-title"), html.Div([html.P(sentence), *links], className="chart-head")]
    return html.Section([*head, *body], id=id_, **{"aria-labelledby": f"{id_}-title"})


def _bridges(bridges: Sequence[Actor], lang: Lang) -> Component:
    before = queries.predecessors()
    order = sorted(bridges, key=lambda actor: (-len(actor.roles), actor.name))
    items = [_bridge(actor, actor.organisation_id in before, lang) for actor in order]
    heading = t("network.bridges", lang, n=number_word(len(bridges), lang, capital=True))
    return _section("bridges", heading, t("network.bridges_sentence", lang), [html.Ul(items, className="plain bridge-list")])


def _bridge(actor: Actor, was_before: bool, lang: Lang) -> Component:
    places: list[Node] = []
    for lab, role in actor.roles.items():
        places += ["; ", lab_link(lab, lang), f" ({catalog.label('role', role, lang)})"]
    kind = catalog.label("organisation_kind", actor.kind, lang)
    if was_before:
        kind += f" · {t('network.before', lang)}"
    name = html.B(thing_link("organisation", actor.organisation_id, actor.name, lang))
    return html.Li([name, html.Span(kind, className="small quiet"), html.Span(places[1:])])


def _matrix(shown: Sequence[Actor], choice: Choice, actors: Sequence[Actor], lang: Lang) -> Component:
    labs = list(catalog.terms("lab").values())
    heads = [tag("th", t("network.organisation", lang), scope="col")]
    heads += [tag("th", _head(term.label(lang), term.key, lang), scope="col") for term in labs]
    heads.append(tag("th", t("network.labs", lang), scope="col"))
    groups = _grouped(shown, lang)
    bodies = [_group(heading, rows, [term.key for term in labs], lang) for heading, rows in groups]
    caption = tag("caption", t("network.matrix", lang), class_="visually-hidden")
    grid = tag("table", [caption, tag("thead", tag("tr", heads)), *bodies], class_="matrix network-matrix")
    box = tag("div", grid, class_="scroll", tabindex="0", role="group", aria_label=t("network.matrix", lang))
    facets = html.Div([_facet("role", choice, actors, lang), _facet("kind", choice, actors, lang)], className="facets")
    body: list[Node] = [facets, _legend(lang), box if shown else html.P(t("network.none", lang)), _source(lang)]
    chosen = [(key, value) for key, value in (("role", choice.role), ("kind", choice.kind)) if value]
    body.append(more(["network"], lang, chosen, embed="network", cite="network", drawn=".network-matrix, .legend"))
    heading = plural("network.heading", len(shown), lang)
    # The file can be narrowed by kind, not by role; it says so.
    pairs = [("kind", choice.kind)] if choice.kind else []
    links = download_links("memberships", pairs, lang, before=t("network.all_roles", lang) if choice.role else "")
    return _section("matrix", heading, t("network.sentence", lang), body, links)


def _head(name: str, key: str, lang: Lang) -> Node:
    return thing_link("lab", key, breakable(name), lang)


def _grouped(shown: Sequence[Actor], lang: Lang) -> list[tuple[str, list[Actor]]]:
    """Bridges, then the others by kind; empty groups are left out."""
    bridges = sorted((actor for actor in shown if actor.is_bridge), key=lambda actor: (-len(actor.roles), actor.name))
    found = [(t("network.group_bridges", lang), bridges)]
    for kind, term in catalog.terms("organisation_kind").items():
        found.append((term.label(lang), [actor for actor in shown if actor.kind == kind and not actor.is_bridge]))
    return [(heading, rows) for heading, rows in found if rows]


def _group(heading: str, rows: Sequence[Actor], labs: Sequence[str], lang: Lang) -> Tag:
    text = [heading, " ", tag("span", number(len(rows), lang), class_="quiet")]
    first = tag("tr", tag("th", text, colspan=str(len(labs) + 2), scope="rowgroup"), class_="group")
    return tag("tbody", [first, *(_row(actor, labs, lang) for actor in rows)])


def _row(actor: Actor, labs: Sequence[str], lang: Lang) -> Tag:
    name = thing_link("organisation", actor.organisation_id, actor.name, lang)
    cells = [_cell(lab, actor.roles.get(lab), lang) for lab in labs]
    return tag("tr", [tag("th", name, scope="row"), *cells, tag("td", len(actor.roles), class_="number total")])


def _cell(lab: str, role: str | None, lang: Lang) -> Tag:
    """A cell with its lab, which narrow screens show as text: there the matrix becomes a list."""
    return tag("td", _dot(role, lang), data_label=catalog.label("lab", lab, lang)) if role else tag("td", None)


def _dot(role: str, lang: Lang) -> list[Tag]:
    label = catalog.label("role", role, lang)
    letter = label[:1] if role == "lead" else None
    return [
        tag("span", letter, class_=f"role-dot {role}", aria_hidden="true", title=label),
        tag("span", label, class_="visually-hidden"),
    ]


def _legend(lang: Lang) -> Component:
    roles = catalog.terms("role")
    return legend(
        [html.Li([_dot(role, lang)[0], f"{term.label(lang)}: {term.definition(lang)}"]) for role, term in roles.items()]
    )


def _facet(key: str, choice: Choice, actors: Sequence[Actor], lang: Lang) -> Component:
    """Links that narrow the table by one key under the other; the number says how many organisations stay."""
    vocabulary = {"role": "role", "kind": "organisation_kind"}[key]
    rest = [actor for actor in actors if replace(choice, **{key: ""}).has(actor)]
    counts: Counter[str] = Counter()
    for actor in rest:
        counts.update({actor.kind} if key == "kind" else set(actor.roles.values()))
    options = [("", t(f"network.{key}_all", lang), len(rest))]
    options += [(term.key, term.label(lang), counts[term.key]) for term in catalog.terms(vocabulary).values()]
    present = getattr(choice, key)
    items = [
        _option(value == present, replace(choice, **{key: value}).address(lang), text, n, lang) for value, text, n in options
    ]
    return html.Div([html.H3(t(f"network.{key}", lang)), html.Ul(items, className="plain")], className="facet")


def _option(is_present: bool, href: str, text: str, n: int, lang: Lang) -> Component:
    current = {"aria-current": "true"} if is_present else {}
    if not n:
        return html.Li(html.Span([text, html.Span("0", className="count")], className="quiet"))
    return html.Li(html.A([text, html.Span(number(n, lang), className="count")], href=href, **current))


def _source(lang: Lang) -> Component:
    as_of = date_text(catalog.build_info()["data_date"], lang)
    return source_line(lang, as_of, t("network.source_note", lang))


def _picture(shown: Sequence[Actor], lang: Lang) -> Component:
    labs = list(catalog.terms("lab"))
    picture = network_picture(shown, labs, t("network.picture_label", lang), lang)
    box = html.Div(picture, className="scroll")
    body = [box, _source(lang), more([], lang, drawn=".network-picture", title=t("embed.title_network", lang), tables=None)]
    return _section("picture", t("network.picture", lang), t("network.picture_sentence", lang), body)
