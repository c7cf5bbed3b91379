"""Moves without a counterparty's half: payments, transfers, linked groups, issue and redemption."""

from __future__ import annotations

from typing import Any

from actors.ledger import records as rec
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CCDC, CLIENTS, CNY, CSDC, ICBC, PBC
from cluster.simulator.people.desk import Desk
from cluster.simulator.people.opening import MONEY_EACH


class Moves(Desk):
    """Banks and custodians that move what their clients hold."""

    async def payments(self) -> None:
        """Payments between clients of one bank or of two, singly or linked."""
        bank, other = self.chance.choice(((ICBC, BOC), (BOC, ICBC), (ICBC, ICBC)))
        paid = [
            rec.payment(
                small.client(bank, 1 + at),
                small.client(other, 1 + (at + 1) % CLIENTS),
                CNY,
                self.chance.choice((1, 999, 50_000, 900_000)),
            )
            for at in range(self.chance.randint(1, CLIENTS))
        ]
        await self.submit(bank, [rec.linked(*paid)] if self.chance.random() < 0.5 else paid)

    async def spoiled_group(self) -> None:
        """A linked group whose last leg fails, in every way a leg can: nothing of it may stand."""
        bank, other = self.chance.choice(((ICBC, BOC), (BOC, ICBC)))
        reference = self.reference_next()
        good: list[Any] = [
            rec.payment(small.client(bank, 1), small.client(other, 2), CNY, 700),
            rec.earmark(small.client(bank, 2), small.client(bank, 1), CNY, 300, reference),
            rec.settle(reference, 100),
        ]
        bad = self.chance.choice(
            (
                rec.payment(small.client(bank, 2), small.client(bank, 1), CNY, 9 * CLIENTS * MONEY_EACH),
                rec.payment(small.client(other, 1), small.client(bank, 1), CNY, 1),
                rec.payment(small.client(bank, 1), small.client(bank, 99), CNY, 1),
                rec.release(reference),
                rec.cancel(reference, CCDC),
            )
        )
        await self.submit(bank, [rec.linked(*good[: self.chance.choice((1, 3))], bad)])

    async def transfer(self) -> None:
        """A bond moves free of payment: to another client, or to the same owner at the other depository."""
        one, other = self.chance.choice(((CCDC, CSDC), (CSDC, CCDC)))
        number = self.chance.randint(1, CLIENTS)
        account, quantity = small.client(one, number), self.chance.choice((1, 30, 2_000))
        if self.chance.random() < 0.6:
            moved = rec.custody_transfer(account, small.client(other, number), BOND, quantity)
        else:
            moved = rec.transfer(account, small.client(other, 1 + number % CLIENTS), BOND, quantity)
        await self.submit(one, [moved])

    async def issuance(self) -> None:
        """A root issues more of what it stands for, or takes some of it back."""
        root, asset, gateway = self.chance.choice(((PBC, CNY, BOC), (CCDC, BOND, CCDC), (CCDC, BOND, CSDC)))
        account = small.client(gateway, self.chance.randint(1, CLIENTS))
        make = self.chance.choice((rec.issue, rec.redeem))
        await self.submit(root, [make(account, asset, self.chance.choice((10, 200)))])
