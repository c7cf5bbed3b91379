"""People who settle: instructions that match, queue, are held, cancelled, put first; gridlocks; cycles; deadlines that pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from actors.ledger.status import Status
from actors.modules.settlement.books import Books
from actors.modules.settlement.commands import (
    Affirm,
    Cancel,
    Enter,
    Hold,
    Instruct,
    Release,
    Reprioritise,
    ResolveGridlock,
    RunCycle,
    SettleTogether,
    Terms,
)
from actors.modules.settlement.state import Instruction
from cluster.simulator import market as small
from cluster.simulator.market import BOND, CCDC, CLIENTS, CNY, CSDC, CSRC, PBC
from cluster.simulator.people.modules.errands import GROSS, NET, Errands
from cluster.simulator.people.opening import BANK_OF

#: More than anyone holds: what is to wait in the queue.
LARGE = 3_000


class Settling(Errands):
    """Custodians, and the venue that resolves what is stuck."""

    deeds: ClassVar[Mapping[str, int]] = {
        "instruct": 5,
        "enter": 5,
        "change": 4,
        "affirm": 2,
        "circle": 4,
        "line": 4,
        "cycle": 4,
        "together": 1,
    }

    def _reference(self) -> int:
        return self.desk.reference_next() + 50_000

    def _deadline_s(self) -> int:
        """Soon, so that some instructions end by it; sometimes none."""
        return self.chance.choice((0, self.now_ms() // 1000 + self.chance.randint(0, 6)))

    async def instruct(self) -> None:
        """Both sides' instructions; now and then only one, or two that disagree, or the same once more."""
        seller, buyer = self.chance.choice(((CCDC, CSDC), (CSDC, CCDC)))
        sells, buys = self.chance.randint(1, CLIENTS), self.chance.randint(1, CLIENTS)
        quantity = self.chance.choice((3, 40, 200, LARGE))
        common: dict[str, Any] = {
            "instance": self.chance.choice((0, 0, GROSS)),
            "reference": self._reference(),
            "asset": BOND,
            "quantity": quantity,
            "cash": CNY,
            "date": self.chance.choice((0, 0, self.today(), self.today() + 1)),
            "deadline_s": self._deadline_s(),
            "priority": self.chance.choice((0, 0, 1)),
            "hold": self.chance.random() < 0.15,
            "partial": self.chance.random() < 0.1,
        }
        amount = quantity * self.chance.randint(95, 105)
        wrong = self.chance.choice((0, 0, 0, 0, 1))
        first = Instruct(
            delivers=True, counterparty=buyer, account=small.client(seller, sells),
            cash_account=small.client(BANK_OF[seller], sells), amount=amount, **common,
        )  # fmt: skip
        second = Instruct(
            delivers=False, counterparty=seller, account=small.client(buyer, buys),
            cash_account=small.client(BANK_OF[buyer], buys), amount=amount + wrong, **common,
        )  # fmt: skip
        await self.desk.command(seller, first)
        if self.chance.random() < 0.9:
            await self.desk.command(buyer, *[second] * self.chance.choice((1, 1, 1, 2)))

    def terms(self, seller: int, buyer: int, quantity: int, amount: int, **changes: int) -> Terms:
        """Bonds of a client of one custodian against cash of a client of another; same number, 1."""
        sells, buys = changes.pop("sells", 1), changes.pop("buys", 1)
        fields = {
            "instance": GROSS,
            "reference": self._reference(),
            "seller_account": small.client(seller, sells),
            "seller_cash": small.client(BANK_OF[seller], sells),
            "buyer_account": small.client(buyer, buys),
            "buyer_cash": small.client(BANK_OF[buyer], buys),
            "asset": BOND,
            "quantity": quantity,
            "cash": CNY,
            "amount": amount,
            **changes,
        }
        return Terms(**fields)  # type: ignore[arg-type]

    async def enter(self) -> None:
        """Both sides at once, free or against payment, large or small, by a custodian, the venue or a bank."""
        seller, buyer = self.chance.choice(((CCDC, CSDC), (CSDC, CCDC), (CCDC, CCDC)))
        quantity = self.chance.choice((2, 30, 500, LARGE))
        changes = {
            "sells": self.chance.randint(1, CLIENTS),
            "buys": self.chance.randint(1, CLIENTS),
            "instance": self.chance.choice((0, GROSS, NET, NET, 7)),
            "deadline_s": self._deadline_s(),
            "priority": self.chance.choice((0, 0, 1)),
        }
        one = self.terms(seller, buyer, quantity, quantity * 100, **changes)
        by = self.chance.choice((seller, seller, buyer, CSRC, self.anyone()))
        await self.desk.command_and_look(by, Enter(one))
        await self.affirm()

    def _living(self) -> list[Instruction]:
        known = self.see(Books)
        return [one for one in known.instructions if one.lives] if known else []

    async def affirm(self) -> None:
        """Both custodians affirm what waits for them, and some number that may not."""
        waits = [one.number for one in self._living() if one.reason == Status.WAITS_FOR_AFFIRMATION][-6:]
        for custodian in (CCDC, CSDC):
            await self.desk.command_and_look(custodian, *map(Affirm, [*waits, self.chance.randint(1, 9)]))

    async def change(self) -> None:
        """Something is done to an instruction, mostly one that lives, by a custodian or somebody else."""
        numbers = [one.number for one in self._living()] or [1]
        number = self.chance.choice([*numbers, *numbers, self.chance.randint(1, 20)])
        by = self.chance.choice((CCDC, CSDC, CCDC, CSDC, self.anyone()))
        change = self.chance.choice(
            (Hold(number), Release(number), Cancel(number), Reprioritise(number, self.chance.randint(0, 2)))
        )
        await self.desk.command(by, change)
        if isinstance(change, Cancel):
            await self.desk.command(CCDC + CSDC - by if by in BANK_OF else CCDC, change)

    async def circle(self) -> None:
        """Two clients owe each other more than either has: a gridlock, which is resolved by one method or the other."""
        quantity, client = LARGE + self.chance.randint(0, 99), self.chance.randint(1, CLIENTS)
        less = quantity - self.chance.randint(0, 60)
        both = {"sells": client, "buys": client}
        await self.desk.command(CCDC, Enter(self.terms(CCDC, CSDC, quantity, quantity * 100, **both)))
        await self.desk.command_and_look(CSDC, Enter(self.terms(CSDC, CCDC, less, less * 99, **both)))
        await self.affirm()
        await self.desk.world.sleep(self.chance.randint(50, 250))
        method = self.chance.choice((1, 2, 2, 3))
        await self.desk.command(self.chance.choice((PBC, CSRC, CSRC)), ResolveGridlock(GROSS, method))

    async def line(self) -> None:
        """A high instruction waits for bonds; normal ones behind it must wait too, until it has them or ends."""
        client, other = self.chance.sample(range(1, CLIENTS + 1), 2)
        same = {"sells": client, "buys": other}
        soon_s = self.now_ms() // 1000 + self.chance.randint(2, 6)
        first = self.terms(CCDC, CCDC, LARGE, LARGE * 10, priority=1, deadline_s=soon_s, **same)
        await self.desk.command_and_look(CCDC, Enter(first))
        rest = [self.terms(CCDC, CCDC, 5, 500, deadline_s=self._deadline_s(), **same) for _ in range(2)]
        await self.desk.command(CCDC, *map(Enter, rest))

    async def cycle(self) -> None:
        """A cycle of the netting platform, after some instructions for it that only netting lets settle."""
        client = self.chance.randint(1, CLIENTS)
        both = {"sells": client, "buys": client, "instance": NET}
        for seller, buyer, more in ((CCDC, CSDC, 0), (CSDC, CCDC, self.chance.randint(0, 20))):
            one = self.terms(seller, buyer, LARGE - more, (LARGE - more) * 90, **both)
            await self.desk.command_and_look(seller, Enter(one))
        await self.affirm()
        for _ in range(2):
            await self.desk.world.sleep(self.chance.randint(50, 250))
            await self.desk.command(self.chance.choice((CSRC, CSRC, self.anyone())), RunCycle(NET))

    async def together(self) -> None:
        """A set that an operator chose: good, or empty, repeated, or of what is not queued."""
        queued = [one.number for one in self._living()]
        chosen = self.chance.sample(queued, min(len(queued), self.chance.randint(0, 3)))
        if self.chance.random() < 0.2:
            chosen = chosen[:1] * 2
        await self.desk.command(CSRC, SettleTogether(GROSS, tuple(chosen)))
