"""The parts of the overview that a filter change renews, each a pure function of the page's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components import chart, filter_bar
from dashboard.components.lab_list import lab_list
from dashboard.components.marks import evidence_legend, legend, legend_entry
from dashboard.components.tables import source_link, table, table_row
from dashboard.components.theme_matrix import Matrix, matrix, matrix_legend, theme_bars
from dashboard.filters import Filters
from dashboard.i18n import Lang, date_text, number, number_word, period_text, plural, t
from dashboard.queries import states, subprojects
from dashboard.queries.labs import Row as Lab
from dashboard.queries.subprojects import Cells
from dashboard.queries.timeline import MAX_MARKS, MAX_OPEN, Row
from dashboard.ssr import Node, Tag
from dashboard.ssr import elements as html
from dashboard.urls import encode, file_url, page_url

if TYPE_CHECKING:
    from dashboard.figures.timeline import TimelineData
    from dashboard.pages.overview import Overview

Counts = Mapping[str, int]
Published = Mapping[str, Mapping[str, object]]


def as_of(lang: Lang) -> str:
    """The date of the data in words."""
    return date_text(catalog.build_info()["data_date"], lang)


def hero(numbers: Counts, published: Published, lang: Lang) -> Component:
    """Title, three sentences, and key numbers beside what the programme published."""
    texts = {key.removeprefix("n_"): number(value, lang) for key, value in numbers.items()}
    words = {"states": number_word(numbers["n_states"], lang), "more": number_word(_took_part_only(numbers), lang)}
    words["districts"] = number_word(numbers["n_districts"], lang)
    texts.update(words)

    def figure(key: str) -> str:
        return number(float(str(published[key]["value"])), lang)

    def published_as(key: str, text: str, **more: str) -> list[Node]:
        return [html.B(figure(key)), " ", t(text, lang, **more), _as_of(published[key], lang)]

    cards: list[tuple[str, str, list[Node]]] = [
        ("labs", "n_labs", published_as("labore", "key.labs_published", states=figure("laender"))),
        ("municipalities", "n_municipalities", published_as("kommunen", "key.municipalities_published")),
        ("civil", "n_civil_society", published_as("zivilgesellschaft", "key.civil_published")),
        ("subprojects", "n_subprojects", [t("key.subprojects_published", lang)]),
    ]
    total = t("key.sum", lang, municipal=figure("kommunen"), civil=figure("zivilgesellschaft"))
    source = source_link(published["akteure-gesamt"]["source_url"])
    return html.Div(
        [
            html.Div(
                [html.H1(t("overview.h1", lang, **texts)), html.P(t("overview.lead", lang, **texts), className="lead")],
                className="hero-text",
            ),
            html.Div(
                [_key_number(name, numbers[key], text, texts, lang) for name, key, text in cards]
                + [html.P([total, " ", source], className="note key-sum")],
                className="key-numbers",
            ),
        ],
        className="hero page-head",
    )


def _took_part_only(numbers: Counts) -> int:
    return numbers["n_municipalities_all"] - numbers["n_municipalities"]


def _as_of(row: Mapping[str, object], lang: Lang) -> str:
    return t("key.as_of", lang, date=date_text(str(row["as_of"]), lang)) if row["as_of"] else ""


def _key_number(name: str, value: int, published: list[Node], texts: Mapping[str, str], lang: Lang) -> Component:
    return html.Div(
        [
            html.P(number(value, lang), className="key-value"),
            html.Div(
                [
                    html.H2(t(f"key.{name}", lang), className="key-label"),
                    html.P(t(f"key.{name}_text", lang, **texts), className="small quiet"),
                    html.P([t("key.programme", lang), *published], className="small quiet key-published"),
                ]
            ),
        ],
        className="key-number",
    )


def shown(data: Overview) -> list[Tag]:
    """Chips and sentence of the filter bar, with a way out when nothing is left."""
    return filter_bar.shown_line(data.view, data.shown, _way_out(data), data.path, data.lang)


def _way_out(data: Overview) -> list[Node]:
    """For an empty selection: which single filter to drop, and how many subprojects there would be."""
    if data.labs:
        return []
    found: list[Node] = [html.B(t("filter.empty", data.lang)), " "]
    offers: list[Node] = []
    for label, rest in filter_bar.chips(data.view, data.lang):
        filters = Filters.from_query(rest)
        n = subprojects.count(filters)
        if n and filters != data.view.filters:
            href = f"{data.path}?{encode(rest)}"
            offers.append(html.A(t("filter.drop_it", data.lang, what=label), href=href, **{"data-view": "1"}))
            offers.append(f" ({plural('filter.found', n, data.lang)}) ")
    return found + (offers or [t("filter.empty_none", data.lang)])


def map_head(data: Overview) -> list[Component]:
    """Heading, sentence and links of the map."""
    lang = data.lang
    hidden = len(catalog.terms("lab")) - len(data.labs)
    sentence = t("map.sentence", lang)
    if hidden:
        sentence = f"{sentence} {plural('map.hidden', hidden, lang)}"
    links = [*_zoom(data), *_files("labs", data, ".csv", ".geojson")]
    return chart.chart_head(map_heading(data.labs, lang), sentence, links, id_="map")


def _files(dataset: str, data: Overview, *suffixes: str, name: str = "") -> list[Component]:
    """What a chart shows as files, and the page of the dataset with all formats, under the same filters."""
    query = data.view.filters.to_query()
    names = {".csv": name or "CSV", ".geojson": "GeoJSON"}
    found = [html.A(names[suffix], href=file_url(dataset, suffix, query)) for suffix in suffixes]
    if not name:
        href = page_url("dataset", data.lang, dataset, query)
        found.append(html.A(t("chart.all_formats", data.lang), href=href))
    return found


def _zoom(data: Overview) -> list[Component]:
    if not data.view.focus:
        return []
    target = replace(data.view, zoom=not data.view.zoom)
    name = catalog.label("lab", data.view.focus, data.lang)
    text = t("map.zoom_out", data.lang) if data.view.zoom else t("map.zoom", data.lang, lab=name)
    return [html.A(text, href=f"{data.path}?{target.to_query()}", **{"data-view": "1"})]


def map_heading(rows: Sequence[Lab], lang: Lang) -> str:
    """'Vier der 13 Labore liegen in Nordrhein-Westfalen', or a neutral title without a clear first state."""
    ranked = Counter(row["states"] for row in rows).most_common(2)
    is_clear = len(rows) > 3 and len(ranked) > 1 and ranked[0][1] > max(1, ranked[1][1])
    if not is_clear:
        return plural("map.heading_neutral", len(rows), lang) if rows else t("map.heading_none", lang)
    state, n = ranked[0]
    return t("map.heading", lang, n=number_word(n, lang, capital=True), all=len(rows), state=states.name(state, lang))


def map_list(data: Overview) -> list[Component]:
    """The list beside the map."""
    if not data.labs:
        return [chart.empty(t("table.empty_labs", data.lang))]
    return lab_list(data.labs, data.view.focus, data.highlight, data.lang)


def map_legend(lang: Lang) -> Component:
    """Signs of the map."""
    keys = (
        ("seat", "map.seat"),
        ("seat-open", "map.seat_open"),
        ("area", "map.municipality"),
        ("area-pale", "map.district"),
    )
    return legend([legend_entry(sign, t(key, lang)) for sign, key in keys])


def timeline_head(data: Overview) -> list[Component]:
    """Heading, sentence and links of the timeline."""
    lang = data.lang
    sentence = t("timeline.sentence", lang)
    if data.view.focus and any(row["lab_id"] == data.view.focus for row in data.labs):
        sentence += " " + t("timeline.sentence_focus", lang, lab=catalog.label("lab", data.view.focus, lang))
    if data.timeline.starts or data.timeline.event_months:
        sentence += " " + t("timeline.sentence_many", lang, n=MAX_MARKS, open=MAX_OPEN)
    is_all = data.view.span == "all"
    target = replace(data.view, span="programme" if is_all else "all")
    links = [
        html.A(
            t("timeline.span_programme" if is_all else "timeline.span_all", lang),
            href=f"{data.path}?{target.to_query()}",
            **{"data-view": "1"},
        ),
        chart.table_link("timeline-table", lang),
        *_files("subprojects", data, ".csv", name=t("chart.csv_subprojects", lang)),
        *_files("events", data, ".csv", name=t("chart.csv_events", lang)),
    ]
    return chart.chart_head(timeline_heading(data.timeline, lang), sentence, links, id_="timeline")


def timeline_heading(drawn: TimelineData, lang: Lang) -> str:
    """'32 Teilprojekte begannen 2020 oder 2021, 27 haben kein Datum'."""
    by_year: Counter[int] = Counter()
    for row in drawn.starts:
        by_year[row["start"].year if row["start"] else 0] += row["n"]
    for row in () if drawn.starts else drawn.subprojects:
        by_year[row["start_earliest"].year if row["start_earliest"] else -1 if row["end_earliest"] else 0] += 1
    total, undated = by_year.total(), by_year.pop(0, 0)
    years = [(year, n) for year, n in by_year.most_common(3) if year > 0][:2]
    if total < 4 or not years:
        return t("timeline.heading_neutral", lang)
    top = sorted(year for year, _ in years)
    words = t("timeline.or", lang, a=top[0], b=top[-1]) if len(top) > 1 else str(top[0])
    tail = plural("timeline.heading_undated", undated, lang) if undated else t("timeline.heading_undated.none", lang)
    n = sum(n for _, n in years)
    return t("timeline.heading", lang, n=number_word(n, lang, capital=True), years=words, undated=tail)


def timeline_legend(lang: Lang) -> Component:
    """Signs of the timeline."""
    keys = (("bar", "legend_time"), ("tick", "legend_event"), ("tick-month", "legend_month"))
    tail = (("dotted", "legend_open"), ("arrow", "legend_continued"))
    return legend(
        [
            *(legend_entry(sign, t(f"timeline.{key}", lang)) for sign, key in keys),
            *evidence_legend(lang),
            *(legend_entry(sign, t(f"timeline.{key}", lang)) for sign, key in tail),
        ]
    )


def timeline_twin(data: Overview) -> Component:
    """The timeline as a table, milestones first, then lab by lab."""
    lang = data.lang
    drawn = data.timeline
    of_lab: dict[str, list[tuple[str, Row]]] = {row["lab_id"]: [("lab", row)] for row in drawn.labs}
    for kind, rows in (("subproject", drawn.subprojects), ("event", drawn.events)):
        for row in rows:
            of_lab[row["lab_id"]].append((kind, row))
    many = {
        lab: [
            *_twin_counts(drawn.starts, "start", "subprojects", lab, lang),
            *_twin_counts(drawn.event_months, "month", "events", lab, lang),
        ]
        for lab in of_lab
    }
    kinds = {kind: t(f"timeline.type_{kind}", lang) for kind in ("milestone", "lab", "subproject", "event")}
    precisions = {key: term.label(lang) for key, term in catalog.terms("date_precision").items()}

    def twin(kind: str, lab: str, row: Row) -> Tag:
        what = "–" if kind == "lab" else row[f"title_{lang}"]
        precision = precisions.get(row["date_precision"], "–")
        return _twin_row(lab, kinds[kind], what, row["start_date"], row["end_date"], precision, lang)

    found = [twin("milestone", t("table.programme", lang), row) for row in drawn.milestones]
    for lab in drawn.labs:
        found += [twin(kind, lab["short_name"], row) for kind, row in of_lab[lab["lab_id"]]]
        found += many[lab["lab_id"]]
    heads = [t("table.lab", lang), *(t(f"timeline.{key}", lang) for key in ("type", "what", "when", "precision"))]
    return table(heads, found, label=t("timeline.twin", lang))


def _twin_counts(rows: Sequence[Row], key: str, what: str, lab: str, lang: Lang) -> list[Tag]:
    """Rows of the twin for things that are counted by quarter (`start`) or month."""
    name = catalog.label("lab", lab, lang)
    precision = catalog.label("date_precision", "quarter" if key == "start" else "month", lang)
    found = []
    for row in rows:
        if row["lab_id"] == lab:
            day = row[key]
            when = f"{day.year}-Q{(day.month + 2) // 3}" if day and key == "start" else f"{day:%Y-%m}" if day else None
            text = plural(f"timeline.n_{what}", row["n"], lang)
            cells = [name, t(f"timeline.type_{what.removesuffix('s')}", lang), text, period_text(when, when, lang)]
            found.append(table_row([*cells, precision if day else "–"]))
    return found


# The same rows come again with every filter.
@lru_cache(maxsize=2048)
def _twin_row(lab: str, kind: str, what: str, start: str | None, end: str | None, precision: str, lang: Lang) -> Tag:
    return table_row([lab, kind, what, period_text(start, end, lang), precision])


def themes_head(data: Overview) -> list[Component]:
    """Heading, sentence and links of the themes."""
    lang = data.lang
    counts = data.themes
    links = _files("subprojects", data, ".csv", ".geojson")
    heading, sentence = theme_words(counts, len(data.labs), lang)
    return chart.chart_head(heading, sentence, links, id_="themes")


def theme_words(counts: Cells, n_labs: int, lang: Lang) -> tuple[str, str]:
    """The theme of the most labs, and what follows by number of subprojects."""
    totals, labs = _theme_totals(counts), Counter(theme for theme, _ in counts)
    ranked = sorted(totals, key=lambda theme: (-labs[theme], -totals[theme], theme))
    if len(ranked) < 2 or n_labs < 3 or all(by[ranked[0]] == by[ranked[1]] for by in (labs, totals)):
        return t("themes.heading_neutral", lang), t("themes.sentence_short", lang)
    first, second = ranked[0], min(ranked[1:], key=lambda theme: (-totals[theme], theme))
    heading = t(
        "themes.heading",
        lang,
        theme=catalog.label("theme", first, lang),
        n=number_word(labs[first], lang),
        all=n_labs,
    )
    few = t("themes.sentence_labs", lang, n=number_word(labs[second], lang)) if labs[second] < labs[first] else ""
    name = catalog.label("theme", second, lang)
    return heading, t("themes.sentence", lang, n=totals[first], second=name, m=totals[second], labs=few)


def _theme_totals(counts: Cells) -> dict[str, int]:
    """Subprojects of each theme; each belongs to one lab, so those of the labs add up."""
    totals: Counter[str] = Counter()
    for (theme, _), (n, _) in counts.items():
        totals[theme] += n
    return dict(totals)


def themes_body(data: Overview) -> list[Component]:
    """Theme × lab and theme × principle as matrices; bars on narrow screens."""
    lang = data.lang
    if not data.themes:
        return [chart.empty(t("table.empty_subprojects", lang))]
    totals = _theme_totals(data.themes)
    by_lab = Matrix(data.themes, "lab", tuple(row["lab_id"] for row in data.labs), totals, t("themes.scroll", lang))
    principles = tuple(catalog.terms("principle"))
    by_principle = Matrix(data.theme_principles, "principle", principles, totals, t("themes.principles", lang))
    return [
        matrix_legend(lang),
        matrix(by_lab, data.view, data.path, lang),
        theme_bars(by_lab, data.view, data.path, lang),
        html.Details(
            [html.Summary(t("themes.principles", lang)), matrix(by_principle, data.view, data.path, lang)],
            className="twin principles",
        ),
    ]
