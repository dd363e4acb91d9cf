"""What stands folded below a chart: the statement behind its numbers and the code that embeds it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard.components.code import code_block, folded
from dashboard.components.sql_twin import sql_twin
from dashboard.i18n import Lang, t
from dashboard.ssr import Tag, tag
from dashboard.urls import Pairs, encode, page_url

# Charts that can be embedded → height in pixels of a frame that shows them whole at 700 px width, page they belong to.
EMBEDS: Mapping[str, tuple[int, str]] = {
    "map": (900, "overview"),
    "timeline": (1120, "timeline"),
    "themes": (920, "overview"),
    "network": (600, "network"),
    "lab-map": (800, "lab"),
    "lab-time": (720, "lab"),
}
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
    block = code_block(f"embed-{chart}", code, lang, label=t("embed.summary", lang))
    privacy = tag("a", t("embed.look", lang), href=url, rel="nofollow")
    text = tag("p", [t("embed.text", lang), " ", privacy], class_="small")
    return folded(t("embed.summary", lang), [tag("div", [text, block], data_src=url, data_follow=follow or None)])


def chart_more(
    statements: Sequence[str], embed: str, pairs: Pairs, lang: Lang, *, host: str, has_sql: bool, follow: bool = False
) -> Tag:
    """Both folds of a chart, either may be left out: keys of its statements, key of its embed."""
    parts = [sql_twin(statements, pairs, lang, has_page=has_sql, keep=follow)] if statements else []
    if embed:
        parts.append(embed_fold(embed, pairs, lang, host=host, follow="all" if follow else ""))
    return tag("div", parts, class_="chart-more")


def back_url(chart: str, lang: Lang, key: str, pairs: Pairs) -> str:
    """The page that an embedded chart comes from, with the same query."""
    page = EMBEDS[chart][1]
    return page_url(page, lang, key, encode([pair for pair in pairs if not (key and pair[0] == "lab")]))
