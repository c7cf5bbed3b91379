"""Typed commands: every fault is named, all at once; what they do."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base.digest import ZERO
from actors.ledger import business, commands, records
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
from actors.ledger.coupon import distribute
from actors.ledger.ledger import Ledger
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import Status
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CASH_OF,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    ICBC,
    ISSUANCE,
    NOMINEE,
    NOTE,
    PBC,
    SELLER,
    SELLER_CASH,
    SHCH,
    TAP,
    TREASURY,
    Desk,
    acc,
    make_roster,
    opened,
    sign_roster,
)

DAY1, DAY2, DAY3 = 20260323, 20260324, 20260325
COUPON = DeclareCoupon(BOND, DAY2, DAY3, 1095, 10, CNY, TREASURY)

FAULTS = [
    ("register by a bank", ICBC, RegisterAsset(30, "X", 1, 1), {Status.NOT_PERMITTED}),
    (
        "register all wrong",
        CSRC,
        RegisterAsset(0, "", 1, 0),
        {Status.NOT_PERMITTED, Status.ASSET_NUMBER_INVALID, Status.CODE_INVALID, Status.FACE_INVALID},
    ),
    (
        "register huge",
        CCDC,
        RegisterAsset(2**60, "X" * 33, 9, 2**63),
        {Status.ASSET_NUMBER_INVALID, Status.CODE_INVALID, Status.FACE_INVALID},
    ),
    ("register twice", CCDC, RegisterAsset(BOND, "Y", 1, 1), {Status.ASSET_EXISTS}),
    ("register a code twice", CCDC, RegisterAsset(31, "019742", 1, 1), {Status.ASSET_EXISTS}),
    ("list by a bank", ICBC, ListAsset(TAP), {Status.NOT_PERMITTED}),
    ("list twice", CCDC, ListAsset(BOND), {Status.ALREADY_LISTED}),
    ("list nothing", CFETS, ListAsset(77), {Status.ASSET_UNKNOWN}),
    ("merge by another", CSDC, MergeAsset(TAP, BOND), {Status.NOT_THE_ROOT}),
    ("merge with itself", CCDC, MergeAsset(BOND, BOND), {Status.MERGE_INVALID}),
    ("merge across roots", CCDC, MergeAsset(TAP, NOTE), {Status.MERGE_INVALID}),
    ("merge nothing", CCDC, MergeAsset(70, 71), {Status.ASSET_UNKNOWN}),
    ("open by a bank", ICBC, OpenDate(20260230), {Status.NOT_PERMITTED, Status.DATE_INVALID}),
    ("close what is not open", CFETS, CloseDate(DAY1), {Status.DATE_NOT_OPEN}),
    ("declare by another", CSDC, COUPON, {Status.NOT_THE_ROOT}),
    (
        "declare all wrong",
        CCDC,
        DeclareCoupon(77, 20261301, 20260101, 0, 0, BOND, 5),
        {
            Status.ASSET_UNKNOWN,
            Status.NOT_MONEY,
            Status.CONTRA_UNKNOWN,
            Status.DATE_INVALID,
            Status.COUPON_DATES_INVALID,
            Status.COUPON_RATE_INVALID,
        },
    ),
    (
        "declare on money",
        PBC,
        DeclareCoupon(CNY, DAY2, DAY3, 1, 1, 99, TREASURY),
        {Status.NOT_A_SECURITY, Status.CASH_UNKNOWN},
    ),
    (
        "declare a broken fen",
        CCDC,
        DeclareCoupon(BOND, DAY2, DAY3, 1, 3, CNY, TREASURY),
        {Status.COUPON_NOT_WHOLE},
    ),
    (
        "declare too much",
        CCDC,
        DeclareCoupon(BOND, DAY2, DAY3, UNITS_MAX - 1, 1, CNY, TREASURY),
        {Status.COUPON_RATE_INVALID},
    ),
    ("pay the unknown", CCDC, PayCoupon(BOND, DAY2), {Status.COUPON_UNKNOWN}),
    ("link by another", CSDC, LinkCash(SELLER, SELLER_CASH), {Status.NOT_THE_GATEWAY}),
    (
        "link nothing",
        CCDC,
        LinkCash(acc(CCDC, 555), 2**64 - 1),
        {Status.ACCOUNT_UNKNOWN, Status.CONTRA_UNKNOWN},
    ),
]


@pytest.mark.parametrize(
    ("who", "command", "faults"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_all_faults_are_named_and_nothing_changes(
    who: int, command: commands.Command, faults: set[Status]
) -> None:
    desk = opened()
    before = desk.ledger.image()
    found = business.why_refused(desk.ledger, who, command)
    assert set(found) == faults
    assert desk.do(who, command) == [found[0]]
    after = desk.ledger.image()
    assert [name for name in before if before[name] != after[name]] == ["head", "windows"]


def test_business_dates_only_ascend() -> None:
    desk = opened()
    assert desk.do(CFETS, OpenDate(DAY2)) == [Status.DONE]
    assert set(business.why_refused(desk.ledger, CSRC, OpenDate(DAY1))) == {
        Status.DATE_OPEN,
        Status.DATE_NOT_LATER,
    }
    assert desk.do(CSRC, CloseDate(DAY2)) == [Status.DONE]
    assert (desk.ledger.business_date, desk.ledger.date_open) == (DAY2, False)
    assert desk.do(CCDC, COUPON) == [Status.COUPON_DATES_INVALID]
    assert desk.do(CFETS, OpenDate(DAY2)) == [Status.DATE_NOT_LATER]


def test_tranches_merge_into_one_bond() -> None:
    desk = opened()
    desk.send(CCDC, records.issue(ISSUANCE, TAP, 500), records.transfer(ISSUANCE, BUYER, TAP, 200))
    desk.send(CSDC, records.earmark(BUYER, SELLER, TAP, 30, 8))
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.DONE]
    bond, tap = desk.ledger.asset(BOND), desk.ledger.asset(TAP)
    assert bond is not None
    assert tap is not None
    assert (bond.issued, tap.issued, tap.merged_into) == (1_000_500, 0, BOND)
    assert desk.ledger.position(BUYER, BOND)[:2] == (170, 30)
    assert desk.ledger.position(NOMINEE[CSDC], BOND)[:2] == (170, 30)
    assert desk.free(ISSUANCE, BOND) == 300
    assert desk.one(CSDC, records.settle(8)) is Status.SETTLED
    assert desk.one(CCDC, records.transfer(ISSUANCE, BUYER, TAP, 1)) is Status.ASSET_MERGED
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.ASSET_MERGED]
    assert desk.ledger.reconcile() == []


def thirty_year() -> Desk:
    """¥110bn of the 30-year: ¥80bn at CCDC, ¥25bn through CSDC, ¥5bn through SHCH; some odd units."""
    desk = opened()
    bond, unit = 40, 10_000
    desk.do(CCDC, RegisterAsset(bond, "2600002", 1, unit, True))
    at_shch, odd, other = acc(SHCH, 1), acc(CSDC, 31), acc(CSDC, 32)
    desk.send(SHCH, records.open_account(at_shch, 9, cash_account=SELLER_CASH))
    desk.send(
        CSDC,
        records.open_account(odd, 10, cash_account=BUYER_CASH),
        records.open_account(other, 11, cash_account=BUYER_CASH),
    )
    desk.send(PBC, records.issue(TREASURY, CNY, 200_000_000_000))
    statuses = desk.send(
        CCDC,
        records.issue(SELLER, bond, 800_000_000),
        records.issue(BUYER, bond, 250_000_000 - 4),
        records.issue(odd, bond, 1),
        records.issue(other, bond, 3),
        records.issue(at_shch, bond, 50_000_000),
    )
    assert set(statuses) == {Status.SETTLED}
    return desk


def test_the_thirty_year_coupon_is_exact_to_the_fen() -> None:
    desk, bond = thirty_year(), 40
    coupon = DeclareCoupon(bond, DAY2, DAY3, 1095, 10, CNY, TREASURY)
    assert desk.do(CFETS, OpenDate(DAY2)) == [Status.DONE]
    assert desk.do(CCDC, coupon) == [Status.DONE]
    assert desk.do(CCDC, coupon) == [Status.COUPON_EXISTS]
    assert desk.do(CCDC, PayCoupon(bond, DAY2)) == [Status.COUPON_NOT_FIXED]
    assert desk.do(CFETS, CloseDate(DAY2)) == [Status.DONE]
    # After the record date a holder sells; the entitlement stays.
    desk.send(CSDC, records.transfer(acc(CSDC, 31), BUYER, bond, 1))
    assert desk.do(CCDC, PayCoupon(bond, DAY2)) == [Status.COUPON_NOT_DUE]
    assert desk.do(CFETS, OpenDate(DAY3)) == [Status.DONE]
    assert set(business.why_refused(desk.ledger, CSDC, PayCoupon(bond, DAY2))) == {Status.COUPON_NOT_RECEIVED}
    assert desk.do(ICBC, PayCoupon(bond, DAY2)) == [Status.COUPON_NONE]
    treasury, seller = desk.free(TREASURY, CNY), desk.free(SELLER_CASH, CNY)
    assert desk.do(CCDC, PayCoupon(bond, DAY2)) == [Status.SETTLED]
    assert treasury - desk.free(TREASURY, CNY) == 120_450_000_000
    assert desk.free(SELLER_CASH, CNY) - seller == 87_600_000_000
    assert desk.free(CASH_OF[CSDC], CNY) == 27_375_000_000
    assert desk.free(CASH_OF[SHCH], CNY) == 5_475_000_000
    assert desk.do(CCDC, PayCoupon(bond, DAY2)) == [Status.COUPON_PAID]
    assert desk.do(CSDC, PayCoupon(bond, DAY2)) == [Status.SETTLED]
    # 109.5 fen for one unit, 328.5 for three, x.0 for the rest: floors 109 and 328, one fen left over goes
    # to the larger fraction; equal fractions: to the lower account number.
    assert desk.applied is not None
    paid = {int(row["buyer_account"]): int(row["amount"]) for row in desk.applied.trades}
    assert paid == {BUYER: 27_374_999_562, acc(CSDC, 31): 110, acc(CSDC, 32): 328}
    assert desk.free(CASH_OF[CSDC], CNY) == 0
    assert desk.do(SHCH, PayCoupon(bond, DAY2)) == [Status.SETTLED]
    assert desk.ledger.reconcile() == []


def test_remainders_go_by_largest_fraction_then_lower_account() -> None:
    assert split(100, {5: 1, 3: 1, 4: 1}) == [(3, 34), (4, 33), (5, 33)]
    assert split(10, {1: 26, 2: 74}) == [(1, 3), (2, 7)]
    assert split(10, {}) == []


def split(total: int, held: dict[int, int]) -> list[tuple[int, int]]:
    """The shares of ``total`` fen, by account."""
    accounts, quantities = np.array(list(held), np.uint64), np.array(list(held.values()), np.int64)
    return [(int(one), int(fen)) for one, fen in distribute(total, accounts, quantities).tolist()]


BELOW = st.integers(1, 2**62 - 1)


@given(st.integers(0, 2**62 - 1), st.dictionaries(BELOW, BELOW, min_size=1, max_size=12))
def test_shares_are_exact_for_any_quantities(total: int, wanted: dict[int, int]) -> None:
    held = {account: 1 + quantity // len(wanted) for account, quantity in wanted.items()}
    units = sum(held.values())
    floors = {account: total * quantity // units for account, quantity in held.items()}
    by_fraction = sorted(held, key=lambda one: (-(total * held[one] % units), one))
    for account in by_fraction[: total - sum(floors.values())]:
        floors[account] += 1
    assert split(total, held) == sorted(floors.items())


def test_a_coupon_that_grew_out_of_bounds_before_its_record_date_entitles_nobody() -> None:
    desk = opened()
    assert desk.do(CFETS, OpenDate(DAY1)) == [Status.DONE]
    rate = 2**61 // desk.ledger.position(SELLER, BOND).available
    assert desk.do(CCDC, DeclareCoupon(BOND, DAY1, DAY2, rate, 1, CNY, TREASURY)) == [Status.DONE]
    assert desk.send(CCDC, records.issue(SELLER, BOND, 2**50)) == [Status.SETTLED]
    assert desk.do(CFETS, CloseDate(DAY1)) == [Status.DONE]
    assert desk.do(CFETS, OpenDate(DAY2)) == [Status.DONE]
    assert desk.do(CCDC, PayCoupon(BOND, DAY1)) == [Status.COUPON_NONE]
    assert Ledger.from_image(desk.ledger.image(), desk.ledger.roster).image() == desk.ledger.image()


def test_a_coupon_is_paid_wholly_or_not_at_all() -> None:
    desk = opened()
    desk.send(CCDC, records.issue(ISSUANCE, BOND, 10))
    desk.do(CFETS, OpenDate(DAY2))
    desk.do(CCDC, DeclareCoupon(BOND, DAY2, DAY3, 10, 1, CNY, TREASURY))
    desk.do(CFETS, CloseDate(DAY2), OpenDate(DAY3))
    assert desk.do(CCDC, PayCoupon(BOND, DAY2)) == [Status.NO_CASH_ACCOUNT]
    assert desk.do(CCDC, LinkCash(ISSUANCE, CASH_OF[CCDC])) == [Status.DONE]
    before = desk.ledger.checksum
    assert desk.do(CCDC, PayCoupon(BOND, DAY2)) == [Status.CASH_SHORT]
    desk.one(PBC, records.issue(TREASURY, CNY, 10_000_099))
    before = desk.ledger.checksum
    assert desk.do(CCDC, PayCoupon(BOND, DAY2)) == [Status.CASH_SHORT]
    assert desk.ledger.checksum == before
    desk.one(PBC, records.issue(TREASURY, CNY, 1))
    desk.one(PBC, records.revoke(TREASURY, CCDC))
    assert desk.do(CCDC, PayCoupon(BOND, DAY2)) == [Status.NO_MANDATE]
    desk.one(PBC, records.grant(TREASURY, CCDC))
    assert desk.do(CCDC, PayCoupon(BOND, DAY2)) == [Status.SETTLED]
    assert desk.free(CASH_OF[CCDC], CNY) == 100


def test_a_tranche_with_an_open_coupon_does_not_merge() -> None:
    desk = opened()
    desk.do(CCDC, DeclareCoupon(TAP, DAY2, DAY3, 1, 1, CNY, TREASURY))
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.COUPON_UNPAID]


def test_issued_totals_stay_bounded_when_merging() -> None:
    desk = opened()
    assert desk.one(CCDC, records.issue(ISSUANCE, TAP, UNITS_MAX - 1)) is Status.SETTLED
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.ISSUED_TOO_LARGE]


def test_a_roster_change_ends_the_epoch() -> None:
    desk = opened()
    old = desk.ledger.roster
    new = msgspec.structs.replace(make_roster(), market=old.market_id, epoch=1, previous=old.digest)
    signed = sign_roster(new)
    stale = sign_roster(msgspec.structs.replace(new, epoch=3))
    assert desk.do(CFETS, ChangeRoster(signed)) == [Status.NOT_PERMITTED]
    assert desk.do(CSRC, ChangeRoster(stale)) == [Status.ROSTER_REFUSED]
    assert desk.do(CSRC, ChangeRoster(signed), ChangeRoster(signed)) == [Status.DONE, Status.ROSTER_PENDING]
    assert desk.applied is not None
    assert desk.applied.next_roster == signed
    assert desk.applied.result.next_roster == new.digest != ZERO
    desk.ledger.start_epoch(new)
    assert desk.commit().result.epoch == 1
    assert desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 1)) is Status.SETTLED
    assert desk.ledger.may_debit(CCB, BUYER_CASH)
