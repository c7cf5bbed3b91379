"""Matching of two sides' instructions, and everything that an instruction may be refused for."""

from __future__ import annotations

import pytest
from msgspec import structs

from actors.ledger import commands, records
from actors.ledger.status import Status
from actors.modules.settlement import entry
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import HIGH, Enter, Instruct, Terms
from tests.ledger.market import BOND, CCB, CCDC, CFETS, CNY, CSDC, ECNY, FUND, NOTE
from tests.modules.settlement.street import BONDS, CASH, MONDAY, NOMINEE, TUESDAY, WALLET, Street


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"asset": NOTE}, Status.MISMATCH_ASSET),
        ({"quantity": 11}, Status.MISMATCH_QUANTITY),
        ({"cash": ECNY}, Status.MISMATCH_CASH),
        ({"amount": 1_001}, Status.MISMATCH_AMOUNT),
        ({"date": TUESDAY}, Status.MISMATCH_DATE),
        ({"instance": 7}, Status.MISMATCH_INSTANCE),
    ],
)
def test_a_mismatch_refuses_the_second_and_keeps_the_first(changes: dict[str, int], status: Status) -> None:
    street = Street()
    street.platform()
    sell, buy = street.halves("A", "C", 10, 1_000)
    assert street.do(CCDC, sell) == [Status.PENDING]
    assert street.do(CSDC, structs.replace(buy, **changes)) == [status]
    assert street.do(CSDC, buy) == [Status.QUEUED]
    assert street.standings([1]) == "Q"


def test_all_mismatches_are_told_at_once() -> None:
    street = Street()
    sell, buy = street.halves("A", "C", 10, 1_000)
    street.do(CCDC, sell)
    other = structs.replace(buy, quantity=11, amount=999, date=MONDAY)
    assert street.why_refused(CSDC, other) == [
        Status.MISMATCH_QUANTITY,
        Status.MISMATCH_AMOUNT,
        Status.MISMATCH_DATE,
    ]


def test_sides_that_do_not_meet() -> None:
    street = Street()
    sell, _ = street.halves("A", "C", 10, 1_000)
    street.do(CCDC, sell)
    assert street.do(CCDC, sell) == [Status.HALF_REPEATED]
    same = structs.replace(sell, counterparty=CCDC, account=BONDS["C"], cash_account=CASH["C"])
    assert street.do(CSDC, same) == [Status.SAME_SIDE]


def test_a_reference_is_used_once_between_two_institutions() -> None:
    street = Street(C=1_000)
    street.give("A", 10)
    sell, buy = street.halves("A", "C", 10, 1_000)
    street.do(CCDC, sell)
    street.do(CSDC, buy)
    assert street.do(CCDC, sell) == [Status.REFERENCE_USED]


def test_one_custodian_may_instruct_for_both_sides() -> None:
    street = Street(B=1_000)
    street.give("A", 10)
    assert street.instruct("A", "B", 10, 1_000) == [Status.PENDING, Status.QUEUED]
    assert street.standings([1]) == "S"


def test_the_stricter_word_of_the_two_counts() -> None:
    street = Street()
    now_s = street.desk.now_s
    sell, buy = street.halves("A", "C", 10, 1_000)
    street.do(CCDC, structs.replace(sell, deadline_s=now_s + 500, priority=HIGH))
    street.do(CSDC, structs.replace(buy, deadline_s=now_s + 900, hold=True))
    terms = street.row(1).terms
    assert (terms.deadline_s, terms.priority, terms.partial, street.row(1).holds) == (
        now_s + 500,
        HIGH,
        False,
        2,
    )


def test_an_instruction_by_who_may_not_debit_the_account_is_refused() -> None:
    street = Street()
    sell, _ = street.halves("A", "C", 10, 1_000)
    assert street.why_refused(CSDC, sell) == [Status.NO_MANDATE]
    assert street.why_refused(FUND, sell) == [Status.NOT_PERMITTED, Status.NO_MANDATE]


