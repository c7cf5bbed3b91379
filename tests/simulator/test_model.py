"""The reference model by hand: what each kind of record does, in small tables that a person can check."""

from __future__ import annotations

import pytest

from actors.ledger import records as rec
from actors.ledger.records import Records
from cluster.simulator.model.authority import unwarranted
from cluster.simulator.model.postings import post
from cluster.simulator.model.state import Debit
from tests.simulator.book import (
    BOC,
    BOND,
    CCDC,
    CNY,
    CSDC,
    CSRC,
    DRAFT,
    ECNY,
    ICBC,
    NOTE,
    PBC,
    SHCH,
    Book,
    client,
    issuance,
    omnibus,
    opened,
)


@pytest.fixture
def book() -> Book:
    """An opened market; every client holds 1,000 of BOND and NOTE or 100,000 fen."""
    return opened()


def _sell(**changed: int) -> Records:
    """Client 1 of CCDC sells 100 BOND to client 2 of CSDC for 5,000 fen."""
    terms = {
        "reference": 7,
        "counterparty": CSDC,
        "account": client(CCDC, 1),
        "contra": client(ICBC, 1),
        "asset": BOND,
        "quantity": 100,
        "cash": CNY,
        "amount": 5_000,
    }
    return rec.deliver(**(terms | changed))


def _buy(**changed: int) -> Records:
    """The other half of :func:`_sell`."""
    terms = {
        "reference": 7,
        "counterparty": CCDC,
        "account": client(CSDC, 2),
        "contra": client(BOC, 2),
        "asset": BOND,
        "quantity": 100,
        "cash": CNY,
        "amount": 5_000,
    }
    return rec.receive(**(terms | changed))


def test_the_opened_book_conserves(book: Book) -> None:
    """Issued, root, leaves and omnibus accounts agree at the start."""
    assert book.model.breaks() == []
    assert book.model.issued()[BOND] == 9_000
    assert book.held(omnibus(CCDC, CSDC), BOND) == (3_000, 0)
    assert book.held(omnibus(PBC, ICBC), CNY) == (300_000, 0)


def test_a_broken_omnibus_is_a_break(book: Book) -> None:
    """P4 is not vacuous: one unit too many at a client shows twice, below its omnibus and in no total."""
    post(book.model.state, client(CSDC, 1), BOND, 1, 0)
    assert book.model.breaks() == [
        "asset 10: omnibus of 2 is 3000, its children 3001",
        "asset 10: issued 9000, at the root 9000, leaves 9001",
    ]


def test_a_debit_without_ground_is_named() -> None:
    """P2: a debit that nothing allowed is a sentence."""
    assert unwarranted([Debit(5, BOND, 3, CSDC, "")]) == [
        "institution 2 debited 0x5 by 3 of asset 10 without authority"
    ]
    assert unwarranted([Debit(5, BOND, 3, CSDC, "it keeps it and signed")]) == []


def test_a_trade_across_depositories_and_banks_moves_the_whole_path(book: Book) -> None:
    """The eight postings of docs/spec/postings.md (two vanish: the seller is at the root)."""
    assert book.commit(book.records(CCDC, _sell()), book.records(CSDC, _buy())) == [["PENDING"], ["SETTLED"]]
    assert book.late() == [(CCDC, "SETTLED")]
    held = {
        (client(CCDC, 1), BOND): 900,
        (omnibus(CCDC, CSDC), BOND): 3_100,
        (client(CSDC, 2), BOND): 1_100,
        (client(BOC, 2), CNY): 95_000,
        (omnibus(PBC, BOC), CNY): 295_000,
        (omnibus(PBC, ICBC), CNY): 305_000,
        (client(ICBC, 1), CNY): 105_000,
    }
    assert {key: book.held(*key)[0] for key in held} == held
    assert [(one.account, one.institution) for one in book.last.debits] == [
        (client(CCDC, 1), CCDC),
        (client(BOC, 2), CSDC),
        (omnibus(PBC, BOC), CSDC),
    ]
    assert book.last.debits[1].ground == "mandate of institution 6 to 2, who signed"
    assert book.model.breaks() == []


