"""The search box: places, labs, subprojects, organisations, documents, themes and pages by name, code or typing error.

All entries are kept in memory (some 11,800, read once per database); subprojects and organisations only up to a number, of
more those whose texts have all words are looked up. Names are compared in a folded form, so that
`Muenchen`, `munchen` and `München` are the same. Exact names come first, then names that begin with the query, words
that do, parts of names, parts of details, and last what is spelled alike; among equals the larger place.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from dashboard import db
from dashboard.filters import fold
from dashboard.i18n import Lang
from dashboard.kept import once
from dashboard.queries import search as queries
from dashboard.queries.search import Thing

MAX_QUERY = 80
MAX_RESULTS = 50
# Steps of the order; within a step the size of a place or the kind decides (0 to 95).
_EXACT, _ALIAS, _FIRST_WORD, _WHOLE_WORDS, _PREFIX = 1000, 900, 800, 700, 600
_NEAR, _WORDS, _PART, _DETAIL, _ALIKE = 500, 400, 300, 200, 0
# From here a name counts as the same but for a slip (one letter in eight), and as spelled alike.
_SAME, _SIMILAR = 87, 72
_BY_KIND = {"lab": 75, "theme": 60, "page": 65, "organisation": 30, "subproject": 25, "document": 10}
_DIGITS = re.compile(r"[\d\s]{2,}")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_MAX_CANDIDATES = 4_000
# Order (the smaller, the better), whole text for equals, thing.
Ranked = tuple[float, str, Thing]


@dataclass(frozen=True)
class Found:
    """The best things for a query, how many there are, and whether a code was only approached (no place has it)."""

    things: tuple[Thing, ...]
    total: int
    is_approximate: bool = False


def key(text: str) -> str:
    """The form in which names are compared: folded, umlauts as one letter however written, words apart by one blank."""
    plain = fold(text)
    for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        plain = plain.replace(two, one)
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join("sankt" if word == "st" else word for word in words)


class Index:
    """Entries prepared for looking up."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = list(things)
        self._names: list[tuple[str, ...]] = []
        self._full: list[str] = []
        self._bonus = [_bonus(thing) for thing in self.things]
        for thing in self.things:
            names = tuple(dict.fromkeys(key(name) for name in thing.names if name))
            self._names.append(names)
            self._full.append(" ".join(dict.fromkeys([*names, key(thing.more), *thing.codes])))
        pairs = sorted((name, index) for index, names in enumerate(self._names) for name in names)
        self._sorted_names = [name for name, _ in pairs]
        self._sorted_index = [index for _, index in pairs]
        self._text = "\n".join(self._full) + "\n"
        self._starts = [0]
        for text in self._full[:-1]:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._words: dict[str, set[int]] = {}
        for index, names in enumerate(self._names):
            for word in {word for name in names for word in name.split() if len(word) > 3}:
                self._words.setdefault(word, set()).add(index)
        self._codes: dict[str, list[int]] = {}
        for index, thing in enumerate(self.things):
            for code in thing.codes:
                self._codes.setdefault(code, []).append(index)
        self._sorted_codes = sorted(self._codes)

    def find(self, query: str, limit: int = 10, further: Iterable[Thing] = ()) -> Found:
        """The best `limit` things; nothing for a query without letters or digits.

        further: things that were looked up for the query and belong to these, too.
        """
        text = query[:MAX_QUERY]
        if _DIGITS.fullmatch(text.strip()):
            return self._by_code(re.sub(r"\s", "", text), limit)
        wanted = key(text)
        if not wanted:
            return Found((), 0)
        others = Index(further)
        scores, their_scores = self._named(wanted), others._named(wanted)
        best = max([*scores.values(), *their_scores.values()], default=0)
        if len(wanted) > 3 and best < _ALIAS:
            lowest = _NEAR if best else 0  # beside real hits only what is the same but for a slip
            for index, score in self._alike(wanted).items():
                if score >= lowest:
                    scores[index] = max(score, scores.get(index, 0))
        return _best([*self._ranked(scores), *others._ranked(their_scores)], limit)

    def _named(self, wanted: str) -> dict[int, float]:
        scores = self._by_name(wanted)
        for index, score in self._by_parts(wanted).items():
            scores[index] = max(score, scores.get(index, 0))
        return scores

    def _ranked(self, scores: dict[int, float]) -> list[Ranked]:
        return [(-score - self._bonus[index], self._full[index], self.things[index]) for index, score in scores.items()]

    def _by_code(self, code: str, limit: int) -> Found:
        """Postcode or official key; when no place has the code, those that share its first digits."""
        exact = self._codes.get(code)
        if exact:
            return _best(self._ranked(dict.fromkeys(exact, float(_EXACT))), limit)
        for length in range(len(code), 1, -1):
            found = self._with_prefix(code[:length])
            if found:
                ranked = self._ranked(dict.fromkeys(found, float(_PREFIX)))
                return _best(ranked, limit, is_approximate=length < len(code))
        return Found((), 0)

    def _with_prefix(self, prefix: str) -> set[int]:
        first = bisect_left(self._sorted_codes, prefix)
        last = bisect_left(self._sorted_codes, prefix + ":")
        return {index for code in self._sorted_codes[first:last] for index in self._codes[code]}

    def _by_name(self, wanted: str) -> dict[int, float]:
        """Names that are the query or begin with it."""
        first = bisect_left(self._sorted_names, wanted)
        last = bisect_right(self._sorted_names, wanted + "\uffff")
        scores: dict[int, float] = {}
        for place in range(first, min(last, first + _MAX_CANDIDATES)):
            name, index = self._sorted_names[place], self._sorted_index[place]
            score = _FIRST_WORD if name.startswith(f"{wanted} ") else _PREFIX
            if name == wanted:
                score = _EXACT if self._names[index][0] == wanted else _ALIAS
            scores[index] = max(score, scores.get(index, 0))
        return scores

    def _by_parts(self, wanted: str) -> dict[int, float]:
        """Things whose names or details contain every word of the query."""
        words = sorted(wanted.split(), key=len, reverse=True)
        if len(words[0]) < 3:
            return {}
        scores: dict[int, float] = {}
        for index in self._containing(words[0]):
            full = self._full[index]
            if all(word in full for word in words[1:]):
                scores[index] = self._part_score(index, words)
        return scores

    def _containing(self, word: str) -> list[int]:
        found: list[int] = []
        position = self._text.find(word)
        while position >= 0 and len(found) < _MAX_CANDIDATES:
            index = bisect_right(self._starts, position) - 1
            found.append(index)
            position = self._text.find(word, self._starts[index] + len(self._full[index]))
        return found

    def _part_score(self, index: int, words: list[str]) -> float:
        padded = [f" {name} " for name in self._names[index]]
        if any(all(f" {word} " in name for word in words) for name in padded):
            return _WHOLE_WORDS
        if any(all(f" {word}" in name for word in words) for name in padded):
            return _WORDS
        if any(all(word in name for word in words) for name in self._names[index]):
            return _PART
        return _DETAIL

    def _alike(self, wanted: str) -> dict[int, float]:
        """Names spelled nearly like the query, and names whose beginning is (for a query still being typed)."""
        scores: dict[int, float] = {}
        length = len(wanted)
        beginnings = [name[:length] for name in self._sorted_names]
        for names, cutoff, loss in ((self._sorted_names, _SIMILAR, 0), (beginnings, _SAME - 4, 12)):
            hits = process.extract(wanted, names, scorer=fuzz.ratio, processor=None, score_cutoff=cutoff, limit=60)
            for _, ratio, place in hits:
                index = self._sorted_index[place]
                step = _NEAR if ratio >= _SAME and not loss else _ALIKE
                scores[index] = max(step + ratio - loss, scores.get(index, 0.0))
        return scores or self._alike_words(wanted)

    def _alike_words(self, wanted: str) -> dict[int, float]:
        """Names with a word spelled nearly like the query: Augutin → Sankt Augustin."""
        words = process.extract(wanted, list(self._words), scorer=fuzz.ratio, processor=None, score_cutoff=80, limit=5)
        return {index: _ALIKE + ratio - 20 for word, ratio, _ in reversed(words) for index in self._words[word]}


