"""What the indicator map shows, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dashboard.i18n import Lang
from dashboard.urls import Pairs, encode, page_url

PAGE = "indicators"
MAX_PAGE = 1_000


@dataclass(frozen=True)
class MapView:
    """Indicator, year, focus (key of a municipality or district), state the map is zoomed to, labs, page of the list.

    All values are known ones: `pages.indicators` has looked them up.
    """

    indicator: str
    year: int
    ags: str = ""
    state: str = ""
    has_labs: bool = True
    page: int = 1

    def pairs(self) -> Pairs:
        """The view as key-value pairs in fixed order; what is as usual is left out."""
        found = [("indicator", self.indicator), ("year", str(self.year))]
        found += [("ags", self.ags)] if self.ags else []
        found += [("state", self.state)] if self.state else []
        found += [] if self.has_labs else [("labs", "0")]
        return found + ([("page", str(self.page))] if self.page > 1 else [])

    def url(self, lang: Lang, **changes: Any) -> str:
        """The address of this view with some of its fields changed; the list starts again at its first page."""
        return page_url(PAGE, lang, query=encode(replace(self, **{"page": 1, **changes}).pairs()))


def first(pairs: Pairs, key: str) -> str:
    """The first value of a key; empty when it is not given."""
    return next((value for name, value in pairs if name == key), "")


def page_number(text: str) -> int:
    """A page number from outside: 1 for anything that is none."""
    return min(max(int(text), 1), MAX_PAGE) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
