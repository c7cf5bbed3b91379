"""Whatever is asked in whatever order, nothing is created or lost, and a refused command changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.modules.issuance import commands as com
from actors.modules.issuance.state import Payment
from actors.modules.middle_platform import ledger_from_image
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CSDC,
    DEPOSITORY_KEY,
    EXCHANGE,
    EXCHANGE_CASH,
    FRIDAY,
    FUND,
    ISSUE,
    ISSUER_KEY,
    MOF,
    MONDAY,
    TUESDAY,
    UNDERWRITERS,
    WEDNESDAY,
    Town,
    bidding,
    cash,
    china_ms,
    custody,
)

MEMBERS = UNDERWRITERS[:3]
DAYS = (FRIDAY, MONDAY, TUESDAY, WEDNESDAY)
WHO = (MOF, CCDC, CSDC, FUND, *MEMBERS)
UNITS = st.sampled_from([0, 1, 100_000, BILLION // 2, BILLION, 3 * BILLION])
MEMBER = st.sampled_from(MEMBERS)

COMMANDS = st.one_of(
    st.builds(com.PublishKey, st.just(ISSUE), st.sampled_from([ISSUER_KEY, DEPOSITORY_KEY])),
    st.builds(com.AddBid, st.just(ISSUE), UNITS),
    st.builds(
        com.ElectCustody,
        st.just(ISSUE),
        st.lists(
            st.builds(com.Part, st.sampled_from([*map(custody, MEMBERS), EXCHANGE]), UNITS), max_size=2
        ).map(tuple),
    ),
    st.just(com.RegisterIssue(ISSUE)),
    st.builds(com.PayAllotment, st.just(ISSUE), st.sampled_from([*map(cash, MEMBERS), EXCHANGE_CASH])),
    st.builds(
        com.OfferSale,
        st.just(ISSUE),
        st.integers(1, 3),
        st.sampled_from([CSDC, CCDC]),
        st.sampled_from([*map(custody, MEMBERS), EXCHANGE]),
        st.sampled_from([EXCHANGE, *map(custody, MEMBERS)]),
        st.sampled_from([*map(cash, MEMBERS)]),
        UNITS,
        st.sampled_from([0, 1, 999_500, 1_000_000]),
    ),
    st.builds(com.WithdrawSale, st.just(ISSUE), st.integers(1, 3)),
    st.builds(
        com.Subscribe,
        st.just(ISSUE),
        MEMBER,
        st.integers(1, 3),
        st.sampled_from([EXCHANGE_CASH, cash(MEMBERS[0])]),
    ),
    st.just(com.ListIssue(ISSUE)),
    st.just(com.PayFees(ISSUE)),
    st.just(com.CancelIssue(ISSUE)),
    st.builds(com.WithdrawBid, st.just(ISSUE), st.just(1)),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(WHO), COMMANDS),
        st.tuples(st.sampled_from(MEMBERS), COMMANDS),
        st.sampled_from(["close", "opened", "next day", "paid"]),
    ),
    max_size=25,
)


def step(town: Town, one: object) -> None:
    """Let time pass, walk a part of the usual way, or give one command."""
    match one:
        case "close":
            if town.now_ms < china_ms(FRIDAY, 11, 35):
                town.at(FRIDAY, 11, 35)
        case "opened":
            _try(town, MOF, com.PublishKey(ISSUE, ISSUER_KEY))
            _try(town, CCDC, com.PublishKey(ISSUE, DEPOSITORY_KEY))
            _try(town, CCDC, com.RegisterIssue(ISSUE))
        case "next day":
            at = DAYS.index(town.ledger.business_date)
            if at + 1 < len(DAYS):
                town.day(DAYS[at + 1])
        case "paid":
            for row in town.issuance.allotments:
                _try(
                    town,
                    row.institution,
                    com.ElectCustody(ISSUE, (com.Part(custody(row.institution), row.units),)),
                )
                _try(town, row.institution, com.PayAllotment(ISSUE, cash(row.institution)))
        case (int() as who, Canonical() as command):
            _try(town, who, command)


def _try(town: Town, institution: int, command: Canonical) -> None:
    reasons = why_refused(town.ledger, institution, command)
    before = town.issuance.image()
    status = town.do(institution, command)[0]
    assert not reasons or status is reasons[0]
    assert status.good or town.issuance.image() == before
    assert town.ledger.reconcile() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(STEPS)
def test_conservation_under_any_sequence(steps: list[object]) -> None:
    town = bidding(FIVE_YEAR, billions=10, fee=600)
    for at, one in enumerate(MEMBERS):
        town.bid(one, (15_400 + 100 * at, 3 * BILLION))
    for what in steps:
        step(town, what)
    asset = town.ledger.asset(FIVE_YEAR.asset)
    rows = [row for row in town.issuance.allotments if row.issue == ISSUE]
    assert asset is not None
    assert asset.issued in (
        0,
        sum(row.units for row in rows),
        sum(row.units for row in rows if row.standing == Payment.PAID),
    )
    again = ledger_from_image(town.ledger.image(), town.ledger.roster)
    assert again.image() == town.ledger.image()


def test_an_auction_of_four_thousand_bids() -> None:
    """Twenty sheets of two hundred ticks each, opened in one commit."""
    members = tuple(com.Underwriter(one, 1) for one in UNDERWRITERS)
    town = bidding(FIVE_YEAR, billions=2_000, underwriters=members)
    for at, one in enumerate(UNDERWRITERS):
        town.bid(one, *((10_000 + 100 * tick, (1 + (at * tick) % 7) * 100_000) for tick in range(200)))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert len(town.issuance.lines) == 200 * len(UNDERWRITERS)
    assert town.issue.result.won == sum(row.units for row in town.issuance.allotments)
