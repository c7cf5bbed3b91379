"""The reference model by hand: groups, batches, typed commands."""

from __future__ import annotations

import numpy as np
import pytest

from actors.base.batch import Lane
from actors.ledger import records as rec
from actors.ledger.commands import (
    ChangeRoster,
    CloseDate,
    DeclareCoupon,
    LinkCash,
    ListAsset,
    MergeAsset,
    OpenDate,
    PayCoupon,
    RegisterAsset,
)
from actors.ledger.records import Class, account_number
from cluster.simulator.model.entitlement import shares
from tests.simulator.book import (
    BOC,
    BOND,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    DRAFT,
    ICBC,
    NOTE,
    SHCH,
    STATE_TREASURY,
    TAP,
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


def test_a_linked_group_stands_or_falls_together(book: Book) -> None:
    """The failing record bears its status; what came before is undone."""
    before = book.model.positions()
    one, short = (
        rec.transfer(client(CSDC, 1), client(CSDC, 2), BOND, 5),
        rec.transfer(client(CSDC, 1), client(CSDC, 2), BOND, 5_000),
    )
    assert book.run(CSDC, rec.linked(one, short, one)) == [
        "LINKED_FAILED",
        "SECURITIES_SHORT",
        "LINKED_FAILED",
    ]
    assert book.model.positions() == before
    assert book.run(CSDC, rec.linked(one, rec.cancel(1, CCDC))) == ["LINKED_FAILED", "NOT_LINKABLE"]
    still_open = rec.linked(one, one)
    still_open["flags"][1] = 1
    assert book.run(CSDC, np.concatenate([one, still_open])) == ["SETTLED", "LINK_OPEN", "LINK_OPEN"]


def test_a_batch_executes_once_within_its_window(book: Book) -> None:
    """The same again is passed over, another under its number is refused, as is one too old."""
    pay = rec.payment(client(ICBC, 1), client(ICBC, 2), CNY, 1)
    one, other = book.records(ICBC, pay, sequence=50), book.records(ICBC, pay, pay, sequence=50)
    old = [book.records(ICBC, pay, sequence=at) for at in (42, 43)]
    assert book.commit(one, one, other, *old) == [
        ["SETTLED"],
        ["passed over"],
        ["SEQUENCE_REPEATED"] * 2,
        ["SEQUENCE_TOO_OLD"],
        ["SETTLED"],
    ]


def test_a_batch_lives_no_longer_than_it_says_and_no_longer_than_allowed(book: Book) -> None:
    """Refused for its validity it has used its number."""
    pay = rec.payment(client(ICBC, 1), client(ICBC, 2), CNY, 1)
    late, far = book.records(ICBC, pay, life_ms=-1), book.records(ICBC, pay, life_ms=30_001)
    assert book.commit(late, far, late) == [["BATCH_EXPIRED"], ["VALIDITY_TOO_LONG"], ["passed over"]]


def test_a_business_payload_that_is_none_is_malformed(book: Book) -> None:
    """As many statuses as the header says records."""
    assert book.commit(book.raw(CSDC, Lane.BUSINESS, 3, b"\xc1\x00")) == [["MALFORMED"] * 3]


ASSETS = [
    (CSDC, RegisterAsset(20, "new", 1, 10_000), "DONE"),
    (ICBC, RegisterAsset(20, "new", 1, 10_000), "NOT_PERMITTED"),
    (CSDC, RegisterAsset(BOND, "new", 1, 10_000), "ASSET_EXISTS"),
    (CSDC, RegisterAsset(20, "note", 1, 10_000), "ASSET_EXISTS"),
    (CSDC, RegisterAsset(0, "", 1, 0), "ASSET_NUMBER_INVALID|CODE_INVALID|FACE_INVALID"),
    (CFETS, ListAsset(DRAFT), "DONE"),
    (CCDC, ListAsset(BOND), "ALREADY_LISTED"),
    (CSDC, ListAsset(DRAFT), "NOT_PERMITTED|NOT_THE_ROOT"),
    (SHCH, MergeAsset(NOTE, BOND), "MERGE_INVALID|NOT_THE_ROOT"),
    (CFETS, OpenDate(20260230), "DATE_INVALID"),
    (CCDC, OpenDate(20260302), "NOT_PERMITTED"),
    (CFETS, CloseDate(20260302), "DATE_NOT_OPEN"),
    (CSDC, LinkCash(client(CSDC, 1), 5), "CONTRA_UNKNOWN"),
    (CCDC, DeclareCoupon(BOND, 20260302, 20260303, 1, 7, CNY, STATE_TREASURY), "COUPON_NOT_WHOLE"),
    (
        CCDC,
        DeclareCoupon(BOND, 20260302, 20260302, 0, 1, CNY, STATE_TREASURY),
        "COUPON_DATES_INVALID|COUPON_RATE_INVALID",
    ),
    (CSDC, DeclareCoupon(BOND, 20260302, 20260303, 1, 1, CNY, STATE_TREASURY), "NOT_THE_ROOT"),
    (CCDC, PayCoupon(BOND, 20260302), "ASSET_UNKNOWN|COUPON_UNKNOWN|NOT_THE_ROOT"),
]


@pytest.mark.parametrize(("by", "command", "status"), ASSETS)
def test_commands(book: Book, by: int, command: RegisterAsset, status: str) -> None:
    """One command, its status."""
    assert book.command(by, command) == [status]


def test_a_tranche_merges_into_its_parent(book: Book) -> None:
    """Every position becomes the parent's, earmarks too; the tranche is no more."""
    book.run(CSDC, rec.earmark(client(CSDC, 1), client(CCDC, 1), TAP, 7, 3))
    assert book.command(CCDC, MergeAsset(TAP, BOND)) == ["DONE"]
    assert (book.model.issued()[TAP], book.model.issued()[BOND]) == (0, 9_377)
    assert book.held(client(CSDC, 1), BOND) == (1_070, 7)
    assert book.held(omnibus(CCDC, CSDC), BOND) == (3_070, 7)
    assert book.run(CSDC, rec.transfer(client(CSDC, 1), client(CSDC, 2), TAP, 1)) == ["ASSET_MERGED"]
    assert book.run(CSDC, rec.settle(3)) == ["SETTLED"]
    assert book.held(client(CCDC, 1), BOND) == (1_007, 0)
    assert book.model.breaks() == []


def test_a_coupon_reaches_the_end_owners(book: Book) -> None:
    """109.5 fen a unit: root to direct holders and nominees, then each nominee to its own."""
    rate = DeclareCoupon(BOND, 20260324, 20260325, 219, 2, CNY, STATE_TREASURY)
    pay = PayCoupon(BOND, 20260324)
    book.run(CSDC, rec.transfer(client(CSDC, 1), client(CSDC, 2), BOND, 1))
    assert book.command(CCDC, rate, pay) == ["DONE", "COUPON_NONE|COUPON_NOT_DUE|COUPON_NOT_FIXED"]
    assert book.command(CFETS, OpenDate(20260324), CloseDate(20260324)) == ["DONE"] * 2
    assert book.command(CCDC, pay) == ["COUPON_NOT_DUE"]
    assert book.command(CFETS, OpenDate(20260325)) == ["DONE"]
    assert book.command(CSDC, pay) == ["COUPON_NOT_RECEIVED"]
    assert book.command(CCDC, pay, pay) == ["SETTLED", "COUPON_PAID"]
    assert book.held(STATE_TREASURY, CNY) == (10_000_000 - 985_500, 0)
    assert book.held(client(ICBC, 1), CNY) == (209_500, 0)
    assert book.command(CSDC, pay) == ["SETTLED"]
    # 999, 1,001 and 1,000 units: 109,390.5, 109,609.5 and 109,500 fen; the odd fen goes to the lower account.
    # Client 3's account at the bank is also where the nominee was paid: it keeps its own 109,500.
    assert [book.held(client(BOC, at), CNY)[0] for at in (1, 2, 3)] == [
        100_000 + 109_391,
        100_000 + 109_609 + 328_500,
        100_000 + 109_500,
    ]
    assert book.model.breaks() == []


def test_the_fen_left_over_go_by_largest_fraction_then_lower_account() -> None:
    """Ten fen over 1, 1 and 4 units: 1.67, 1.67 and 6.67, so two are left and the lower accounts get them."""
    assert shares(10, {5: 1, 3: 1, 9: 4}) == {3: 2, 5: 2, 9: 6}
    assert shares(7, {1: 1, 2: 2}) == {1: 2, 2: 5}


def test_a_roster_begins_after_the_commit_that_carries_it(book: Book) -> None:
    """A second in the same commit waits; a stale one is refused; then the new limits hold."""
    following = book.next_roster(rules=book.rules)
    assert book.command(CSRC, ChangeRoster(following), ChangeRoster(following)) == ["DONE", "ROSTER_PENDING"]
    assert book.roster.epoch == 1
    assert book.command(CSRC, ChangeRoster(following)) == ["ROSTER_REFUSED"]
    assert book.command(CCDC, ChangeRoster(book.next_roster())) == ["NOT_PERMITTED"]


def test_accounts_are_as_they_were_opened(book: Book) -> None:
    """Class, owner, the lower gateway of an omnibus."""
    found = book.model.accounts()
    assert found[omnibus(CCDC, CSDC)].lower == CSDC
    assert found[issuance(CCDC)].class_ == Class.ISSUANCE
    assert found[account_number(CSDC, 2)].owner == 2
