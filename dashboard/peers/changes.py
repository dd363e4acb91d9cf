"""Keys that are not in the register of 31 December 2021: which place they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.peers.tables import PeerTables

# The register's day; changes that begin then or later made keys it cannot know.
REGISTER_DAY = "2021-12-31"


@dataclass(frozen=True)
class Changes:
    """Successors of keys that ended before the register's day, predecessors of keys that came after it.

    Where a place was split or merged, the one with the most inhabitants stands for it.
    """

    successors: dict[str, str]
    predecessors: dict[str, str]
    uninhabited: dict[str, str]

    @classmethod
    def of(cls, tables: PeerTables, units: Mapping[str, int]) -> Changes:
        """The changes that lead to a unit; `units` are all keys with their population."""
        rows = [
            (str(row["period_from"]), str(row["ags_old"]), str(row["ags_new"]), float(row["share"]))
            for row in tables.changes
        ]
        before = sorted((share, old, new) for day, old, new, share in rows if day < REGISTER_DAY and new in units)
        after = sorted(
            (share * units[old], old, new) for day, old, new, share in rows if day >= REGISTER_DAY and old in units
        )
        return cls(
            successors={old: new for _, old, new in before if old not in units},
            predecessors={new: old for _, old, new in after if new not in units},
            uninhabited={row["ags"]: row["name"] for row in tables.uninhabited},
        )

    def resolved(self, ags: str) -> tuple[str, str] | None:
        """(key of a unit, `successor` or `predecessor`) for a key that is no unit; None when it leads nowhere.

        A key of five digits stands for the city that once was its own district (Eisenach).
        """
        full = ags + "000" if len(ags) == 5 else ags
        if full in self.successors:
            return self.successors[full], "successor"
        return (self.predecessors[full], "predecessor") if full in self.predecessors else None
