"""The parts of a municipality's page, each a pure function of what the page has read."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components import indicator_rows
from dashboard.components.downloads import download_links
from dashboard.components.facts import Fact, fact_list
from dashboard.components.indicator_rows import Around, Place, Shown
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import evidence_legend, evidence_sign, legend, legend_entry
from dashboard.components.tables import source_link, table
from dashboard.i18n import Lang, date_text, number, period_text, plural, t
from dashboard.queries.units import Participation, Row
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import PATHS, encode, page_url


def head(title: str, lead: str, facts: Sequence[Fact], ags: str, picture: Component, lang: Lang) -> Component:
    """Name, one sentence, facts, the way to the comparison and where the place lies."""
    buttons: list[Component] = []
    if "compare" in PATHS:
        key = "place.compare_district" if len(ags) == 5 else "place.compare"
        href = page_url("compare", lang, query=encode([("ags", ags)]))
        buttons = [html.P(html.A(t(key, lang), href=href, className="button primary"), className="buttons")]
    return html.Div(
        [
            html.Div([html.H1(title), html.P(lead, className="lead"), *buttons], className="place-text"),
            fact_list(facts, lang, "place-facts"),
            picture,
        ],
        className="page-head place-head",
    )


def locator(ground: tuple[str, str], extent: tuple[float, float, float, float], row: Row, lang: Lang) -> Component:
    """A small map of Germany with the place as a point; light and dark ground are chosen by the style sheet."""
    x0, y0, x1, y1 = extent
    x, y = float(str(row["x_km"])), float(str(row["y_km"]))
    dot = {"left": f"{100 * (x - x0) / (x1 - x0):.2f}%", "top": f"{100 * (y1 - y) / (y1 - y0):.2f}%"}
    style = {"--ground-light": f'url("{ground[0]}")', "--ground-dark": f'url("{ground[1]}")'}
    style["aspectRatio"] = f"{x1 - x0:g} / {y1 - y0:g}"
    picture = html.Div(html.Span(style=dot), className="locator", style=style, role="img")
    setattr(picture, "aria-label", t("place.locator", lang))
    return picture


def notice(text: Node | list[Node], heading: str = "") -> Component:
    """A remark above the page: what is different here from other pages."""
    title = [html.H2(heading, className="notice-title")] if heading else []
    return html.Div([*title, html.P(text)], className="notice", role="note")


def changes(rows: Sequence[Row], lang: Lang) -> list[Component]:
    """Notice on changes of territory after the status of the data; nothing when there are none."""
    if not rows:
        return []
    items = [html.Li(_change(row, lang)) for row in rows]
    text = [t("place.changed_text", lang)]
    return [
        html.Div(
            [html.H2(t("place.changed", lang), className="notice-title"), html.P(text), html.Ul(items)],
            className="notice",
            role="note",
        )
    ]


def _change(row: Row, lang: Lang) -> str:
    kind = catalog.label("territorial_change", str(row["kind"]), lang)
    day = row["effective_date_legal"]
    when = date_text(str(day), lang) if day else _between(row, lang)
    return f"{t('place.change_old', lang, kind=kind, old=row['name_old'], new=row['name_new'])}, {when}"


def _between(row: Row, lang: Lang) -> str:
    first, last = (date_text(str(row[key]), lang) for key in ("period_from", "period_to"))
    return t("place.change_between", lang, first=first, last=last)


def participation(data: Participation, lang: Lang) -> Component:
    """Roles, subprojects and events in the place; a plain sentence when there are none."""
    if data.is_empty:
        body: list[Component] = [html.P(t("place.part_none_text", lang), className="quiet")]
        return _section("part", t("place.part_none", lang), body)
    body = [html.P(t("place.part_text", lang), className="quiet")]
    body += [_memberships(data.memberships, lang)] if data.memberships else []
    body += [_predecessor(row, lang) for row in data.predecessor]
    lists = []
    if data.subprojects:
        items = [_subproject(row, lang) for row in data.subprojects]
        heading = plural("place.part_subprojects", len(items), lang)
        lists.append(
            html.Div([html.H3(heading), html.Ul(items, className="plain thing-list"), legend(evidence_legend(lang))])
        )
    if data.events:
        events = [_event(row, lang) for row in data.events]
        lists.append(
            html.Div(
                [html.H3(plural("place.part_events", len(events), lang)), html.Ul(events, className="plain thing-list")]
            )
        )
    body += [html.Div(lists, className="two-columns")] if lists else []
    return _section("part", t("place.part", lang), body)


def _section(id_: str, heading: str, body: Sequence[Component]) -> Component:
    return html.Section([html.H2(heading, id=f"{id_}-title"), *body], id=id_, **{"aria-labelledby": f"{id_}-title"})


def _memberships(rows: Sequence[Row], lang: Lang) -> Component:
    heads = [t(f"place.part_{key}", lang) for key in ("body", "role", "lab", "source")]
    cells = [
        [
            thing_link("organisation", row["organisation_id"], str(row["name"]), lang),
            catalog.label("role", str(row["role"]), lang),
            lab_link(row["lab_id"], lang),
            source_link(row["source_url"]),
        ]
        for row in rows
    ]
    return html.Div(table(heads, cells, css="records labelled", label=t("place.part", lang)), className="scroll")


def _predecessor(row: Row, lang: Lang) -> Component:
    text = t("place.predecessor_text", lang, name=row["name"])
    return html.P([html.B(t("place.predecessor", lang)), ": ", text, " ", source_link(row["source_url"])])


def _subproject(row: Row, lang: Lang) -> Component:
    when = period_text(_text(row["start_date"]), _text(row["end_date"]), lang)
    evidence = str(row["evidence"])
    title = thing_link("subproject", row["subproject_id"], str(row[f"title_{lang}"]), lang)
    word = f" – {catalog.label('evidence', evidence, lang)}, {when} · "
    return html.Li([evidence_sign(evidence), html.Span([title, html.Span([word, lab_link(row["lab_id"], lang)])])])


def _event(row: Row, lang: Lang) -> Component:
    start, end = _text(row["start_date"]), _text(row["end_date"])
    when = period_text(start, end, lang) if end else date_text(start, lang)
    lab = lab_link(row["lab_id"], lang) if row["lab_id"] else t("place.part_programme", lang)
    return html.Li([html.Span([f"{when}: {row[f'title_{lang}']} · ", lab, " · ", source_link(row["source_url"])])])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def figures(
    rows: Sequence[Shown], place: Place, around: Around, sources: Sequence[Row], keys: Sequence[str], lang: Lang
) -> Component:
    """All indicators by topic, what the picture means, where the figures come from; the files hold the values of `keys`."""
    topics: dict[str, list[Shown]] = {}
    for row in rows:
        topics.setdefault(row.indicator.topic, []).append(row)
    known = sum(row.value is not None for row in rows)
    caption = tag("caption", t("figures.table", lang, name=place.name), class_="visually-hidden")
    bodies = [indicator_rows.topic_rows(topic, group, place, around, lang) for topic, group in topics.items()]
    grid = tag("table", [caption, indicator_rows.table_head(place, lang), *bodies], class_="figures")
    sentence = t("figures.sentence", lang, shown=known, all=len(rows))
    return html.Section(
        [
            html.H2(_heading(rows, around, lang), id="figures-title"),
            html.Div(
                [html.P(sentence), download_links("indicator_values", [("ags", key) for key in keys], lang)],
                className="chart-head",
            ),
            _topic_links(tuple(topics), lang),
            _legend(place, lang),
            grid,
            html.P(t("figures.note", lang), className="note chart-foot"),
            _sources(sources, lang),
        ],
        id="figures",
        **{"aria-labelledby": "figures-title"},
    )


def _heading(rows: Sequence[Shown], around: Around, lang: Lang) -> str:
    higher = lower = 0
    for row in rows:
        axis = around.axes.get((row.indicator.indicator_id, row.year))
        if axis and row.value is not None:
            higher += row.value > axis.similar_high
            lower += row.value < axis.similar_low
    return t("figures.heading", lang, higher=number(higher, lang), lower=number(lower, lang))


def _topic_links(topics: Sequence[str], lang: Lang) -> Component:
    items = [html.Li(html.A(catalog.label("indicator_topic", topic, lang), href=f"#topic-{topic}")) for topic in topics]
    return html.Nav(html.Ul(items, className="plain"), className="topic-links", **{"aria-label": t("figures.topics", lang)})


def _legend(place: Place, lang: Lang) -> Component:
    entries = (("focus-dot", "own", place.name), ("focus-ring", "borrowed", ""), ("ridge-sign", "ridge", ""))
    tail = (("band-sign", "band", ""), ("state-sign", "state", place.state), ("beyond-sign", "beyond", ""))
    keep = [item for item in (*entries, *tail) if item[1] != "borrowed" or place.own == "municipality"]
    return legend([legend_entry(sign, t(f"figures.legend_{key}", lang, name=name, state=name)) for sign, key, name in keep])


def _sources(rows: Sequence[Row], lang: Lang) -> Component:
    items = [
        html.Li([html.A(str(row[f"credit_{lang}"]), href=str(row["url"]), rel="noopener"), f" · {row['vintage']}"])
        for row in rows
    ]
    return html.Details([html.Summary(t("figures.sources", lang)), html.Ul(items)], className="twin small")


def members(rows: Sequence[Row], taking_part: frozenset[str], lang: Lang) -> Component:
    """The municipalities of a district with their inhabitants; those in a lab in bold."""
    items = [_member(row, str(row["ags"]) in taking_part, lang) for row in rows]
    heading = plural("place.members", len(rows), lang)
    body = [html.P(t("place.members_text", lang), className="quiet"), tag("ul", items, class_="plain member-list")]
    return _section("members", heading, body)


def _member(row: Row, is_in_lab: bool, lang: Lang) -> Tag:
    name: Node = tag("a", str(row["name"]), href=page_url("municipality", lang, str(row["ags"])))
    count = tag("span", number(int(str(row["population_2021"])), lang), class_="quiet")
    return tag("li", [tag("b", name) if is_in_lab else name, " ", count])
