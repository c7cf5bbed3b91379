"""Batches as a whole: validity, sequence windows, repeats, lanes, leaves."""

from __future__ import annotations

import pytest

from actors.base import merkle
from actors.base.batch import Lane
from actors.base.canonical import decode
from actors.base.digest import ZERO
from actors.base.outcome import DIRECT_STATUSES_MAX, DirectLeaf, LateLeaf
from actors.base.roster import Rules
from actors.ledger import ledger as ledgers
from actors.ledger import records
from actors.ledger.ledger import EXECUTED, REPEATED_SAME
from actors.ledger.status import Status
from actors.ledger.windows import Window, Windows, note, why_refused
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, SELLER, Desk, opened, trade

MOVE = records.transfer(SELLER, BUYER, BOND, 1)


def test_the_same_batch_again_is_passed_over_without_a_leaf() -> None:
    desk = opened()
    batch = desk.bulk(CCDC, MOVE)
    assert desk.commit(batch).executed[0].outcome == EXECUTED
    again = desk.commit(batch, desk.bulk(CCDC, MOVE))
    assert [one.outcome for one in again.executed] == [REPEATED_SAME, EXECUTED]
    assert len(again.leaves) == 1
    assert desk.free(BUYER, BOND) == 2


def test_trades_of_all_batches_of_a_commit_come_in_order() -> None:
    desk = opened()
    applied = desk.commit(*(desk.bulk(CCDC, *[MOVE] * count) for count in (2, 3)))
    assert applied.trades["quantity"].tolist() == [1] * 5
    assert set(applied.trades["commit"].tolist()) == {desk.ledger.number}
    assert set(applied.trades["time_ms"].tolist()) == {desk.now_ms}
    assert desk.commit().trades.size == 0


def test_room_that_only_a_huge_commit_needs_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "TRADES_KEPT_MAX", 64)
    desk = opened()
    huge = desk.commit(desk.bulk(CCDC, *[MOVE] * 300))
    assert huge.trades.size == 300
    assert desk.ledger.state.trades.size == 64
    assert desk.commit(desk.bulk(CCDC, *[MOVE] * 100)).trades.size == 100
    assert desk.free(BUYER, BOND) == 400


def test_whole_batch_refusals() -> None:
    desk = opened()
    used = desk.sequences[CCDC, 0]
    cases = [
        (desk.bulk(CCDC, MOVE, valid_until_ms=desk.now_ms + 3_600_001), Status.VALIDITY_TOO_LONG),
        (desk.bulk(CCDC, MOVE, valid_until_ms=desk.now_ms - 1), Status.BATCH_EXPIRED),
        (desk.bulk(CCDC, MOVE, sequence=used), Status.SEQUENCE_REPEATED),
        (desk.bulk(CCDC, MOVE, sequence=5000), None),
        (desk.bulk(CCDC, MOVE, sequence=5000 - 1024), Status.SEQUENCE_TOO_OLD),
        (desk.bulk(CCDC, MOVE, sequence=5000 - 1023), None),
    ]
    applied = desk.commit(*(batch for batch, _ in cases))
    for (_, status), one in zip(cases, applied.executed, strict=True):
        assert one.outcome == (status.name if status else EXECUTED)
        assert one.statuses.tolist() == [status or Status.SETTLED]
    assert desk.free(BUYER, BOND) == 2


def test_an_expired_batch_is_never_executed_later() -> None:
    desk = opened()
    early = desk.bulk(CCDC, MOVE, valid_until_ms=desk.now_ms + 3_700_000)
    assert desk.commit(early).executed[0].outcome == "VALIDITY_TOO_LONG"
    assert desk.commit(early, after_ms=200_000).executed[0].outcome == REPEATED_SAME


def test_malformed_commands_refuse_the_whole_batch() -> None:
    desk = opened()
    for payload in (b"\xc1", b"\x90", b"\x91\x92\x63\x01", b"garbage"):
        applied = desk.commit(desk.batch(CCDC, payload, 2, Lane.BUSINESS))
        assert applied.executed[0].statuses.tolist() == [Status.MALFORMED] * 2


def test_an_unknown_institution_is_refused() -> None:
    desk = opened()
    applied = desk.commit(desk.batch(77, MOVE.tobytes(), 1))
    assert applied.executed[0].outcome == "NOT_IN_ROSTER"


def test_a_number_above_the_newest_was_never_used() -> None:
    windows = Windows()
    assert windows.is_beyond(3, 0, 1)
    note(windows.of(3, 0), 5, bytes(32), 8)
    assert [windows.is_beyond(3, 0, number) for number in (4, 5, 6)] == [False, False, True]
    assert windows.is_beyond(3, 1, 5), "another stream counts for itself"


def test_windows_forget_what_is_too_old() -> None:
    window = Window()
    for sequence in (1, 3, 2, 5, 10):
        assert why_refused(window, sequence, 4) is None
        note(window, sequence, bytes([sequence]), 4)
    assert sorted(window.executed) == [10]
    assert why_refused(window, 6, 4) is Status.SEQUENCE_TOO_OLD
    assert why_refused(window, 7, 4) is None
    note(window, 1_000_000, b"", 4)
    assert sorted(window.executed) == [1_000_000]


def test_leaves_are_cut_by_institution_and_size_and_bound_by_the_result() -> None:
    desk = opened()
    count = DIRECT_STATUSES_MAX + 5
    halves = [trade(reference=at + 1, quantity=1, amount=1) for at in range(count)]
    first = desk.bulk(CCDC, *(one["deliver"] for one in halves))
    second = desk.bulk(CSDC, *(one["receive"] for one in halves))
    applied = desk.commit(first, second)
    found = [decode(leaf, DirectLeaf | LateLeaf) for leaf in applied.leaves]  # type: ignore[arg-type]
    direct = [leaf for leaf in found if isinstance(leaf, DirectLeaf)]
    assert [(leaf.institution, leaf.first) for leaf in direct] == [
        (CCDC, 0),
        (CCDC, DIRECT_STATUSES_MAX),
        (CSDC, 0),
        (CSDC, DIRECT_STATUSES_MAX),
    ]
    late = found[4:]
    assert all(isinstance(leaf, LateLeaf) and leaf.institution == CCDC for leaf in late)
    assert sum(len(leaf.entries) for leaf in late if isinstance(leaf, LateLeaf)) == 6 * count
    assert applied.result.leaves == len(applied.leaves)
    assert applied.result.statuses == merkle.root([merkle.leaf_hash(leaf) for leaf in applied.leaves])
    assert applied.result.next_roster == ZERO


def test_results_form_a_chain() -> None:
    desk = Desk(rules=Rules())
    first = desk.commit().result
    second = desk.commit(after_ms=5).result
    assert (first.number, first.previous) == (1, ZERO)
    assert (second.number, second.previous) == (2, first.digest)
    assert desk.ledger.result_digest == second.digest
