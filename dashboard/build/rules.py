"""Checks that need to know what the tables mean: dates, languages, roles, register, totals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.build.checks import Tables, report
from dashboard.build.dates import date_bounds
from dashboard.build.problems import Problem
from dashboard.build.tables import Table

# Call for applications in 2019, predecessor from 2017, last follow-up known of 2024: anything outside is a slip.
EARLIEST, LATEST = date(2015, 1, 1), date(2030, 12, 31)
AGS_DIGITS = {"municipality": 8, "district": 5}


def check_dates(tables: Tables) -> Iterator[Problem]:
    """Dates that do not have the form of their precision, lie outside the programme's time or end before they start."""
    for table in tables.values():
        columns = [field for field in table.resource.fields if field.precision]
        if columns:
            names = [field.name for field in columns]
            yield from _dates(table, names, columns[0].precision)


def _dates(table: Table, names: list[str], precision_name: str) -> Iterator[Problem]:
    file = table.resource.path
    precisions = table.column(precision_name)
    texts = {name: table.column(name) for name in names}
    for index, row in enumerate(table.rows):
        precision = precisions[index]
        given = {name: str(texts[name][index]) for name in names if texts[name][index] is not None}
        if precision is None and given:
            yield Problem(file, row, precision_name, "", f"must say how exact {' and '.join(given)} is known")
        if precision is not None and not given:
            yield Problem(file, row, precision_name, str(precision), f"must be empty without {' or '.join(names)}")
        if precision is not None:
            yield from _row_dates(file, row, given, str(precision))


def _row_dates(file: str, row: int, given: dict[str, str], precision: str) -> Iterator[Problem]:
    bounds = {}
    for name, text in given.items():
        try:
            bounds[name] = date_bounds(text, precision)
        except ValueError as error:
            yield Problem(file, row, name, text, str(error))
            continue
        if not EARLIEST <= bounds[name][0] <= LATEST:
            yield Problem(file, row, name, text, f"must lie between {EARLIEST.year} and {LATEST.year}")
    if {"start_date", "end_date"} <= bounds.keys() and bounds["start_date"][0] > bounds["end_date"][1]:
        yield Problem(file, row, "end_date", given["end_date"], f"must not lie before start_date {given['start_date']}")


def check_languages(tables: Tables) -> Iterator[Problem]:
    """Cells filled in one language only."""
    for table in tables.values():
        for name in table.resource.names:
            twin = f"{name[:-3]}_en"
            if name.endswith("_de") and twin in table.resource.names:
                german, english = table.data[name], table.data[twin]
                yield from report(table, name, pc.and_(german.is_null(), english.is_valid()), f"{twin} is filled")
                yield from report(table, twin, pc.and_(english.is_null(), german.is_valid()), f"{name} is filled")


def check_leads(tables: Tables) -> Iterator[Problem]:
    """Labs whose lead_organisation_id is not the organisation with the role lead."""
    members = tables["memberships"]
    leads: dict[object, list[object]] = {}
    for lab, organisation, role in zip(
        members.column("lab_id"), members.column("organisation_id"), members.column("role"), strict=True
    ):
        leads.setdefault(lab, [])
        if role == "lead":
            leads[lab].append(organisation)
    labs = tables["labs"]
    for row, lab, lead in zip(labs.rows, labs.column("lab_id"), labs.column("lead_organisation_id"), strict=True):
        if lab not in leads:
            yield Problem(labs.resource.path, row, "lab_id", str(lab), f"needs a row in {members.resource.path}")
        elif leads[lab] != ([lead] if lead else []):
            named = ", ".join(str(item) for item in leads[lab]) or "nobody"
            allowed = f"{members.resource.path} has the role lead for {named}"
            yield Problem(labs.resource.path, row, "lead_organisation_id", str(lead or ""), allowed)


def check_organisations(tables: Tables) -> Iterator[Problem]:
    """Organisations whose AGS does not fit their kind or country, or that take part in nothing."""
    table = tables["organisations"]
    file = table.resource.path
    used = set(tables["memberships"].column("organisation_id")) | set(tables["programme_bodies"].column("organisation_id"))
    for row, record in zip(table.rows, table.data.to_pylist(), strict=True):
        ags, digits = record["ags"] or "", AGS_DIGITS.get(record["kind"], 0)
        if record["organisation_id"] not in used:
            words = "needs a row in memberships.csv or programme_bodies.csv"
            yield Problem(file, row, "organisation_id", record["organisation_id"], words)
        if record["country"] != "DE":
            if ags:
                yield Problem(file, row, "ags", ags, "must be empty outside Germany")
        elif digits and len(ags) != digits:
            yield Problem(file, row, "ags", ags, f"kind {record['kind']} needs a key of {digits} digits")
        elif ags and not digits and len(ags) != 8:
            yield Problem(file, row, "ags", ags, "the seat needs a key of 8 digits")


