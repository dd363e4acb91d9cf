"""What is asked of the comparison and what it answers; nothing but frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["municipality", "district"]
Closeness = Literal["very_near", "near", "moderate", "far"]
Comparison = Literal["higher", "similar", "lower"]

K_LEAST, K_DEFAULT, K_MOST = 3, 10, 20
# Levels of a group's weight in the address (ohne, gering, mittel, hoch) and what they weigh: high is twice medium.
WEIGHTS = {0: 0.0, 1: 0.5, 2: 1.0, 3: 2.0}
WEIGHT_DEFAULT = 2
# Share of all pairs at most this near → word (look guide: sehr nah ≤ 0.1 %, nah ≤ 1 %, mäßig ≤ 10 %, else fern).
CLOSENESS: tuple[tuple[float, Closeness], ...] = ((0.001, "very_near"), (0.01, "near"), (0.1, "moderate"), (1.0, "far"))
# Optional gates with what of a unit they look at, and the value that means "as the place in focus".
GATES = {"state": "state_code", "regiostar": "regiostar7", "size": "size_class", "type": "unit_type"}
OWN = "own"


@dataclass(frozen=True)
class Notice:
    """What was changed in a request and why: the key of a sentence and its parameters."""

    key: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PeerRequest:
    """Whose peers, by which lens; an empty tuple restricts nothing, an empty AGS asks for nobody.

    `weights` names only groups that differ from medium; `variables` only a true subset, in the lens's order;
    gate values are codes or `own`; `add` are hand-picked units, `drop` units taken off the list.
    """

    ags: str = ""
    lens: str = "structure"
    k: int = K_DEFAULT
    weights: tuple[tuple[str, int], ...] = ()
    variables: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    regiostar: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A municipality or district as it stood on 31 December 2021."""

    ags: str
    level: Level
    name: str
    state_code: str
    district_ags: str
    population: int
    regiostar7: str | None
    size_class: str
    unit_type: str
    is_city_state: bool
    has_own_district: bool
    changed_after_2021: bool


@dataclass(frozen=True)
class Variable:
    """A variable of a lens; `indicator_id` leads to label, unit and source."""

    variable: str
    group_id: str
    indicator_id: str
    year: int
    transform: str
    reason_de: str
    reason_en: str


@dataclass(frozen=True)
class Group:
    """A group of a lens with its variables."""

    group_id: str
    label_de: str
    label_en: str
    reason_de: str
    reason_en: str
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Lens:
    """A lens of a level: named groups of variables, and over how many units and pairs its distances are scaled."""

    level: Level
    lens: str
    label_de: str
    label_en: str
    description_de: str
    description_en: str
    groups: tuple[Group, ...]
    n_units: int
    n_pairs: int
    n_pairs_without_distance: int

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All variables in the order of the groups."""
        return tuple(variable for group in self.groups for variable in group.variables)


@dataclass(frozen=True)
class GroupWeight:
    """A group's say: its level in the address and its share of the weight (0–1; the shares of all groups sum to 1)."""

    group_id: str
    level: int
    weight: float
    n_variables: int


@dataclass(frozen=True)
class VariableShare:
    """What a variable adds to a distance: share of the squared distance (0–1), both raw values, difference in z.

    None where one of the two has no value. All shares of a peer sum to 1, unless the distance is 0.
    """

    variable: str
    group_id: str
    share: float | None
    own_value: float | None
    peer_value: float | None
    z_difference: float | None


@dataclass(frozen=True)
class GroupShare:
    """What a group adds to a distance (0–1); None where the two share no variable of it."""

    group_id: str
    share: float | None


@dataclass(frozen=True)
class Peer:
    """A place on the list.

    rank: among all candidates, None for a hand-picked unit that is no candidate; distance, pair_share (share of all
    pairs at most this far apart, 0–1), word: None without enough in common; stability: in how many of the weight draws
    it is among the first k; is_mutual: whether it has the focus among its own first k; n_variables of n_total:
    variables both have a value for, among those that count.
    """

    unit: Unit
    rank: int | None
    distance: float | None
    pair_share: float | None
    word: Closeness | None
    stability: int | None
    is_mutual: bool
    n_variables: int
    n_total: int
    is_hand_picked: bool
    by_variable: tuple[VariableShare, ...]
    by_group: tuple[GroupShare, ...]


@dataclass(frozen=True)
class Near:
    """A unit with its place among all candidates of a request."""

    unit: Unit
    rank: int
    distance: float
    pair_share: float
    word: Closeness


@dataclass(frozen=True)
class Clipped:
    """A variable in which the focus lies beyond the limit of winsorising: it counts as if it stood at the limit."""

    variable: str
    limit: float
    is_upper: bool


@dataclass(frozen=True)
class PeerResult:
    """The answer to a request.

    peers: the k nearest by rank, then the hand-picked; n_candidates: units that passed the gates and have a distance;
    n_without_distance: units that passed but share too little; pair_share_is_exact: counted over all pairs (equal
    weights, all variables), otherwise estimated from `n_sample` pairs; n_draws: weight draws behind `stability`;
    clipped: variables whose extreme value in the focus counts only up to the limit.
    """

    request: PeerRequest
    focus: Unit
    weights: tuple[GroupWeight, ...]
    peers: tuple[Peer, ...]
    n_candidates: int
    n_without_distance: int
    n_draws: int
    clipped: tuple[Clipped, ...]
    pair_share_is_exact: bool
    n_sample: int

    @property
    def has_near_twin(self) -> bool:
        """Whether the first place is near or very near."""
        return bool(self.peers) and self.peers[0].rank == 1 and self.peers[0].word in ("very_near", "near")

    @property
    def ags(self) -> tuple[str, ...]:
        """The keys of the listed peers, in order."""
        return tuple(peer.unit.ags for peer in self.peers)


@dataclass(frozen=True)
class Difference:
    """How far the focus stands from its peers in one variable: in MADs of the peers around their median.

    deviation: positive when the focus is higher; None when the peers do not vary or fewer than three have a value.
    """

    variable: str
    group_id: str
    own_value: float
    peers_median: float
    deviation: float | None
    word: Comparison | None


@dataclass(frozen=True)
class Spread:
    """Median and quartiles of an indicator over units that have a value; n_missing have none."""

    n: int
    n_missing: int
    median: float | None
    q1: float | None
    q3: float | None


@dataclass(frozen=True)
class ComparisonRow:
    """An indicator: the focus beside its peers, its Land and Germany.

    level: of the indicator (`municipality`, `association`, `district`); is_own: False where a municipality shows the
    value of its district or association, which is not its own unless it is the district or independent;
    transform: scale of axis, MAD and word; peers, state, country: over units of the value's level;
    deviation: in MADs of the peers, as in `Difference`;
    axis: median ± 3 × 1.4826 MAD of all units, in the unit of the indicator.
    """

    indicator_id: str
    level: str
    is_own: bool
    year: int
    transform: str
    value: float | None
    peer_values: tuple[float | None, ...]
    peers: Spread
    state: Spread
    country: Spread
    axis: tuple[float, float]
    deviation: float | None
    word: Comparison | None
