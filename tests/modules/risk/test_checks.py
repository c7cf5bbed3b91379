"""Before a trade: who may buy which bond, and how much; every reason at once, and nothing moves."""

from __future__ import annotations

import msgspec
import pytest

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.risk import commands as c
from actors.modules.risk.checks import why_not_eligible, why_over_limit
from actors.modules.risk.commands import Category, Measure, Scope
from actors.modules.risk.state import Level, Watched
from actors.modules.trading.commands import AgreeToChange, ProposeCancel, ProposeCorrection
from tests.ledger.market import (
    BOND,
    BUYER,
    CCDC,
    CFETS,
    CSDC,
    CSRC,
    FUND,
    ICBC,
    OWNER_BUYER,
    OWNER_SELLER,
    PBC,
    Desk,
)
from tests.modules.risk.watch import (
    AMOUNT,
    BANK_HERE,
    CLIENT_HERE,
    HERE,
    HERE_DECLARE,
    MAKER_HERE,
    deal,
    next_date,
    platform,
    risk,
    sell_back,
    warnings,
)
from tests.modules.trading.floor import POST, TAKE, TODAY, TOMORROW, changed, no, sound

#: Treasury (1) and local government (2) bonds alone; the bond of the floor is of class special-purpose (3).
TWO_CLASSES = 0b11
GOOD = [Status.QUEUED]


@pytest.fixture
def desk() -> Desk:
    """The platform with the defaults."""
    return platform()


def limit(
    desk: Desk, scope: Scope, subject: int, measure: Measure, value: int, other: int = 0, by: int = CFETS
) -> None:
    """Set a limit."""
    assert desk.do(by, c.SetLimit(HERE, scope, subject, other, measure, value)) == [Status.DONE]


# Eligibility (适当性).


def test_an_investor_buys_the_classes_of_its_category() -> None:
    desk = platform(institution_classes=TWO_CLASSES)
    assert desk.do(CFETS, c.SetCategory(HERE, OWNER_BUYER, Category.INSTITUTION)) == [Status.DONE]
    assert deal(desk, 1) == [Status.INVESTOR_NOT_ELIGIBLE]
    assert desk.do(CFETS, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT)) == [Status.DONE]
    assert deal(desk, 2) == GOOD
    assert sound(desk)


def test_whoever_holds_a_bond_that_it_may_not_buy_sells_it() -> None:
    desk = platform(product_classes=TWO_CLASSES)
    assert deal(desk, 1) == GOOD
    desk.do(CFETS, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT))
    assert deal(desk, 2) == [Status.INVESTOR_NOT_ELIGIBLE]
    assert sell_back(desk, 3) == GOOD


def test_a_platform_may_ask_for_a_category_and_categories_end() -> None:
    desk = platform(category_required=1)
    assert deal(desk, 1) == [Status.INVESTOR_UNKNOWN]
    desk.do(CSDC, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT, TODAY - 1))
    assert deal(desk, 2) == [Status.INVESTOR_UNKNOWN]
    desk.do(CSDC, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT, TODAY))
    assert deal(desk, 3) == GOOD
    desk.do(CSDC, c.SetCategory(HERE, OWNER_BUYER, 0))
    assert deal(desk, 4) == [Status.INVESTOR_UNKNOWN]


def test_a_bond_for_professional_investors_is_open_to_them_alone(desk: Desk) -> None:
    desk.do(CFETS, c.SetCategory(HERE, OWNER_BUYER, Category.INDIVIDUAL))
    assert desk.do(CCDC, c.RestrictBond(HERE, BOND, 0b011)) == [Status.DONE]
    assert deal(desk, 1) == [Status.BOND_RESTRICTED]
    assert desk.do(CCDC, c.RestrictBond(HERE, BOND, 0)) == [Status.DONE]
    assert deal(desk, 2) == GOOD


