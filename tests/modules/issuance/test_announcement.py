"""What is announced must be an issue: every fault at once."""

from __future__ import annotations

import pytest
from msgspec import structs

from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.bond import BondTerms
from actors.modules.instances.commands import ApproveAct, CreateInstance, Member, Plan, ProposeAct, Setting
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Stage
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CSRC,
    DEPOSITORY_KEY,
    FRIDAY,
    FUND,
    ISSUANCE,
    ISSUE,
    ISSUER_KEY,
    MOF,
    PBC,
    UNDERWRITERS,
    Town,
    built,
    cash,
    public,
    table,
    terms,
)

GOOD = terms(FIVE_YEAR, Method.UNIFORM_YIELD, 60, table())
KEY = public(ISSUER_KEY)


@pytest.fixture(scope="module")
def town() -> Town:
    """The morning of the auction, nothing announced; the tests only ask."""
    return built(FRIDAY)


def why(town: Town, **changes: object) -> list[Status]:
    """Why terms changed so are not announced."""
    found = structs.replace(GOOD, **changes)
    key = b"" if found.method == Method.BOOK else KEY
    return why_refused(town.ledger, MOF, com.AnnounceIssue(ISSUE, 0, found, key))


def bond(**changes: object) -> BondTerms:
    """The bond of the terms, changed so."""
    return structs.replace(GOOD.bond, **changes)


def test_good_terms_have_no_fault(town: Town) -> None:
    assert why(town) == []
    assert why(town, method=Method.BOOK, lead=UNDERWRITERS[0]) == []
    assert why(town, method=Method.UNIFORM_PRICE, bond=bond(frequency=0)) == [], "a discount bill"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"bond": bond(name="")}, Status.TEXT_INVALID),
        ({"bond": bond(coupon_micro=15_400)}, Status.BOND_INVALID),
        ({"bond": bond(frequency=5)}, Status.BOND_INVALID),
        ({"method": 9}, Status.METHOD_INVALID),
        ({"method": Method.MODIFIED_YIELD, "bond": bond(maturity=20310126)}, Status.BOND_INVALID),
        ({"method": Method.MODIFIED_PRICE, "bond": bond(coupon_micro=1, parent=77)}, Status.PARENT_INVALID),
        ({"offered": 0}, Status.OFFER_INVALID),
        ({"offered": BILLION + 1}, Status.OFFER_INVALID),
        ({"offered": 1 << 61}, Status.OFFER_INVALID),
        ({"bond": bond(face_fen=1 << 50)}, Status.OFFER_INVALID),
        ({"method": Method.MODIFIED_YIELD, "bond": bond(maturity=22260125)}, None),
        ({"method": Method.MODIFIED_YIELD, "bond": bond(maturity=99990125)}, Status.BOND_INVALID),
        ({"underwriters": (com.Underwriter(-1, 1),)}, Status.UNDERWRITERS_INVALID),
        ({"noncompetitive": 60 * BILLION}, Status.OFFER_INVALID),
        ({"limits": com.Limits(0)}, Status.LIMITS_INVALID),
        ({"limits": com.Limits(100, 200, 100)}, Status.LIMITS_INVALID),
        ({"limits": com.Limits(100, spread_ticks=-1)}, Status.LIMITS_INVALID),
        ({"limits": com.Limits(100, low=-5)}, Status.LIMITS_INVALID),
        ({"timetable": structs.replace(table(), closes_ms=5)}, Status.WINDOW_INVALID),
        ({"timetable": structs.replace(table(), additional_ms=5)}, Status.WINDOW_INVALID),
        ({"timetable": structs.replace(table(), additional_ms=1 << 62)}, Status.WINDOW_INVALID),
        ({"timetable": structs.replace(table(), listing=20260132)}, Status.DATE_INVALID),
        ({"timetable": structs.replace(table(), payment=20260122)}, Status.ISSUE_DATES_INVALID),
        ({"timetable": structs.replace(table(), listing=20260125)}, Status.ISSUE_DATES_INVALID),
        ({"underwriters": ()}, Status.UNDERWRITERS_INVALID),
        ({"underwriters": (com.Underwriter(11, 3),)}, Status.UNDERWRITERS_INVALID),
        ({"underwriters": (com.Underwriter(99, 1),)}, Status.UNDERWRITERS_INVALID),
        ({"underwriters": (com.Underwriter(11, 1),) * 2}, Status.UNDERWRITERS_INVALID),
        ({"depository": FUND}, Status.DEPOSITORY_INVALID),
        ({"lead": 11}, Status.NOT_THE_LEAD),
        ({"method": Method.BOOK, "lead": FUND}, Status.NOT_THE_LEAD),
        ({"fee": 100_001}, Status.FEE_INVALID),
        ({"cash": 77}, Status.CASH_UNKNOWN),
        ({"issuer_cash": 5}, Status.ISSUER_CASH_INVALID),
    ],
)
def test_each_fault_of_an_announcement_has_its_status(
    town: Town, changes: dict[str, object], status: Status | None
) -> None:
    assert why(town, **changes) == ([status] if status else [])


def test_a_new_coupon_is_bid_by_yield_and_a_tap_by_price(town: Town) -> None:
    assert why(town, bond=bond(parent=FIVE_YEAR.asset)) == [Status.METHOD_INVALID, Status.PARENT_INVALID]


def test_money_of_payment_is_money(town: Town) -> None:
    town.ok(CCDC, typed.RegisterAsset(60, "A security", 1, 10_000))
    assert why(town, cash=60) == [Status.NOT_MONEY]


