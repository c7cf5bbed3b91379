"""What the tests of payment have in common: the small market with every module."""

from __future__ import annotations

from actors.ledger import records
from actors.ledger.business import why_refused
from actors.ledger.ledger import Ledger
from actors.ledger.records import Class
from actors.modules.middle_platform import ledger_from_image, new_ledger
from tests.ledger.market import CCDC, CSDC, SELLER, Desk, acc, make_roster, opened

__all__ = ["OTHER", "PAPER", "again", "market", "why_refused"]

#: A second client of CCDC; an account of class ISSUANCE to which claims on CSDC go back.
OTHER, CSDC_OWN = acc(CCDC, 5), acc(CSDC, 901)
#: Hash of a court's paper.
PAPER = b"\x07" * 32


def market() -> Desk:
    """Accounts, money, a listed bond of 1,000,000 units at the seller (CCDC), as in ``tests.ledger.market``."""
    desk = opened(ledger=new_ledger(make_roster()))
    statuses = [
        *desk.send(CCDC, records.open_account(OTHER, 7009)),
        *desk.send(CSDC, records.open_account(CSDC_OWN, 9, Class.ISSUANCE)),
        *desk.send(CCDC, records.transfer(SELLER, OTHER, 10, 1_000)),
    ]
    assert all(one.good for one in statuses)
    return desk


def again(ledger: Ledger) -> Ledger:
    """The ledger of this one's image, which is shown to be equal to it and without a break."""
    restored = ledger_from_image(ledger.image(), ledger.roster)
    assert restored.image() == ledger.image()
    assert ledger.reconcile() == []
    return restored


def held(desk: Desk, account: int, asset: int = 10) -> int:
    """What is available."""
    return desk.ledger.position(account, asset).available
