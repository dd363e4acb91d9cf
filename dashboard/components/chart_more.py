"""What stands folded below a chart: the statement behind its numbers and the code that embeds it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dashboard import catalog
from dashboard.components.code import code_block, folded
from dashboard.components.sql_twin import sql_twin
from dashboard.i18n import Lang, t
from dashboard.ssr import Node, Tag, tag
from dashboard.urls import Pairs, encode, page_url

# Charts that can be embedded → height in pixels of a frame that shows them whole at 700 px width, page they belong to.
EMBEDS: Mapping[str, tuple[int, str]] = {
    "map": (900, "overview"),
    "timeline": (1120, "timeline"),
    "themes": (920, "overview"),
    "network": (600, "network"),
    "lab-map": (800, "lab"),
    "lab-time": (720, "lab"),
    "indicator-map": (760, "indicators"),
}
# The indicator map as a picture: bare for its small document, and with title, legend and source as a file.
AREA_MAP, AREA_MAP_ALONE = "indicator-map.svg", "indicator-map-with-legend.svg"
CITE_PATH: Mapping[Lang, str] = {"de": "zitieren", "en": "cite"}
CITE_FORMS: Mapping[str, str] = {"txt": "picture.plain", "bib": "cite.bibtex", "json": "cite.csl"}
EMBED_PATH: Mapping[Lang, str] = {"de": "einbetten", "en": "embed"}


def embed_url(chart: str, pairs: Pairs, lang: Lang) -> str:
    """The address of the small document of a chart."""
    query = encode(pairs)
    return f"/{lang}/{EMBED_PATH[lang]}/{chart}{'?' + query if query else ''}"


def embed_code(url: str, title: str, height: int) -> str:
    """The HTML that shows a small document in another page."""
    return (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="100%" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def embed_fold(chart: str, pairs: Pairs, lang: Lang, *, host: str, follow: str = "") -> Tag:
    """Folded embed code of a chart; with `follow` it takes the query of the address of the page."""
    url = embed_url(chart, pairs, lang)
    code = embed_code(host + url, t(f"embed.title_{chart}", lang), EMBEDS[chart][0])
    block = code_block(f"embed-{chart}", code, lang, label=f"HTML: {t(f'embed.title_{chart}', lang)}")
    privacy = tag("a", t("embed.look", lang), href=url, rel="nofollow")
    text = tag("p", [t("embed.text", lang), " ", privacy], class_="small")
    return folded(t("embed.summary", lang), [tag("div", [text, block], data_src=url, data_follow=follow or None)])


@dataclass(frozen=True)
class Place:
    """What only a request knows: address of this server, whether it offers the SQL page, where its picture script lies."""

    host: str
    has_sql: bool
    script: str


def picture_buttons(drawn: str, place: Place, lang: Lang, title: str = "", credit: str = "") -> Tag:
    """PNG and SVG of a chart that is HTML; `drawn` selects its parts within the section (assets/js/picture).

    `title` stands above the picture in place of the heading of the section.
    """
    buttons = [
        tag(
            "button",
            t(f"chart.{kind}", lang),
            type="button",
            class_="link-button",
            data_picture=drawn,
            data_format=kind,
            data_script=place.script,
            data_title=title or None,
            data_credit=credit or t("picture.credit", lang),
        )
        for kind in ("png", "svg")
    ]
    return tag("p", [t("picture.as", lang), " ", buttons[0], " · ", buttons[1]], class_="small picture-links")


def cite_fold(page: str, key: str, pairs: Pairs, lang: Lang) -> Tag:
    """How to cite this page with its view: text, BibTeX and CSL-JSON, fetched when unfolded."""
    query = encode([*([("key", key)] if key else []), *pairs])
    parts: list[Node] = []
    for form, name in CITE_FORMS.items():
        url = f"/{lang}/{CITE_PATH[lang]}/{page}.{form}{'?' + query if query else ''}"
        label = t(name, lang)
        link = tag("p", tag("a", label, href=url, rel="nofollow"), class_="small")
        block = code_block(f"cite-{form}", "", lang, label=label)
        parts.append(tag("div", [link, block], data_fill=url, data_follow="all", class_="citation"))
    return folded(t("cite.heading", lang), parts)


def copy_button(tables: str, lang: Lang, credit: str = "") -> Tag:
    """Copies tables of the section as HTML; `tables` selects them, empty for all (assets/js/copy.js)."""
    button = tag(
        "button",
        t("picture.copy_table", lang),
        type="button",
        class_="link-button",
        data_copy_table=tables,
        data_done=t("code.copied", lang),
        data_credit=f"{t('picture.source', lang, version=catalog.data_version())} {credit or t('picture.credit', lang)}",
    )
    return tag("p", button, class_="small picture-links")


def chart_more(
    statements: Sequence[str],
    lang: Lang,
    pairs: Pairs,
    place: Place,
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
    """What a chart has below it, each may be left out: statements, embed, parts to draw, tables to copy."""
    parts = [sql_twin(statements, pairs, lang, has_page=place.has_sql, keep=follow)] if statements else []
    if embed:
        parts.append(embed_fold(embed, pairs, lang, host=place.host, follow="all" if follow else ""))
    if cite:
        parts.append(cite_fold(cite, key, pairs, lang))
    if drawn:
        parts.append(picture_buttons(drawn, place, lang, title, credit))
    if tables is not None:
        parts.append(copy_button(tables, lang, credit))
    return tag("div", parts, class_="chart-more")


def back_url(chart: str, lang: Lang, key: str, pairs: Pairs) -> str:
    """The page that an embedded chart comes from, with the same query."""
    page = EMBEDS[chart][1]
    return page_url(page, lang, key, encode([pair for pair in pairs if not (key and pair[0] == "lab")]))
