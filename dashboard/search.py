"""The search box: places, labs, subprojects, organisations, documents, themes and pages by name, code or typing error.

All entries are kept in memory (some 11,800, read once per database); subprojects and organisations only up to a number, of
more those whose texts have all words are looked up. Names are compared in a folded form, so that
`Muenchen`, `munchen` and `München` are the same. Exact names come first, then names that begin with the query, words
that do, parts of names, parts of details, and last what is spelled alike; among equals the larger place.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate, islice
from pathlib import Path

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
_SHOWN = ("kind", "page", "key", "anchor", "label_de", "label_en", "detail_de", "detail_en")
# A sign for this purpose, which no text has.
_BETWEEN = "\x1f"
# Order (the smaller, the better), index and place of the thing.
Ranked = tuple[float, "Index", int]


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


class _Lines(Sequence[str]):
    """Texts, kept as one; those that are looked through have no line breaks."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        packed = [line.encode() + b"\n" for line in lines]
        self._text = bytearray().join(packed)
        self._starts = array("i", accumulate(map(len, packed), initial=0))

    def append(self, line: str) -> None:
        """Add a text; for long ones, which as objects would leave gaps in the memory."""
        self._text += line.encode() + b"\n"
        self._starts.append(len(self._text))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # no slices
        return self._text[self._starts[place] : self._starts[place + 1] - 1].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._text.decode().splitlines())

    def containing(self, part: str) -> Iterator[int]:
        """Places of the texts with a part."""
        wanted = part.encode()
        position = self._text.find(wanted)
        while position >= 0:
            place = bisect_right(self._starts, position) - 1
            yield place
            position = self._text.find(wanted, self._starts[place + 1])


class _Sorted:
    """Texts in order and the entry that each belongs to."""

    def __init__(self, texts: Sequence[str], entries: Sequence[int]) -> None:
        order = sorted(range(len(texts)), key=texts.__getitem__)
        self.texts = _Lines(texts[place] for place in order)
        self.entries = array("i", (entries[place] for place in order))

    def places(self, first: str, beyond: str) -> range:
        """Places of the texts from the first to those before another."""
        return range(bisect_left(self.texts, first), bisect_left(self.texts, beyond))


