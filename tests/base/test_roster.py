"""Rosters: every fault is listed, and only governors of the one in force decide the next."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base import roster as rosters
from actors.base.digest import ZERO
from actors.base.roster import (
    INSTITUTIONS_MAX,
    RULES_MAX,
    WEIGHT_MAX,
    Governor,
    Institution,
    Roster,
    Rules,
    SignedRoster,
)
from tests.base import world

FIRST = world.first_roster()
NEXT = world.next_roster(FIRST)


def changed(**changes: object) -> Roster:
    """The first roster with some fields changed."""
    return msgspec.structs.replace(FIRST, **changes)


def institution(at: int, **changes: object) -> tuple[Institution, ...]:
    """The institutions, the one at place ``at`` changed."""
    members = list(FIRST.institutions)
    members[at] = msgspec.structs.replace(members[at], **changes)
    return tuple(members)


def validators(at: int, **changes: object) -> dict[str, object]:
    """The validators, the one at place ``at`` changed, as a change of the roster."""
    members = list(FIRST.validators)
    members[at] = msgspec.structs.replace(members[at], **changes)
    return {"validators": tuple(members)}


def test_a_good_roster_has_no_fault() -> None:
    assert rosters.why_malformed(FIRST) == []
    assert rosters.why_not_next(None, world.governed(FIRST)) == []
    assert rosters.why_not_next(FIRST, world.governed(NEXT)) == []


@given(st.lists(st.integers(1, WEIGHT_MAX), min_size=4, max_size=12))
def test_a_quorum_is_the_smallest_weight_above_two_thirds(weights: list[int]) -> None:
    total = sum(weights)
    quorum = rosters.quorum_of(total)
    assert 3 * quorum > 2 * total >= 3 * (quorum - 1)


@given(st.integers(4, 10**9))
def test_two_quorums_share_more_than_a_third(total: int) -> None:
    overlap = 2 * rosters.quorum_of(total) - total
    assert 3 * overlap > total


@pytest.mark.parametrize(
    ("weights", "quorum"), [((1, 1, 1, 1), 3), ((1,) * 7, 5), ((1,) * 10, 7), ((5, 3, 2, 1), 8)]
)
def test_quorums_of_known_rosters(weights: tuple[int, ...], quorum: int) -> None:
    assert world.first_roster(weights).quorum == quorum


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"validators": FIRST.validators[:3]}, "3 validators; 4 to 128 are allowed"),
        (validators(1, weight=0), "'node1' has weight 0; 1 to 1000000"),
        (validators(1, weight=-1), "'node1' has weight -1"),
        (validators(1, weight=WEIGHT_MAX + 1), "weight 1000001"),
        (validators(1, name="node0"), "two validators share a name"),
        (validators(1, key=FIRST.validators[0].key), "two validators share a key"),
        (validators(1, key=b"short"), "validator 'node1': a public key has 32 bytes, this one 5"),
        (validators(1, key=bytes(32)), "validator 'node1': the key is a point of small order"),
        ({"institutions": institution(1, index=5)}, "institution 'pbc' has index 5, its place is 2"),
        ({"institutions": institution(1, roles=("king",))}, "unknown role 'king'; roles are custodian"),
        ({"institutions": institution(1, name="ccdc")}, "two institutions share a name"),
        (
            {"institutions": institution(1, key=b"\xff" * 32)},
            "institution 'pbc': the key is not in canonical",
        ),
        ({"institutions": institution(0, roles=("central_bank",))}, "at most one central bank"),
        ({"governors": FIRST.governors[:1] * 2}, "two governors share a name"),
        ({"governors_needed": 0}, "0 of 3 governors needed"),
        ({"governors_needed": 4}, "4 of 3 governors needed"),
        ({"governors": ()}, "2 of 0 governors needed"),
    ],
)
def test_each_fault_is_named(changes: dict[str, object], reason: str) -> None:
    faults = rosters.why_malformed(changed(**changes))
    assert any(reason in fault for fault in faults), faults


def test_every_rule_has_its_bound_and_the_defaults_keep_it() -> None:
    assert sorted(RULES_MAX) == sorted(Rules.__struct_fields__)
    assert rosters.why_rules_malformed(Rules()) == []
    assert rosters.why_rules_malformed(Rules(**RULES_MAX)) == []


@pytest.mark.parametrize("name", Rules.__struct_fields__)
def test_a_rule_that_nobody_could_keep_is_refused(name: str) -> None:
    most = RULES_MAX[name]
    for value in (0, -1, most + 1):
        rules = msgspec.structs.replace(Rules(), **{name: value})
        assert rosters.why_malformed(changed(rules=rules)) == [
            f"the rule {name} is {value}; 1 to {most} are allowed"
        ]


def test_too_many_institutions_are_refused() -> None:
    crowd = FIRST.institutions * (INSTITUTIONS_MAX // 3 + 1)
    faults = rosters.why_malformed(changed(institutions=crowd))
    assert f"{len(crowd)} institutions; at most {INSTITUTIONS_MAX} are allowed" in faults


def test_all_faults_are_listed_at_once() -> None:
    bad = changed(
        validators=FIRST.validators[:3],
        institutions=institution(1, index=5, roles=("king",)),
        governors_needed=9,
    )
    assert len(rosters.why_malformed(bad)) == 4


@pytest.mark.parametrize(
    "changes", [{"epoch": 1}, {"previous": bytes([1]) * 32}, {"market": bytes([1]) * 32}]
)
def test_a_first_roster_names_nothing_before_it(changes: dict[str, object]) -> None:
    faults = rosters.why_not_next(None, world.governed(changed(**changes)))
    assert "a first roster has epoch 0 and names nothing before it" in faults


@pytest.mark.parametrize("epoch", [0, 2, 7])
def test_a_stale_or_skipping_roster_is_refused(epoch: int) -> None:
    stale = msgspec.structs.replace(NEXT, epoch=epoch)
    faults = rosters.why_not_next(FIRST, world.governed(stale))
    assert f"epoch {epoch} cannot follow epoch 0; the roster is stale" in faults


@pytest.mark.parametrize("field", ["previous", "market"])
def test_a_roster_of_another_chain_is_refused(field: str) -> None:
    stray = msgspec.structs.replace(NEXT, **{field: bytes([9]) * 32})
    faults = rosters.why_not_next(FIRST, world.governed(stray))
    assert any("does not name the one in force" in fault for fault in faults)


def test_an_institution_cannot_become_another() -> None:
    bad = world.next_roster(FIRST, institutions=institution(1, name="fed"))
    assert "institution 2 was 'pbc' and cannot become 'fed'" in rosters.why_not_next(
        FIRST, world.governed(bad)
    )


def test_an_institution_may_lose_its_roles_and_change_its_key_but_stays() -> None:
    fresh = world.next_roster(FIRST, institutions=institution(1, roles=(), key=world.key(9).public))
    assert rosters.why_not_next(FIRST, world.governed(fresh)) == []
    removed = world.next_roster(FIRST, institutions=FIRST.institutions[:2])
    faults = rosters.why_not_next(FIRST, world.governed(removed))
    assert "institutions leave by losing their roles, never by being removed" in faults


@pytest.mark.parametrize(("seats", "valid"), [((), 0), ((2,), 1)])
def test_too_few_governors_are_refused(seats: tuple[int, ...], valid: int) -> None:
    faults = rosters.why_not_next(FIRST, world.governed(NEXT, seats))
    assert faults == [f"{valid} valid governors' signatures; 2 are needed"]


def test_a_governor_counts_once() -> None:
    once = world.governed(NEXT, (1,)).signatures[0]
    assert rosters.why_not_next(FIRST, SignedRoster(NEXT, (once, once)))


@pytest.mark.parametrize(("seats", "valid"), [((1, 0), 0), ((-1, 1), 1), ((0, 3), 1), ((-3, -2), 0)])
def test_a_signature_on_another_seat_does_not_count(seats: tuple[int, int], valid: int) -> None:
    (_, first), (_, second) = world.governed(NEXT).signatures
    signed = SignedRoster(NEXT, ((seats[0], first), (seats[1], second)))
    assert rosters.why_not_next(FIRST, signed) == [f"{valid} valid governors' signatures; 2 are needed"]


def test_the_old_governors_decide_not_the_new_ones() -> None:
    usurpers = tuple(Governor(f"u{at}", world.key(400 + at).public) for at in range(3))
    coup = world.next_roster(FIRST, governors=usurpers)
    by_themselves = rosters.sign(coup, {at: world.key(400 + at) for at in range(3)})
    assert rosters.why_not_next(FIRST, by_themselves) == ["0 valid governors' signatures; 2 are needed"]
    assert rosters.why_not_next(FIRST, world.governed(coup)) == []


def test_signatures_of_another_roster_do_not_count() -> None:
    assert rosters.why_not_next(FIRST, SignedRoster(NEXT, world.governed(FIRST).signatures))


def test_the_market_is_named_by_its_first_roster_for_ever() -> None:
    assert FIRST.market_id == FIRST.digest
    assert NEXT.market_id == FIRST.digest != NEXT.digest
    assert FIRST.market == ZERO


def test_members_are_found_by_index_name_and_role() -> None:
    assert [FIRST.validator_index(name) for name in ("node0", "node3", "nobody")] == [0, 3, None]
    assert [one and one.name for one in map(FIRST.institution, (-1, 0, 1, 3, 4))] == [
        None,
        None,
        "ccdc",
        "csrc",
        None,
    ]
    assert FIRST.institution_named("pbc") == FIRST.institution(2)
    assert FIRST.institution_named("nobody") is None
    assert [one.name for one in FIRST.with_role("regulator")] == ["csrc"]