def test_all_reasons_against_a_buyer_are_told_at_once() -> None:
    desk = platform(individual_classes=TWO_CLASSES)
    desk.do(CFETS, c.SetCategory(HERE, OWNER_BUYER, Category.INDIVIDUAL), c.RestrictBond(HERE, BOND, 0b001))
    desk.do(PBC, c.StopBuying(HERE, OWNER_BUYER))
    limit(desk, Scope.ACCOUNT, BUYER, Measure.ORDER, AMOUNT - 1)
    limit(desk, Scope.PLATFORM, 0, Measure.GROSS, AMOUNT - 1)
    assert why_refused(desk.ledger, CFETS, HERE_DECLARE) == [
        Status.INVESTOR_NOT_ELIGIBLE,
        Status.BOND_RESTRICTED,
        Status.OVER_ORDER_LIMIT,
        Status.OVER_GROSS_LIMIT,
        Status.BUYING_STOPPED,
    ]
    assert why_not_eligible(desk.ledger, HERE, BUYER, BOND) == [
        Status.INVESTOR_NOT_ELIGIBLE,
        Status.BOND_RESTRICTED,
    ]
    assert why_over_limit(desk.ledger, HERE, BUYER, BOND, 1, 1) == [Status.BUYING_STOPPED]
    assert why_over_limit(desk.ledger, HERE, BUYER, BOND, -1, 1) == []
    # The market beside the platform asks nothing of this.
    assert why_not_eligible(desk.ledger, 0, BUYER, BOND) == []


# Limits.


@pytest.mark.parametrize(
    ("scope", "subject"),
    [
        (Scope.PLATFORM, 0),
        (Scope.MEMBER, CLIENT_HERE),
        (Scope.MEMBER, BANK_HERE),
        (Scope.OWNER, OWNER_SELLER),
        (Scope.ACCOUNT, BUYER),
        (Scope.ASSET, BOND),
    ],
)
def test_one_order_is_as_large_as_the_limit_and_no_larger(desk: Desk, scope: Scope, subject: int) -> None:
    limit(desk, scope, subject, Measure.ORDER, AMOUNT - 1)
    assert deal(desk, 1) == [Status.OVER_ORDER_LIMIT]
    limit(desk, scope, subject, Measure.ORDER, AMOUNT)
    assert deal(desk, 2) == GOOD


@pytest.mark.parametrize(
    ("scope", "subject"), [(Scope.PLATFORM, 0), (Scope.MEMBER, CLIENT_HERE), (Scope.ASSET, BOND)]
)
def test_a_gross_limit_counts_what_was_bought_and_sold_and_starts_anew_each_day(
    desk: Desk, scope: Scope, subject: int
) -> None:
    limit(desk, scope, subject, Measure.GROSS, 2 * AMOUNT)
    assert deal(desk, 1) == GOOD
    assert sell_back(desk, 2) == GOOD
    assert deal(desk, 3) == [Status.OVER_GROSS_LIMIT]
    next_date(desk, TODAY, TOMORROW)
    assert deal(desk, 4, day=TOMORROW) == GOOD


def test_a_net_limit_is_used_by_one_direction_and_given_back_by_the_other(desk: Desk) -> None:
    limit(desk, Scope.OWNER, OWNER_BUYER, Measure.NET, AMOUNT)
    assert deal(desk, 1) == GOOD
    assert deal(desk, 2) == [Status.OVER_NET_LIMIT]
    assert sell_back(desk, 3) == GOOD
    assert deal(desk, 4) == GOOD


def test_a_counterparty_limit_concerns_these_two_alone(desk: Desk) -> None:
    limit(desk, Scope.COUNTERPARTY, OWNER_BUYER, Measure.GROSS, AMOUNT, OWNER_SELLER)
    assert deal(desk, 1) == GOOD
    assert deal(desk, 2) == [Status.OVER_GROSS_LIMIT]
    assert deal(desk, 3, member=MAKER_HERE) == GOOD


def test_a_holding_limit_counts_what_is_held_and_what_is_still_to_come(desk: Desk) -> None:
    limit(desk, Scope.HOLDING, OWNER_BUYER, Measure.UNITS, 250_000, BOND)
    assert deal(desk, 1) == GOOD
    assert deal(desk, 2, day=TOMORROW) == GOOD
    assert [(one.owner, one.units) for one in risk(desk).coming] == [
        (OWNER_SELLER, -100_000),
        (OWNER_BUYER, 100_000),
    ]
    assert deal(desk, 3) == [Status.OVER_HOLDING_LIMIT]
    assert deal(desk, 4, quantity=50_000) == GOOD


