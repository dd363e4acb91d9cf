"""How much two things have in common: weighted Jaccard values over the words of the vocabulary, with the reason.

Values lie between 0 (nothing shared) and 1 (the same). Source of the measure: Ioffe, Improved Consistent Sampling, Weighted
Minhash and L1 Sketching (ICDM 2010), section 1: sum of the minima divided by the sum of the maxima.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Term = tuple[str, str]
"""Vocabulary and key, such as ("theme", "culture")."""


@dataclass(frozen=True)
class Overlap:
    """What a thing has in common with the one looked at: its key, the value and the shared terms, weightiest first."""

    key: str
    value: float
    shared: tuple[Term, ...]


def jaccard(a: Mapping[Key, float], b: Mapping[Key, float]) -> float:
    """Sum of the smaller weights divided by the sum of the larger ones; 0 when neither has a weight."""
    keys = {*a, *b}
    larger = math.fsum(max(a.get(key, 0.0), b.get(key, 0.0)) for key in keys)
    smaller = math.fsum(min(a.get(key, 0.0), b.get(key, 0.0)) for key in keys)
    return smaller / larger if larger else 0.0


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Each count as its share of all, so that a lab with many subprojects can resemble one with few."""
    total = sum(counts.values())
    return {key: n / total for key, n in counts.items()} if total else {}


def rarity(things: Mapping[str, Collection[Term]]) -> dict[Term, float]:
    """Weight of each term: ln(things / things with the term); what everybody does counts nothing."""
    found = Counter(term for terms in things.values() for term in set(terms))
    return {term: math.log(len(things) / n) for term, n in found.items()}


def similar_things(
    key: str, things: Mapping[str, Collection[Term]], groups: Mapping[str, str], limit: int = 5
) -> list[Overlap]:
    """The things of other groups that share most with the one named, rare terms counting more than common ones.

    `groups` says to which group (lab) each thing belongs. Without a shared term of any weight a thing is left out; ties
    are put in the order of the keys.
    """
    weight = rarity(things)
    own = {term: weight[term] for term in things.get(key, ())}
    found = []
    for other, terms in things.items():
        value = jaccard(own, {term: weight[term] for term in terms}) if groups[other] != groups[key] else 0.0
        shared = sorted(set(own) & set(terms), key=lambda term: (-weight[term], term))
        found += [Overlap(other, value, tuple(shared))] if value > 0 else []
    return sorted(found, key=lambda item: (-item.value, item.key))[:limit]


def similar_groups(
    key: str, counts: Mapping[str, Mapping[str, Mapping[str, int]]], limit: int = 4, reasons: int = 2
) -> list[Overlap]:
    """The groups (labs) whose work is most like that of the one named: mean of one Jaccard value per vocabulary.

    `counts`: vocabulary → group → term → number of subprojects. The shares of the terms are compared. The reasons are the
    `reasons` terms of the first vocabulary with the largest common share.
    """
    weights = {name: {group: shares(terms) for group, terms in by_group.items()} for name, by_group in counts.items()}
    groups = sorted({group for by_group in weights.values() for group in by_group} - {key})
    first = next(iter(weights), "")
    found = []
    for other in groups:
        values = [jaccard(by_group.get(key, {}), by_group.get(other, {})) for by_group in weights.values()]
        own, theirs = weights[first].get(key, {}), weights[first].get(other, {})
        common = sorted(set(own) & set(theirs), key=lambda term: (-min(own[term], theirs[term]), term))
        shared = tuple((first, term) for term in common[:reasons])
        found += [Overlap(other, math.fsum(values) / len(values), shared)] if any(values) else []
    return sorted(found, key=lambda item: (-item.value, item.key))[:limit]
