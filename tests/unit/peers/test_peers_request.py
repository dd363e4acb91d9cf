"""Addresses of the comparison: hostile, stale and friendly ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.peers.engine import PeerEngine
from dashboard.peers.model import GATES, PeerRequest
from dashboard.peers.request import KEYS, from_query, to_pairs, with_equal_weights

MERZENICH = "05358040"


def parsed(engine: PeerEngine, **query: str) -> tuple[PeerRequest, dict[str, dict[str, str]]]:
    request, notices = from_query([(key.replace("__", "."), value) for key, value in query.items()], engine)
    return request, {notice.key: dict(notice.params) for notice in notices}


def test_defaults(engine: PeerEngine) -> None:
    assert parsed(engine, ags=MERZENICH) == (PeerRequest(MERZENICH), {})
    assert to_pairs(PeerRequest(MERZENICH)) == [("ags", MERZENICH)]


def test_nothing_asked_is_no_mistake(engine: PeerEngine) -> None:
    assert from_query([], engine) == (PeerRequest(), ())
    assert to_pairs(PeerRequest()) == []


def test_everything_survives_the_way_to_the_address_and_back(engine: PeerEngine) -> None:
    request = PeerRequest(
        ags=MERZENICH,
        lens="settlement",
        k=15,
        weights=(("size", 3), ("housing", 0)),
        variables=("population", "forest", "rent"),
        state=("NW", "own"),
        regiostar=("73",),
        size=("5000-9999", "10000-19999"),
        type=("own",),
        add=("05113000", "05358028"),
        drop=("06633022",),
    )

    pairs = to_pairs(request)

    assert pairs == [
        ("ags", MERZENICH),
        ("lens", "settlement"),
        ("k", "15"),
        ("w.size", "3"),
        ("w.housing", "0"),
        ("vars", "population,forest,rent"),
        ("state", "NW,own"),
        ("regiostar", "73"),
        ("size", "5000-9999,10000-19999"),
        ("type", "own"),
        ("add", "05113000,05358028"),
        ("drop", "06633022"),
    ]
    assert from_query(pairs, engine) == (request, ())


@pytest.mark.parametrize("ags", ["99999999", "merzenich", "0535804", "٠٥٣٥٨٠٤٠", "' or 1=1 --", "x" * 100_000])
def test_unknown_key(engine: PeerEngine, ags: str) -> None:
    request, notices = parsed(engine, ags=ags, k="5")

    assert request == PeerRequest()
    assert list(notices) == ["ags_unknown"]
    assert len(notices["ags_unknown"]["given"]) <= 40


def test_key_without_its_leading_zero(engine: PeerEngine) -> None:
    assert parsed(engine, ags="5358040")[0].ags == MERZENICH
    assert parsed(engine, ags="5358")[0].ags == "05358"


@pytest.mark.parametrize(
    ("old", "new", "name", "key"),
    [
        ("16056000", "16063105", "Eisenach", "ags_successor"),
        ("16056", "16063105", "Eisenach", "ags_successor"),
        ("03153006", "03153019", "Langelsheim", "ags_successor"),
        ("14522275", "14522450", "Ostrau", "ags_predecessor"),
    ],
    ids=["Eisenach", "Eisenach as a district", "Hahausen, now Langelsheim", "Jahnatal, made of Ostrau in 2023"],
)
def test_old_and_new_keys_lead_to_the_place_of_2021(engine: PeerEngine, old: str, new: str, name: str, key: str) -> None:
    request, notices = parsed(engine, ags=old)

    assert request == PeerRequest(new)
    assert notices == {key: {"given": old, "ags": new, "name": name}}


def test_uninhabited_area(engine: PeerEngine) -> None:
    request, notices = parsed(engine, ags="09374451")

    assert request.ags == ""
    assert notices["ags_uninhabited"]["name"].startswith("Heinersreuther Forst")


@pytest.mark.parametrize(
    ("given", "k", "key"),
    [
        ("1000000000", 20, "k_clamped"),
        ("9" * 5000, 20, "k_clamped"),
        ("0", 3, "k_clamped"),
        ("-5", 3, "k_clamped"),
        ("ten", 10, "k_invalid"),
        ("1e3", 10, "k_invalid"),
        ("-", 10, "k_invalid"),
    ],
)
def test_number_of_peers_is_kept_within_limits(engine: PeerEngine, given: str, k: int, key: str) -> None:
    request, notices = parsed(engine, ags=MERZENICH, k=given)

    assert request.k == k
    assert list(notices) == [key]


def test_weights_of_zero_everywhere_become_equal(engine: PeerEngine) -> None:
    groups = ("size", "work", "finance", "land", "digital")

    request, notices = parsed(engine, ags=MERZENICH, **{f"w__{group}": "0" for group in groups})

    assert request == PeerRequest(MERZENICH)
    assert notices == {"weights_zero": {}}


def test_weights_that_leave_the_chosen_variables_nothing_become_equal(engine: PeerEngine) -> None:
    request, notices = parsed(engine, ags=MERZENICH, vars="population,density", w__size="0")

    assert (request.variables, request.weights) == (("population", "density"), ())
    assert list(notices) == ["weights_zero"]


def test_unknown_groups_and_levels_of_weight(engine: PeerEngine) -> None:
    request, notices = parsed(engine, ags=MERZENICH, w__foo="1", w__size="9", w__work="3")

    assert request.weights == (("work", 3),)
    assert notices == {"weight_unknown": {"given": "foo"}, "weight_invalid": {"group": "size", "given": "9"}}


def test_a_flood_of_keys_gives_few_notices(engine: PeerEngine) -> None:
    pairs = [("ags", MERZENICH), *((f"w.x{n}", "1") for n in range(5000))]

    assert len(from_query(pairs, engine)[1]) == 10


def test_unknown_variables_are_dropped(engine: PeerEngine) -> None:
    request, notices = parsed(engine, ags=MERZENICH, vars="forest,turnout,population")

    assert request.variables == ("population", "forest")
    assert notices == {"variables_unknown": {"given": "turnout"}}
    assert parsed(engine, ags=MERZENICH, vars="foo")[0].variables == ()


def test_lens_of_another_level(engine: PeerEngine) -> None:
    request, notices = parsed(engine, ags="05358", lens="digital")

    assert request.lens == "structure"
    assert notices == {"lens_unknown": {"given": "digital"}}


def test_gates_of_another_level_and_unknown_values(engine: PeerEngine) -> None:
    assert parsed(engine, ags="05358", regiostar="73")[1] == {"gate_not_at_level": {"gate": "regiostar"}}
    request, notices = parsed(engine, ags=MERZENICH, state="XX,HE")
    assert request.state == ("HE",)
    assert notices == {"gate_unknown": {"gate": "state", "given": "XX"}}


def test_hand_picked_units_are_checked(engine: PeerEngine) -> None:
    request, notices = parsed(engine, ags=MERZENICH, add="05113000,05113,05358040,foo,16056000,05113000")

    assert request.add == ("05113000", "16063105")
    assert set(notices) == {"add_other_level", "add_self", "add_unknown"}


def test_more_hand_picked_units_than_a_page_can_hold(engine: PeerEngine) -> None:
    many = ",".join(unit.ags for unit in engine.levels["municipality"].units[:50])

    request, notices = parsed(engine, ags=MERZENICH, add=many)

    assert len(request.add) == 20
    assert "add_clamped" in notices


def test_picked_wins_over_dropped(engine: PeerEngine) -> None:
    request, _ = parsed(engine, ags=MERZENICH, add="05113000", drop="05113000,06633022")

    assert (request.add, request.drop) == (("05113000",), ("06633022",))


def test_reset_keeps_everything_but_the_weighing(engine: PeerEngine) -> None:
    request, _ = parsed(engine, ags=MERZENICH, k="5", state="NW", vars="forest", w__land="3")

    assert to_pairs(with_equal_weights(request)) == [("ags", MERZENICH), ("k", "5"), ("state", "NW")]


def test_options_of_the_gates(engine: PeerEngine) -> None:
    municipality, district = (engine.levels[level].gate_options for level in ("municipality", "district"))

    assert set(municipality) == set(GATES)
    assert set(district) == {"state", "size", "type"}
    assert [value for value, _ in municipality["size"]][:3] == ["1-999", "1000-1999", "2000-4999"]
    assert all(sum(n for _, n in options) == 10_789 for options in municipality.values())
    assert dict(district["type"]) == {"kreisfreie-stadt": 106, "landkreis": 294}


HOSTILE = st.one_of(
    st.text(max_size=30), st.sampled_from(["", ",", "-1", "10" * 30, "own", MERZENICH, "05358", "\x00", "NW", "null"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    pairs=st.lists(st.tuples(st.one_of(st.sampled_from([*KEYS, "w.size", "w."]), st.text(max_size=8)), HOSTILE), max_size=12)
)
def test_any_address_gives_a_request_that_can_be_answered_and_repeated(
    engine: PeerEngine, pairs: list[tuple[str, str]]
) -> None:
    request, _ = from_query([*pairs, ("ags", MERZENICH)], engine)

    assert from_query(to_pairs(request), engine) == (request, ())
    assert not request.ags or engine.peers(request).focus.ags == request.ags
