"""The coupon of the 30-year: announced, fixed at the record date, paid down to the end owners, compared."""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.records import Class
from actors.modules.bond import coupon_fen_per_unit
from actors.modules.entitlement import shares, total_fen
from cluster.demo.bonds import NUMBERS, THIRTY, Position
from cluster.market import Instruction, Market

#: ``kind`` of a coupon's payments in the ledger's history.
COUPON_KIND = 107
RECORD_DATE, PAYMENT_DATE = 20_260_324, 20_260_325


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid. ``gross_fen``: by the issuer; ``holders``: end owners; ``exact``: equal to the preview."""

    gross_fen: int
    holders: int
    exact: bool
    instructions: tuple[Instruction, ...]


class Entitlements:
    """Who ought to get how many fen, computed apart from the ledger, from holdings at the record date."""

    def __init__(self, position: Position) -> None:
        """Of one coupon of this bond."""
        self._rate = coupon_fen_per_unit(position.terms)
        self.gross_fen = 0
        self.by_account: dict[int, int] = {}
        self.holders = 0

    async def look(self, market: Market) -> None:
        """Compute them from the holdings as they are now."""
        rows = await market.regulator.holding_rows()
        rows = rows[rows["asset"] == NUMBERS[THIRTY]]
        root = market.blueprint.index_of("CCDC")
        held: dict[int, dict[int, int]] = {}
        for row in rows:
            units = int(row["available"]) + int(row["earmarked"])
            held.setdefault(int(row["gateway"]), {})[int(row["account"])] = units
        top = held[root]
        self.gross_fen = total_fen(sum(top.values()), self._rate)
        first = shares(self.gross_fen, top)
        nominees = {int(row["account"]) for row in rows if row["class_"] == Class.OMNIBUS}
        self.by_account = dict(first)
        for account in sorted(nominees):
            gateway = await _lower(market, account)
            self.by_account.update(shares(first[account], held[gateway]))
        self.holders = len(
            [account for account, fen in self.by_account.items() if fen and account not in nominees]
        )


async def _lower(market: Market, omnibus: int) -> int:
    """The institution whose omnibus account this is, by the depository's own book."""
    for client in await market.custodian("CCDC").accounts():
        if client.account == omnibus:
            return market.blueprint.index_of(client.name)
    raise AssertionError(f"account {omnibus} is in no book")


async def pay(market: Market, expected: Entitlements) -> Paid:
    """Pay level by level and compare every payment with what was expected."""
    instructions = [await market.custodian("CCDC").pay_coupon(THIRTY, RECORD_DATE)]
    for nominee in ("CSDC", "SHCH"):
        instructions.append(await market.custodian(nominee).pay_coupon(THIRTY, RECORD_DATE))
    rows, _ = await market.regulator.trade_rows()
    rows = rows[rows["kind"] == COUPON_KIND]
    paid = dict(zip(rows["buyer_account"].tolist(), rows["amount"].tolist(), strict=True))
    root = market.blueprint.index_of("CCDC")
    gross = int(rows["amount"][rows["seller"] == root].sum())
    wanted = {account: fen for account, fen in expected.by_account.items() if fen}
    exact = paid == wanted and gross == expected.gross_fen
    return Paid(gross, expected.holders, exact, tuple(instructions))
