"""Additional and non-competitive bids, duties, custody election, payment, default, distribution, listing: the refusals."""

from __future__ import annotations

from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Fate, Method
from actors.modules.issuance.state import BID_TOO_LITTLE, WON_TOO_LITTLE, Payment, SaleStanding, Stage
from actors.modules.middle_platform import ledger_from_image
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    BILLION_FEN,
    CCDC,
    CFETS,
    CLASS_A,
    CLASS_B,
    CNY,
    CSDC,
    CSRC,
    EXCHANGE,
    EXCHANGE_CASH,
    FRIDAY,
    FUND,
    INTERBANK,
    INTERBANK_CASH,
    ISSUANCE,
    ISSUE,
    MOF,
    MONDAY,
    SHCH,
    TREASURY,
    TUESDAY,
    WEDNESDAY,
    Town,
    acc,
    bidding,
    cash,
    custody,
)

ONE, TWO, SMALL = CLASS_A[0], CLASS_A[1], CLASS_B[0]
BOND = FIVE_YEAR.asset


def allotted(additional: bool = False) -> Town:
    """Two of class A won 3 and 2 billion of 6, one of class B one billion; bidding is closed."""
    town = bidding(FIVE_YEAR, billions=20, additional=additional)
    town.bid(ONE, (15_400, 3 * BILLION))
    town.bid(TWO, (15_400, 2 * BILLION))
    town.bid(SMALL, (15_400, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    return town


def registered() -> Town:
    """The same, registered in the issuance account."""
    town = allotted()
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    return town


def test_class_a_takes_up_to_half_of_its_award_in_addition_at_par() -> None:
    town = allotted(additional=True)
    assert town.why(SMALL, com.AddBid(ISSUE, BILLION // 2)) == [Status.NOT_CLASS_A]
    assert town.why(CLASS_A[5], com.AddBid(ISSUE, BILLION)) == [Status.NO_ALLOTMENT]
    assert town.why(FUND, com.AddBid(ISSUE, -1)) == [
        Status.NOT_AN_UNDERWRITER,
        Status.BID_WRONG_LOT,
        Status.NO_ALLOTMENT,
    ]
    assert town.why(TWO, com.AddBid(ISSUE, BILLION + 100_000)) == [Status.ADDITIONAL_TOO_LARGE]
    town.ok(ONE, com.AddBid(ISSUE, BILLION))
    town.ok(ONE, com.AddBid(ISSUE, 3 * BILLION // 2))
    town.ok(TWO, com.AddBid(ISSUE, BILLION))
    town.ok(TWO, com.AddBid(ISSUE, 0))
    assert town.allotment(ONE).units == 9 * BILLION // 2
    assert town.allotment(ONE).amount_fen == 9 * BILLION_FEN // 2
    assert town.allotment(TWO).units == 2 * BILLION
    part = (com.Part(custody(ONE), 9 * BILLION // 2),)
    assert town.why(ONE, com.ElectCustody(ISSUE, part)) == [Status.ADDITIONAL_OPEN]
    assert town.why(CCDC, com.RegisterIssue(ISSUE)) == [Status.ADDITIONAL_OPEN]
    town.at(FRIDAY, 12, 5)
    assert town.why(ONE, com.AddBid(ISSUE, BILLION)) == [Status.ADDITIONAL_CLOSED]
    assert town.why(ONE, com.AddBid(5, BILLION)) == [Status.AUCTION_UNKNOWN]
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    assert town.free(ISSUANCE, BOND) == 15 * BILLION // 2


def test_non_competitive_bids_are_filled_first_at_the_auctions_price() -> None:
    town = bidding(FIVE_YEAR, Method.MODIFIED_YIELD, 10, noncompetitive=BILLION)
    town.bid(ONE, (15_000, 2 * BILLION), (0, BILLION))
    town.bid(TWO, (15_600, 2 * BILLION), (0, BILLION))
    town.bid(SMALL, (0, 200_000 + BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert town.issue.coupon == 15_300
    assert [(row.won, row.price) for row in town.issuance.lines if not row.value] == [
        (BILLION // 2, 1_000_000),
        (BILLION // 2, 1_000_000),
    ]
    assert [bid.faults for bid in town.issuance.bids] == [(), (), (Status.BID_OVER_SHARE,)]
    one, two = town.allotment(ONE), town.allotment(TWO)
    assert (one.competitive, one.noncompetitive, two.noncompetitive) == (
        2 * BILLION,
        BILLION // 2,
        BILLION // 2,
    )
    assert one.amount_fen == 5 * BILLION_FEN // 2
    assert two.amount_fen < 5 * BILLION_FEN // 2, "who bid above the coupon pays its own yield"


def test_non_competitive_bids_alone_have_no_price_and_win_nothing() -> None:
    town = bidding(FIVE_YEAR, billions=10, noncompetitive=BILLION)
    town.bid(ONE, (0, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert (town.issue.stage, town.ends()) == (Stage.FAILED, [Status.BID_LOST])
    assert [(row.won, row.fate) for row in town.issuance.lines] == [(0, Fate.LOST)]


def test_duties_that_were_missed_stand_on_the_ledger() -> None:
    town = bidding(FIVE_YEAR, billions=60)
    town.bid(ONE, (15_400, 5 * BILLION // 2), (15_500, BILLION))
    town.bid(TWO, (15_400, BILLION // 2))
    town.bid(SMALL, (15_400, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert town.allotment(ONE).duties == 0
    assert town.allotment(TWO).duties == BID_TOO_LITTLE | WON_TOO_LITTLE
    assert town.allotment(SMALL).duties == 0
    absent = town.allotment(CLASS_A[7])
    assert (absent.standing, absent.duties) == (Payment.NOTHING, BID_TOO_LITTLE | WON_TOO_LITTLE)


def test_custody_is_elected_over_several_depositories() -> None:
    town = allotted()
    assert town.why(FUND, com.ElectCustody(ISSUE, ())) == [Status.NO_ALLOTMENT, Status.ELECTION_INVALID]
    assert town.why(ONE, com.ElectCustody(ISSUE, (com.Part(custody(ONE), BILLION),))) == [
        Status.ELECTION_INVALID
    ]
    halves = (com.Part(custody(ONE), -BILLION), com.Part(EXCHANGE, 4 * BILLION))
    assert town.why(ONE, com.ElectCustody(ISSUE, halves)) == [Status.ELECTION_INVALID]
    twice = (com.Part(custody(ONE), BILLION), com.Part(custody(ONE), 2 * BILLION))
    assert town.why(ONE, com.ElectCustody(ISSUE, twice)) == [Status.ELECTION_INVALID]
    wrong = (
        com.Part(cash(ONE), BILLION),
        com.Part(acc(SHCH, 99), BILLION),
        com.Part(acc(CCDC, CSDC), BILLION),
    )
    assert town.why(ONE, com.ElectCustody(ISSUE, wrong)) == [
        Status.NOT_A_CUSTODY_ACCOUNT,
        Status.NO_OMNIBUS,
        Status.ACCOUNT_UNKNOWN,
    ]
    assert town.why(ONE, com.ElectCustody(4, ())) == [Status.AUCTION_UNKNOWN]
    town.ok(ONE, com.ElectCustody(ISSUE, (com.Part(custody(ONE), 3 * BILLION),)))
    town.ok(ONE, com.ElectCustody(ISSUE, (com.Part(custody(ONE), BILLION), com.Part(EXCHANGE, 2 * BILLION))))
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.ok(ONE, com.PayAllotment(ISSUE, cash(ONE)))
    assert (town.free(custody(ONE), BOND), town.free(EXCHANGE, BOND)) == (BILLION, 2 * BILLION)
    assert town.free(acc(CCDC, CSDC), BOND) == 2 * BILLION, (
        "through the nominee account at the issuer depository"
    )


def test_only_the_depository_registers_and_only_in_time() -> None:
    town = allotted()
    assert town.why(MOF, com.RegisterIssue(ISSUE)) == [Status.NOT_THE_DEPOSITORY]
    assert town.why(CCDC, com.RegisterIssue(3)) == [Status.AUCTION_UNKNOWN]
    town.day(TUESDAY)
    assert town.why(CCDC, com.RegisterIssue(ISSUE)) == [Status.AUCTION_STAGE, Status.WRONG_DAY]
    assert town.issue.stage == Stage.FAILED, "nothing was registered by the payment date"
    assert town.allotment(ONE).standing == Payment.DEFAULTED


def test_payment_is_refused_with_all_its_faults() -> None:
    town = registered()
    assert town.why(FUND, com.PayAllotment(ISSUE, cash(ONE))) == [Status.NO_MANDATE, Status.NO_ALLOTMENT]
    assert town.why(ONE, com.PayAllotment(ISSUE, 5)) == [Status.ACCOUNT_UNKNOWN, Status.ELECTION_MISSING]
    assert town.why(ONE, com.PayAllotment(7, cash(ONE))) == [Status.AUCTION_UNKNOWN]
    town.elect_and_pay([ONE])
    assert town.why(ONE, com.PayAllotment(ISSUE, cash(ONE))) == [Status.ALLOTMENT_PAID]
    assert town.why(ONE, com.ElectCustody(ISSUE, (com.Part(custody(ONE), 3 * BILLION),))) == [
        Status.ALLOTMENT_PAID
    ]


def test_who_is_short_pays_nothing_and_receives_nothing() -> None:
    town = registered()
    town.ok(TWO, com.ElectCustody(ISSUE, (com.Part(custody(TWO), 2 * BILLION),)))
    assert town.send(TWO, r.payment(cash(TWO), TREASURY, CNY, 39 * BILLION_FEN)) == [Status.SETTLED]
    assert town.do(TWO, com.PayAllotment(ISSUE, cash(TWO))) == [Status.CASH_SHORT]
    assert (town.free(cash(TWO), CNY), town.free(custody(TWO), BOND)) == (BILLION_FEN, 0)
    assert town.send(CSRC, r.freeze(custody(TWO), 5)) == [Status.DONE]
    assert town.send(TWO, r.payment(cash(TWO), TREASURY, CNY, 1)) == [Status.SETTLED]
    assert town.ledger.reconcile() == []


def test_what_is_not_paid_in_time_lapses_with_a_penalty_and_is_taken_back_at_listing() -> None:
    town = registered()
    town.elect_and_pay([ONE])
    town.day(MONDAY)
    town.ok(SMALL, com.ElectCustody(ISSUE, (com.Part(custody(SMALL), BILLION),)))
    assert town.why(CCDC, com.ListIssue(ISSUE)) == [Status.WRONG_DAY, Status.PAYMENTS_OPEN]
    town.day(TUESDAY)
    for late, units in ((TWO, 2 * BILLION), (SMALL, BILLION)):
        row = town.allotment(late)
        assert (row.standing, row.penalty_fen) == (Payment.DEFAULTED, units * 10_000 * 500 // 1_000_000)
    assert town.why(SMALL, com.PayAllotment(ISSUE, cash(SMALL))) == [
        Status.ALLOTMENT_DEFAULTED,
        Status.WRONG_DAY,
    ]
    offer = com.OfferSale(ISSUE, 1, CSDC, custody(TWO), EXCHANGE, cash(TWO), 10, 1_000_000)
    assert town.why(TWO, offer) == [Status.NO_ALLOTMENT, Status.WRONG_DAY]
    town.day(WEDNESDAY)
    assert town.why(MOF, com.ListIssue(ISSUE)) == [Status.NOT_THE_DEPOSITORY]
    town.ok(CCDC, com.ListIssue(ISSUE))
    asset = town.ledger.asset(BOND)
    assert asset is not None and (asset.issued, asset.listed) == (3 * BILLION, True)
    assert town.why(CCDC, com.ListIssue(ISSUE)) == [Status.AUCTION_STAGE]
    assert town.why(CCDC, com.ListIssue(9)) == [Status.AUCTION_UNKNOWN]


def sale(**changes: int) -> com.OfferSale:
    """A sale of ¥100m of face by the first member to the exchange investor, changed so."""
    fields = {
        "issue": ISSUE,
        "number": 1,
        "buyer": CSDC,
        "account": custody(ONE),
        "buyer_account": EXCHANGE,
        "cash_account": cash(ONE),
        "units": 1_000_000,
        "price": 999_500,
    }
    return com.OfferSale(**{**fields, **changes})


def test_a_sale_is_offered_taken_once_or_withdrawn() -> None:
    town = registered()
    town.ok(ONE, com.ElectCustody(ISSUE, (com.Part(custody(ONE), 3 * BILLION),)))
    town.ok(ONE, sale())
    take = com.Subscribe(ISSUE, ONE, 1, EXCHANGE_CASH)
    assert town.do(CSDC, take) == [Status.SECURITIES_SHORT], "the seller has not paid yet"
    town.ok(ONE, com.PayAllotment(ISSUE, cash(ONE)))
    assert town.why(CCDC, com.Subscribe(ISSUE, ONE, 1, INTERBANK_CASH)) == [Status.NOT_THE_BUYER]
    assert town.why(CSDC, com.Subscribe(ISSUE, ONE, 1, INTERBANK_CASH)) == [Status.NO_MANDATE]
    assert town.why(CSDC, com.Subscribe(ISSUE, ONE, 2, 5)) == [Status.ACCOUNT_UNKNOWN, Status.SALE_UNKNOWN]
    assert town.why(CSDC, com.Subscribe(6, ONE, 1, EXCHANGE_CASH)) == [Status.AUCTION_UNKNOWN]
    before = town.free(EXCHANGE_CASH, CNY)
    town.ok(CSDC, take)
    assert (town.free(EXCHANGE, BOND), before - town.free(EXCHANGE_CASH, CNY)) == (1_000_000, 99_950_000_00)
    assert town.why(CSDC, take) == [Status.SALE_ENDED]
    town.ok(ONE, sale(number=2))
    town.ok(ONE, com.WithdrawSale(ISSUE, 2))
    assert town.why(ONE, com.WithdrawSale(ISSUE, 2)) == [Status.SALE_ENDED]
    assert town.why(TWO, com.WithdrawSale(ISSUE, 1)) == [Status.SALE_UNKNOWN]
    assert town.why(TWO, com.WithdrawSale(6, 1)) == [Status.AUCTION_UNKNOWN]
    assert [row.standing for row in town.issuance.sales] == [SaleStanding.SOLD, SaleStanding.WITHDRAWN]


def test_all_faults_of_a_sale_are_told_at_once() -> None:
    town = registered()
    town.ok(ONE, sale())
    bad = sale(
        number=0, buyer=99, account=INTERBANK, buyer_account=INTERBANK, cash_account=5, units=0, price=-1
    )
    assert town.why(FUND, bad) == [
        Status.NO_ALLOTMENT,
        Status.NO_MANDATE,
        Status.NUMBER_INVALID,
        Status.COUNTERPARTY_UNKNOWN,
        Status.CONTRA_UNKNOWN,
        Status.SAME_ACCOUNT,
        Status.SALE_INVALID,
    ]
    assert town.why(ONE, sale()) == [Status.NUMBER_USED]
    assert town.why(ONE, sale(number=2, account=5, buyer_account=acc(SHCH, 99))) == [Status.ACCOUNT_UNKNOWN]
    assert town.why(ONE, sale(issue=8)) == [Status.AUCTION_UNKNOWN]


def test_a_mandate_that_was_revoked_stops_the_sale() -> None:
    town = registered()
    town.elect_and_pay([ONE])
    town.ok(ONE, sale())
    assert town.send(CCDC, r.revoke(custody(ONE), ONE)) == [Status.DONE]
    assert town.why(CSDC, com.Subscribe(ISSUE, ONE, 1, EXCHANGE_CASH)) == [Status.NO_MANDATE]


def test_fees_are_paid_after_listing_by_who_may_debit_the_issuer() -> None:
    town = registered()
    assert town.why(CFETS, com.PayFees(ISSUE)) == [Status.AUCTION_STAGE, Status.NO_MANDATE, Status.FEE_PAID]
    assert town.why(CFETS, com.PayFees(8)) == [Status.AUCTION_UNKNOWN]


def test_everybody_sees_the_issue_and_only_those_concerned_what_was_won() -> None:
    town = registered()
    town.elect_and_pay([ONE])
    town.ok(ONE, sale())
    shelves = town.issuance.shelves
    row = town.allotment(ONE)
    line = next(iter(town.issuance.lines))
    offered = next(iter(town.issuance.sales))
    for seen in (ONE, MOF, CCDC):
        assert shelves["allotments"].seen_by(town.ledger, seen, row)
        assert shelves["lines"].seen_by(town.ledger, seen, line)
    assert not shelves["allotments"].seen_by(town.ledger, TWO, row)
    assert shelves["issues"].seen_by(town.ledger, FUND, town.issue)
    assert [shelves["sales"].seen_by(town.ledger, one, offered) for one in (ONE, CSDC, CCDC, TWO)] == [
        True,
        True,
        True,
        False,
    ]


def test_an_image_in_the_middle_continues_alike() -> None:
    town = registered()
    town.elect_and_pay([ONE])
    town.ok(ONE, sale())
    again = Town(FRIDAY, ledger_from_image(town.ledger.image(), town.ledger.roster))
    again.now_ms, again.sequences = town.now_ms, dict(town.sequences)
    take = com.Subscribe(ISSUE, ONE, 1, EXCHANGE_CASH)
    for one in (town, again):
        one.ok(CSDC, take)
        one.day(MONDAY)
        one.day(TUESDAY)
    assert again.ledger.image() == town.ledger.image()
    assert again.ledger.result_digest == town.ledger.result_digest