def test_all_faults_of_an_announcement_are_told_at_once(town: Town) -> None:
    limits, when = com.Limits(0), com.Timetable(0, 0, 0, 1, 2, 3)
    bad = com.Terms(bond(name="", code=""), 0, 0, 0, limits, when, (), -1, 99, 99, FUND, 5)
    assert why_refused(town.ledger, FUND, com.AnnounceIssue(0, 0, bad, b"")) == [
        Status.NOT_PERMITTED,
        Status.NUMBER_INVALID,
        Status.KEY_INVALID,
        Status.TEXT_INVALID,
        Status.BOND_INVALID,
        Status.METHOD_INVALID,
        Status.OFFER_INVALID,
        Status.LIMITS_INVALID,
        Status.WINDOW_INVALID,
        Status.DATE_INVALID,
        Status.ISSUE_DATES_INVALID,
        Status.UNDERWRITERS_INVALID,
        Status.DEPOSITORY_INVALID,
        Status.NOT_THE_LEAD,
        Status.FEE_INVALID,
        Status.CASH_UNKNOWN,
        Status.ISSUER_CASH_INVALID,
    ]


def test_the_depository_takes_it_with_its_own_key_and_account() -> None:
    town = built(FRIDAY)
    accept = com.AcceptIssue(ISSUE, ISSUANCE, public(DEPOSITORY_KEY))
    assert town.why(CCDC, accept) == [Status.AUCTION_UNKNOWN]
    town.ok(MOF, com.AnnounceIssue(ISSUE, 0, GOOD, KEY))
    assert town.why(MOF, com.AnnounceIssue(ISSUE, 0, GOOD, KEY)) == [Status.NUMBER_USED]
    assert town.why(FUND, accept) == [Status.NOT_THE_DEPOSITORY]
    assert town.why(CCDC, com.AcceptIssue(ISSUE, cash(11), KEY)) == [
        Status.ISSUE_ACCOUNT_INVALID,
        Status.KEY_INVALID,
    ], "one party may not hold both keys"
    assert town.why(UNDERWRITERS[0], com.SealBid(ISSUE, 1, b"x", bytes(32))) == [Status.BIDDING_NOT_OPEN]
    town.ok(CCDC, accept)
    assert town.issue.stage == Stage.ACCEPTED
    assert town.why(CCDC, accept) == [Status.AUCTION_STAGE, Status.ASSET_EXISTS]
    assert town.why(UNDERWRITERS[0], com.SealBid(ISSUE, 1, b"x", bytes(32))) == [Status.BIDDING_NOT_OPEN]


def test_an_issue_that_nobody_took_in_time_is_not_taken_any_more() -> None:
    town = built(FRIDAY)
    town.ok(MOF, com.AnnounceIssue(ISSUE, 0, GOOD, KEY))
    town.at(FRIDAY, 11, 35)
    assert town.why(CCDC, com.AcceptIssue(ISSUE, ISSUANCE, public(DEPOSITORY_KEY))) == [Status.BIDDING_CLOSED]


def test_a_bond_under_issue_is_listed_and_merged_by_its_issue_only() -> None:
    town = built(FRIDAY)
    town.ok(MOF, com.AnnounceIssue(ISSUE, 0, GOOD, KEY))
    town.ok(CCDC, com.AcceptIssue(ISSUE, ISSUANCE, public(DEPOSITORY_KEY)))
    town.ok(CCDC, typed.RegisterAsset(60, "Another", 1, 10_000))
    assert town.why(CCDC, typed.ListAsset(GOOD.bond.asset)) == [Status.AUCTION_STAGE]
    assert town.why(CCDC, typed.MergeAsset(GOOD.bond.asset, 60)) == [Status.AUCTION_STAGE]
    town.ok(CCDC, typed.ListAsset(60))


def test_on_an_instance_its_members_issue_by_its_parameters() -> None:
    """Lots of ¥1m instead of ¥10m; the ministry and its syndicate are members, the fund is not."""
    town = built(FRIDAY)
    members = (
        Member(MOF, ("issuer",)),
        Member(CCDC, ("custodian",)),
        *(Member(one, ()) for one in UNDERWRITERS),
    )
    setting = Setting("issuance.lot_fen", 100_000_000)
    plan = Plan("p", "P", "平台", 1, ("issuance",), members, (), 0, 86_400, (PBC, CSRC), 2, (setting,))
    odd = structs.replace(GOOD, offered=BILLION + 10_000)
    assert town.why(MOF, com.AnnounceIssue(ISSUE, 7, odd, KEY)) == [
        Status.INSTANCE_UNKNOWN,
        Status.OFFER_INVALID,
    ]
    town.ok(PBC, ProposeAct(1, CreateInstance(7, plan)))
    town.ok(CSRC, ApproveAct(1))
    assert town.why(FUND, com.AnnounceIssue(ISSUE, 7, odd, KEY)) == [Status.NOT_ADMITTED]
    town.ok(MOF, com.AnnounceIssue(ISSUE, 7, odd, KEY))
    town.ok(CCDC, com.AcceptIssue(ISSUE, ISSUANCE, public(DEPOSITORY_KEY)))
    town.at(FRIDAY, 10, 35)
    assert town.why(FUND, com.SealBid(ISSUE, 1, b"x", bytes(32))) == [
        Status.NOT_ADMITTED,
        Status.NOT_AN_UNDERWRITER,
    ]
    town.bid(11, (15_400, 10_000))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert town.issue.result.won == 10_000


def test_the_issuance_account_must_be_one() -> None:
    town = built(FRIDAY)
    town.ok(MOF, com.AnnounceIssue(ISSUE, 0, GOOD, KEY))
    own = r.account_number(CCDC, 11)
    reasons = town.why(CCDC, com.AcceptIssue(ISSUE, own, public(DEPOSITORY_KEY)))
    assert reasons == [Status.ISSUE_ACCOUNT_INVALID]
