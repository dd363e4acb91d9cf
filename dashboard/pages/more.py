"""What stands below a chart, with what only a request knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import flask

from dashboard.api.address import own_address
from dashboard.components.chart_more import Place, chart_more
from dashboard.i18n import Lang, t
from dashboard.queries import sources as source_queries
from dashboard.ssr import Tag
from dashboard.urls import Pairs


def has_sql_page() -> bool:
    """Whether visitors may run statements here."""
    return not flask.has_app_context() or bool(flask.current_app.config.get("SQL_PAGE", True))


def more(
    statements: Sequence[str],
    lang: Lang,
    pairs: Pairs | None = None,
    *,
    embed: str = "",
    drawn: str = "",
    title: str = "",
    tables: str | None = "",
    credit: str = "",
    cite: str = "",
    key: str = "",
    follow: bool = False,
) -> Tag:
    """Statements, embed code and pictures below a chart; with `follow` the first two take the filters of the address."""
    script = flask.current_app.config["STATIC_URL"]("picture.js") if flask.has_app_context() else ""
    place = Place(own_address() if flask.has_request_context() else "", has_sql_page(), script)
    texts = {"embed": embed, "drawn": drawn, "title": title, "credit": credit, "cite": cite, "key": key}
    return chart_more(statements, lang, pairs or [], place, tables=tables, follow=follow, **texts)


def credits(sources: Sequence[Mapping[str, object]], lang: Lang) -> str:
    """What the licences of official data want to be said beside them: each credit once."""
    found = dict.fromkeys(str(row[f"credit_{lang}"]) for row in sources)
    return f"{t('indicators.about_source', lang)}: {'; '.join(found)}."


def place_more(own: str, ags: str, lang: Lang) -> Tag:
    """Below the figures of a municipality or district; `own` is its level."""
    credit = credits(source_queries.of_indicators(own), lang)
    drawn = "#figures .legend, #figures .figures"
    return more(
        ["place-figures"],
        lang,
        [("ags", ags)],
        drawn=drawn,
        tables="#figures table",
        credit=credit,
        cite="municipality",
        key=ags,
    )
