"""Pages about the site: method, accessibility, easy language, imprint, privacy. Texts are Markdown files.

An operator's own texts take the place of those in dashboard/texts: files such as `imprint.de.md` in the folder named by
ROGL_TEXTS_DIR. German only where there is no English file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import flask
from dash import html

from dashboard import catalog
from dashboard.document import Page
from dashboard.i18n import Lang, date_text, number, t
from dashboard.markdown import markdown, title_of
from dashboard.queries import labs, site
from dashboard.urls import Pairs

OWN_TEXTS = Path(__file__).parent.parent / "texts"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

MakePage = Callable[[Lang, str, Pairs], Page]


def text_page(name: str) -> MakePage:
    """The function of a page that shows the text `name` of the operator, else the one of the software."""

    def page(lang: Lang, _key: str, _query: Pairs) -> Page:
        path, text_lang = find_text(name, lang)
        text = fill(path.read_text(encoding="utf-8"), values(text_lang))
        title = title_of(text) or t(f"nav.{name}", lang)
        note = [html.P(t("about.german_only", lang), className="notice")] if text_lang != lang else []
        body = html.Div(
            [*note, html.Div(markdown(text), className="prose text-page page-head", lang=text_lang)], className="wrap"
        )
        return Page(t("about.title", lang, title=title), t(f"about.description_{name}", lang), body)

    return page


def find_text(name: str, lang: Lang) -> tuple[Path, Lang]:
    """The file of a text and its language: the operator's first, in the language asked for before German."""
    folders = [*([_texts_dir()] if _texts_dir() else []), OWN_TEXTS]
    wanted: tuple[Lang, ...] = (lang, "de")
    for folder in folders:
        for language in wanted:
            path = Path(str(folder)) / f"{name}.{language}.md"
            if path.is_file():
                return path, language
    raise FileNotFoundError(f"{name}.{lang}.md is neither in {' nor in '.join(map(str, folders))}")


def _texts_dir() -> Path | None:
    found = flask.current_app.config.get("TEXTS_DIR") if flask.has_app_context() else None
    return Path(found) if found else None


def fill(text: str, found: dict[str, str]) -> str:
    """The text with `{name}` replaced where the name is known; other braces stay as they are."""
    return _PLACEHOLDER.sub(lambda match: found.get(match[1], match[0]), text)


def values(lang: Lang) -> dict[str, str]:
    """What texts may name: counts of the programme by the counting rules, the date of the data, the contact."""
    counts = {**labs.key_numbers(), **site.unknowns()}
    found = {key.removeprefix("n_"): number(value, lang) for key, value in counts.items()}
    email = flask.current_app.config.get("CONTACT_EMAIL", "") if flask.has_app_context() else ""
    contact = t("about.contact", lang, email=email) if email else t("about.no_contact", lang)
    return {**found, "contact": contact, "date": date_text(catalog.build_info()["data_date"], lang)}
