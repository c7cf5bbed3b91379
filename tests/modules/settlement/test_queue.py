"""The queue: two priorities, first in first out, a line for each position, hold, release, cancel.

Standings are read as one letter an instruction: S settled, Q queued, H held, C cancelled, U unmatched or unaffirmed.
"""

from __future__ import annotations

import pytest

from actors.ledger import records
from actors.ledger.status import Status
from actors.modules.settlement.commands import (
    HIGH,
    NORMAL,
    Affirm,
    Cancel,
    Hold,
    Release,
    Reprioritise,
)
from tests.ledger.market import BOND, CCB, CCDC, CFETS, CNY, CSDC, CSRC, ECNY, FUND, ICBC, PBC
from tests.modules.settlement.street import BONDS, CASH, NOMINEE, RESERVE, WALLET, Street


def test_an_instruction_settles_in_the_commit_that_completes_it() -> None:
    street = Street(B=1_000)
    street.give("A", 10)
    assert street.instruct("A", "B", 10, 1_000) == [Status.PENDING, Status.QUEUED]
    assert street.late() == [Status.SETTLED, Status.SETTLED]
    assert (street.bonds("B"), street.cash("A")) == (10, 1_000)
    assert street.ledger.reconcile() == []


def test_first_in_first_out_a_smaller_payment_does_not_pass() -> None:
    street = Street(A=50)
    numbers = street.enter(street.payment("A", "B", 60), street.payment("A", "B", 40))
    assert street.standings(numbers) == "QQ"
    assert [street.reason(one) for one in numbers] == [Status.CASH_SHORT, Status.WAITS_BEHIND]
    street.fund("A", 10)
    assert street.standings(numbers) == "SQ"
    street.fund("A", 40)
    assert street.standings(numbers) == "SS"


def test_a_new_normal_payment_goes_behind_any_that_waits_a_high_one_only_behind_high_ones() -> None:
    street = Street(A=50)
    waiting = street.enter(street.payment("A", "B", 60))
    assert street.standings(street.enter(street.payment("A", "B", 10))) == "Q"
    assert street.standings(street.enter(street.payment("A", "B", 10, priority=HIGH))) == "S"
    high = street.enter(street.payment("A", "B", 90, priority=HIGH))
    small = street.enter(street.payment("A", "B", 10, priority=HIGH))
    assert street.standings([*waiting, *high, *small]) == "QQQ"
    street.fund("A", 60)
    assert (street.standings([*waiting, *high, *small]), street.cash("A")) == ("QSS", 0)


def test_who_is_short_holds_up_the_line_of_the_position_that_is_short_and_no_other() -> None:
    street = Street(C=100, D=100)
    street.give("A", 5)
    # A lacks bonds for C: that holds up A's bonds, not C's cash.
    stuck = street.enter(street.terms("A", "C", 9, 50))
    assert street.standings(street.enter(street.payment("C", "D", 100))) == "S"
    behind = street.enter(street.terms("A", "D", 5, 50))
    assert (street.standings(behind), street.reason(behind[0])) == ("Q", Status.WAITS_BEHIND)
    assert street.row(behind[0]).short_account == street.row(stuck[0]).short_account == BONDS["A"]


def test_what_settles_lets_the_rest_of_a_chain_settle_in_the_same_commit() -> None:
    street = Street(D=100)
    street.give("A", 10)
    chain = street.enter(
        street.terms("C", "D", 10, 100),
        street.terms("B", "C", 10, 90),
        street.terms("A", "B", 10, 80, date=0),
    )
    # B has no cash before it has sold; C none before it has sold to D: everything waits for everything.
    assert street.standings(chain) == "QQQ"
    street.fund("B", 80)
    street.fund("C", 90)
    assert street.standings(chain) == "SSS"
    assert [street.cash(one) for one in "ABCD"] == [80, 90, 100, 0]


