"""The search box: a form that works by itself, and a combobox once assets/js/search.js has found it."""

from __future__ import annotations

from dashboard.i18n import Lang, t
from dashboard.queries.search import Thing
from dashboard.ssr import Tag, tag
from dashboard.urls import page_url


def search_box(lang: Lang, *, id_: str, value: str = "", with_button: bool = False) -> Tag:
    """A form to the search page. Pattern: editable combobox with a list, WAI-ARIA Authoring Practices 1.2."""
    options = f"{id_}-options"
    box = tag(
        "input",
        id=id_,
        type="search",
        name="q",
        value=value or None,
        maxlength=80,
        placeholder=t("site.search_hint", lang),
        autocomplete="off",
        autocapitalize="off",
        spellcheck="false",
        role="combobox",
        aria_autocomplete="list",
        aria_expanded="false",
        aria_controls=options,
        data_lang=lang,
        data_none=t("search.announce_none", lang),
        data_one=t("search.announce_one", lang),
        data_other=t("search.announce_other", lang, n="{n}"),
    )
    label = tag("label", t("search.label", lang), for_=id_, class_="visually-hidden")
    listbox = tag(
        "ul", None, id=options, role="listbox", class_="suggestions plain", hidden=True, aria_label=t("search.options", lang)
    )
    status = tag("span", None, class_="visually-hidden", role="status", aria_live="polite")
    css = "button primary" if with_button else "visually-hidden"
    button = tag("button", t("search.button", lang), type="submit", class_=css, tabindex=None if with_button else "-1")
    return tag(
        "form",
        [label, box, button, listbox, status],
        action=page_url("search", lang),
        method="get",
        role="search",
        aria_label=t("search.on_page", lang) if with_button else None,
        class_="search-box",
    )


def thing_url(thing: Thing, lang: Lang) -> str:
    """The address of a thing that was found."""
    return page_url(thing.page, lang, thing.key) + (f"#{thing.anchor}" if thing.anchor else "")