class Index:
    """Entries prepared for looking up, as long texts and arrays: 11,800 objects with their names would take 24 MB."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._texts, self._records, self._n_names, self._bonus = _Lines(), _Lines(), array("B"), array("d")
        names, named, codes, coded = list[str](), array("i"), list[str](), array("i")
        words: dict[str, None] = {}
        for index, thing in enumerate(things):
            mine = list(dict.fromkeys(key(name) for name in thing.names if name))
            self._texts.append("\t".join(dict.fromkeys([*mine, key(thing.more), *thing.codes])))
            self._records.append(_record(thing))
            self._n_names.append(len(mine))
            self._bonus.append(_bonus(thing))
            names += mine
            named.extend([index] * len(mine))
            codes += thing.codes
            coded.extend([index] * len(thing.codes))
            words |= dict.fromkeys(word for name in mine for word in name.split() if len(word) > 3)
        self._names, self._codes, self._words = _Sorted(names, named), _Sorted(codes, coded), _Lines(words)

    @property
    def things(self) -> list[Thing]:
        """All of them."""
        return [self.thing(index) for index in range(len(self._bonus))]

    def thing(self, index: int) -> Thing:
        """What is shown of an entry."""
        kind, page, own_key, anchor, label_de, label_en, *details, population = self._records[index].split(_BETWEEN)
        people = int(population) if population else None
        return Thing(kind, page, own_key, anchor, label_de, label_en, details[0], details[1], population=people)

    def text(self, index: int) -> str:
        """All that an entry is found by, as one text."""
        return self._texts[index].replace("\t", " ")

    def _names_of(self, index: int) -> list[str]:
        return self._texts[index].split("\t")[: self._n_names[index]]

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
        return [(-score - self._bonus[index], self, index) for index, score in scores.items()]

    def _by_code(self, code: str, limit: int) -> Found:
        """Postcode or official key; when no place has the code, those that share its first digits."""
        exact = self._with_code(code, code + "\0")
        if exact:
            return _best(self._ranked(dict.fromkeys(exact, float(_EXACT))), limit)
        for length in range(len(code), 1, -1):
            found = self._with_code(code[:length], code[:length] + ":")
            if found:
                ranked = self._ranked(dict.fromkeys(found, float(_PREFIX)))
                return _best(ranked, limit, is_approximate=length < len(code))
        return Found((), 0)

    def _with_code(self, first: str, beyond: str) -> list[int]:
        return [self._codes.entries[place] for place in self._codes.places(first, beyond)]

    def _by_name(self, wanted: str) -> dict[int, float]:
        """Names that are the query or begin with it."""
        scores: dict[int, float] = {}
        for place in self._names.places(wanted, wanted + "\uffff")[:_MAX_CANDIDATES]:
            name, index = self._names.texts[place], self._names.entries[place]
            score = _FIRST_WORD if name.startswith(f"{wanted} ") else _PREFIX
            if name == wanted:
                score = _EXACT if self._names_of(index)[0] == wanted else _ALIAS
            scores[index] = max(score, scores.get(index, 0))
        return scores

    def _by_parts(self, wanted: str) -> dict[int, float]:
        """Things whose names or details contain every word of the query."""
        words = sorted(wanted.split(), key=len, reverse=True)
        if len(words[0]) < 3:
            return {}
        scores: dict[int, float] = {}
        for index in islice(self._texts.containing(words[0]), _MAX_CANDIDATES):
            full = self._texts[index]
            if all(word in full for word in words[1:]):
                scores[index] = _part_score(full.split("\t")[: self._n_names[index]], words)
        return scores

    def _alike(self, wanted: str) -> dict[int, float]:
        """Names spelled nearly like the query, and names whose beginning is (for a query still being typed)."""
        from rapidfuzz import fuzz, process  # 2 MB, which nobody needs who finds by name

        scores: dict[int, float] = {}
        length = len(wanted)
        whole = list(self._names.texts)
        beginnings = [name[:length] for name in whole]
        for names, cutoff, loss in ((whole, _SIMILAR, 0), (beginnings, _SAME - 4, 12)):
            hits = process.extract(wanted, names, scorer=fuzz.ratio, processor=None, score_cutoff=cutoff, limit=60)
            for _, ratio, place in hits:
                index = self._names.entries[place]
                step = _NEAR if ratio >= _SAME and not loss else _ALIKE
                scores[index] = max(step + ratio - loss, scores.get(index, 0.0))
        return scores or self._alike_words(wanted)

    def _alike_words(self, wanted: str) -> dict[int, float]:
        """Names with a word spelled nearly like the query: Augutin → Sankt Augustin."""
        from rapidfuzz import fuzz, process

        words = process.extract(wanted, list(self._words), scorer=fuzz.ratio, processor=None, score_cutoff=80, limit=5)
        return {index: _ALIKE + ratio - 20 for word, ratio, _ in reversed(words) for index in self._with_word(word)}

    def _with_word(self, word: str) -> Iterator[int]:
        """Entries one of whose names has a word."""
        return (
            index for index in self._texts.containing(word) if any(word in name.split() for name in self._names_of(index))
        )


def _part_score(names: list[str], words: list[str]) -> float:
    if not any(words[0] in name for name in names):
        return _DETAIL
    padded = [f" {name} " for name in names]
    if any(all(f" {word} " in name for word in words) for name in padded):
        return _WHOLE_WORDS
    if any(all(f" {word}" in name for word in words) for name in padded):
        return _WORDS
    if any(all(word in name for word in words) for name in names):
        return _PART
    return _DETAIL


def _best(ranked: list[Ranked], limit: int, *, is_approximate: bool = False) -> Found:
    """The first things in order; equals by their texts."""
    last = nsmallest(limit, (order for order, *_ in ranked))[-1:]
    first = [(order, index.text(place), index, place) for order, index, place in ranked if order <= last[0]]
    first.sort(key=lambda entry: entry[:2])
    return Found(tuple(index.thing(place) for *_, index, place in first[:limit]), len(ranked), is_approximate)


def _record(thing: Thing) -> str:
    """What is shown of a thing; `Index.thing` reads it."""
    texts = [getattr(thing, name) for name in _SHOWN]
    return _BETWEEN.join([*texts, "" if thing.population is None else str(thing.population)])


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


@once()
def _index(_path: Path) -> Index:
    return Index(queries.things())


def label(thing: Thing, lang: Lang) -> str:
    """The name of a thing in a language."""
    return thing.label_de if lang == "de" else thing.label_en