def test_in_central_bank_money_the_reserves_do_not_move(book: Book) -> None:
    """DC/EP wallets are accounts at the central bank: two postings vanish."""
    wallet = {"cash": ECNY, "contra": client(PBC, 1)}
    pay = {"cash": ECNY, "contra": client(PBC, 2), "account": client(CCDC, 2), "counterparty": CCDC}
    assert book.run(CCDC, _sell(counterparty=CCDC, **wallet), _buy(**pay)) == ["PENDING", "SETTLED"]
    assert book.held(client(PBC, 1), ECNY) == (105_000, 0)
    assert book.model.breaks() == []


def test_a_short_buyer_fails_both_halves_and_moves_nothing(book: Book) -> None:
    """Both legs or neither; the reference is used all the same."""
    before = book.model.positions()
    dear = {"amount": 100_001}
    book.run(CCDC, _sell(**dear))
    assert book.run(CSDC, _buy(**dear)) == ["CASH_SHORT"]
    assert book.late() == [(CCDC, "CASH_SHORT")]
    assert book.model.positions() == before
    assert book.run(CCDC, _sell()) == ["REFERENCE_USED"]


MISMATCHES = [
    ({"asset": NOTE}, "MISMATCH_ASSET"),
    ({"quantity": 101}, "MISMATCH_QUANTITY"),
    ({"cash": ECNY}, "MISMATCH_CASH"),
    ({"amount": 5_001}, "MISMATCH_AMOUNT"),
]


@pytest.mark.parametrize(("changed", "status"), MISMATCHES)
def test_a_mismatch_keeps_the_first_half(book: Book, changed: dict[str, int], status: str) -> None:
    """The second half is refused; a corrected one still settles."""
    book.run(CCDC, _sell())
    assert book.run(CSDC, _buy(**changed)) == [status]
    assert book.run(CSDC, _buy()) == ["SETTLED"]


HALVES = [
    ({"reference": 0}, "REFERENCE_ZERO"),
    ({"quantity": 0}, "QUANTITY_ZERO"),
    ({"quantity": -1}, "QUANTITY_NEGATIVE"),
    ({"quantity": 2**62}, "QUANTITY_TOO_LARGE"),
    ({"amount": 0}, "AMOUNT_ZERO"),
    ({"amount": -5}, "AMOUNT_NEGATIVE"),
    ({"amount": 2**62}, "AMOUNT_TOO_LARGE"),
    ({"expiry_s": 1}, "EXPIRY_PAST"),
    ({"expiry_s": 2**32 - 1}, "EXPIRY_TOO_FAR"),
    ({"counterparty": 77}, "COUNTERPARTY_UNKNOWN"),
    ({"account": client(CSDC, 1)}, "NO_MANDATE"),
    ({"account": client(CCDC, 55)}, "ACCOUNT_UNKNOWN"),
    ({"contra": client(ICBC, 55)}, "CONTRA_UNKNOWN"),
    ({"asset": 99}, "ASSET_UNKNOWN"),
    ({"cash": 99}, "CASH_UNKNOWN"),
    ({"asset": CNY}, "NOT_A_SECURITY"),
    ({"cash": BOND}, "NOT_MONEY"),
    ({"contra": omnibus(PBC, ICBC)}, "ONLY_ON_PATH"),
    ({"asset": DRAFT}, "NOT_LISTED"),
    ({"asset": DRAFT, "account": issuance(CCDC)}, "PENDING"),
]


@pytest.mark.parametrize(("changed", "status"), HALVES)
def test_a_half_is_checked_before_it_waits(book: Book, changed: dict[str, int], status: str) -> None:
    """Form, authority, existence, state."""
    assert book.run(CCDC, _sell(**changed)) == [status]


def test_a_buyer_needs_the_banks_mandate(book: Book) -> None:
    """CCDC has none on accounts of BOC."""
    assert book.run(CCDC, _buy(account=client(CCDC, 2), counterparty=CSDC)) == ["NO_MANDATE"]


def test_the_same_side_twice(book: Book) -> None:
    """The own half again, and the counterparty on the same side."""
    book.run(CCDC, _sell())
    assert book.run(CCDC, _sell(amount=4_000)) == ["HALF_REPEATED"]
    mirrored = {"account": client(CSDC, 1), "counterparty": CCDC}
    assert book.run(CSDC, _sell(**mirrored)) == ["SAME_SIDE"]