def test_an_owner_buys_up_to_its_share_of_one_issue() -> None:
    """1,500,000 units are issued: a tenth is 150,000."""
    desk = platform(issue_share_max=1_000)
    assert deal(desk, 1, quantity=150_000) == GOOD
    assert deal(desk, 2, quantity=1_000) == [Status.OVER_ISSUE_SHARE]
    assert sell_back(desk, 3, quantity=1_000) == [Status.OVER_ISSUE_SHARE], (
        "the bank holds far more than a tenth"
    )


def test_everybodys_limits_hold_beside_each_other(desk: Desk) -> None:
    limit(desk, Scope.ACCOUNT, BUYER, Measure.ORDER, 2 * AMOUNT)
    limit(desk, Scope.ACCOUNT, BUYER, Measure.ORDER, AMOUNT - 1, by=CSDC)
    assert deal(desk, 1) == [Status.OVER_ORDER_LIMIT]
    place = (HERE, Scope.ACCOUNT, BUYER, 0, Measure.ORDER)
    assert desk.do(PBC, c.DropLimit(*place)) == [Status.LIMIT_UNKNOWN]
    assert desk.do(CSDC, c.DropLimit(*place)) == [Status.DONE]
    assert deal(desk, 2) == GOOD


def test_what_is_cancelled_was_not_used_and_a_correction_takes_the_place_of_its_deal(desk: Desk) -> None:
    limit(desk, Scope.MEMBER, CLIENT_HERE, Measure.GROSS, AMOUNT)
    assert deal(desk, 1, day=TOMORROW, quantity=90_000) == GOOD
    number = no(CFETS, 1_001)
    less = changed(HERE_DECLARE, day=TOMORROW, quantity=95_000).ticket
    assert desk.do(CFETS, ProposeCorrection(number, 0, BANK_HERE, less)) == [Status.DONE]
    assert desk.do(CFETS, AgreeToChange(number, 0, CLIENT_HERE)) == GOOD
    assert deal(desk, 2, quantity=10_000) == [Status.OVER_GROSS_LIMIT]
    desk.do(CFETS, ProposeCancel(number, 0, BANK_HERE))
    assert desk.do(CFETS, AgreeToChange(number, 0, CLIENT_HERE)) == [Status.DONE]
    assert list(risk(desk).coming) == []
    assert deal(desk, 3) == GOOD


