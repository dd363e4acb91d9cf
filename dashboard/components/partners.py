"""Members of a lab by role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import catalog
from dashboard.components.links import thing_link
from dashboard.components.tables import source_link
from dashboard.i18n import Lang, number, t
from dashboard.ssr import Node

Row = Mapping[str, object]


def partner_lists(members: Sequence[Row], lang: Lang) -> list[Component]:
    """One list per role with its number; the source most rows share stands below, others stand in their row."""
    common = Counter(str(row["source_url"]) for row in members).most_common(1)[0][0] if members else ""
    found = [
        part
        for role in catalog.terms("role")
        for part in _role_list(role, [row for row in members if row["role"] == role], common, lang)
    ]
    if common:
        found.append(html.P([t("lab.partner_source", lang), " ", source_link(common), "."], className="note"))
    return found


def _role_list(role: str, members: Sequence[Row], common: str, lang: Lang) -> list[Component]:
    if not members:
        return [] if role != "lead" else [_role_head(role, 0, lang), html.P(t("lab.no_lead", lang), className="quiet")]
    items = [html.Li(_member(row, common, lang)) for row in members]
    return [_role_head(role, len(members), lang), html.Ul(items, className="plain members")]


def _role_head(role: str, n: int, lang: Lang) -> Component:
    term = catalog.terms("role")[role]
    count = html.Span(f" · {number(n, lang)}", className="quiet") if n else ""
    return html.H3([t(f"lab.role_{role}", lang), count], className="members-head", title=term.definition(lang))


def _member(row: Row, common: str, lang: Lang) -> list[Node]:
    kind: list[Node] = [catalog.label("organisation_kind", str(row["kind"]), lang)]
    if str(row["source_url"]) != common:
        kind += [" · ", source_link(row["source_url"])]
    return [
        html.Span(thing_link("organisation", row["organisation_id"], str(row["name"]), lang), className="member"),
        html.Span(kind, className="small quiet"),
    ]