def check_positions(tables: Tables) -> Iterator[Problem]:
    """Display positions that leave a gap or occur twice, in the labs and in each vocabulary."""
    labs, terms = tables["labs"], tables["vocabulary"]
    groups: dict[tuple[str, object], list[tuple[int, object]]] = {}
    for row, position in zip(labs.rows, labs.column("position"), strict=True):
        groups.setdefault((labs.resource.path, "labs"), []).append((row, position))
    for row, name, position in zip(terms.rows, terms.column("vocabulary"), terms.column("position"), strict=True):
        groups.setdefault((terms.resource.path, name), []).append((row, position))
    for (file, name), places in groups.items():
        seen: set[object] = set()
        for row, position in places:
            if position in seen or position not in range(1, len(places) + 1):
                allowed = f"positions of {name} run from 1 to {len(places)}, each once"
                yield Problem(file, row, "position", str(position), allowed)
            seen.add(position)


def check_register(tables: Tables) -> Iterator[Problem]:
    """Keys of the register that contradict each other: municipality, district and state."""
    table = tables["municipalities"]
    ags, district, state = (table.data[name] for name in ("ags", "district_ags", "state_ags"))
    wrong = pc.not_equal(pc.utf8_slice_codeunits(ags, 0, 5), district)
    yield from report(table, "district_ags", wrong, "must be the first five digits of ags")
    yield from report(
        table, "state_ags", pc.not_equal(pc.utf8_slice_codeunits(ags, 0, 2), state), "must be the first two digits"
    )
    for name in ("municipalities", "districts", "states"):
        register, outlines = tables[name], tables[f"boundaries_{name}"]
        missing = pc.invert(pc.is_in(register.data["ags"], outlines.data["ags"]))
        yield from report(register, "ags", missing, f"needs an outline in {outlines.resource.path}")


def check_values(tables: Tables) -> Iterator[Problem]:
    """Indicator values outside the plausible range of their indicator, or at a level the indicator does not have."""
    values, catalogue = tables["indicator_values"], tables["indicators"]
    order = pc.index_in(values.data["indicator_id"], catalogue.data["indicator_id"])
    value = values.data["value"]
    for name, wrong, words in (("minimum", pc.less, "at least"), ("maximum", pc.greater, "at most")):
        limit = catalogue.data[name].take(order)
        mask = wrong(value, limit)
        for problem in report(values, "value", mask, ""):
            yield _with_limit(problem, values, limit, words)
    level = catalogue.data["level"].take(order)
    digits = pc.utf8_length(values.data["ags"])
    stray = pc.and_(pc.equal(digits, 5), pc.invert(pc.equal(level, "district")))
    yield from report(values, "ags", stray, "this indicator has no values of districts")


def _with_limit(problem: Problem, table: Table, limit: pa.ChunkedArray, words: str) -> Problem:
    if not problem.row:
        return Problem(problem.file, 0, problem.column, problem.value, f"must be {words} the limit in indicators.csv")
    index = problem.row - 1
    unit = f"{table.data['indicator_id'][index].as_py()} of {table.data['ags'][index].as_py()}"
    allowed = f"{unit} must be {words} {limit[index].as_py():g} (indicators.csv)"
    return Problem(problem.file, problem.row, problem.column, problem.value, allowed)


def check_totals(tables: Tables) -> Iterator[Problem]:
    """Sums that miss the national total in national_totals.csv by more than the tolerance stated there."""
    totals = tables["national_totals"]
    for row, record in zip(totals.rows, totals.data.to_pylist(), strict=True):
        found = _total(tables, record)
        expected, tolerance = record["expected"], record["tolerance_pct"]
        if found is None:
            words = "must name a table of the package and one of its number columns"
            yield Problem(totals.resource.path, row, "table_name", str(record["table_name"]), words)
        elif abs(found - expected) > expected * tolerance / 100 + 1e-6:
            allowed = f"{record['total_id']}: must be {expected:.10g} ± {tolerance:g} % (national_totals.csv:{row})"
            file = tables[record["table_name"]].resource.path
            yield Problem(file, 0, record["column_name"] or "rows", f"{found:.10g}", allowed)


def _total(tables: Tables, record: dict[str, object]) -> float | None:
    table = tables.get(str(record["table_name"]))
    column = record["column_name"]
    if table is None or (column and column not in table.resource.names):
        return None
    if column is None:
        return float(table.data.num_rows)
    data = table.data
    if record["indicator_id"] is not None:
        same = pc.and_(pc.equal(data["indicator_id"], record["indicator_id"]), pc.equal(data["year"], record["year"]))
        data = data.filter(same)
    try:
        return float(pc.sum(data[str(column)].cast(pa.float64())).as_py() or 0.0)
    except pa.ArrowInvalid:
        return None
