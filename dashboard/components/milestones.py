"""Milestones of the programme, its predecessor and the action plans as a list in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.code_words import code_words
from dashboard.components.tables import source_link
from dashboard.i18n import Lang, date_text, period_text, t
from dashboard.ssr import Node, Tag, tag

Row = Mapping[str, object]


def milestone_list(rows: Sequence[Row], lang: Lang, *, with_notes: bool = False) -> Tag:
    """One entry per event: when and how exactly, what, where, source; notes are German."""
    return tag("ol", [_entry(row, lang, with_notes=with_notes) for row in rows], class_="plain milestones")


def _entry(row: Row, lang: Lang, *, with_notes: bool) -> Tag:
    kind = catalog.label("event_kind", str(row["kind"]), lang)
    place = f", {row['place']}" if row["place"] else ""
    what: list[Node] = [
        tag("b", str(row[f"title_{lang}"])),
        tag("span", [f"{kind}{place} · ", source_link(row["source_url"])], class_="small quiet"),
    ]
    if with_notes and row["note_de"]:
        what.append(tag("span", german_note(row["note_de"], lang), class_="small quiet"))
    when = [tag("b", event_when(row, lang)), tag("span", exactness(row["date_precision"], lang), class_="small quiet")]
    return tag("li", [tag("div", when, class_="when"), tag("div", what)])


def german_note(text: object, lang: Lang) -> list[Node]:
    """A note that exists in German only, marked as such; names of files in it as code."""
    body = tag("span", code_words(str(text)), lang="de")
    return [body] if lang == "de" else [t("thing.in_german", lang), " ", body]


def event_when(row: Row, lang: Lang) -> str:
    """The date of an event, or first and last day."""
    start, end = str(row["start_date"]), row["end_date"]
    return period_text(start, str(end), lang) if end else date_text(start, lang)


def exactness(precision: object, lang: Lang) -> str:
    """'auf den Tag', 'auf den Monat', 'nur auf das Jahr'."""
    return t(f"time.exact_{precision}", lang)


def milestone_groups(rows: Sequence[Row], lang: Lang, *, with_notes: bool = False) -> list[Component]:
    """The list in parts: predecessor, programme, action plans."""
    found = []
    for part in ("predecessor", "programme", "ogp"):
        own = [row for row in rows if row["part"] == part]
        if own:
            parts = [html.H3(t(f"time.group_{part}", lang)), milestone_list(own, lang, with_notes=with_notes)]
            found.append(html.Div(parts, className="milestone-group"))
    return found
