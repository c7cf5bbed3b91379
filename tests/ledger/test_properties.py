"""Invariants under random records and commands: conservation, determinism, survival of any bytes."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.batch import Lane
from actors.ledger import _faults
from actors.ledger.image import state_root
from actors.ledger.layout import Meta, Word
from actors.ledger.ledger import Ledger
from actors.ledger.records import RECORD
from actors.ledger.status import Status, status_of
from tests.ledger import play
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCDC,
    CNY,
    CSDC,
    Desk,
    opened,
    trade,
)


def sound(ledger: Ledger) -> None:
    """Conservation, and counters that agree with the tables."""
    assert ledger.reconcile() == []
    positions = ledger.state.positions[ledger.state.positions["row"] != 0]
    assert (positions["available"] >= 0).all()
    assert (positions["earmarked"] >= 0).all()
    assert ledger.counts()["positions"] == positions.size
    waiting = len(ledger.pending()) + len(ledger.earmarks())
    assert int(ledger.state.waiting.sum()) == int(ledger.state.expiries.sum()) == waiting


SEEDS = st.integers(0, 2**32)


@settings(max_examples=20)
@given(SEEDS)
def test_conservation_holds_whatever_is_sent(seed: int) -> None:
    desk, chance = opened(), Random(seed)
    for _ in range(60):
        play.step(chance, desk)
        sound(desk.ledger)


def test_random_play_reaches_every_kind_of_outcome() -> None:
    reached: set[int] = set()
    for seed in range(8):
        desk = opened()
        play.play(seed, 120, desk)
        again = Ledger(desk.ledger.roster)
        for commit, batches in desk.log:
            applied = again.apply(commit, batches)
            reached.update(code for one in applied.executed for code in one.statuses.tolist())
    assert reached >= {
        Status.SETTLED,
        Status.DONE,
        Status.PENDING,
        Status.EARMARKED,
        Status.LINKED_FAILED,
        Status.SECURITIES_SHORT,
        Status.CASH_SHORT,
        Status.ACCOUNT_FROZEN,
        Status.LIMIT_EXCEEDED,
        Status.MISMATCH_AMOUNT,
        Status.REFERENCE_USED,
        Status.ASSET_MERGED,
        Status.NO_MANDATE,
    }


@settings(max_examples=10)
@given(SEEDS, st.integers(0, 60))
def test_an_image_continues_with_the_same_bytes(seed: int, cut: int) -> None:
    desk = opened()
    play.play(seed, cut, desk)
    image = desk.ledger.image()
    copy = Ledger.from_image(image, desk.ledger.roster)
    assert copy.image() == image
    done = len(desk.log)
    play.play(seed + 1, 40, desk)
    for commit, batches in desk.log[done:]:
        copy.apply(commit, batches)
    assert copy.result_digest == desk.ledger.result_digest
    assert state_root(copy.image()) == state_root(desk.ledger.image())


@settings(max_examples=5)
@given(SEEDS)
def test_the_same_log_gives_the_same_bytes(seed: int) -> None:
    desk = opened()
    play.play(seed, 60, desk)
    again = Ledger(desk.ledger.roster)
    leaves = [again.apply(commit, batches).leaves for commit, batches in desk.log]
    assert leaves[-1] == desk.applied.leaves  # type: ignore[union-attr]
    assert again.image() == desk.ledger.image()


@settings(max_examples=60)
@given(st.sampled_from(play.INSTITUTIONS), st.binary(min_size=64, max_size=64 * 5))
def test_any_bytes_are_refused_without_a_change(who: int, data: bytes) -> None:
    desk = SHARED
    data = data[: len(data) // 64 * 64]
    before = desk.ledger.holdings()
    applied = desk.commit(desk.batch(who, data, len(data) // 64))
    assert not any(status_of(code).good for code in applied.executed[0].statuses.tolist())
    assert (desk.ledger.holdings() == before).all()
    applied = desk.commit(desk.batch(who, data, 3, Lane.BUSINESS))
    assert applied.executed[0].statuses.tolist() == [Status.MALFORMED] * 3


SHARED = opened()


def used(desk: Desk) -> set[int]:
    """All remembered references, of both generations."""
    state = desk.ledger.state
    return {
        int(row["reference"]) for table in (state.used_now, state.used_before) for row in table if row["pair"]
    }


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
    assert used(small) == used(large) == {at * 7 + 1 for at in range(3_000)}
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
