"""Stories of gateways and lines as tables: a column a step, a row an account, in units."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actors.base.canonical import Canonical
from actors.ledger import records as r
from actors.modules.payment.commands import (
    AuthoriseLine,
    ExecuteCourtOrder,
    FreezeGateway,
    FreezeLine,
    RecordCourtOrder,
    RequireAuthorisation,
    SetLine,
    UnfreezeGateway,
)
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, CSRC, NOMINEE, SELLER, SELLER_AT_CSDC, Desk
from tests.modules.payment.quay import CSDC_OWN, OTHER, PAPER, market
from tests.scenario import Answer, Value, told


@pytest.fixture
def desk() -> Desk:
    """The market."""
    return market()


def units(desk: Desk, account: int) -> Callable[[], Value]:
    """Units of the bond on an account."""
    return lambda: desk.free(account, BOND)


def moves(desk: Desk, source: int, target: int, quantity: int) -> Callable[[], Answer]:
    """A transfer by who keeps the source."""
    return lambda: desk.one(source >> 48, r.transfer(source, target, BOND, quantity))


def does(desk: Desk, institution: int, *found: Canonical) -> Callable[[], Answer]:
    """Give commands."""
    return lambda: desk.do(institution, *found)


def test_a_line_takes_what_its_holder_accepts_and_its_gateway_authorised(desk: Desk) -> None:
    """The holder first accepts 10 of claims on CSDC; then CCDC authorises every line and knows CSDC's not yet."""
    told(
        desk.ledger,
        """
        | units          | at first | accepts 10 | 11 come        | 10 come | CCDC authorises | a new line          | CCDC lets it | it begins |
        |----------------|----------|------------|----------------|---------|-----------------|---------------------|--------------|-----------|
        | status         |          | DONE       | LIMIT_EXCEEDED | SETTLED | DONE            | LINE_NOT_AUTHORISED | DONE         | SETTLED   |
        | seller at CCDC | 999,000  | ·          | ·              | 998,990 | ·               | ·                   | ·            | 998,983   |
        | CSDC's nominee | 0        | ·          | ·              | 10      | ·               | ·                   | ·            | ·         |
        | buyer at CSDC  | 0        | ·          | ·              | 10      | ·               | ·                   | ·            | ·         |
        | new at CCDC    | 0        | ·          | ·              | ·       | ·               | ·                   | ·            | 7         |
        """,
        {
            "seller at CCDC": units(desk, SELLER),
            "CSDC's nominee": units(desk, NOMINEE[CSDC]),
            "buyer at CSDC": units(desk, BUYER),
            "new at CCDC": units(desk, _opened(desk)),
        },
        does(desk, CSDC, SetLine(BUYER, BOND, 10)),
        moves(desk, SELLER, BUYER, 11),
        moves(desk, SELLER, BUYER, 10),
        does(desk, CCDC, RequireAuthorisation(True)),
        moves(desk, SELLER, _NEW, 7),
        does(desk, CCDC, AuthoriseLine(_NEW, BOND)),
        moves(desk, SELLER, _NEW, 7),
    )


_NEW = OTHER + 1


def _opened(desk: Desk) -> int:
    """A client of CCDC that never held the bond."""
    assert desk.one(CCDC, r.open_account(_NEW, 7011)).good
    return _NEW


def test_one_line_is_frozen_then_a_whole_gateway_and_a_court_takes_what_it_ordered(desk: Desk) -> None:
    """300 of the seller's units are the buyer's by judgement; nobody but the depository moves them, and no more."""
    order = RecordCourtOrder(5, "(2026) 0101 No. 9", PAPER, (SELLER,), BUYER, BOND, 300)
    told(
        desk.ledger,
        """
        | units          | at first | line frozen | seller gives 5 | CCDC frozen | another gives 5 | court's order | 100 taken | 200 taken | 1 more            |
        |----------------|----------|-------------|----------------|-------------|-----------------|---------------|-----------|-----------|-------------------|
        | status         |          | DONE        | LINE_FROZEN    | DONE        | GATEWAY_FROZEN  | DONE          | SETTLED   | SETTLED   | COURT_ORDER_ENDED |
        | seller at CCDC | 999,000  | ·           | ·              | ·           | ·               | ·             | 998,900   | 998,700   | ·                 |
        | another there  | 1,000    | ·           | ·              | ·           | ·               | ·             | ·         | ·         | ·                 |
        | CSDC's nominee | 0        | ·           | ·              | ·           | ·               | ·             | 100       | 300       | ·                 |
        | buyer at CSDC  | 0        | ·           | ·              | ·           | ·               | ·             | 100       | 300       | ·                 |
        """,
        {
            "seller at CCDC": units(desk, SELLER),
            "another there": units(desk, OTHER),
            "CSDC's nominee": units(desk, NOMINEE[CSDC]),
            "buyer at CSDC": units(desk, BUYER),
        },
        does(desk, CSRC, FreezeLine(SELLER, BOND, 2)),
        moves(desk, SELLER, OTHER, 5),
        does(desk, CSRC, FreezeGateway(CCDC, 3)),
        moves(desk, OTHER, SELLER, 5),
        does(desk, CSRC, order),
        does(desk, CCDC, ExecuteCourtOrder(5, 1, SELLER, 100)),
        does(desk, CCDC, ExecuteCourtOrder(5, 2, SELLER, 200)),
        does(desk, CCDC, ExecuteCourtOrder(5, 3, SELLER, 1)),
    )


def test_claims_on_a_frozen_depository_go_back_to_it_and_nowhere_else(desk: Desk) -> None:
    told(
        desk.ledger,
        """
        | units            | at first | buyer gets 100 | CSDC frozen | to another     | home to CCDC   | back to CSDC | freed | home to CCDC |
        |------------------|----------|----------------|-------------|----------------|----------------|--------------|-------|--------------|
        | status           |          | SETTLED        | DONE        | GATEWAY_FROZEN | GATEWAY_FROZEN | SETTLED      | DONE  | SETTLED      |
        | seller at CCDC   | 999,000  | 998,900        | ·           | ·              | ·              | ·            | ·     | 998,910      |
        | CSDC's nominee   | 0        | 100            | ·           | ·              | ·              | ·            | ·     | 90           |
        | buyer at CSDC    | 0        | 100            | ·           | ·              | ·              | 90           | ·     | 80           |
        | CSDC's own there | 0        | ·              | ·           | ·              | ·              | 10           | ·     | ·            |
        """,
        {
            "seller at CCDC": units(desk, SELLER),
            "CSDC's nominee": units(desk, NOMINEE[CSDC]),
            "buyer at CSDC": units(desk, BUYER),
            "CSDC's own there": units(desk, CSDC_OWN),
        },
        moves(desk, SELLER, BUYER, 100),
        does(desk, CSRC, FreezeGateway(CSDC, 8)),
        moves(desk, BUYER, SELLER_AT_CSDC, 10),
        moves(desk, BUYER, SELLER, 10),
        moves(desk, BUYER, CSDC_OWN, 10),
        does(desk, CSRC, UnfreezeGateway(CSDC, 8)),
        moves(desk, BUYER, SELLER, 10),
    )
