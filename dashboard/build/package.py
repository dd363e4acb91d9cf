"""The data package description: tables, fields, keys, read from `data/datapackage.json`.

It is the only place where types, keys and allowed values of the tables are written down. Beside the Table Schema
(https://specs.frictionlessdata.io/table-schema/) a field may carry these properties of our own:

- `vocabulary`: the value is a term of this vocabulary in `vocabulary.csv`;
- `separator`: the cell holds several values, sorted, without repetition;
- `bridge`: `{"table": …, "column": …}`, the table that gets one row for each of these values;
- `listed_in`: `{"resource": …, "field": …}`, each of these values must occur there;
- `register`: the value is a key of one of these tables (AGS of a municipality or of a district);
- `precision`: the value is a date whose form is stated in the field named here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.build.problems import BuildError

FILE = "datapackage.json"
# Tables that checks and statements of the build speak of by name.
NEEDED = (
    "labs",
    "organisations",
    "memberships",
    "programme_bodies",
    "subprojects",
    "subproject_places",
    "events",
    "vocabulary",
    "sources",
    "municipalities",
    "districts",
    "states",
    "indicators",
    "indicator_values",
    "ags_changes",
    "national_totals",
    "boundaries_municipalities",
    "boundaries_districts",
    "boundaries_states",
    "peer_lenses",
    "peer_groups",
    "peer_variables",
    "peer_indicators",
)
TYPES = ("string", "integer", "number", "boolean", "any")


@dataclass(frozen=True)
class Field:
    """A column: its type, what Table Schema allows in it, and the rules of our own."""

    name: str
    type: str
    constraints: Mapping[str, Any]
    vocabulary: str = ""
    separator: str = ""
    bridge: tuple[str, str] | None = None
    listed_in: tuple[str, str] | None = None
    register: tuple[str, ...] = ()
    precision: str = ""

    @property
    def is_required(self) -> bool:
        """Whether the cell must not be empty."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class ForeignKey:
    """Values of `fields` must occur in `reference_fields` of the table `resource`; empty cells are let through."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """A table of the package."""

    name: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def is_csv(self) -> bool:
        """Whether the table is kept as CSV; otherwise it is Parquet."""
        return self.path.endswith(".csv")

    @property
    def names(self) -> list[str]:
        """Names of the columns in the order of the file."""
        return [field.name for field in self.fields]

    def field(self, name: str) -> Field | None:
        """The field of this name, if there is one."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True)
class Package:
    """The whole package; `version` is the date of the data (JJJJ-MM-TT)."""

    folder: Path
    version: str
    resources: tuple[Resource, ...]
    description: Mapping[str, Any]

    def resource(self, name: str) -> Resource:
        """The table of this name. Raises: BuildError when the package has none."""
        for resource in self.resources:
            if resource.name == name:
                return resource
        raise BuildError(f"{self.folder / FILE}: no resource {name!r}")


def _field(item: Mapping[str, Any]) -> Field:
    bridge, listed_in = item.get("bridge"), item.get("listed_in")
    if item["type"] not in TYPES:
        raise BuildError(f"{FILE}: field {item['name']!r} has type {item['type']!r}, allowed: {', '.join(TYPES)}")
    return Field(
        name=item["name"],
        type=item["type"],
        constraints=item.get("constraints", {}),
        vocabulary=item.get("vocabulary", ""),
        separator=item.get("separator", ""),
        bridge=(bridge["table"], bridge["column"]) if bridge else None,
        listed_in=(listed_in["resource"], listed_in["field"]) if listed_in else None,
        register=tuple(item.get("register", ())),
        precision=item.get("precision", ""),
    )


def _foreign_key(item: Mapping[str, Any]) -> ForeignKey:
    reference = item["reference"]
    return ForeignKey(tuple(item["fields"]), reference["resource"], tuple(reference["fields"]))


def _resource(item: Mapping[str, Any]) -> Resource:
    schema = item["schema"]
    return Resource(
        name=item["name"],
        path=item["path"],
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=tuple(schema.get("primaryKey", ())),
        foreign_keys=tuple(_foreign_key(key) for key in schema.get("foreignKeys", ())),
    )


def load_package(folder: Path) -> Package:
    """The package in `folder`.

    Raises: BuildError when the description is missing, is no JSON or lacks what the build needs.
    """
    path = folder / FILE
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        resources = tuple(_resource(item) for item in description["resources"])
        package = Package(folder, description["version"], resources, description)
    except FileNotFoundError as error:
        raise BuildError(f"{path}: the file is missing") from error
    except json.JSONDecodeError as error:
        raise BuildError(f"{path}:{error.lineno} is not JSON: {error.msg}") from error
    except KeyError as error:
        raise BuildError(f"{path}: the property {error} is missing") from error
    _check_links(package)
    return package


def _check_links(package: Package) -> None:
    """Raises: BuildError when the build needs a table that is not described, or a key leads to one."""
    for name in NEEDED:
        package.resource(name)
    for resource in package.resources:
        for field in resource.fields:
            for target in (*field.register, *(field.listed_in or ())[:1]):
                package.resource(target)
        for key in resource.foreign_keys:
            known = package.resource(key.resource).names
            lost = [name for name in key.reference_fields if name not in known]
            if lost or any(name not in resource.names for name in key.fields):
                raise BuildError(f"{package.folder / FILE}: foreign key of {resource.name!r} names an unknown column")