def test_a_half_is_cancelled_by_its_owner_alone(book: Book) -> None:
    """Afterwards the reference is free again."""
    book.run(CCDC, _sell())
    assert book.run(CSDC, rec.cancel(7, CCDC)) == ["HALF_UNKNOWN"]
    assert book.run(CCDC, rec.cancel(7, CSDC)) == ["DONE"]
    assert book.late() == [(CCDC, "CANCELLED")]
    assert book.run(CCDC, _sell()) == ["PENDING"]


def test_a_half_expires_when_its_second_has_passed(book: Book) -> None:
    """Not at the second itself."""
    book.run(CCDC, _sell(expiry_s=book.now_ms // 1000 + 2))
    book.commit(after_ms=2_000)
    assert book.late() == []
    book.commit(after_ms=1)
    assert book.late() == [(CCDC, "EXPIRED")]


def test_a_used_reference_outlives_its_deadline_by_a_batchs_life(book: Book) -> None:
    """Then it is free: deadline 60 s, life 30 s."""
    book.run(CCDC, _sell())
    book.run(CSDC, _buy())
    book.commit(after_ms=90_000)
    assert book.run(CCDC, _sell()) == ["REFERENCE_USED"]
    book.commit(after_ms=1_000)
    assert book.run(CCDC, _sell()) == ["PENDING"]


def test_pending_halves_are_limited(book: Book) -> None:
    """Eight may wait."""
    found = book.run(CCDC, *(_sell(reference=at) for at in range(1, 10)))
    assert found == ["PENDING"] * 8 + ["TOO_MANY_PENDING"]


MOVES = [
    (CCDC, rec.transfer(client(CCDC, 1), client(CSDC, 1), BOND, 1_000), "SETTLED"),
    (CCDC, rec.transfer(client(CCDC, 1), client(CSDC, 1), BOND, 1_001), "SECURITIES_SHORT"),
    (CCDC, rec.transfer(client(CCDC, 1), client(CCDC, 1), BOND, 1), "SAME_ACCOUNT"),
    (CCDC, rec.transfer(client(CCDC, 1), client(ICBC, 1), BOND, 1), "NO_OMNIBUS"),
    (CCDC, rec.transfer(client(CCDC, 1), omnibus(CCDC, CSDC), BOND, 1), "ONLY_ON_PATH"),
    (CCDC, rec.transfer(client(CCDC, 1), client(CCDC, 2), CNY, 1), "NOT_A_SECURITY"),
    (CSDC, rec.transfer(client(CCDC, 1), client(CSDC, 1), BOND, 1), "NO_MANDATE"),
    (CSDC, rec.custody_transfer(client(CSDC, 1), client(SHCH, 1), BOND, 10), "SETTLED"),
    (CSDC, rec.custody_transfer(client(CSDC, 1), client(SHCH, 2), BOND, 10), "OWNER_DIFFERS"),
    (CSDC, rec.custody_transfer(client(CSDC, 1), client(CSDC, 2), BOND, 10), "OWNER_DIFFERS|SAME_GATEWAY"),
    (ICBC, rec.payment(client(ICBC, 1), client(BOC, 1), CNY, 100_000), "SETTLED"),
    (SHCH, rec.payment(client(ICBC, 1), client(BOC, 1), CNY, 100_000), "SETTLED"),
    (CSDC, rec.payment(client(ICBC, 1), client(BOC, 1), CNY, 1), "NO_MANDATE"),
    (ICBC, rec.payment(client(ICBC, 1), client(BOC, 1), BOND, 1), "NOT_MONEY"),
    (CCDC, rec.issue(client(CSDC, 3), BOND, 5), "SETTLED"),
    (CCDC, rec.issue(client(CSDC, 3), BOND, 2**62 - 1), "ISSUED_TOO_LARGE|LIMIT_EXCEEDED"),
    (CSDC, rec.issue(client(CSDC, 3), BOND, 5), "NOT_THE_ROOT"),
    (CCDC, rec.redeem(client(CCDC, 3), BOND, 5), "SETTLED"),
    (CCDC, rec.redeem(client(CSDC, 3), BOND, 5), "NO_MANDATE"),
    (CCDC, rec.redeem(client(CCDC, 3), BOND, 5_000), "SECURITIES_SHORT"),
    (CCDC, rec.record(99), "UNKNOWN_KIND"),
    (CCDC, rec.record(rec.Kind.RELEASE, reference=1, extra=1), "RESERVED_NOT_ZERO"),
]


@pytest.mark.parametrize(("by", "record", "status"), MOVES)
def test_moves(book: Book, by: int, record: Records, status: str) -> None:
    """One move, its status, and conservation whatever it was."""
    before = book.model.positions()
    assert book.run(by, record) == [status]
    assert (book.model.positions() == before) == (status != "SETTLED")
    assert book.model.breaks() == []


KEEPING = [
    (CSDC, rec.open_account(client(CSDC, 9), 9), "DONE"),
    (CSDC, rec.open_account(client(CSDC, 1), 9), "ACCOUNT_EXISTS"),
    (CSDC, rec.open_account(client(CCDC, 9), 9), "NOT_THE_GATEWAY"),
    (CSRC, rec.open_account(client(CSRC, 9), 9), "NOT_PERMITTED"),
    (CSDC, rec.open_account(CSDC << 48, 9), "NUMBER_ZERO"),
    (CSDC, rec.record(rec.Kind.OPEN, account=client(CSDC, 9), asset=9), "CLASS_UNKNOWN"),
    (CCDC, rec.open_omnibus(client(CCDC, 9), CSDC), "OMNIBUS_EXISTS"),
    (CCDC, rec.open_omnibus(client(CCDC, 9), 77), "COUNTERPARTY_UNKNOWN"),
    (ICBC, rec.revoke(client(ICBC, 1), CSDC), "MANDATE_UNKNOWN"),
    (ICBC, rec.grant(client(ICBC, 9), CSDC), "ACCOUNT_UNKNOWN"),
    (PBC, rec.grant(omnibus(PBC, ICBC), CSDC), "ONLY_ON_PATH"),
    (CSRC, rec.freeze(client(CSDC, 1), 0), "REFERENCE_ZERO"),
    (CSRC, rec.unfreeze(client(CSDC, 1), 4), "NOT_FROZEN"),
    (CSDC, rec.freeze(client(CSDC, 1), 4), "NOT_PERMITTED"),
    (CSDC, rec.limit(client(CSDC, 1), BOND, 0), "QUANTITY_ZERO"),
    (CSDC, rec.limit(client(CSDC, 1), 99, 5), "ASSET_UNKNOWN"),
]


@pytest.mark.parametrize(("by", "record", "status"), KEEPING)
def test_keeping_accounts(book: Book, by: int, record: Records, status: str) -> None:
    """Opening, mandates, freezes, limits."""
    assert book.run(by, record) == [status]


def test_a_frozen_account_takes_credits_and_refuses_debits(book: Book) -> None:
    """Until the same order number lifts it."""
    out, back = (
        rec.transfer(client(CSDC, 1), client(CSDC, 2), BOND, 5),
        rec.transfer(client(CSDC, 2), client(CSDC, 1), BOND, 5),
    )
    assert book.run(CSRC, rec.freeze(client(CSDC, 1), 4), rec.freeze(client(CSDC, 1), 5)) == [
        "DONE",
        "ALREADY_FROZEN",
    ]
    assert book.run(CSDC, out, back) == ["ACCOUNT_FROZEN", "SETTLED"]
    assert book.run(CSRC, rec.unfreeze(client(CSDC, 1), 5), rec.unfreeze(client(CSDC, 1), 4)) == [
        "NOT_FROZEN",
        "DONE",
    ]
    assert book.run(CSDC, out) == ["SETTLED"]


def test_a_frozen_omnibus_stops_what_leaves_the_gateway(book: Book) -> None:
    """Moves inside it go on."""
    book.run(CSRC, rec.freeze(omnibus(CCDC, CSDC), 4))
    leaves = rec.transfer(client(CSDC, 1), client(CCDC, 2), BOND, 5)
    stays = rec.transfer(client(CSDC, 1), client(CSDC, 2), BOND, 5)
    assert book.run(CSDC, leaves, stays) == ["OMNIBUS_FROZEN", "SETTLED"]


def test_a_limit_bounds_credits_earmarks_included(book: Book) -> None:
    """Client 2 may hold 1,005 and has 1,000."""
    book.run(CSDC, rec.limit(client(CSDC, 2), BOND, 1_005))
    give = [rec.transfer(client(CSDC, 1), client(CSDC, 2), BOND, one) for one in (6, 5)]
    assert book.run(CSDC, *give) == ["LIMIT_EXCEEDED", "SETTLED"]


def test_an_earmark_holds_on_the_path_and_settles_in_part(book: Book) -> None:
    """40 of 100 move; the rest returns on both accounts."""
    mark = rec.earmark(client(CSDC, 1), client(SHCH, 1), BOND, 100, 3)
    assert book.run(CSDC, mark) == ["EARMARKED"]
    assert book.held(client(CSDC, 1), BOND) == (900, 100)
    assert book.held(omnibus(CCDC, CSDC), BOND) == (2_900, 100)
    assert book.run(CSDC, rec.settle(3, 101), rec.settle(3, 40)) == ["EARMARK_SHORT", "SETTLED"]
    assert book.late() == [(CSDC, "SETTLED")]
    assert book.held(client(CSDC, 1), BOND) == (960, 0)
    assert book.held(omnibus(CCDC, CSDC), BOND) == (2_960, 0)
    assert book.held(client(SHCH, 1), BOND) == (1_040, 0)


def test_an_earmark_within_a_gateway_leaves_the_omnibus_alone(book: Book) -> None:
    """Release returns it; another's release is unknown; a reference is unique while it holds."""
    mark = rec.earmark(client(CSDC, 1), client(CSDC, 2), BOND, 100, 3)
    assert book.run(CSDC, mark, mark) == ["EARMARKED", "REFERENCE_USED"]
    assert book.held(omnibus(CCDC, CSDC), BOND) == (3_000, 0)
    assert book.run(CCDC, rec.release(3)) == ["EARMARK_UNKNOWN"]
    assert book.run(CSDC, rec.release(3)) == ["DONE"]
    assert book.late() == [(CSDC, "RELEASED")]
    assert book.held(client(CSDC, 1), BOND) == (1_000, 0)


def test_an_earmark_outlives_the_mandate_under_which_it_was_made(book: Book) -> None:
    """What was set aside with authority can be settled; nothing new can be set aside."""
    mark = rec.earmark(client(ICBC, 1), client(BOC, 1), CNY, 100, 3)
    assert book.run(CCDC, mark) == ["EARMARKED"]
    book.run(ICBC, rec.revoke(client(ICBC, 1), CCDC))
    assert book.run(CCDC, rec.settle(3), mark) == ["SETTLED", "NO_MANDATE"]
    assert book.last.debits[0].ground == "mandate of institution 5 to 1, who signed"


def test_a_reserve_held_back_makes_the_bank_short_and_not_its_client(book: Book) -> None:
    """The one way in which a gateway is short; a hold is never settled."""
    assert book.run(PBC, rec.earmark(omnibus(PBC, ICBC), client(PBC, 1), CNY, 250_000, 3)) == ["EARMARKED"]
    pay = rec.payment(client(ICBC, 1), client(BOC, 1), CNY, 60_000)
    assert book.run(ICBC, pay) == ["RESERVE_SHORT"]
    assert book.run(PBC, rec.settle(3), rec.release(3)) == ["ONLY_ON_PATH", "DONE"]
    assert book.run(ICBC, pay) == ["SETTLED"]


def test_an_earmark_expires(book: Book) -> None:
    """Everything returns."""
    book.run(CSDC, rec.earmark(client(CSDC, 1), client(CCDC, 1), BOND, 100, 3))
    book.commit(after_ms=60_001)
    assert book.late() == [(CSDC, "EXPIRED")]
    assert book.held(omnibus(CCDC, CSDC), BOND) == (3_000, 0)
