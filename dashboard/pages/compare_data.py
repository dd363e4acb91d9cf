"""What the comparison is asked (its address) and everything it shows for it, read when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from dashboard import catalog, db
from dashboard.i18n import Lang, number
from dashboard.peers.compare import Comparer, what_makes_us_different
from dashboard.peers.engine import Field, PeerEngine
from dashboard.peers.model import ComparisonRow, Difference, Lens, Near, Notice, PeerRequest, PeerResult, Unit, Variable
from dashboard.peers.request import from_query, to_pairs
from dashboard.queries import compare as queries
from dashboard.queries import peers as peer_queries
from dashboard.queries import states, units
from dashboard.queries.compare import Found
from dashboard.queries.units import Indicator
from dashboard.urls import Pairs, encode, page_url

SORTS = ("", "difference")
SHOWN = ("", "all")
# Filters of the projects, named like the vocabularies.
PROJECT_KEYS = ("theme", "principle", "format", "evidence")
# Nearest participants that are read, and places without a lab that are listed.
NEAREST_TAKING_PART, WITHOUT_LAB = 40, 10


@dataclass(frozen=True)
class View:
    """The state in the address: the engine's request, whose reasons are open, order of indicators and whether all are
    unfolded, filters of projects."""

    request: PeerRequest
    why: str = ""
    sort: str = ""
    show: str = ""
    theme: str = ""
    principle: str = ""
    format: str = ""
    evidence: str = ""

    def to_query(self) -> str:
        """The query string in fixed order, defaults left out."""
        extra = [(key, getattr(self, key)) for key in ("why", "sort", "show", *PROJECT_KEYS)]
        return encode([*to_pairs(self.request), *((key, value) for key, value in extra if value)])


@dataclass(frozen=True)
class Asked:
    """A query understood: the view, what was changed in it, what was searched for and found."""

    view: View
    notices: tuple[Notice, ...] = ()
    text: str = ""
    found: tuple[Found, ...] = ()


def asked(query: Pairs) -> Asked:
    """The view of a query from outside; never raises.

    `q` is a name typed into the search field: one place of that name is taken as it is, several are offered. A name may
    also stand in `add`.
    """
    engine = peer_queries.engine()
    values = dict(query)
    text = values.get("q", "").strip()
    pairs = [(key, value) for key, value in query if key != "q"]
    found: tuple[Found, ...] = ()
    if text:
        found = tuple(queries.find(text))
        only = _only(found, text)
        # Another place: hand-picked peers belonged to the one before.
        pairs = [(key, value) for key, value in pairs if key not in ("ags", "add", "drop", "why")]
        pairs += [("ags", only.ags)] if only else []
    pairs, notices = _with_names(pairs)
    request, more = from_query(pairs, engine)
    chosen = {key: values.get(key, "") for key in PROJECT_KEYS}
    view = View(
        request=request,
        why=values.get("why", "") if request.ags else "",
        sort=values.get("sort", "") if values.get("sort", "") in SORTS else "",
        show=values.get("show", "") if values.get("show", "") in SHOWN else "",
        **{key: value for key, value in chosen.items() if value in catalog.terms(key)},
    )
    return Asked(view, (*notices, *more), text, found)


def _only(found: Sequence[Found], text: str) -> Found | None:
    """The one place meant: the only hit, the one whose key was given, or the only one of exactly this name.

    A municipality goes before its district.
    """
    if len(found) == 1 or (found and found[0].ags == queries.key_in(text)):
        return found[0]
    exact = [item for item in found if item.name.casefold() == text.casefold() and item.level == "municipality"]
    return exact[0] if len(exact) == 1 else None


def _with_names(pairs: Pairs) -> tuple[Pairs, tuple[Notice, ...]]:
    """Names in `add` replaced by keys; a name of several places or of none is left out with a notice."""
    focus = dict(pairs).get("ags", "")
    level = "district" if len(focus) == 5 else "municipality"
    found: Pairs = []
    notices: list[Notice] = []
    for key, value in pairs:
        if key != "add":
            found.append((key, value))
            continue
        for part in value.split(",")[:100]:
            text = part.strip()
            if not text or text.isdecimal():
                found.append((key, text))
                continue
            hits = [item for item in queries.find(text) if item.level == level]
            only = _only(hits, text)
            if only:
                found.append((key, only.ags))
            elif hits:
                names = "; ".join(f"{item.name} ({item.ags})" for item in hits[:5])
                notices.append(Notice("add_ambiguous", (("given", text[:40]), ("names", names))))
            else:
                notices.append(Notice("add_unknown", (("given", text[:40]),)))
    return found, tuple(notices)


@lru_cache(maxsize=1)
def _comparer(_path: Path, engine: PeerEngine) -> Comparer:
    return Comparer(engine)


def comparer() -> Comparer:
    """The comparer of the database in use."""
    return _comparer(db.current().path, peer_queries.engine())


@lru_cache(maxsize=1)
def _indicators(_path: Path) -> dict[str, Indicator]:
    return {item.indicator_id: item for item in units.indicators()}


def name(unit: Unit) -> str:
    """The name of a municipality; districts with what they are: 'Landkreis Kassel'."""
    return queries.district_titles()[unit.ags] if unit.level == "district" else unit.name


def where(unit: Unit, lang: Lang) -> str:
    """'Lkr. Kassel, HE'; for an independent city or a district the name of the state."""
    if unit.level == "district" or unit.has_own_district:
        return states.name(unit.state_code, lang)
    title = queries.district_titles()[unit.district_ags]
    return f"{title.replace('Landkreis ', 'Lkr. ', 1)}, {unit.state_code}"


@dataclass(frozen=True)
class Comparing:
    """A place beside its peers, for a view with a place."""

    view: View
    lang: Lang
    notices: tuple[Notice, ...] = ()

    @property
    def path(self) -> str:
        """Address of the page without query."""
        return page_url("compare", self.lang)

    def href(self, view: View) -> str:
        """Address of another view."""
        return f"{self.path}?{view.to_query()}"

    def with_request(self, **changes: object) -> str:
        """Address of this view with a changed request."""
        return self.href(replace(self.view, request=replace(self.view.request, **changes)))  # type: ignore[arg-type]

    @cached_property
    def engine(self) -> PeerEngine:
        """The engine."""
        return peer_queries.engine()

    @cached_property
    def result(self) -> PeerResult:
        """The peers."""
        return self.engine.peers(self.view.request, self._field)

    @cached_property
    def _field(self) -> Field:
        return self.engine.field(self.view.request)

    @property
    def focus(self) -> Unit:
        """The place whose peers are shown."""
        return self.result.focus

    @cached_property
    def unknown_variables(self) -> tuple[Variable, ...]:
        """Variables of the lens for which the place itself has no value."""
        known = (values[self._field.focus] for values in self._field.data.raw)
        return tuple(item for item, value in zip(self.lens.variables, known, strict=True) if value != value)

    @cached_property
    def lens(self) -> Lens:
        """The lens in use."""
        return self.engine.levels[self.focus.level].lenses[self.view.request.lens].lens

    @cached_property
    def rows(self) -> tuple[ComparisonRow, ...]:
        """Indicators beside the peers, in display order or by difference."""
        rows = comparer().rows(self.result)
        if self.view.sort != "difference":
            return rows
        # Own values first: one of the district says nothing of the place itself.
        return tuple(
            sorted(rows, key=lambda row: (not row.is_own, -1.0 if row.deviation is None else -abs(row.deviation) - 1))
        )

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """In what the place differs from all peers, largest difference first."""
        return what_makes_us_different(self.engine, self.result)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The catalogue by key."""
        return _indicators(db.current().path)

    @cached_property
    def nearest_participants(self) -> tuple[Near, ...]:
        """The nearest places that were in a lab, whatever their rank."""
        return self.engine.nearest_where(
            self.view.request, queries.participants(), limit=NEAREST_TAKING_PART, seen=self._field
        )

    @cached_property
    def nearest_others(self) -> tuple[Near, ...]:
        """The nearest places that were in no lab."""
        return self.engine.nearest_where(
            self.view.request, queries.participants(), others=True, limit=WITHOUT_LAB, seen=self._field
        )

    @cached_property
    def query_without_place(self) -> str:
        """The engine's part of the address without the place: what follows a place in the path."""
        return encode([(key, value) for key, value in to_pairs(self.view.request) if key != "ags"])

    def indicator_of(self, variable: str) -> Indicator:
        """The indicator behind a variable of the lens."""
        item = next(item for item in self.lens.variables if item.variable == variable)
        return self.indicators[item.indicator_id]

    def group_label(self, group_id: str) -> str:
        """The name of a group of the lens."""
        group = next(item for item in self.lens.groups if item.group_id == group_id)
        return group.label_de if self.lang == "de" else group.label_en

    def where(self, unit: Unit) -> str:
        """'Lkr. Kassel, HE'; for an independent city or a district the name of the state."""
        return where(unit, self.lang)

    def name(self, unit: Unit) -> str:
        """The name; districts with what they are."""
        return name(unit)

    def value(self, indicator: Indicator, value: float | None) -> str:
        """A value as people write it, without its unit."""
        return number(value, self.lang, indicator.decimals)
