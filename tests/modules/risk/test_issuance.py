"""Issuance asks risk before an account gets bonds: at the election of custody, at payment, at distribution."""

from __future__ import annotations

from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.risk import commands as c
from actors.modules.risk.commands import Category, Measure, Scope
from tests.ledger.market import CSDC, PBC
from tests.modules.issuance.test_after_the_auction import BOND, ONE, allotted, registered
from tests.modules.issuance.town import (
    BILLION,
    BILLION_FEN,
    EXCHANGE,
    EXCHANGE_CASH,
    ISSUE,
    MONDAY,
    cash,
    custody,
)

#: Everything that ONE won: ¥3bn; the owner of its account has its number.
ELECT = com.ElectCustody(ISSUE, (com.Part(custody(ONE), 3 * BILLION),))


def test_custody_is_elected_where_the_owner_may_buy() -> None:
    town = allotted()
    town.ok(PBC, c.StopBuying(0, ONE))
    town.ok(PBC, c.SetLimit(0, Scope.OWNER, ONE, 0, Measure.ORDER, 3 * BILLION_FEN - 1))
    assert town.why(ONE, ELECT) == [Status.OVER_ORDER_LIMIT, Status.BUYING_STOPPED]
    town.ok(PBC, c.AllowBuying(0, ONE))
    town.ok(PBC, c.SetLimit(0, Scope.OWNER, ONE, 0, Measure.ORDER, 3 * BILLION_FEN))
    town.ok(ONE, ELECT)


def test_parts_on_several_accounts_of_one_owner_count_together() -> None:
    town = allotted()
    town.ok(PBC, c.SetLimit(0, Scope.HOLDING, ONE, BOND, Measure.UNITS, 3 * BILLION - 1))
    assert town.why(ONE, ELECT) == [Status.OVER_HOLDING_LIMIT]
    parts = (com.Part(custody(ONE), BILLION), com.Part(EXCHANGE, 2 * BILLION))
    town.ok(ONE, com.ElectCustody(ISSUE, parts))


def test_what_was_elected_is_asked_again_when_it_is_paid_and_sold_on() -> None:
    town = registered()
    town.ok(ONE, ELECT)
    town.day(MONDAY)
    town.ok(PBC, c.StopBuying(0, ONE))
    assert town.why(ONE, com.PayAllotment(ISSUE, cash(ONE))) == [Status.BUYING_STOPPED]
    town.ok(PBC, c.AllowBuying(0, ONE))
    town.ok(ONE, com.PayAllotment(ISSUE, cash(ONE)))
    # Distribution, to an account of the exchange.
    town.ok(ONE, com.OfferSale(ISSUE, 1, CSDC, custody(ONE), EXCHANGE, cash(ONE), 10, 1_000_000))
    town.ok(PBC, c.SetCategory(0, 7002, Category.INDIVIDUAL), c.RestrictBond(0, BOND, 0b011))
    subscribe = com.Subscribe(ISSUE, ONE, 1, EXCHANGE_CASH)
    assert town.why(CSDC, subscribe) == [Status.BOND_RESTRICTED]
    town.ok(PBC, c.RestrictBond(0, BOND, 0b111))
    town.ok(CSDC, subscribe)