def test_all_faults_of_one_instruction_are_told_at_once() -> None:
    street = Street()
    bad = Instruct(0, True, 99, 0, 0, 0, 999, 0, BOND, -5, 20260399, 1, 7, False, True)
    assert street.why_refused(FUND, bad) == [
        Status.NOT_PERMITTED,
        Status.COUNTERPARTY_UNKNOWN,
        Status.ACCOUNT_UNKNOWN,
        Status.CONTRA_UNKNOWN,
        Status.ASSET_UNKNOWN,
        Status.QUANTITY_ZERO,
        Status.AMOUNT_NEGATIVE,
        Status.NOT_MONEY,
        Status.REFERENCE_ZERO,
        Status.EXPIRY_PAST,
        Status.SETTLEMENT_DATE_PAST,
        Status.PRIORITY_INVALID,
        Status.PARTIAL_NOT_ALLOWED,
    ]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"seller_account": 5}, Status.ACCOUNT_UNKNOWN),
        ({"buyer_cash": 5}, Status.CONTRA_UNKNOWN),
        ({"buyer_account": NOMINEE}, Status.ONLY_ON_PATH),
        ({"buyer_account": BONDS["A"]}, Status.SAME_ACCOUNT),
        ({"buyer_cash": CASH["A"]}, Status.SAME_ACCOUNT),
        ({"asset": CNY}, Status.LEGS_INVALID),
        ({"amount": 0}, Status.LEGS_INVALID),
        ({"seller_cash": 0}, Status.LEGS_INVALID),
        ({"cash": 99}, Status.CASH_UNKNOWN),
        ({"quantity": -1}, Status.QUANTITY_NEGATIVE),
        ({"quantity": 2**62}, Status.QUANTITY_TOO_LARGE),
        ({"amount": 2**62}, Status.AMOUNT_TOO_LARGE),
        ({"reference": -1}, Status.NUMBER_INVALID),
    ],
)
def test_terms_that_cannot_be_are_refused(changes: dict[str, int], status: Status) -> None:
    street = Street()
    terms = structs.replace(street.terms("A", "C", 10, 1_000), **changes)
    assert street.why_refused(CFETS, Enter(terms)) == [status]


def test_what_is_not_listed_waits_for_its_listing() -> None:
    street = Street()
    street.do(CCDC, commands.RegisterAsset(33, "NEW", 1, 10_000, False))
    assert street.desk.one(CCDC, records.issue(BONDS["A"], 33, 5)).good
    (number,) = street.enter(street.terms("A", "B", 5, 0, asset=33))
    assert street.reason(number) is Status.NOT_LISTED
    street.do(CFETS, commands.ListAsset(33))
    assert street.standings([number]) == "S"


def test_another_module_enters_by_the_same_rules_and_is_told_nothing_it_did_not_ask_for() -> None:
    street = Street(B=500)
    street.give("A", 5)
    ledger = street.ledger
    terms = street.terms("A", "B", 5, 500)
    assert (
        entry.enter(ledger, structs.replace(terms, quantity=0), entered_by=CFETS, signed_by=())
        is Status.QUANTITY_ZERO
    )
    number = entry.next_number(ledger)
    assert entry.enter(ledger, terms, entered_by=CFETS, signed_by=(CCB, CCDC)) is Status.QUEUED
    assert street.row(number).signers == (CCDC, CCB)
    street.desk.commit()
    assert (street.standings([number]), street.late()) == ("S", [])
    other = street.terms("A", "B", 5, 500)
    entry.enter(ledger, other, entered_by=CFETS, signed_by=())
    assert entry.withdraw(ledger, number + 1) is Status.CANCELLED
    assert entry.withdraw(ledger, number + 1) is Status.INSTRUCTION_ENDED
    assert entry.withdraw(ledger, 99) is Status.INSTRUCTION_UNKNOWN


def test_a_suspended_platform_settles_nothing() -> None:
    from actors.modules.instances.commands import ApproveAct, ProposeAct, ResumeInstance, SuspendInstance
    from tests.ledger.market import CSRC, PBC

    street = Street()
    on = street.platform()
    (number,) = street.enter(street.payment("A", "B", 10, instance=on))
    for act, then in ((SuspendInstance(on), "Q"), (ResumeInstance(on), "S")):
        proposal = 50 + len(then) + (then == "S")
        street.do(PBC, ProposeAct(proposal, act))
        street.do(CSRC, ApproveAct(proposal))
        if then == "Q":
            street.fund("A", 10)
            assert street.reason(number) is Status.PLATFORM_STOPPED
        assert street.standings([number]) == then


def test_only_those_concerned_may_read_an_instruction() -> None:
    street = Street()
    street.enter(street.terms("A", "C", 5, 500))
    shelf = books_of(street.ledger).instructions
    readers = [one for one in range(1, 10) if shelf.seen_by(street.ledger, one, shelf[1])]
    # CCDC and CSDC keep the bonds, ICBC the cash of both, CFETS entered it.
    assert readers == [CCDC, CSDC, 5, CFETS]


def test_a_wallet_at_the_central_bank_pays_without_a_bank_between() -> None:
    street = Street()
    street.give("A", 5)
    from tests.ledger.market import PBC

    assert street.desk.one(PBC, records.issue(WALLET["B"], ECNY, 500)).good
    terms = street.terms("A", "B", 5, 500, cash=ECNY, seller_cash=WALLET["A"], buyer_cash=WALLET["B"])
    (number,) = street.enter(terms)
    assert street.standings([number]) == "U"
    from actors.modules.settlement.commands import Affirm

    street.do(PBC, Affirm(number))
    assert street.standings([number]) == "S"
    assert isinstance(street.row(number).terms, Terms)


def test_the_first_side_says_that_it_waits_for_the_other() -> None:
    street = Street()
    sell, _ = street.halves("A", "C", 10, 100)
    assert street.do(CCDC, sell) == [Status.PENDING]
    assert (street.standings([1]), street.reason(1)) == ("U", Status.WAITS_FOR_MATCH)
