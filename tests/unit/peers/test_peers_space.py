"""The arithmetic of distances: against scipy and scikit-learn, and its invariances, on made-up numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial.distance import cdist, pdist
from sklearn.metrics.pairwise import nan_euclidean_distances

from dashboard.build.peer_distances import cumulated
from dashboard.build.peers import standardise
from dashboard.peers import scale, stability
from dashboard.peers.space import (
    BLOCK,
    Parts,
    Space,
    may_be_nearer,
    normalised,
    parts,
    rows_of_distances,
    shares,
    squared_distances,
)

GROUPS = np.array([0, 0, 1, 2, 2, 2])
FLOATS = st.floats(-4, 4).map(lambda value: round(value, 3))
FULL = hnp.arrays(float, (len(GROUPS), 7), elements=FLOATS)
WITH_GAPS = hnp.arrays(float, (len(GROUPS), 7), elements=st.one_of(FLOATS, FLOATS, FLOATS, st.just(np.nan)))
UNITS = st.integers(0, 6)
WEIGHTS = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=3, max_size=3).filter(any).map(np.array)


def distances(z: np.ndarray, groups: np.ndarray, weights: np.ndarray, unit: int) -> np.ndarray:
    space = Space.of(z, groups)
    members = space.members()
    found = parts(*space.contributions(unit), members)
    return np.sqrt(squared_distances(found, normalised(np.asarray(weights, dtype=float), members)))


def by_hand(z: np.ndarray, weights: np.ndarray, i: int, j: int) -> float:
    """The distance of a pair as the method puts it, one step after the other."""
    total = left = 0.0
    for group in sorted(set(GROUPS)):
        pairs = [(z[k, i], z[k, j]) for k in np.flatnonzero(group == GROUPS)]
        known = [(a - b) ** 2 for a, b in pairs if not np.isnan(a) and not np.isnan(b)]
        if known:
            total += weights[group] * sum(known) / len(known)
            left += weights[group]
    all_weight = sum(weights)
    return (total / left) ** 0.5 if left > 0 and left >= all_weight / 2 - 1e-9 else float("nan")


@given(FULL, WEIGHTS)
def test_without_gaps_it_is_scipys_weighted_euclidean_distance(z: np.ndarray, weights: np.ndarray) -> None:
    per_variable = (weights / weights.sum())[GROUPS] / np.bincount(GROUPS)[GROUPS]

    expected = cdist(z.T[:1], z.T, "euclidean", w=per_variable)[0]

    np.testing.assert_allclose(distances(z, GROUPS, weights, 0), expected, atol=1e-12)


@given(WITH_GAPS)
def test_with_gaps_one_group_is_scikit_learns_nan_euclidean_distance(z: np.ndarray) -> None:
    one_group = np.zeros(len(z), dtype=int)

    expected = nan_euclidean_distances(z.T[:1], z.T)[0] / np.sqrt(len(z))

    # scikit-learn takes the root of a difference of products, which is exact to about the root of 1e-15.
    np.testing.assert_allclose(distances(z, one_group, np.ones(1), 0), expected, atol=1e-6)


@given(WITH_GAPS, WEIGHTS)
def test_with_gaps_it_is_the_methods_formula_pair_by_pair(z: np.ndarray, weights: np.ndarray) -> None:
    expected = [by_hand(z, weights, 0, j) for j in range(z.shape[1])]

    np.testing.assert_allclose(distances(z, GROUPS, weights, 0), expected, atol=1e-12)


@given(WITH_GAPS, WEIGHTS)
def test_several_rows_at_once_are_the_same_distances(z: np.ndarray, weights: np.ndarray) -> None:
    space = Space.of(z, GROUPS)
    members = space.members()
    even = normalised(weights, members)

    rows = rows_of_distances(space, np.array([5, 1]), np.arange(z.shape[1]), members, even)

    expected = [squared_distances(parts(*space.contributions(unit), members), even) for unit in (5, 1)]
    np.testing.assert_allclose(rows, expected, atol=1e-12)


def test_parts_made_in_blocks_are_those_made_at_once() -> None:
    dice = np.random.default_rng(3)
    z = dice.normal(size=(len(GROUPS), 2 * BLOCK + 7))
    z[dice.random(z.shape) < 0.1] = np.nan
    space = Space.of(z, GROUPS)
    members = space.members()

    found, expected = space.parts_from(11, members), parts(*space.contributions(11), members)

    np.testing.assert_allclose(found.squared, expected.squared)
    np.testing.assert_array_equal(found.present, expected.present)


@given(FULL, WEIGHTS, UNITS, st.sets(UNITS, max_size=3), UNITS)
def test_who_is_left_out_is_nearer_to_none_of_the_listed(
    z: np.ndarray, weights: np.ndarray, unit: int, listed: set[int], with_gap: int
) -> None:
    z[2, with_gap] = np.nan
    space = Space.of(z, GROUPS)
    members = space.members()
    even = normalised(weights, members)
    units = np.array(sorted(listed), dtype=np.intp)

    found = may_be_nearer(space, distances(z, GROUPS, weights, unit), unit, units, members, even)

    for each in units:
        seen = distances(z, GROUPS, weights, each)
        assert found[seen < seen[unit] - 1e-9].all()


def test_of_complete_units_those_beyond_twice_the_distance_are_left_out() -> None:
    space = Space.of(np.array([[0.0, 1.0, 2.0, 2.1, np.nan]]), np.array([0]))
    members, own = space.members(), np.array([0.0, 1.0, 2.0, 2.1, np.nan])

    assert may_be_nearer(space, own, 0, np.array([1]), members, np.ones(1)).tolist() == [True, True, True, False, True]
    assert may_be_nearer(space, own, 0, np.array([4]), members, np.ones(1)).all()


@given(WITH_GAPS, WEIGHTS)
def test_distance_to_oneself_is_zero_where_there_is_one(z: np.ndarray, weights: np.ndarray) -> None:
    own = distances(z, GROUPS, weights, 3)[3]

    assert own == 0 or np.isnan(own)


@given(WITH_GAPS, WEIGHTS)
def test_distance_is_symmetric(z: np.ndarray, weights: np.ndarray) -> None:
    rows = np.array([distances(z, GROUPS, weights, unit) for unit in range(z.shape[1])])

    np.testing.assert_allclose(rows, rows.T, atol=1e-12)


@given(WITH_GAPS, WEIGHTS, st.permutations(range(7)))
def test_order_of_units_does_not_matter(z: np.ndarray, weights: np.ndarray, order: list[int]) -> None:
    mixed = distances(z[:, order], GROUPS, weights, order.index(2))

    np.testing.assert_array_equal(mixed, distances(z, GROUPS, weights, 2)[order])


@given(WITH_GAPS, WEIGHTS, st.sampled_from([0, 1, 2]), st.integers(2, 4))
def test_duplicated_variables_do_not_change_a_groups_say(z: np.ndarray, weights: np.ndarray, group: int, times: int) -> None:
    again = np.flatnonzero(group == GROUPS).repeat(times - 1)

    found = distances(np.vstack([z, z[again]]), np.concatenate([GROUPS, GROUPS[again]]), weights, 0)

    np.testing.assert_allclose(found, distances(z, GROUPS, weights, 0), atol=1e-12)


@given(FULL, WEIGHTS)
def test_one_duplicate_leaves_the_other_groups_parts_alone(z: np.ndarray, weights: np.ndarray) -> None:
    space, more = Space.of(z, GROUPS), Space.of(np.vstack([z, z[:1]]), np.append(GROUPS, 0))

    before = parts(*space.contributions(0), space.members())
    after = parts(*more.contributions(0), more.members())

    np.testing.assert_allclose(after.squared[1:], before.squared[1:])
    np.testing.assert_array_equal(normalised(weights, more.members()), normalised(weights, space.members()))


@given(WITH_GAPS, st.sampled_from([0, 1, 2]))
def test_weight_zero_removes_a_group(z: np.ndarray, group: int) -> None:
    weights = np.ones(3)
    weights[group] = 0
    kept = group != GROUPS
    _, renumbered = np.unique(GROUPS[kept], return_inverse=True)

    without = distances(z[kept], renumbered, np.ones(2), 0)

    np.testing.assert_allclose(distances(z, GROUPS, weights, 0), without, atol=1e-12)


@given(WITH_GAPS, WEIGHTS, st.integers(0, 5))
def test_leaving_out_a_variable_equals_a_space_without_it(z: np.ndarray, weights: np.ndarray, left_out: int) -> None:
    space = Space.of(z, GROUPS)
    chosen = np.arange(len(GROUPS)) != left_out
    members = space.members(chosen)
    found = parts(*space.contributions(0), members)

    blank = z.copy()
    blank[left_out] = np.nan
    known_groups = np.array([chosen[group == GROUPS].any() for group in range(3)])
    expected = distances(blank, GROUPS, np.where(known_groups, weights, 0), 0) if (known_groups * weights).any() else None

    if expected is not None:
        np.testing.assert_allclose(np.sqrt(squared_distances(found, normalised(weights, members))), expected, atol=1e-12)


@given(WITH_GAPS, WEIGHTS)
def test_shares_sum_to_one_and_follow_the_formula(z: np.ndarray, weights: np.ndarray) -> None:
    space = Space.of(z, GROUPS)
    members = space.members()
    even = normalised(weights, members)
    squared, common = space.contributions(0)
    d2 = squared_distances(parts(squared, common, members), even)

    found = shares(squared, common, members, even)

    total = np.nansum(found, axis=0)
    usable = np.nan_to_num(d2) > 1e-9
    np.testing.assert_allclose(total[usable], 1)
    np.testing.assert_array_equal(np.isnan(found), (common == 0) | (weights[GROUPS] == 0)[:, None])


def test_shares_by_hand() -> None:
    z = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 1.0]])
    space = Space.of(z, np.array([0, 0, 1]))
    members = space.members()

    found = shares(*space.contributions(0), members, np.array([0.5, 0.5]))[:, 1]

    # d² = ½·½·(1 + 4) + ½·1 = 1.75; shares are 0.25, 1 and 0.5 of it.
    np.testing.assert_allclose(found, [0.25 / 1.75, 1 / 1.75, 0.5 / 1.75])


def test_half_of_the_weight_is_enough_and_less_is_not() -> None:
    z = np.array([[0.0, 1.0, np.nan], [0.0, np.nan, 2.0], [0.0, np.nan, 2.0]])
    groups = np.array([0, 1, 2])

    assert np.isnan(distances(z, groups, np.array([0.9, 1.0, 0.0]), 0)[1])
    assert distances(z, groups, np.array([1.0, 1.0, 0.0]), 0)[1] == pytest.approx(1)
    assert distances(z, groups, np.array([1.0, 1.0, 0.0]), 0)[2] == pytest.approx(2)


@given(
    hnp.arrays(float, 12, elements=st.floats(1, 1000).map(lambda value: round(value, 2)), unique=True),
    st.floats(0.01, 100),
    st.floats(-50, 50),
)
def test_scale_and_constant_of_a_variable_do_not_matter(raw: np.ndarray, factor: float, constant: float) -> None:
    np.testing.assert_allclose(standardise(raw * factor + constant, "none")[0], standardise(raw, "none")[0], atol=1e-6)
    np.testing.assert_allclose(standardise(raw * factor, "log")[0], standardise(raw, "log")[0], atol=1e-6)


def test_extremes_count_up_to_the_limits_only() -> None:
    raw = np.append(np.arange(1.0, 201.0), [1e9, np.nan])

    z, numbers = standardise(raw, "none")

    assert numbers["lower"] == pytest.approx(np.nanquantile(raw, 0.025))
    assert numbers["upper"] == pytest.approx(np.nanquantile(raw, 0.975))
    assert z[200] == np.nanmax(z) == z[199]
    assert np.isnan(z[201])
    assert np.nanmean(z) == pytest.approx(0, abs=1e-12)
    assert np.nanstd(z) == pytest.approx(1)


def brute_shares(z: np.ndarray, groups: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, int]:
    n_groups = int(groups.max()) + 1
    pairs = [distances(z, groups, np.ones(n_groups), i)[j] for i, j in itertools.combinations(range(z.shape[1]), 2)]
    known = np.array([d for d in pairs if not np.isnan(d)])
    return np.array([(known <= d).mean() for d in at]), len(pairs) - len(known)


def test_distribution_of_all_pairs_with_gaps_equals_counting_them_one_by_one() -> None:
    generator = np.random.default_rng(5)
    z = generator.normal(size=(6, 60))
    z[generator.random(z.shape) < 0.15] = np.nan

    found = cumulated(z, GROUPS)

    at = np.array([0.5, 0.9, 1.2, 1.5, 2.0])
    expected, n_without = brute_shares(z, GROUPS, at)
    assert (found.n_pairs, found.n_without) == (60 * 59 // 2, n_without)
    assert n_without > 0
    # A bin is 0.3 % of the distance wide; 0.01 of the share is more than that moves here.
    np.testing.assert_allclose(scale.exact_shares(at, found.distance, found.share), expected, atol=0.01)


def test_distribution_without_gaps_equals_scipys_pairs() -> None:
    z = np.random.default_rng(6).normal(size=(6, 700))
    x = (z * np.sqrt(1 / (3 * np.bincount(GROUPS)[GROUPS]))[:, None]).T

    found = cumulated(z, GROUPS)

    at = np.quantile(pdist(x), [0.001, 0.01, 0.1, 0.5, 0.9])
    np.testing.assert_allclose(scale.exact_shares(at, found.distance, found.share), [0.001, 0.01, 0.1, 0.5, 0.9], rtol=0.03)
    assert found.share[-1] == 1


def test_small_levels_are_not_sampled_but_counted() -> None:
    apart = np.array([False] * 30 + [True])

    pairs = scale.sample_pairs(apart)

    assert pairs.shape == (2, 30 * 29 // 2)
    assert 30 not in pairs


def test_sampled_pairs_are_different_units_and_the_same_every_time() -> None:
    apart = np.zeros(5000, dtype=bool)
    apart[17] = True

    pairs = scale.sample_pairs(apart)

    assert pairs.shape == (2, scale.SAMPLE_PAIRS)
    assert (pairs[0] != pairs[1]).all()
    assert 17 not in pairs
    np.testing.assert_array_equal(pairs, scale.sample_pairs(apart))


@given(WITH_GAPS, WEIGHTS)
def test_sampled_parts_are_the_distances_of_their_pairs(z: np.ndarray, weights: np.ndarray) -> None:
    space = Space.of(z, GROUPS)
    members = space.members()
    pairs = np.array([[0, 1, 2, 3], [4, 5, 6, 0]])

    found = scale.sampled_squares(scale.sampled(space, members, pairs), normalised(weights, members))

    expected = [by_hand(z, weights, i, j) ** 2 for i, j in pairs.T]
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "very_near"),
        (0.001, "very_near"),
        (0.0011, "near"),
        (0.01, "near"),
        (0.05, "moderate"),
        (0.1, "moderate"),
        (0.11, "far"),
        (1.0, "far"),
    ],
)
def test_word_of_a_share(share: float, expected: str) -> None:
    assert scale.word(share) == expected


@settings(max_examples=15, deadline=None)
@given(
    hnp.arrays(float, (6, 45), elements=st.one_of(FLOATS, FLOATS, FLOATS, FLOATS, FLOATS, st.just(np.nan))),
    WEIGHTS,
    st.integers(3, 20),
)
def test_stability_equals_sorting_all_candidates_in_every_draw(z: np.ndarray, weights: np.ndarray, k: int) -> None:
    space = Space.of(z, GROUPS)
    members = space.members()
    even = normalised(weights, members)
    found = parts(*space.contributions(0), members)
    d2 = squared_distances(found, even)
    candidates = np.flatnonzero(~np.isnan(d2))
    candidates = candidates[np.argsort(d2[candidates], kind="stable")]
    mine = Parts(found.squared[:, candidates], found.present[:, candidates])
    listed = np.arange(min(k, len(candidates)))

    times = stability.times_among_first(mine, even, np.arange(len(candidates)), listed, k) if len(listed) else []

    rows = np.array([squared_distances(mine, draw) for draw in stability.weight_draws(even)])
    rows = np.where(np.isnan(rows), np.inf, rows).astype(np.float32)
    # Distances that differ by less than 32-bit rounding may fall either way.
    most = [sum((row < row[unit] * (1 - 1e-5)).sum() < k for row in rows) for unit in listed]
    least = [sum((np.delete(row, unit) < row[unit] * (1 + 1e-5)).sum() < k for row in rows) for unit in listed]
    assert all(low <= n <= high for n, low, high in zip(times, least, most, strict=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_far_candidates_left_out_would_not_change_stability(seed: int) -> None:
    """Of two thousand units all but some hundred are never looked at draw by draw."""
    dice = np.random.default_rng(seed)
    z = dice.normal(size=(6, 2000))
    z[:, 1000:] *= 3
    z[dice.integers(6, size=200), dice.integers(1, 2000, size=200)] = np.nan
    space, even = Space.of(z, GROUPS), np.full(3, 1 / 3)
    found = parts(*space.contributions(0), space.members())
    order = np.argsort(squared_distances(found, even))[1:]

    times = stability.times_among_first(found, even, order, order[:15], 10)

    rows = np.array([squared_distances(found, draw) for draw in stability.weight_draws(even)])[:, order]
    rows[np.isnan(rows)] = np.inf
    assert times == [int(((rows < rows[:, [place]]).sum(axis=1) < 10).sum()) for place in range(15)]
    assert min(times) < 200


def test_draws_are_the_same_every_time_and_keep_zero_weights() -> None:
    weights = np.array([0.5, 0.0, 0.5])

    draws = stability.weight_draws(weights)

    assert draws.shape == (200, 3)
    np.testing.assert_allclose(draws.sum(axis=1), 1)
    assert not draws[:, 1].any()
    assert draws.mean(axis=0) == pytest.approx([0.5, 0, 0.5], abs=0.03)
    np.testing.assert_array_equal(draws, stability.weight_draws(weights))