def test_the_reason_tells_whether_the_client_its_nominee_or_its_bank_is_short() -> None:
    street = Street(A=100)
    street.give("C", 10)
    assert street.desk.one(PBC, records.earmark(RESERVE[ICBC], WALLET["A"], CNY, 90, 1)).good
    assert street.desk.one(CCDC, records.earmark(NOMINEE, BONDS["A"], BOND, 5, 1)).good
    numbers = street.enter(
        street.payment("C", "B", 1),
        street.payment("A", "B", 100),
        street.terms("D", "A", 1, 0),
        street.terms("C", "A", 10, 0),
    )
    assert [(street.reason(one), street.row(one).short_account) for one in numbers] == [
        (Status.CASH_SHORT, CASH["C"]),
        (Status.RESERVE_SHORT, RESERVE[ICBC]),
        (Status.SECURITIES_SHORT, BONDS["D"]),
        (Status.NOMINEE_SHORT, NOMINEE),
    ]
    assert street.desk.one(PBC, records.release(1)).good
    assert street.desk.one(CCDC, records.release(1)).good
    assert street.standings(numbers) == "QSQS"
    assert street.ledger.reconcile() == []


def test_a_side_holds_and_releases_and_goes_to_the_end() -> None:
    street = Street()
    first, second = street.enter(street.payment("A", "B", 10), street.payment("A", "B", 10))
    assert street.do(ICBC, Hold(first)) == [Status.DONE]
    assert street.do(ICBC, Hold(first)) == [Status.HELD_ALREADY]
    assert street.do(CCB, Release(first)) == [Status.NOT_HELD]
    assert street.do(FUND, Hold(first)) == [Status.NEITHER_SIDE]
    assert street.do(ICBC, Release(first)) == [Status.DONE]
    street.fund("A", 10)
    assert street.standings([first, second]) == "QS"


def test_an_instruction_may_enter_held() -> None:
    street = Street(B=1_000)
    street.give("A", 10)
    sell, buy = street.halves("A", "B", 10, 1_000, hold=True)
    street.do(CCDC, sell)
    street.do(CCDC, buy)
    assert street.standings([1]) == "H"
    assert street.do(CCDC, Release(1)) == [Status.DONE]
    assert street.standings([1]) == "S"


def test_a_priority_is_changed_at_the_cost_of_the_place() -> None:
    street = Street()
    first, second = street.enter(street.payment("A", "B", 10), street.payment("A", "B", 10))
    assert street.do(ICBC, Reprioritise(second, HIGH)) == [Status.DONE]
    street.fund("A", 10)
    assert street.standings([first, second]) == "QS"
    assert street.do(ICBC, Reprioritise(first, NORMAL)) == [Status.PRIORITY_SAME]
    assert street.do(FUND, Reprioritise(first, 9)) == [Status.NEITHER_SIDE]
    assert street.do(ICBC, Reprioritise(first, 9)) == [Status.PRIORITY_INVALID]


def test_one_cancels_alone_before_it_binds_both_after_that() -> None:
    street = Street()
    sell, _ = street.halves("A", "C", 10, 1_000)
    street.do(CCDC, sell)
    assert street.do(CSDC, Cancel(1)) == [Status.NEITHER_SIDE]
    assert street.do(CCDC, Cancel(1)) == [Status.DONE]
    assert street.late() == [Status.CANCELLED]
    street.instruct("A", "C", 10, 1_000)
    assert street.do(CCDC, Cancel(2)) == [Status.DONE]
    assert street.standings([2]) == "Q"
    assert street.do(CCDC, Cancel(2)) == [Status.CANCEL_ASKED_ALREADY]
    assert street.do(CSDC, Cancel(2)) == [Status.DONE]
    assert (street.standings([2]), street.late()) == ("C", [Status.CANCELLED, Status.CANCELLED])
    assert street.do(CSDC, Cancel(2)) == [Status.INSTRUCTION_ENDED]


