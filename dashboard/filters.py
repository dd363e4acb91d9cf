"""The visitor's choice: one parser for pages, callbacks, files and links.

Everything here is hostile until it has passed: only words of the vocabularies, clamped numbers and shortened text
leave this module.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dashboard import catalog
from dashboard.urls import Pairs, encode

# Filter keys whose values are words of a vocabulary: URL key → vocabulary.
VOCABULARIES = {
    "state": "state",
    "lab": "lab",
    "theme": "theme",
    "principle": "principle",
    "format": "format",
    "target_group": "target_group",
    "evidence": "evidence",
    "kind": "organisation_kind",
}
KEYS = (*VOCABULARIES, "from", "to", "q")
FIRST_YEAR, LAST_YEAR = 2017, 2023
MAX_TEXT = 100
MAX_WORDS = 6

Spread = Literal["programme", "all"]


@dataclass(frozen=True)
class Problem:
    """A value that cannot be used: its parameter, the value and what is allowed (English, for the API)."""

    parameter: str
    value: str
    allowed: str


@dataclass(frozen=True)
class Filters:
    """What is shown: an empty tuple or None means no restriction."""

    state: tuple[str, ...] = ()
    lab: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    principle: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    target_group: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    from_year: int | None = None
    to_year: int | None = None
    q: str = ""

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> Filters:
        """The filters of a query; unknown keys and words are ignored, years are clamped, text is shortened."""
        given: dict[str, list[str]] = {}
        for key, value in pairs:
            given.setdefault(key, []).append(value)
        words = {
            key: tuple(term for term in catalog.terms(vocabulary) if term in given.get(key, ()))
            for key, vocabulary in VOCABULARIES.items()
        }
        start, end = _year(given.get("from")), _year(given.get("to"))
        if start and end and start > end:
            start, end = end, start
        return cls(**words, from_year=start, to_year=end, q=clean_text((given.get("q") or [""])[0]))

    def pairs(self) -> Pairs:
        """The query as key-value pairs in fixed order; what is not set is left out."""
        found = [(key, value) for key in VOCABULARIES for value in getattr(self, key)]
        found += [(key, str(year)) for key, year in (("from", self.from_year), ("to", self.to_year)) if year]
        return found + ([("q", self.q)] if self.q else [])

    def to_query(self) -> str:
        """The query string; the inverse of `from_query`."""
        return encode(self.pairs())

    def sql_params(self) -> dict[str, object]:
        """The named parameters that every filtered statement takes."""
        words = (fold(self.q).split() + [""] * MAX_WORDS)[:MAX_WORDS]
        lists = {key: list(getattr(self, key)) for key in VOCABULARIES}
        numbered = {f"word{index + 1}": word for index, word in enumerate(words)}
        return {**lists, "from_year": self.from_year, "to_year": self.to_year, **numbered}

    def without(self, key: str, value: str | None = None) -> Filters:
        """The same without one value of a key, or without the whole key."""
        if key in VOCABULARIES:
            kept = [item for item in getattr(self, key) if item != value] if value is not None else []
            return replace(self, **{key: tuple(kept)})  # type: ignore[arg-type]
        if key == "q":
            return replace(self, q="")
        return replace(self, from_year=None) if key == "from" else replace(self, to_year=None)

    @property
    def has_work_terms(self) -> bool:
        """True when something is chosen that only subprojects have: theme, principle, format, target group, evidence."""
        return any((self.theme, self.principle, self.format, self.target_group, self.evidence))

    @property
    def is_empty(self) -> bool:
        """True when nothing is restricted."""
        return self == Filters()

    @property
    def is_dated(self) -> bool:
        """True when years are restricted, so that what has no date cannot be shown."""
        return self.from_year is not None or self.to_year is not None


@dataclass(frozen=True)
class View:
    """Filters and what the pictures need beyond them; all of it stands in the address."""

    filters: Filters = Filters()
    focus: str = ""
    zoom: bool = False
    span: Spread = "programme"
    table: str = "subprojects"
    page: int = 1

    TABLES = ("subprojects", "labs", "organisations", "events")

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> View:
        """The view of a query; as lenient as `Filters.from_query`."""
        listed = list(pairs)
        given = dict(reversed(listed))
        focus = given.get("focus", "")
        focus = focus if focus in catalog.terms("lab") else ""
        page = given.get("page", "")
        return cls(
            filters=Filters.from_query(listed),
            focus=focus,
            zoom=given.get("zoom") == "lab" and bool(focus),
            span="all" if given.get("span") == "all" else "programme",
            table=given["table"] if given.get("table") in cls.TABLES else "subprojects",
            page=min(int(page), 10_000_000) if page.isascii() and page.isdecimal() and len(page) < 9 and int(page) else 1,
        )

    def pairs(self) -> Pairs:
        """The query as key-value pairs in fixed order; defaults are left out."""
        found = self.filters.pairs()
        found += [("focus", self.focus)] if self.focus else []
        found += [("zoom", "lab")] if self.zoom and self.focus else []
        found += [("span", "all")] if self.span == "all" else []
        found += [("table", self.table)] if self.table != "subprojects" else []
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    def to_query(self) -> str:
        """The query string; the inverse of `from_query`."""
        return encode(self.pairs())

    def highlighter(self, path: str) -> Callable[[str], str]:
        """Gives the address at which a lab is highlighted, or released when it is now."""
        released, any_lab = (replace(self, focus=lab, zoom=False, page=1).to_query() for lab in ("", "\0"))
        # Written once and filled in for each lab, whose key needs no encoding.
        return lambda lab: f"{path}?{released if lab == self.focus else any_lab.replace('%00', lab)}"


def check(pairs: Iterable[tuple[str, str]]) -> list[Problem]:
    """What a strict reader (the API) refuses in the filter keys of a query; other keys are not looked at."""
    found = []
    for key, value in pairs:
        if key in VOCABULARIES and value not in catalog.terms(VOCABULARIES[key]):
            found.append(Problem(key, value[:MAX_TEXT], ", ".join(catalog.terms(VOCABULARIES[key]))))
        if key in ("from", "to") and (_whole(value) is None or _year([value]) != _whole(value)):
            found.append(Problem(key, value[:MAX_TEXT], f"a year from {FIRST_YEAR} to {LAST_YEAR}"))
        if key == "q" and clean_text(value) != value.strip():
            found.append(Problem(key, value[:MAX_TEXT], f"at most {MAX_TEXT} printable characters, {MAX_WORDS} words"))
    return found


def clean_text(value: str) -> str:
    """Text from outside: without control characters, blanks folded, shortened to words that are searched for."""
    printable = "".join(char if char.isprintable() else " " for char in value[: 4 * MAX_TEXT])
    return " ".join(printable.split()[:MAX_WORDS])[:MAX_TEXT].strip()


def fold(value: str) -> str:
    """Lower case without accents, ß as ss: the form in which texts are compared; the twin of the build's SQL."""
    plain = unicodedata.normalize("NFKD", value.lower().replace("ß", "ss"))
    return plain if plain.isascii() else "".join(char for char in plain if not unicodedata.combining(char))


def _whole(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else None


def _year(values: list[str] | None) -> int | None:
    found = _whole(values[0]) if values else None
    return None if found is None else min(max(found, FIRST_YEAR), LAST_YEAR)
