"""The themes page: which themes only one lab worked on, themes crossed with everything else, every theme by itself."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.chart import source_line
from dashboard.components.dot_table import DotTable, dot_table
from dashboard.components.downloads import download_links
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import evidence_legend, evidence_row, evidence_sign, legend
from dashboard.components.tables import table
from dashboard.components.theme_matrix import matrix_legend
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, number_word, period_text, plural, t
from dashboard.pages.more import more
from dashboard.queries import works as queries
from dashboard.queries.works import Work
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

# What a crossing may be narrowed by; other keys of the query are ignored.
CROSSED = ("lab", "principle", "format", "target_group")
# Parts of a section that a picture of it holds.
_DRAWN = ".legend, .matrix"
_NARROW = ("theme", *CROSSED)


def page(lang: Lang, _key: str, query: Pairs) -> Page:
    """All themes; with `theme`, `lab`, `principle`, `format` or `target_group` also the subprojects that have them."""
    works = queries.works()
    themes = queries.by_theme(works)
    chosen = {key: value for key, value in reversed(query) if key in _NARROW and value in catalog.terms(key)}
    alone = [theme for theme, rows in themes.items() if len({work.lab_id for work in rows}) == 1]
    order = sorted(themes, key=lambda theme: (-len(themes[theme]), catalog.label("theme", theme, lang)))
    numbers = {"n": len(themes), "alone": number_word(len(alone), lang)}
    body = html.Div(
        [
            html.Div(
                [
                    html.H1(t("topic.h1", lang, **numbers)),
                    html.P(t("topic.lead", lang), className="lead"),
                ],
                className="page-head",
            ),
            _jumps(lang),
            *([_chosen(chosen, works, lang)] if chosen else []),
            _alone(alone, themes, lang),
            *(_crossed(facet, works, order, themes, lang) for facet in CROSSED),
            _years(works, order, themes, lang),
            _details(order, themes, lang),
        ],
        className="wrap",
    )
    return Page(t("topic.title", lang), t("topic.description", lang, **numbers), body, is_indexed=not chosen)


def _jumps(lang: Lang) -> Component:
    targets = ("alone", *CROSSED, "years", "every")
    items = [html.Li(html.A(t(f"topic.jump_{name}", lang), href=f"#{name}")) for name in targets]
    return html.Nav(html.Ul(items, className="plain"), className="topic-links", **{"aria-label": t("topic.jumps", lang)})


def _section(id_: str, heading: str, sentence: Node | Sequence[Node], body: Sequence[Node], *links: Component) -> Component:
    head = [html.H2(heading, id=f"{id_}-title"), html.Div([html.P(sentence), *links], className="chart-head")]
    return html.Section([*head, *body], id=id_, **{"aria-labelledby": f"{id_}-title"})


def _chosen(chosen: dict[str, str], works: Sequence[Work], lang: Lang) -> Component:
    """The subprojects of a crossing, with the way back."""
    rows = [work for work in works if work.has(chosen)]
    names = " × ".join(catalog.label(key, chosen[key], lang) for key in _NARROW if key in chosen)
    heading = t("topic.chosen", lang, what=names, n=plural("topic.subprojects", len(rows), lang))
    back = html.A(t("topic.chosen_reset", lang), href=page_url("themes", lang))
    body = [_list(rows, lang)] if rows else [html.P(t("topic.chosen_none", lang))]
    return _section("found", heading, back, body)


def _alone(themes: Sequence[str], rows: dict[str, list[Work]], lang: Lang) -> Component:
    heads = [t(f"topic.{key}", lang) for key in ("theme", "lab", "evidence", "works")]
    order = sorted(themes, key=lambda theme: (-len(rows[theme]), catalog.label("theme", theme, lang)))
    cells = [
        [
            html.A(catalog.label("theme", theme, lang), href=f"#{theme}"),
            lab_link(rows[theme][0].lab_id, lang),
            _evidence(rows[theme], lang),
            _titles(rows[theme], lang),
        ]
        for theme in order
    ]
    heading = plural("topic.alone", len(themes), lang)
    grid = html.Div(table(heads, cells, css="records labelled", label=heading), className="scroll")
    return _section(
        "alone",
        heading,
        t("topic.alone_sentence", lang),
        [grid, legend(evidence_legend(lang)), more(["themes-alone"], lang)],
    )


def _evidence(rows: Sequence[Work], lang: Lang) -> Component:
    return evidence_row({key: sum(work.evidence == key for work in rows) for key in catalog.EVIDENCE}, lang)


def _titles(rows: Sequence[Work], lang: Lang) -> list[Node]:
    found: list[Node] = []
    for work in rows:
        found += ["; ", thing_link("subproject", work.subproject_id, work.title(lang), lang)]
    return found[1:]


def _crossed(facet: str, works: Sequence[Work], order: Sequence[str], rows: dict[str, list[Work]], lang: Lang) -> Component:
    columns = [(term.key, term.label(lang)) for term in catalog.terms(facet).values()]
    data = DotTable(
        label=t(f"topic.cross_{facet}", lang),
        corner=t("topic.theme", lang),
        total=t("themes.total", lang),
        rows=[(theme, catalog.label("theme", theme, lang)) for theme in order],
        columns=columns,
        counts=queries.crossed(works, facet),
        totals={theme: len(found) for theme, found in rows.items()},
        link=lambda theme, other: _address(theme, facet, other, lang),
    )
    body = [matrix_legend(lang), dot_table(data, lang, css=f"by-{facet}"), source_line(lang, _as_of(lang))]
    body.append(more([f"themes-by-{facet}"], lang, drawn=_DRAWN))
    return _section(facet, data.label, _sentence(facet, works, lang), body)


def _address(theme: str, facet: str, other: str, lang: Lang) -> str:
    pairs = [("theme", theme), *([(facet, other)] if other else [])]
    return page_url("themes", lang, query=encode(pairs)) + "#found" if other else f"#{theme}"


def _sentence(facet: str, works: Sequence[Work], lang: Lang) -> str:
    """What a matrix leaves out: subprojects without any term of the facet."""
    missing = 0 if facet == "lab" else sum(not work.terms[facet] for work in works)
    text = t("topic.cross_sentence", lang)
    return f"{text} {plural(f'topic.without_{facet}', missing, lang)}" if missing else text


def _years(works: Sequence[Work], order: Sequence[str], rows: dict[str, list[Work]], lang: Lang) -> Component:
    years = sorted({work.start_year for work in works if work.start_year})
    undated = sum(work.start_year is None for work in works)
    columns = [*((str(year), str(year)) for year in range(years[0], years[-1] + 1)), ("", t("topic.undated", lang))]
    data = DotTable(
        label=t("topic.years", lang),
        corner=t("topic.theme", lang),
        total=t("themes.total", lang),
        rows=[(theme, catalog.label("theme", theme, lang)) for theme in order],
        columns=columns,
        counts=queries.crossed(works, "year"),
        totals={theme: len(found) for theme, found in rows.items()},
        link=lambda theme, other: "",
    )
    sentence = t("topic.years_sentence", lang, undated=undated, all=len(works))
    body = [matrix_legend(lang), dot_table(data, lang, css="by-year"), source_line(lang, _as_of(lang))]
    body.append(more(["themes-by-year"], lang, drawn=_DRAWN))
    return _section("years", t("topic.years_heading", lang), sentence, body)


def _as_of(lang: Lang) -> str:
    return date_text(catalog.build_info()["data_date"], lang)


def _details(order: Sequence[str], rows: dict[str, list[Work]], lang: Lang) -> Component:
    items = [_theme(theme, rows[theme], lang) for theme in order]
    heading = t("topic.all", lang, n=number(len(order), lang))
    links = download_links("subprojects", [], lang)
    return _section("every", heading, t("topic.all_sentence", lang), [html.Div(items, className="theme-cards")], links)


def _theme(theme: str, rows: Sequence[Work], lang: Lang) -> Component:
    term = catalog.terms("theme")[theme]
    labs = list(dict.fromkeys(work.lab_id for work in rows))
    places: list[Node] = []
    for lab in labs:
        places += [", ", lab_link(lab, lang)]
    count = f"{plural('topic.subprojects', len(rows), lang)}, {plural('topic.labs', len(labs), lang)}"
    overview = page_url("overview", lang, query=encode([("theme", theme)]))
    return html.Article(
        [
            html.H3(term.label(lang)),
            html.P(term.definition(lang)),
            html.P([count, ": ", *places[1:]], className="small quiet"),
            _list(rows, lang),
            html.P(html.A(t("topic.on_map", lang), href=overview), className="small"),
        ],
        id=theme,
        className="theme-card",
    )


def _list(rows: Sequence[Work], lang: Lang) -> Tag:
    return tag("ul", [_item(work, lang) for work in rows], class_="plain thing-list")


def _item(work: Work, lang: Lang) -> Tag:
    title = thing_link("subproject", work.subproject_id, work.title(lang), lang)
    when = period_text(work.start_date, work.end_date, lang)
    tail = f" – {catalog.label('evidence', work.evidence, lang)}, {when} · "
    return tag("li", [evidence_sign(work.evidence), tag("span", [title, tail, lab_link(work.lab_id, lang)])])