def _best(ranked: list[Ranked], limit: int, *, is_approximate: bool = False) -> Found:
    first = sorted(ranked, key=lambda entry: entry[:2])[:limit]
    return Found(tuple(thing for *_, thing in first), len(ranked), is_approximate)


def _bonus(thing: Thing) -> float:
    """Size of a place on a logarithmic scale, or a fixed value by kind; a city comes before the district around it."""
    if thing.population is None:
        return _BY_KIND[thing.kind]
    size = 13 * math.log10(thing.population + 1)
    return size - 12 if thing.kind == "district" else size


def find(query: str, limit: int = 10) -> Found:
    """The best things for a query in the database in use."""
    text = query[:MAX_QUERY]
    # As it is written, else with ae, oe, ue for umlauts.
    further = queries.further(tuple(_NOT_WORD.sub(" ", fold(text)).split())) or queries.further(tuple(key(text).split()))
    return index().find(text, max(1, min(limit, MAX_RESULTS)), further)


def index() -> Index:
    """The index of the database in use; made at the first search."""
    return _index(db.current().path)


@once
def _index(_path: Path) -> Index:
    return Index(queries.things())


def label(thing: Thing, lang: Lang) -> str:
    """The name of a thing in a language."""
    return thing.label_de if lang == "de" else thing.label_en
