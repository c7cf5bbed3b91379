"""What the settlement queue makes of freezes: it waits with the reason, and settles when the order is lifted."""

from __future__ import annotations

import pytest

from actors.base.canonical import Canonical
from actors.ledger.status import Status, status_of
from actors.modules.payment.commands import FreezeGateway, FreezeLine, UnfreezeGateway, UnfreezeLine
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import Instruct
from tests.ledger.market import BOND, BUYER, BUYER_CASH, CCB, CCDC, CNY, CSDC, CSRC, SELLER, SELLER_CASH
from tests.modules.payment.quay import again, held, market


@pytest.mark.parametrize(
    ("freeze", "lift", "reason"),
    [
        (FreezeLine(SELLER, BOND, 1), UnfreezeLine(SELLER, BOND, 1), Status.LINE_FROZEN),
        (FreezeLine(BUYER_CASH, CNY, 1), UnfreezeLine(BUYER_CASH, CNY, 1), Status.LINE_FROZEN),
        (FreezeGateway(CCB, 1), UnfreezeGateway(CCB, 1), Status.GATEWAY_FROZEN),
    ],
)
def test_an_instruction_waits_while_the_order_lasts(
    freeze: Canonical, lift: Canonical, reason: Status
) -> None:
    desk = market()
    desk.do(CSRC, freeze)
    desk.do(CCDC, Instruct(0, True, CSDC, 1, SELLER, SELLER_CASH, BOND, 10, CNY, 1_000))
    desk.do(CSDC, Instruct(0, False, CCDC, 1, BUYER, BUYER_CASH, BOND, 10, CNY, 1_000))
    [row] = books_of(desk.ledger).instructions
    assert (status_of(row.reason), held(desk, BUYER)) == (reason, 0)
    assert desk.do(CSRC, lift) == [Status.DONE]
    assert held(desk, BUYER) == 10
    again(desk.ledger)
