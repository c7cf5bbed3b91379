"""What is looked up ahead, or remembered of a half that waits, never changes what comes out."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.ledger import records
from actors.ledger.layout import Meta
from actors.ledger.records import Records, gateway_of
from actors.ledger.status import Status
from tests.ledger import play
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CNY,
    CSDC,
    CSRC,
    SELLER,
    SELLER_CASH,
    Desk,
    acc,
    opened,
    trade,
)


def _mixed(chance: Random, desk: Desk) -> list[tuple[int, Records]]:
    """Halves, cancels, moves, keeping of accounts and nonsense, unlinked, each with its sender."""
    found: list[tuple[int, Records]] = []
    while len(found) < 150:
        found += play.halves(chance, desk) if chance.random() < 0.6 else [play.single(chance)]
        if chance.random() < 0.1:
            one = play.nonsense(chance)
            one["flags"] &= 0xFE
            found.append((CCDC, one))
    return found


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_many_records_at_once_come_out_as_one_by_one(seed: int) -> None:
    together, apart = opened(), opened()
    sent = _mixed(Random(seed), together)
    batches = {who: np.concatenate([one for sender, one in sent if sender == who]) for who, _ in sent}
    whole = together.commit(*(together.bulk(who, rows) for who, rows in batches.items()))
    single = apart.commit(
        *(apart.bulk(who, rows[at : at + 1]) for who, rows in batches.items() for at in range(len(rows)))
    )
    assert [code for one in whole.executed for code in one.statuses.tolist()] == [
        code for one in single.executed for code in one.statuses.tolist()
    ]
    assert (whole.trades == single.trades).all()
    ones, others = together.ledger.image(), apart.ledger.image()
    for part in ("accounts", "positions", "mandates", "assets", "used_now"):
        assert ones[part] == others[part], part


def test_an_account_opened_in_the_same_batch_is_found() -> None:
    desk, new = opened(), acc(CCDC, 77)
    half = trade()["deliver"]
    half["account"] = new
    opening = records.open_account(new, 5)
    assert desk.send(CCDC, half) == [Status.ACCOUNT_UNKNOWN]
    assert desk.send(CCDC, opening, half) == [Status.DONE, Status.PENDING]


def test_a_half_that_waits_is_judged_anew_after_its_mandate_was_revoked() -> None:
    desk, both = opened(), trade()
    assert desk.send(CSDC, both["receive"]) == [Status.PENDING]
    desk.send(CCB, records.revoke(BUYER_CASH, CSDC))
    assert desk.send(CCDC, both["deliver"]) == [Status.NO_MANDATE]
    desk.send(CCB, records.grant(BUYER_CASH, CSDC))
    again = trade(reference=2)
    assert desk.send(CSDC, again["receive"]) == [Status.PENDING]
    assert desk.send(CCDC, again["deliver"]) == [Status.SETTLED]


def test_a_half_that_waits_is_judged_anew_after_a_freeze_and_settles_once_it_is_lifted() -> None:
    desk, frozen, lifted = opened(), trade(reference=1), trade(reference=2)
    desk.send(CCDC, frozen["deliver"], lifted["deliver"])
    desk.send(CSRC, records.freeze(SELLER, 9))
    assert desk.send(CSDC, frozen["receive"]) == [Status.ACCOUNT_FROZEN]
    desk.send(CSRC, records.unfreeze(SELLER, 9))
    assert desk.send(CSDC, lifted["receive"]) == [Status.SETTLED]


def test_a_mandate_granted_by_a_group_that_failed_is_no_mandate() -> None:
    desk, half = opened(), trade()["receive"]
    half["contra"] = SELLER_CASH
    group = records.linked(
        records.grant(SELLER_CASH, CSDC), records.payment(SELLER_CASH, BUYER_CASH, CNY, 2**61)
    )
    assert Status.LINKED_FAILED in desk.send(gateway_of(SELLER_CASH), group)
    assert desk.send(CSDC, half) == [Status.NO_MANDATE]


def test_a_freeze_by_a_group_that_failed_stops_nobody() -> None:
    desk, both = opened(), trade()
    group = records.linked(records.freeze(SELLER, 3), records.freeze(acc(CCDC, 999), 3))
    assert desk.send(CSRC, group) == [Status.LINKED_FAILED, Status.ACCOUNT_UNKNOWN]
    assert desk.send(CCDC, both["deliver"]) == [Status.PENDING]
    assert desk.send(CSDC, both["receive"]) == [Status.SETTLED]


def test_entries_of_halves_that_ended_are_used_again() -> None:
    desk = opened()
    for turn in range(6):
        halves = [trade(reference=1000 * turn + at + 1, quantity=1, amount=2) for at in range(50)]
        desk.send(CCDC, *(one["deliver"] for one in halves))
        desk.send(CSDC, *(one["receive"] for one in halves[::2]))
        desk.send(CCDC, *(records.cancel(1000 * turn + at + 1, CSDC) for at in range(1, 50, 2)))
    assert len(desk.ledger.pending()) == 0
    assert desk.free(BUYER, BOND) == 6 * 25
    assert desk.ledger.state.meta[Meta.PENDING_TOP] == 50
