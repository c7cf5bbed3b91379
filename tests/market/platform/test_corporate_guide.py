"""The guide to corporate actions does what it says, and prints what it shows."""

from __future__ import annotations

import re
import textwrap
from types import SimpleNamespace
from typing import Any

from actors.ledger import records
from actors.modules.corporate.commands import Market
from actors.modules.dates import number_of, read_date
from cluster.market.platform.corporate import CorporateClient, call_right, put_right
from tests.ledger.market import BUYER, BUYER_CASH, CCDC, CFETS, CSDC, OWNER_BUYER, TREASURY, acc
from tests.market.platform.on_ledger import LedgerParty
from tests.modules.corporate.town import REDEEMED, Town, spread_out
from tests.tidy.tree import ROOT

GUIDE = (ROOT / "docs" / "guide" / "corporate-actions.md").read_text("utf-8")
CODE = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
SHOWN = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
PUT_ACCOUNT = acc(CSDC, 42)


def prepared() -> Town:
    """A bond of 3.00 %, annual, with clients at CSDC, a put account and an issuer with cash."""
    town = Town(20260506)
    town.terms(20240615, 20290615, 30_000, 1)
    spread_out(town, 101, 11)
    town.send(CSDC, records.open_account(PUT_ACCOUNT, OWNER_BUYER, cash_account=BUYER_CASH))
    town.fund_issuer(200_000_000_00)
    return town


async def test_the_guide_does_what_it_says() -> None:
    town = prepared()
    printed: list[str] = []

    async def open_date(day: str) -> None:
        town.day(number_of(read_date(day)))

    def client(index: int) -> Any:
        return SimpleNamespace(corporate=CorporateClient(LedgerParty(town.desk, index)))  # type: ignore[arg-type]

    names: dict[str, Any] = {
        "cfets": client(CFETS),
        "ccdc": client(CCDC),
        "csdc": client(CSDC),
        "treasury": TREASURY,
        "redeemed": REDEEMED,
        "buyer": BUYER,
        "put_account": PUT_ACCOUNT,
        "put_right": put_right,
        "call_right": call_right,
        "Market": Market,
        "open_date": open_date,
        "print": lambda *values: printed.append(" ".join(map(str, values))),
    }
    exec("async def walk():\n" + textwrap.indent("\n".join(CODE), "    "), names)
    await names["walk"]()
    assert [one.split() for one in printed] == [one.split() for one in SHOWN]
    assert town.ledger.reconcile() == []
