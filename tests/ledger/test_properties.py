"""Invariants under random records and commands: conservation, determinism, survival of any bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.batch import Lane
from actors.ledger import _faults, commands, records
from actors.ledger.image import state_root
from actors.ledger.layout import Meta, Word
from actors.ledger.ledger import Ledger
from actors.ledger.records import RECORD, UNITS_MAX
from actors.ledger.status import Status
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    ECNY,
    ICBC,
    NOMINEE,
    NOTE,
    PBC,
    RESERVE,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    SHCH,
    START_MS,
    TAP,
    TREASURY,
    Desk,
    acc,
    opened,
    trade,
)

INSTITUTIONS = [PBC, CCDC, SHCH, CSDC, ICBC, CCB, CSRC]
ACCOUNTS = [
    SELLER,
    SELLER_CASH,
    BUYER,
    BUYER_CASH,
    SELLER_AT_CSDC,
    TREASURY,
    NOMINEE[CSDC],
    RESERVE[CCB],
    acc(CCDC, 80),
]
QUANTITIES = st.one_of(
    st.integers(1, 2_000), st.sampled_from([0, -1, 10**6, 10**10, UNITS_MAX - 1, 2**63 - 1])
)

RANDOM_RECORD = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 20, 21, 22]),
        "flags": st.sampled_from([0, 0, 0, 1]),
        "counterparty": st.sampled_from(INSTITUTIONS),
        "reference": st.integers(1, 6),
        "account": st.sampled_from(ACCOUNTS),
        "contra": st.sampled_from(ACCOUNTS),
        "quantity": QUANTITIES,
        "amount": st.integers(1, 5_000),
        "asset": st.sampled_from([CNY, ECNY, BOND, TAP, NOTE]),
        "cash": st.sampled_from([CNY, ECNY]),
        "expiry_s": st.sampled_from([0, START_MS // 1000 + 5]),
    }
)
USES: dict[int, set[str]] = {
    1: {"account", "reference"},
    2: {"account", "counterparty"},
    3: {"account", "counterparty"},
    4: {"account", "reference"},
    5: {"account", "reference"},
    6: {"account", "asset", "quantity"},
    7: {"account", "asset", "quantity"},
    8: {"account", "asset", "quantity"},
    12: {"reference", "counterparty"},
    21: {"reference"},
    22: {"reference"},
    20: {"account", "contra", "asset", "quantity", "reference", "expiry_s"},
}
MOVE_FIELDS = {"account", "contra", "asset", "quantity"}


def shaped(fields: dict[str, int]) -> records.Records:
    """A record of which only the fields that its kind uses are set, so that it gets past its form."""
    kind = fields["kind"]
    if kind in (10, 11):
        return records.record(**fields)  # type: ignore[arg-type]
    used = USES.get(kind, MOVE_FIELDS) | {"kind", "flags"}
    one = records.record(**{name: value for name, value in fields.items() if name in used})  # type: ignore[arg-type]
    if kind == 1:
        one["asset"] = 1
    return one


COMMANDS: list[Any] = [
    (CCDC, commands.MergeAsset(TAP, BOND)),
    (CFETS, commands.ListAsset(TAP)),
    (CFETS, commands.OpenDate(20260324)),
    (CFETS, commands.CloseDate(20260324)),
    (CCDC, commands.DeclareCoupon(BOND, 20260324, 20260325, 1, 1, CNY, TREASURY)),
    (CFETS, commands.OpenDate(20260325)),
    (CCDC, commands.PayCoupon(BOND, 20260324)),
    (CSDC, commands.PayCoupon(BOND, 20260324)),
]
STEP = st.one_of(
    st.tuples(st.sampled_from(INSTITUTIONS), st.lists(RANDOM_RECORD, min_size=1, max_size=8)),
    st.sampled_from(COMMANDS),
    st.sampled_from([0, 1_000, 6_000, 90_000_000]),
)


def play(desk: Desk, step: Any) -> None:
    """Commit one random step."""
    if isinstance(step, int):
        desk.commit(after_ms=step)
    elif isinstance(step[1], list):
        desk.send(step[0], *(shaped(fields) for fields in step[1]))
    else:
        desk.do(*step)


def sound(ledger: Ledger) -> None:
    """Conservation, and counters that agree with the tables."""
    assert ledger.reconcile() == []
    positions = ledger.state.positions[ledger.state.positions["row"] != 0]
    assert (positions["available"] >= 0).all()
    assert (positions["earmarked"] >= 0).all()
    assert ledger.counts()["positions"] == positions.size
    waiting = len(ledger.pending()) + len(ledger.earmarks())
    assert int(ledger.state.waiting.sum()) == int(ledger.state.expiries.sum()) == waiting


@settings(max_examples=40)
@given(st.lists(STEP, min_size=1, max_size=25))
def test_conservation_holds_whatever_is_sent(steps: list[Any]) -> None:
    desk = opened()
    for step in steps:
        play(desk, step)
        sound(desk.ledger)


@settings(max_examples=15)
@given(st.lists(STEP, min_size=1, max_size=16), st.integers(0, 15))
def test_an_image_continues_with_the_same_bytes(steps: list[Any], cut: int) -> None:
    desk = opened()
    for step in steps[:cut]:
        play(desk, step)
    image = desk.ledger.image()
    copy = Ledger.from_image(image, desk.ledger.roster)
    assert copy.image() == image
    done = len(desk.log)
    for step in steps[cut:]:
        play(desk, step)
    for commit, batches in desk.log[done:]:
        copy.apply(commit, batches)
    assert copy.result_digest == desk.ledger.result_digest
    assert state_root(copy.image()) == state_root(desk.ledger.image())


@settings(max_examples=8)
@given(st.lists(STEP, min_size=1, max_size=16))
def test_the_same_log_gives_the_same_bytes(steps: list[Any]) -> None:
    desk = opened()
    for step in steps:
        play(desk, step)
    again = Ledger(desk.ledger.roster)
    leaves = [again.apply(commit, batches).leaves for commit, batches in desk.log]
    assert leaves[-1] == desk.applied.leaves  # type: ignore[union-attr]
    assert again.image() == desk.ledger.image()


@settings(max_examples=60)
@given(st.sampled_from(INSTITUTIONS), st.binary(min_size=64, max_size=64 * 5))
def test_any_bytes_are_refused_without_a_change(who: int, data: bytes) -> None:
    desk = SHARED
    data = data[: len(data) // 64 * 64]
    before = desk.ledger.holdings()
    applied = desk.commit(desk.batch(who, data, len(data) // 64))
    assert not any(Status(code).good for code in applied.executed[0].statuses.tolist())  # type: ignore[call-arg]
    assert (desk.ledger.holdings() == before).all()
    applied = desk.commit(desk.batch(who, data, 3, Lane.BUSINESS))
    assert applied.executed[0].statuses.tolist() == [Status.MALFORMED] * 3


SHARED = opened()


def test_many_trades_grow_the_tables_and_keep_the_result() -> None:
    small, large = opened(), opened()
    halves = [trade(reference=at * 7 + 1, quantity=1, amount=2) for at in range(3_000)]
    delivers = np.concatenate([one["deliver"] for one in halves])
    receives = np.concatenate([one["receive"] for one in halves])
    large.commit(large.bulk(CCDC, delivers), large.bulk(CSDC, receives))
    for part in range(0, 3_000, 500):
        small.send(CCDC, delivers[part : part + 500])
        small.send(CSDC, receives[part : part + 500])
    assert small.free(BUYER, BOND) == large.free(BUYER, BOND) == 3_000
    assert small.ledger.image()["positions"] == large.ledger.image()["positions"]
    assert small.ledger.image()["used_now"] == large.ledger.image()["used_now"]
    sound(large.ledger)


def test_a_crowded_table_is_rebuilt_under_a_new_salt_without_a_trace() -> None:
    plain, crowded = opened(), opened()
    salts = crowded.ledger.state.words[: Word.LANE_A].copy()
    halves = [trade(reference=at + 1, quantity=1, amount=2) for at in range(200)]
    for desk in (plain, crowded):
        if desk is crowded:
            desk.ledger.state.meta[Meta.CROWDED] = 0b111111
        desk.commit(
            desk.bulk(CCDC, *(one["deliver"] for one in halves)),
            desk.bulk(CSDC, *(one["receive"] for one in halves)),
        )
    assert not (crowded.ledger.state.words[: Word.LANE_A] == salts).any()
    assert plain.ledger.image() == crowded.ledger.image()
    assert plain.ledger.result_digest == crowded.ledger.result_digest


def test_a_fresh_ledger_is_small() -> None:
    ledger = Ledger(SHARED.ledger.roster)
    assert sum(array.nbytes for array in ledger.state) < 2_000_000
    assert ledger.reconcile() == []
    assert ledger.holdings().size == 0


@pytest.mark.parametrize(
    ("fault", "breaks"),
    [(_faults.HALF_DVP, False), (_faults.NO_OMNIBUS_POSTING, True), (_faults.SKIP_BALANCE_CHECK, True)],
)
def test_faults_break_what_they_name(fault: int, breaks: bool) -> None:
    desk = opened()
    desk.ledger.set_faults(fault)
    halves = trade(quantity=2_000_000 if fault == _faults.SKIP_BALANCE_CHECK else 1_000)
    desk.one(CCDC, halves["deliver"])
    desk.one(CSDC, halves["receive"])
    assert bool(desk.ledger.reconcile()) is breaks
    assert (desk.free(BUYER_CASH, CNY) == 50_000_000_000) is (fault == _faults.HALF_DVP)


def test_records_are_sixty_four_bytes() -> None:
    assert RECORD.itemsize == 64
    assert RECORD.fields is not None
    assert [RECORD.fields[name][1] for name in RECORD.names or ()] == [
        0,
        1,
        2,
        4,
        8,
        16,
        24,
        32,
        40,
        48,
        52,
        56,
    ]