def test_the_parts_of_one_order_count_together(desk: Desk) -> None:
    """Two quotes of 60,000 units each are within a limit that both together exceed."""
    for n, dealer in ((21, BANK_HERE), (22, MAKER_HERE)):
        post = changed(POST, number=no(CFETS, n), instance=HERE, dealer=dealer, bid_quantity=0)
        assert desk.do(CFETS, msgspec.structs.replace(post, ask_quantity=100_000)) == [Status.DONE]
    limit(desk, Scope.MEMBER, CLIENT_HERE, Measure.ORDER, AMOUNT + AMOUNT // 2)
    take = changed(TAKE, instance=HERE, member=CLIENT_HERE, quantity=200_000)
    assert why_refused(desk.ledger, CFETS, take) == [Status.OVER_ORDER_LIMIT]
    limit(desk, Scope.MEMBER, CLIENT_HERE, Measure.ORDER, 3 * AMOUNT)
    limit(desk, Scope.HOLDING, OWNER_BUYER, Measure.UNITS, 199_999, BOND)
    assert desk.do(CFETS, take) == [Status.OVER_HOLDING_LIMIT]
    limit(desk, Scope.HOLDING, OWNER_BUYER, Measure.UNITS, 200_000, BOND)
    assert desk.do(CFETS, take) == [Status.DONE]
    assert sound(desk)


def test_a_limit_says_when_little_of_it_is_left(desk: Desk) -> None:
    limit(desk, Scope.MEMBER, CLIENT_HERE, Measure.GROSS, AMOUNT * 5 // 4)
    assert deal(desk, 1, quantity=90_000) == GOOD
    assert warnings(desk, Watched.LIMIT_USE) == []
    assert deal(desk, 2, quantity=10_000) == GOOD
    (one,) = warnings(desk, Watched.LIMIT_USE)
    assert (one.level, one.value, one.threshold) == (Level.YELLOW, 8_000, 8_000)
    assert (one.name, one.other, one.cleared_ms) == (str(CLIENT_HERE), Scope.MEMBER, 0)
    next_date(desk, TODAY, TOMORROW)
    assert warnings(desk, Watched.LIMIT_USE)[0].cleared_ms == desk.ledger.time_ms


# Refusals of the commands themselves: all faults at once.


@pytest.mark.parametrize(
    ("by", "command", "faults"),
    [
        (
            FUND,
            c.SetCategory(HERE, 9_999, 4, 20261332),
            "NOT_ADMITTED OWNER_NOT_CLIENT CATEGORY_UNKNOWN DATE_INVALID",
        ),
        (CCDC, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT), "OWNER_NOT_CLIENT"),
        (FUND, c.RestrictBond(HERE, 999, 8), "NOT_ADMITTED ASSET_UNKNOWN CATEGORY_UNKNOWN"),
        (FUND, c.SetLimit(HERE, 9, 0, 1, 9, -1), "NOT_ADMITTED LIMIT_INVALID"),
        (CCDC, c.SetLimit(HERE, Scope.ACCOUNT, BUYER, 0, Measure.ORDER, 1), "NOT_THE_GATEWAY"),
        (CFETS, c.SetLimit(HERE, Scope.ACCOUNT, 5, 0, Measure.ORDER, 1), "ACCOUNT_UNKNOWN"),
        (CFETS, c.SetLimit(HERE, Scope.MEMBER, 5, 0, Measure.ORDER, 1), "MEMBER_UNKNOWN"),
        (CFETS, c.SetLimit(HERE, Scope.ASSET, 999, 0, Measure.ORDER, 1), "ASSET_UNKNOWN"),
        (CFETS, c.SetLimit(HERE, Scope.HOLDING, 5, 999, Measure.UNITS, 1), "ASSET_UNKNOWN"),
        (CFETS, c.SetLimit(HERE, Scope.HOLDING, 5, BOND, Measure.GROSS, 1), "LIMIT_INVALID"),
        (CFETS, c.SetLimit(HERE, Scope.PLATFORM, 0, 0, Measure.NET, 1), "LIMIT_INVALID"),
        (CFETS, c.SetLimit(HERE, Scope.PLATFORM, 1, 0, Measure.GROSS, 1), "LIMIT_INVALID"),
        (CFETS, c.SetLimit(8, Scope.PLATFORM, 0, 0, Measure.GROSS, 1), "INSTANCE_UNKNOWN"),
        (CFETS, c.DropLimit(HERE, Scope.PLATFORM, 0, 0, Measure.GROSS), "LIMIT_UNKNOWN"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, by: int, command: Canonical, faults: str) -> None:
    assert [one.name for one in why_refused(desk.ledger, by, command)] == faults.split()


def test_nobody_changes_anothers_category_or_list_but_a_regulator(desk: Desk) -> None:
    desk.do(CSDC, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT))
    desk.do(CCDC, c.RestrictBond(HERE, BOND, 0b011))
    for command in (c.SetCategory(HERE, OWNER_BUYER, Category.INSTITUTION), c.RestrictBond(HERE, BOND, 0)):
        assert why_refused(desk.ledger, CFETS, command) == [Status.NOT_THE_OWNER]
        assert desk.do(CSRC, command) == [Status.DONE]


def test_rows_are_for_who_set_them_and_for_regulators(desk: Desk) -> None:
    desk.do(CSDC, c.SetCategory(HERE, OWNER_BUYER, Category.PRODUCT))
    limit(desk, Scope.ACCOUNT, BUYER, Measure.ORDER, 1)
    shelves = risk(desk).shelves
    for name, readers in (("investors", {CSDC}), ("limits", {CFETS, CSDC})):
        (row,) = shelves[name]
        assert {
            one for one in (CFETS, CSDC, CCDC, ICBC) if shelves[name].seen_by(desk.ledger, one, row)
        } == readers


def test_the_check_of_one_order_stays_quick_among_ten_thousand_limits(desk: Desk) -> None:
    """Only the limits on the order's own places are looked at."""
    rows = [c.SetLimit(HERE, Scope.OWNER, 10_000 + n, 0, Measure.ORDER, 1) for n in range(10_000)]
    for at in range(0, len(rows), 500):
        assert set(desk.do(CFETS, *rows[at : at + 500])) == {Status.DONE}
    looked = [
        len(risk(desk).limits.among((HERE, *p), (HERE, p[0], p[1], p[2] + 1))) for p in ((3, 10_001, 0),)
    ]
    assert looked == [1]
    assert deal(desk, 1) == GOOD
