"""Texts, numbers and dates in German and English."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast

Lang = Literal["de", "en"]
LANGS: tuple[Lang, ...] = ("de", "en")
STRINGS_DIR = Path(__file__).parent / "strings"
# Numbers up to twelve are spelled out in running text, as newspapers do.
_WORDS = {
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(),
    "en": "no one two three four five six seven eight nine ten eleven twelve".split(),
}
# As in CLDR, which would take 5 MB of each worker. Short are the first three letters, of the English September four.
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_NO_VALUE = "–"
# Between a number and its unit, which belong on one line.
TIE = "\N{NO-BREAK SPACE}"
_TIED = re.compile(r"(?<=[}\d]) (?=(?:%|€|km²?|\{unit\})(?!\w))")
_GERMAN_SIGNS = str.maketrans(",.", ".,")


def as_lang(value: str) -> Lang:
    """The language for a path segment; German for anything unknown."""
    return value if value in LANGS else "de"


@cache
def strings() -> dict[str, dict[str, str]]:
    """All texts: dotted key → language → text, read from strings/*.toml.

    Raises: ValueError when a key lacks one of the languages or is given twice.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(STRINGS_DIR.glob("*.toml")):
        _collect(tomllib.loads(path.read_text(encoding="utf-8")), "", path.name, found)
    return found


def _collect(node: dict[str, object], prefix: str, file: str, found: dict[str, dict[str, str]]) -> None:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if not isinstance(value, dict):
            raise ValueError(f"{file}: {name} must be a table with the keys {', '.join(LANGS)}")
        if not set(LANGS) & set(value):
            _collect(value, f"{name}.", file, found)
            continue
        if name in found or set(value) != set(LANGS):
            raise ValueError(f"{file}: {name} must be given once, with exactly the keys {', '.join(LANGS)}")
        found[name] = {lang: _TIED.sub(TIE, text) for lang, text in cast(dict[str, str], value).items()}


def t(key: str, lang: Lang, /, **values: object) -> str:
    """The text of a key, with `{name}` replaced by the values.

    Raises: KeyError for an unknown key.
    """
    text = strings()[key][lang]
    return text.format(**values) if values else text


def plural(key: str, n: int, lang: Lang, /, **values: object) -> str:
    """The text `key.one` for n = 1, else `key.other`; `{n}` is the formatted number."""
    return t(f"{key}.{'one' if n == 1 else 'other'}", lang, n=number(n, lang), **values)


def number(value: float | int | None, lang: Lang, decimals: int | None = 0) -> str:
    """A number as people of the language write it: 10.149 or 10,149; a dash for no value.

    `decimals` is the fixed number of decimal places; None keeps up to three of them.
    """
    if value is None or value != value:
        return _NO_VALUE
    return _written(str(value), lang, decimals)


# A page of a municipality writes hundreds of numbers, many of them again: medians of the Land, counts, ends of axes.
@lru_cache(maxsize=4096)
def _written(value: str, lang: Lang, decimals: int | None) -> str:
    # As Babel's format_decimal does it (half to even on the shortest decimal form), at a tenth of its time. The SQL twins of
    # these numbers round the same way.
    text = f"{Decimal(value):,.{3 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_GERMAN_SIGNS) if lang == "de" else text


def number_word(n: int, lang: Lang, *, capital: bool = False) -> str:
    """n in words up to twelve, in figures above."""
    word = _WORDS[lang][n] if 0 <= n <= 12 else number(n, lang)
    if lang == "de" and n == 1:
        word = "eines"
    return word[:1].upper() + word[1:] if capital else word


def join(items: list[str], lang: Lang) -> str:
    """'a, b und c' or 'a, b and c'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'und' if lang == 'de' else 'and'} {items[-1]}"


@lru_cache(maxsize=4096)
def date_text(value: str | None, lang: Lang) -> str:
    """A date in words, exactly as precise as it is known.

    `2021-06-15` → 15.06.2021, `2021-06` → Juni 2021, `2021-Q2` → 2. Quartal 2021, `2021` → 2021.
    """
    if not value:
        return _NO_VALUE
    if "Q" in value:
        year, quarter = value.split("-Q")
        return f"{quarter}. Quartal {year}" if lang == "de" else f"Q{quarter} {year}"
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return value
    day = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    if len(parts) == 2:
        return f"{month_text(day.month, lang, short=False)} {day.year}"
    return f"{day:%d.%m}.{day.year}" if lang == "de" else f"{day.day} {month_text(day.month, lang)} {day.year}"


def month_text(month: int, lang: Lang, *, short: bool = True) -> str:
    """The name of a month (1–12): 'Sep', in English 'Sept', or 'September'."""
    name = _MONTHS[lang][month - 1]
    return name[: 4 if lang == "en" and month == 9 else 3] if short else name


@lru_cache(maxsize=4096)
def period_text(start: str | None, end: str | None, lang: Lang) -> str:
    """Start and end in words: 'ab März 2020', '2020–2022', 'bis 30.04.2021', 'ohne Datum'."""
    if not start and not end:
        return t("date.none", lang)
    if not end:
        return t("date.from", lang, date=date_text(start, lang))
    if not start:
        return t("date.until", lang, date=date_text(end, lang))
    if start == end:
        return date_text(start, lang)
    dash = "–" if len(start) == 4 else " – "
    return f"{date_text(start, lang)}{dash}{date_text(end, lang)}"
