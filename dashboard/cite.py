"""How to cite data of this dashboard: German and English text, BibTeX, CSL-JSON; with what the licences want to be said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from dashboard import catalog
from dashboard.datasets import Source
from dashboard.i18n import Lang, date_text, t


def _day() -> date:
    return date.fromisoformat(catalog.build_info()["data_date"])


def key(name: str) -> str:
    """The key of an entry: dataset (or `all`) and version."""
    return f"rogl-{name}-{catalog.data_version()}"


def text(title: str, url: str, lang: Lang) -> str:
    """The citation as a sentence."""
    return t(
        "cite.text",
        lang,
        publisher=t("catalogue.publisher", lang),
        year=_day().year,
        title=title,
        version=catalog.data_version(),
        date=date_text(_day().isoformat(), lang),
        url=url,
    )


def credit_lines(sources: Sequence[Source], lang: Lang) -> list[str]:
    """What must stand beside the data: each credit once."""
    return list(dict.fromkeys(source.credit(lang) for source in sources))


def bibtex(name: str, title: str, url: str, lang: Lang, credits: Sequence[str] = ()) -> str:
    """The citation as a BibTeX entry (`@misc`, which every style knows); credits become part of its note."""
    fields = {
        "author": f"{{{t('catalogue.publisher', lang)}}}",
        "title": f"{{{title}}}",
        "year": str(_day().year),
        "version": catalog.data_version(),
        "howpublished": rf"\url{{{url}}}",
        "note": ". ".join([t("cite.note", lang, date=_day().isoformat()), *credits]),
        "language": "german" if lang == "de" else "english",
    }
    body = ",\n".join(
        f"  {field} = {{{_tex(value) if field != 'howpublished' else value}}}" for field, value in fields.items()
    )
    return f"@misc{{{key(name)},\n{body}\n}}\n"


def _tex(value: str) -> str:
    for plain, written in (("&", r"\&"), ("%", r"\%"), ("_", r"\_"), ("#", r"\#")):
        value = value.replace(plain, written)
    return value


def csl_json(name: str, title: str, url: str, lang: Lang, credits: Sequence[str] = ()) -> str:
    """The citation as CSL-JSON 1.0.2 (https://citationstyles.org), for Zotero, Citavi and pandoc."""
    day = _day()
    entry = {
        "id": key(name),
        "type": "dataset",
        "title": title,
        "author": [{"literal": t("catalogue.publisher", lang)}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": catalog.data_version(),
        "URL": url,
        "language": "de-DE" if lang == "de" else "en-GB",
        **({"note": "; ".join(credits)} if credits else {}),
    }
    return json.dumps([entry], ensure_ascii=False, indent=2) + "\n"
