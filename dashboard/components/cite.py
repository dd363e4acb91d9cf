"""The box "Zitieren": the citation as text, BibTeX and CSL-JSON, and the credits that licences demand."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import cite
from dashboard.components.code import code_block, folded
from dashboard.datasets import Source
from dashboard.i18n import Lang, t
from dashboard.ssr import Node, Tag, tag


def citation(name: str, title: str, url: str, sources: Sequence[Source], lang: Lang) -> Tag:
    """Citation of a dataset (or of all) at an address of this server."""
    forms = [
        ("bibtex", cite.bibtex(name, title, url, lang)),
        ("csl", cite.csl_json(name, title, url, lang)),
    ]
    blocks: list[Node] = [
        folded(t(f"cite.{form}", lang), [code_block(f"cite-{form}", content, lang, label=t(f"cite.{form}", lang))])
        for form, content in forms
    ]
    text = code_block("cite-text", cite.text(title, url, lang), lang, label=t("cite.as_text", lang))
    return tag("div", [tag("div", text, class_="citation"), *blocks, _credits(sources, lang)])


def _credits(sources: Sequence[Source], lang: Lang) -> Tag:
    items = [tag("li", _credit(source, lang)) for source in {source.credit(lang): source for source in sources}.values()]
    return folded(t("cite.credits", lang, n=len(items)), [tag("p", t("cite.credits_text", lang)), tag("ul", items)])


def _credit(source: Source, lang: Lang) -> list[Node]:
    return [source.credit(lang), " · ", tag("a", source.licence, href=source.licence_url, rel="noopener")]
