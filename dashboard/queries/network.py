"""Organisations and the labs they worked in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboard import db

_MEMBERSHIPS = """
select o.organisation_id, o.name, o.kind, o.place, m.lab_id, m.role
from memberships m
join organisations o on o.organisation_id = m.organisation_id
join labs l on l.lab_id = m.lab_id
join vocabulary k on k.vocabulary = 'organisation_kind' and k.term_id = o.kind
order by k.position, o.name, l.position
"""
_PREDECESSORS = """
select organisation_id
from predecessor_municipalities
where organisation_id is not null
order by organisation_id
"""


@dataclass(frozen=True)
class Actor:
    """An organisation with its roles by lab, in the order of the labs."""

    organisation_id: str
    name: str
    kind: str
    place: str | None
    roles: dict[str, str]

    @property
    def is_bridge(self) -> bool:
        """True when it worked in more than one lab."""
        return len(self.roles) > 1


def actors() -> tuple[Actor, ...]:
    """All organisations of the labs by kind and name."""
    return _actors(db.current().path)


def predecessors() -> frozenset[str]:
    """Organisations that were part of the predecessor project too."""
    return frozenset(str(key) for (key,) in db.rows(_PREDECESSORS))


@lru_cache(maxsize=1)
def _actors(_path: Path) -> tuple[Actor, ...]:
    found: dict[str, Actor] = {}
    for key, name, kind, place, lab_id, role in db.rows(_MEMBERSHIPS):
        found.setdefault(key, Actor(key, name, kind, place, {})).roles[lab_id] = role
    return tuple(found.values())