@pytest.mark.parametrize("command", [Affirm, Hold, Release, Cancel, lambda one: Reprioritise(one, HIGH)])
def test_nothing_is_done_to_what_is_not_there(command: type) -> None:
    assert Street().do(CCDC, command(99)) == [Status.INSTRUCTION_UNKNOWN]


def test_a_debit_without_a_mandate_waits_until_who_has_the_right_affirms() -> None:
    street = Street(B=1_000)
    street.give("A", 10)
    (number,) = street.enter(street.terms("A", "B", 10, 1_000), affirmed=False)
    assert (street.standings([number]), street.reason(number)) == ("U", Status.WAITS_FOR_AFFIRMATION)
    assert street.do(CSDC, Affirm(number)) == [Status.NOTHING_TO_AFFIRM]
    assert street.do(CCDC, Affirm(number)) == [Status.DONE]
    # CCDC keeps A's bonds and holds the mandate on B's deposit: one affirmation is enough.
    assert (street.standings([number]), street.late()) == ("S", [Status.SETTLED])


def test_a_mandate_that_is_revoked_while_it_waits_stops_it() -> None:
    street = Street()
    street.give("A", 10)
    street.instruct("A", "B", 10, 1_000)
    assert street.desk.one(CCB, records.revoke(CASH["B"], CCDC)).good
    street.fund("B", 1_000)
    assert (street.standings([1]), street.reason(1)) == ("U", Status.WAITS_FOR_AFFIRMATION)
    assert street.cash("B") == 1_000
    assert street.do(CCB, Affirm(1)) == [Status.DONE]
    assert street.standings([1]) == "S"


def test_what_is_frozen_waits_and_settles_when_it_is_not() -> None:
    street = Street(B=1_000)
    street.give("A", 10)
    assert street.desk.one(CSRC, records.freeze(BONDS["A"], 77)).good
    street.instruct("A", "B", 10, 1_000)
    assert (street.standings([1]), street.reason(1)) == ("Q", Status.ACCOUNT_FROZEN)
    assert street.desk.one(CSRC, records.unfreeze(BONDS["A"], 77)).good
    assert street.standings([1]) == "S"


def test_a_limit_refuses_the_credit_until_it_is_raised() -> None:
    street = Street(A=1_000)
    assert street.desk.one(CCB, records.limit(CASH["B"], CNY, 500)).good
    street.fund("B", 1)
    (number,) = street.enter(street.payment("A", "B", 600))
    assert street.reason(number) is Status.LIMIT_EXCEEDED
    assert street.desk.one(CCB, records.limit(CASH["B"], CNY, 5_000)).good
    assert street.standings([number]) == "S"


def test_payment_versus_payment_moves_two_moneys_or_none() -> None:
    street = Street(A=1_000)
    assert street.desk.one(PBC, records.issue(WALLET["B"], ECNY, 600)).good
    terms = street.terms(
        "B", "A", 700, 1_000, asset=ECNY, seller_account=WALLET["B"], buyer_account=WALLET["A"]
    )
    street.desk.one(PBC, records.grant(WALLET["B"], CCB))
    (number,) = street.enter(terms)
    assert (street.reason(number), street.cash("A")) == (Status.CASH_SHORT, 1_000)
    assert street.row(number).short_account == WALLET["B"]
    assert street.desk.one(PBC, records.issue(WALLET["B"], ECNY, 100)).good
    assert street.standings([number]) == "S"
    assert (street.desk.free(WALLET["A"], ECNY), street.cash("B")) == (700, 1_000)
    assert street.ledger.reconcile() == []


def test_a_command_of_a_role_that_may_not_is_refused() -> None:
    from actors.modules.settlement.commands import Enter

    street = Street()
    assert street.do(FUND, Enter(street.payment("A", "B", 1))) == [Status.NOT_PERMITTED]
    assert street.do(CFETS, Enter(street.payment("A", "B", 1, instance=9))) == [Status.INSTANCE_UNKNOWN]
