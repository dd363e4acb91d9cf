"""The frame of every chart: heading, sentence, links, picture, source, table twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.i18n import Lang, t
from dashboard.ssr import Node, Tag, elements

GRAPH_CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "doubleClick": False,
    "scrollZoom": False,
}


def graph(id_: str, figure: Mapping[str, Any], lang: Lang, *, label: str, css: str = "") -> Component:
    """A Plotly graph with a text alternative; the space is kept free before it is drawn, so nothing jumps."""
    drawing = dcc.Graph(
        id=id_,
        figure=figure,
        config={**GRAPH_CONFIG, "locale": lang},
        responsive=True,
        style=heights(figure["layout"]),
        className=css,
    )
    return html.Div(drawing, role="img", className="figure", **{"aria-label": label})


def heights(layout: Mapping[str, Any]) -> dict[str, str]:
    """Heights of a figure on wide and on narrow screens as CSS properties, from its layout."""
    narrow = layout.get("meta", {}).get("narrow", {}).get("layout", {}).get("height", layout["height"])
    # dcc.Graph insists on an inline height; the style sheet chooses which of the two it is.
    return {"height": "var(--height)", "--wide": f"{layout['height']}px", "--narrow": f"{narrow}px"}


def chart_head(heading: str, sentence: Node | Sequence[Node], links: Sequence[Node], *, id_: str) -> list[Tag]:
    """Heading with its anchor, the sentence in words and the links of a chart."""
    return [
        elements.H2(heading, id=f"{id_}-title"),
        elements.Div(
            [elements.P(sentence), elements.Ul([elements.Li(link) for link in links], className="chart-links plain")],
            className="chart-head",
        ),
    ]


def table_link(target: str, lang: Lang) -> Tag:
    """Link to the table twin below a chart."""
    return elements.A(t("chart.as_table", lang), href=f"#{target}")


def picture_link(figure_id: str, kind: str, lang: Lang) -> Tag:
    """Button that saves a figure as a picture; assets/js/export.js listens to it."""
    return elements.Button(
        t(f"chart.{kind}", lang),
        type="button",
        className="link-button",
        **{"data-export": figure_id, "data-format": kind},
    )


def source_line(lang: Lang, date: str, *more: Node) -> Component:
    """The source below a chart."""
    return html.P([t("chart.source", lang, date=date), *(item for part in more for item in (" ", part))], className="note")


def borders_credit(lang: Lang) -> Component:
    """The credit that the licence of the boundaries demands on every map."""
    return html.Span(
        [
            t("chart.borders", lang),
            html.A(t("chart.borders_credit", lang), href="https://www.bkg.bund.de"),
            ", ",
            html.A("dl-de/by-2-0", href="https://www.govdata.de/dl-de/by-2-0"),
            "; ",
            t("chart.territory", lang),
        ]
    )


def empty(sentence: Node | Sequence[Node]) -> Component:
    """What stands in place of a chart that has nothing to show."""
    return html.Div(html.P(sentence), className="empty")


def twin(id_: str, title: str, table: Component) -> Component:
    """The table twin of a chart, folded."""
    body = html.Div(table, className="scroll", tabIndex=0, role="region", **{"aria-label": title})
    return html.Details([html.Summary(title), body], className="twin", id=id_)
