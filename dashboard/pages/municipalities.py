"""The directory: all districts by state, each with the way to its municipalities."""

from __future__ import annotations

from itertools import groupby

from dash import html

from dashboard.components.shell import breadcrumb
from dashboard.document import Page
from dashboard.i18n import Lang, number, plural, t
from dashboard.place_names import district_title
from dashboard.queries import states, units
from dashboard.queries.units import Row
from dashboard.ssr import Tag, tag
from dashboard.urls import Pairs, page_url


def page(lang: Lang, _key: str, _query: Pairs) -> Page:
    """Links to the 16 states on this page and to all districts; an independent city leads to its municipality."""
    rows = units.districts()
    groups = [(code, list(group)) for code, group in groupby(rows, key=lambda row: str(row["state_code"]))]
    n_municipalities = sum(int(str(row["n_municipalities"])) for row in rows)
    jumps = [tag("li", tag("a", states.name(code, lang), href=f"#{code}")) for code, _ in groups]
    numbers = {"municipalities": number(n_municipalities, lang), "districts": number(len(rows), lang)}
    body = html.Div(
        [
            breadcrumb([(t("nav.municipalities", lang), "")], lang),
            html.Div(
                [
                    html.H1(t("municipalities.h1", lang, **numbers)),
                    html.P(t("municipalities.lead", lang), className="lead"),
                    html.P(
                        html.A(t("municipalities.on_map", lang), href=page_url("indicators", lang), className="button"),
                        className="buttons",
                    ),
                ],
                className="page-head",
            ),
            tag("nav", tag("ul", jumps, class_="plain"), class_="topic-links", aria_label=t("municipalities.states", lang)),
            *(_state(code, group, lang) for code, group in groups),
        ],
        className="wrap",
    )
    return Page(t("municipalities.title", lang), t("municipalities.description", lang), body)


def _state(code: str, rows: list[Row], lang: Lang) -> Tag:
    items = [_district(row, lang) for row in rows]
    return tag(
        "section",
        [tag("h2", states.name(code, lang)), tag("ul", items, class_="plain member-list")],
        id=code,
    )


def _district(row: Row, lang: Lang) -> Tag:
    n = int(str(row["n_municipalities"]))
    key = str(row["first_ags"] if n == 1 else row["ags"])
    name = district_title(str(row["name"]), str(row["type_de"]))
    link = tag("a", name, href=page_url("municipality", lang, key))
    return tag("li", [link, " ", tag("span", plural("municipalities.count", n, lang), class_="quiet")])
