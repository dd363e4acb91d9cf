"""Links that take away the rows a part of a page shows."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.i18n import Lang, t
from dashboard.urls import Pairs, encode, file_url


def download_links(dataset: str, pairs: Pairs, lang: Lang, *, before: str = "") -> Component:
    """CSV for Excel and CSV of a dataset under a query, as the line of links of a chart; `before` says what they hold."""
    query = encode([*pairs, *([("lang", lang)] if lang == "en" else [])])
    kinds = ((t("chart.csv_excel", lang), ".excel.csv"), ("CSV", ".csv"))
    items = [html.Li(before)] if before else []
    items += [html.Li(html.A(text, href=file_url(dataset, suffix, query))) for text, suffix in kinds]
    return html.Ul(items, className="chart-links plain")
