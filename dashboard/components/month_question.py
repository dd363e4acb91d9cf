"""What happened in a month or a season: a table of seasons, a choice of months, and the answer as two lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.links import lab_link, thing_link
from dashboard.components.marks import evidence_sign
from dashboard.components.milestones import event_when, exactness
from dashboard.components.tables import source_link
from dashboard.filters import FIRST_YEAR, LAST_YEAR
from dashboard.i18n import Lang, date_text, month_text, number, t
from dashboard.seasons import SEASONS, Entry, Months, TimeView, happened, season, season_of
from dashboard.ssr import Node, Tag, tag


def season_table(found: Sequence[Entry], view: TimeView, path: str, lang: Lang) -> Tag:
    """Years by seasons; each cell says how many entries are certain and leads to them."""
    heads = [tag("th", t("time.year", lang), scope="col")]
    heads += [
        tag("th", [t(f"time.{name}", lang), tag("small", t(f"time.season_span_{name}", lang), class_="quiet")], scope="col")
        for name in SEASONS
    ]
    rows = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        cells = [tag("td", _season_cell(found, season(name, year), view, path, lang)) for name in SEASONS]
        rows.append(tag("tr", [tag("th", year, scope="row"), *cells]))
    caption = tag("caption", t("time.seasons", lang), class_="visually-hidden")
    return tag("table", [caption, tag("thead", tag("tr", heads)), tag("tbody", rows)], class_="seasons")


def _season_cell(found: Sequence[Entry], months: Months, view: TimeView, path: str, lang: Lang) -> Tag:
    n = sum(entry.is_certain(months) for entry in found)
    if not n and not any(entry.is_possible(months) for entry in found):
        return tag("span", "–", class_="quiet")
    named = season_of(months)
    name, year = named if named else ("", "")
    label = t("time.season_label", lang, season=t(f"time.{name}", lang), year=year, n=n)
    href = f"{path}?{replace(view, months=months).to_query()}#months"
    body = [tag("span", t(f"time.{name}", lang), class_="visually-hidden"), tag("span", year), tag("b", n)]
    return tag("a", body, href=href, title=label, data_view="1", aria_current="true" if months == view.months else None)


def month_form(view: TimeView, path: str, lang: Lang) -> Tag:
    """Two lists of months and a button: a plain form, so that it works without scripts."""
    rest = replace(view, months=None, page=1).pairs()
    hidden = [tag("input", type="hidden", name=key, value=value) for key, value in rest]
    fields = [_month_select(key, chosen, lang) for key, chosen in _chosen(view.months)]
    button = tag("button", t("time.show", lang), type="submit", class_="button")
    return tag("form", [*hidden, *fields, button], action=f"{path}#months", method="get", class_="month-form")


def _chosen(months: Months | None) -> list[tuple[str, str]]:
    return months.pairs() if months else [("month_from", "2020-09"), ("month_to", "2020-11")]


def _month_select(key: str, chosen: str, lang: Lang) -> Tag:
    options = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            value = f"{year}-{month:02d}"
            text = f"{month_text(month, lang, short=False)} {year}"
            options.append(tag("option", text, value=value, selected=value == chosen))
    label = tag("span", t("time.first_month" if key == "month_from" else "time.last_month", lang))
    return tag("label", [label, tag("select", options, name=key, class_="form-select")])


def answer(found: Sequence[Entry], months: Months, undated: int, lang: Lang) -> list[Component]:
    """The two lists: certainly and perhaps in the months."""
    certain, perhaps = happened(found, months)
    if not certain and not perhaps:
        return [html.P(t("time.months_none", lang))]
    numbers = {"n": number(len(certain), lang), "m": number(len(perhaps), lang)}
    words: list[Node] = [t("time.months_found", lang, **numbers)]
    if undated:
        words += [" ", t("time.months_undated", lang, n=undated)]
    parts: list[Component] = [html.P(words, className="quiet")]
    for heading, rows in (("certain", certain), ("perhaps", perhaps)):
        if rows:
            items = [_entry(entry, lang) for entry in rows]
            parts += [html.H3(t(f"time.{heading}", lang)), html.Div(tag("ol", items, class_="plain milestones"))]
    return parts


def _entry(entry: Entry, lang: Lang) -> Tag:
    row = entry.row
    title = str(row[f"title_{lang}"])
    when = event_when(row, lang) if entry.what == "event" else date_text(str(row["start_date"]), lang)
    head = [tag("b", when), tag("span", exactness(row["date_precision"], lang), class_="small quiet")]
    whose = lab_link(entry.lab_id, lang) if entry.lab_id else t("table.programme", lang)
    if entry.what == "start":
        sign = evidence_sign(str(row["evidence"]))
        name = thing_link("subproject", row["subproject_id"], title, lang)
        what: list[Node] = [tag("span", [sign, " ", name])]
        kind = f"{t('time.kind_start', lang)}, {catalog.label('evidence', str(row['evidence']), lang)}"
        tail: list[Node] = [f"{kind} · ", whose]
    else:
        what = [tag("span", title)]
        place = f", {row['place']}" if row["place"] else ""
        kind = catalog.label("event_kind", str(row["kind"]), lang)
        tail = [f"{kind}{place} · ", whose, " · ", source_link(row["source_url"])]
    return tag("li", [tag("div", head, class_="when"), tag("div", [*what, tag("span", tail, class_="small quiet")])])
