"""Bids stay sealed until the close: nobody opens one alone or early; what is no bid is refused and told to all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.sealing import (
    SUITE,
    Sheet,
    SheetLine,
    binding,
    commitment,
    is_public_key,
    open_sealed,
    pad,
    public_of,
    read_sheet,
)
from actors.modules.issuance.state import BidStanding, Stage
from actors.modules.middle_platform import ledger_from_image
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    DEPOSITORY_KEY,
    FRIDAY,
    FUND,
    ISSUE,
    ISSUER_KEY,
    MOF,
    OTHER_KEY,
    UNDERWRITERS,
    Town,
    announced,
    bidding,
    built,
    china_ms,
    public,
    table,
    terms,
)

ONE, TWO, THREE, FOUR = UNDERWRITERS[:4]
LINE = (15_400, BILLION)


@pytest.fixture
def town() -> Town:
    """The five-year, bids being taken."""
    return bidding(FIVE_YEAR)


def test_one_opener_alone_reads_nothing(town: Town) -> None:
    sealed = town.sealed(ONE, 1, LINE)[0].sealed
    bound = binding(town.ledger.roster.market_id, ISSUE, ONE, 1)
    assert open_sealed(sealed, ISSUER_KEY, DEPOSITORY_KEY, bound) is not None
    for issuer, depository in ((ISSUER_KEY, ISSUER_KEY), (DEPOSITORY_KEY, DEPOSITORY_KEY), (OTHER_KEY,) * 2):
        assert open_sealed(sealed, issuer, depository, bound) is None
    assert open_sealed(sealed[:-1], ISSUER_KEY, DEPOSITORY_KEY, bound) is None
    assert open_sealed(sealed, b"short", DEPOSITORY_KEY, bound) is None


def test_what_is_sealed_hardly_tells_its_size() -> None:
    few, many = (pad(Sheet(tuple(SheetLine(15_000 + at, 1) for at in range(n)), bytes(32))) for n in (1, 40))
    assert len(few) == len(many) == 512
    assert read_sheet(few) is not None
    assert read_sheet(few[:-1] + b"\1") is None, "padding is zeros"
    assert read_sheet(few + bytes(512)) is None
    assert read_sheet(pad(Sheet((), b"short salt"))) is None


def test_no_key_is_taken_before_the_close(town: Town) -> None:
    town.bid(ONE, LINE)
    assert town.why(MOF, com.PublishKey(ISSUE, ISSUER_KEY)) == [Status.BIDDING_NOT_CLOSED]
    assert town.why(FUND, com.PublishKey(ISSUE, ISSUER_KEY)) == [Status.NOT_AN_OPENER]
    assert town.why(ONE, com.RevealBid(ISSUE, 1, b"")) == [
        Status.BIDDING_NOT_CLOSED,
        Status.BID_COMMITMENT,
    ]
    town.at(FRIDAY, 11, 35)
    assert town.why(MOF, com.PublishKey(ISSUE, OTHER_KEY)) == [Status.KEY_MISMATCH]
    assert town.why(MOF, com.PublishKey(ISSUE, b"short")) == [Status.KEY_MISMATCH]
    town.ok(MOF, com.PublishKey(ISSUE, ISSUER_KEY))
    assert town.why(MOF, com.PublishKey(ISSUE, ISSUER_KEY)) == [Status.KEY_PUBLISHED]
    assert town.issue.stage == Stage.ACCEPTED, "one key opens nothing"
    town.ok(CCDC, com.PublishKey(ISSUE, DEPOSITORY_KEY))
    assert (town.issue.stage, town.ends()) == (Stage.ALLOTTED, [Status.BID_AWARDED])


def test_a_bid_waits_until_its_end_is_told() -> None:
    town = bidding(FIVE_YEAR, billions=1)
    assert town.do(ONE, town.sealed(ONE, 1, LINE)[0]) == [Status.QUEUED]
    assert town.do(TWO, town.sealed(TWO, 1, (15_500, BILLION // 4))[0]) == [Status.QUEUED]
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert town.ends() == [Status.BID_OVER_SHARE, Status.BID_AWARDED]


def test_a_bid_is_replaced_and_withdrawn_before_the_close(town: Town) -> None:
    first, second = (town.sealed(ONE, number, LINE)[0] for number in (1, 2))
    town.ok(ONE, first)
    assert town.why(ONE, second) == [Status.BID_EXISTS]
    again = com.SealBid(ISSUE, 2, second.sealed, second.commitment, replaces=1)
    town.ok(ONE, again)
    assert town.ends() == [Status.CANCELLED]
    assert town.why(ONE, again) == [Status.NUMBER_USED, Status.BID_UNKNOWN]
    town.ok(ONE, com.WithdrawBid(ISSUE, 2))
    assert town.why(ONE, com.WithdrawBid(ISSUE, 2)) == [Status.BID_UNKNOWN]
    town.bid(ONE, LINE, number=3)
    town.at(FRIDAY, 11, 35)
    assert town.why(ONE, com.WithdrawBid(ISSUE, 3)) == [Status.BIDDING_CLOSED]


def test_who_bids_above_the_margin_wins_nothing() -> None:
    town = bidding(FIVE_YEAR, billions=4)
    for at, one in enumerate((ONE, TWO, THREE, FOUR, UNDERWRITERS[4])):
        town.bid(one, (15_400 + 100 * at, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert town.ends() == [Status.BID_AWARDED] * 4 + [Status.BID_LOST]
    assert town.issue.coupon == 15_700


def test_all_faults_of_a_bid_are_told_at_once(town: Town) -> None:
    assert town.why(FUND, com.SealBid(ISSUE, 0, b"", b"", 5)) == [
        Status.NOT_AN_UNDERWRITER,
        Status.NUMBER_INVALID,
        Status.BID_SIZE,
        Status.BID_UNKNOWN,
    ]
    assert town.why(ONE, com.SealBid(9, 1, b"x", bytes(32))) == [Status.AUCTION_UNKNOWN]


def test_a_member_hands_in_at_most_sixty_four_sheets(town: Town) -> None:
    for number in range(1, 65):
        town.ok(ONE, com.SealBid(ISSUE, number, b"x", bytes(32), number - 1))
    assert town.why(ONE, com.SealBid(ISSUE, 65, b"x", bytes(32), 64)) == [Status.SHELF_FULL]


def test_what_is_no_bid_is_refused_with_its_reasons_and_the_others_count(town: Town) -> None:
    stolen = town.sealed(TWO, 1, LINE)[0]
    honest = town.sealed(FOUR, 1, LINE)[0]
    town.ok(TWO, stolen)
    town.ok(ONE, stolen)
    town.ok(THREE, com.SealBid(ISSUE, 1, b"rubbish", bytes(32)))
    town.ok(FOUR, com.SealBid(ISSUE, 1, honest.sealed, bytes(32)))
    town.bid(
        UNDERWRITERS[5],
        (15_401, BILLION + 1),
        (15_401, 6 * BILLION),
        (2_000_000, 0),
        (0, BILLION),
        (-100, -1),
    )
    town.bid(UNDERWRITERS[6])
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    faults = {bid.institution: bid.faults for bid in town.issuance.bids}
    assert faults == {
        ONE: (Status.BID_UNREADABLE,),
        TWO: (),
        THREE: (Status.BID_UNREADABLE,),
        FOUR: (Status.BID_COMMITMENT,),
        UNDERWRITERS[5]: (
            Status.BID_OFF_TICK,
            Status.BID_WRONG_LOT,
            Status.BID_TOO_LARGE,
            Status.BID_OUT_OF_BOUNDS,
            Status.BID_VALUE_REPEATED,
            Status.BID_OVER_SHARE,
        ),
        UNDERWRITERS[6]: (Status.BID_LINES,),
    }
    assert town.issue.result.won == BILLION


def test_a_member_may_not_bid_for_more_than_its_share(town: Town) -> None:
    lines = [(15_000 + 100 * at, BILLION // 2) for at in range(43)]
    town.bid(ONE, *lines[:42])
    town.bid(TWO, *lines)
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert [bid.faults for bid in town.issuance.bids] == [(), (Status.BID_OVER_SHARE,)], "35 % of ¥60bn"


def test_when_an_opener_fails_bidders_reveal_their_own_bids(town: Town) -> None:
    sheets = {}
    for one in (ONE, TWO):
        command, sheets[one] = town.sealed(one, 1, LINE)
        town.ok(one, command)
    town.bid(THREE, LINE)
    town.at(FRIDAY, 11, 35)
    town.ok(MOF, com.PublishKey(ISSUE, ISSUER_KEY))
    assert town.why(ONE, com.RevealBid(ISSUE, 1, sheets[TWO].sheet)) == [Status.BID_COMMITMENT]
    assert town.why(FUND, com.RevealBid(ISSUE, 1, sheets[TWO].sheet)) == [Status.BID_UNKNOWN]
    for one in (ONE, TWO):
        town.ok(one, com.RevealBid(ISSUE, 1, sheets[one].sheet))
    assert town.why(ONE, com.RevealBid(ISSUE, 1, sheets[ONE].sheet)) == [Status.BID_REVEALED]
    assert town.ledger.deadline_s() == china_ms(FRIDAY, 12, 35) // 1000
    again = Town(FRIDAY, ledger_from_image(town.ledger.image(), town.ledger.roster))
    town.at(FRIDAY, 12, 35)
    assert town.ends() == [Status.BID_AWARDED, Status.BID_AWARDED, Status.BID_NOT_OPENED]
    assert town.issue.result.won == 2 * BILLION
    again.sequences = dict(town.sequences)
    again.at(FRIDAY, 12, 35)
    assert again.ledger.image() == town.ledger.image(), "a node that restarted comes to the same"


def test_a_revealed_sheet_must_be_a_sheet(town: Town) -> None:
    bound = binding(town.ledger.roster.market_id, ISSUE, ONE, 1)
    town.ok(ONE, com.SealBid(ISSUE, 1, b"x", commitment(bound, b"no sheet")))
    town.at(FRIDAY, 11, 35)
    assert town.why(ONE, com.RevealBid(ISSUE, 1, b"no sheet")) == [Status.BID_UNREADABLE]
    inner = SUITE.encrypt(b"no sheet", X25519PublicKey.from_public_bytes(public(ISSUER_KEY)), bound)
    assert open_sealed(inner, ISSUER_KEY, DEPOSITORY_KEY, bound) is None


def test_without_a_good_bid_the_issue_fails(town: Town) -> None:
    town.bid(ONE, (15_401, BILLION))
    town.at(FRIDAY, 12, 35)
    assert (town.issue.stage, town.ends()) == (Stage.FAILED, [Status.BID_NOT_OPENED])
    assert town.why(CCDC, com.PublishKey(ISSUE, DEPOSITORY_KEY)) == [Status.AUCTION_STAGE]
    assert town.ledger.deadline_s() == 0


def test_the_market_notices_each_moment_of_an_issue() -> None:
    town = built(FRIDAY)
    announced(town, terms(FIVE_YEAR, Method.UNIFORM_YIELD, 60, table(additional=True)))
    for hour, minute in ((10, 35), (11, 35), (12, 5), (12, 35)):
        assert town.ledger.deadline_s() == china_ms(FRIDAY, hour, minute) // 1000
        town.at(FRIDAY, hour, minute)
    assert (town.ledger.deadline_s(), len(town.issuance.moments)) == (0, 0)


def test_an_issue_that_is_called_off_opens_no_bid(town: Town) -> None:
    town.bid(ONE, LINE)
    town.ok(TWO, town.sealed(TWO, 1, LINE)[0])
    assert town.why(CCDC, com.CancelIssue(ISSUE)) == [Status.NOT_THE_ISSUER]
    town.ok(MOF, com.CancelIssue(ISSUE))
    assert town.ends() == [Status.CANCELLED] * 2
    assert {bid.standing for bid in town.issuance.bids} == {BidStanding.WITHDRAWN}
    assert (town.issue.stage, town.ledger.deadline_s()) == (Stage.CANCELLED, 0)
    assert town.why(ONE, town.sealed(ONE, 2, LINE)[0]) == [Status.AUCTION_STAGE, Status.BIDDING_NOT_OPEN]


def test_after_the_close_nobody_calls_it_off(town: Town) -> None:
    town.at(FRIDAY, 11, 35)
    assert town.why(MOF, com.CancelIssue(ISSUE)) == [Status.CANCEL_TOO_LATE]
    assert town.why(MOF, com.CancelIssue(8)) == [Status.AUCTION_UNKNOWN]


def test_keys_that_seal_nothing_are_no_keys() -> None:
    assert is_public_key(public(ISSUER_KEY))
    assert not is_public_key(bytes(32)), "a point of small order"
    assert not is_public_key(b"short")
    assert public_of(b"short") == b""
